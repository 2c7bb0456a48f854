package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.AbortException;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.player.PodFault;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.node.Workspace;
import io.jenkins.plugins.seldon.text.Language;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a Korean controller the log and the JUnit file say the verdict in Korean; what programs read stays English. */
@Timeout(180)
class KoreanLogTest {

    private static final String ENGLISH_VERDICT = "Gate could not measure for seldon-system/sklearn";

    private final EmbeddedCluster cluster = EmbeddedCluster.start();
    private final Map<String, String> workspace = new TreeMap<>();
    private final FakePlatform platform = new FakePlatform() {
        @Override
        public Language language() {
            return Language.of(Locale.KOREA);
        }

        @Override
        public ClusterConnection connect(ClusterOptions options) {
            return Kubeconfig.parse(cluster.kubeconfig())
                    .select(new Kubeconfig.Choice(null, null, options.getNamespace()));
        }

        @Override
        public boolean insideNode() {
            return true;
        }

        @Override
        public Workspace workspace() {
            return new Workspace() {
                @Override
                public boolean exists(String path) {
                    return workspace.containsKey(path);
                }

                @Override
                public byte[] read(String path, int limit) {
                    return new byte[0];
                }

                @Override
                public Map<String, byte[]> readFolder(String path, int limit) {
                    return Map.of();
                }

                @Override
                public void write(String path, byte[] content) {
                    workspace.put(path, new String(content, StandardCharsets.UTF_8));
                }
            };
        }
    };
    private final FakeStepContext context = new FakeStepContext(Map.of(Platform.class, platform));

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    @Test
    void aGateSaysItsVerdict() throws Exception {
        AssertPredictionMetricsStep step = gate();
        step.setDryRun(true);
        step.start(context).start();
        assertThat(context.outcome()).isInstanceOfSatisfying(Map.class, gate -> assertThat(
                        gate.get("sentence").toString())
                .startsWith(ENGLISH_VERDICT));
        assertThat(platform.logged())
                .contains(
                        "판정        조건",
                        "측정 불가   endpoint",
                        "seldon-system/sklearn 게이트 측정 불가, 계층 load(보내는 쪽): endpoint. 이유: ")
                .doesNotContain("Gate could not");
        assertThat(platform.logged().lines().map(String::strip).filter(line -> !line.isEmpty()))
                .allSatisfy(line -> assertThat(line).containsPattern("\\p{IsHangul}"));
        assertThat(platform.reported()).singleElement().satisfies(section -> {
            assertThat(section.getSentence()).startsWith(ENGLISH_VERDICT);
            assertThat(section.getData().get("sentence")).isEqualTo(section.getSentence());
        });
        assertThat(workspace.get("seldon-analytics/gate-seldon-system-sklearn.xml"))
                .contains("게이트 측정 불가");
        assertThat(workspace.get("seldon-analytics/gate-seldon-system-sklearn.json"))
                .contains(ENGLISH_VERDICT)
                .doesNotContainPattern("\\p{IsHangul}");
    }

    @Test
    void aGateFailsTheBuildWithIt() throws Exception {
        gate().start(context).start();
        assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, failure -> assertThat(failure)
                .hasMessageStartingWith("seldon-system/sklearn 게이트 측정 불가"));
    }

    @Test
    void aWaitSaysHowItEnded() throws Exception {
        cluster.player().fault("web", PodFault.imagePull("manifest unknown"));
        cluster.put(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: seldon-system, labels: {release: seldon-core-analytics}}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: 'example/web:1'}]}
                """);
        WaitForSeldonPodsStep step = new WaitForSeldonPodsStep();
        step.setFailureGraceSeconds(1);
        step.start(context).start();
        assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, failure -> assertThat(failure)
                .hasMessageStartingWith("seldon-system 네임스페이스의 릴리스 seldon-core-analytics가 준비될 수 없습니다:")
                .hasMessageContaining("컨테이너 web: 이미지를 가져오지 못함(ImagePullBackOff: "));
        assertThat(platform.reported()).singleElement().satisfies(section -> assertThat(section.getSentence())
                .startsWith("Release seldon-core-analytics in namespace seldon-system cannot become ready:"));
    }

    /** It has no deployment to measure. */
    private static AssertPredictionMetricsStep gate() {
        return new AssertPredictionMetricsStep("sklearn");
    }
}
