package io.jenkins.plugins.seldon.release.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.kubernetes.Discovery;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An API server that waits for a webhook that is down, for longer than a client waits: Helm's own objects may concern no
 * webhook, and those of a failurePolicy Ignore are let in at last.
 */
@Timeout(60)
class SlowAdmissionTest {

    private static final String NAMESPACE = "seldon-system";
    private static final String PODS = "/api/v1/namespaces/" + NAMESPACE + "/pods";

    private EmbeddedCluster cluster;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        cluster = EmbeddedCluster.start();
        Config config = new ConfigBuilder(Config.fromKubeconfig(cluster.kubeconfig()))
                .withRequestTimeout(500)
                .withRequestRetryBackoffLimit(0)
                .build();
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    @AfterEach
    void stop() {
        cluster.faults().clear();
        client.close();
        cluster.close();
    }

    @Test
    void aTrialWithoutAnAnswerIsToldOnceAsAWarning() throws Exception {
        cluster.faults().hang(PODS);
        List<Workload> workloads = IntStream.range(0, 9)
                .mapToObj(i -> new Workload("Deployment", "web" + i, null, 1, new ObjectMeta(), new PodSpec()))
                .toList();
        AdmissionTrial.Outcome outcome = new AdmissionTrial(client, NAMESPACE).outcome(workloads);
        assertThat(outcome.admitsAll()).isFalse();
        assertThat(outcome.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.check()).isEqualTo(PreflightCheck.WEBHOOKS);
            assertThat(problem.fatal()).isFalse();
            assertThat(problem.sentence())
                    .startsWith("the API server did not say in time whether it admits a pod of Deployment web");
        });
        assertThat(cluster.requests().stream()
                        .filter(request -> request.resource().equals("pods")))
                .hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void podsThatAreLetInAreKnownFromThoseOfWhichNothingIsKnown() throws Exception {
        PodSpec pod = new PodSpecBuilder()
                .addNewContainer()
                .withName("a")
                .withImage("a:1")
                .endContainer()
                .build();
        Workload web = new Workload("Deployment", "web", null, 1, new ObjectMeta(), pod);
        AdmissionTrial trial = new AdmissionTrial(client, NAMESPACE);
        assertThat(trial.outcome(List.of(web))).isEqualTo(new AdmissionTrial.Outcome(List.of(), true));
        assertThat(trial.outcome(List.of()).admitsAll()).isFalse();
        cluster.faults().forbid("create", "pods");
        assertThat(trial.outcome(List.of(web))).isEqualTo(new AdmissionTrial.Outcome(List.of(), false));
    }

    @Test
    void aChangeWithoutAnAnswerIsLeftToHelm() throws Exception {
        cluster.faults().hang("/api/v1/namespaces/" + NAMESPACE + "/configmaps");
        List<RenderedObject> before = objects("a");
        ChangeTrial trial = new ChangeTrial(client, new Discovery(client).ask(Set.of("v1")), NAMESPACE);
        assertThat(trial.problems(objects("b"), before, true)).isEmpty();
    }

    private static List<RenderedObject> objects(String text) throws Exception {
        return RenderedObject.parse(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {text: " + text + "}\n");
    }
}
