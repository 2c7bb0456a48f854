package io.jenkins.plugins.seldon.release;

import static io.jenkins.plugins.seldon.release.ReleaseScene.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an upgrade can't change is told before anything is changed, and only then. */
@Timeout(180)
class ReleaseChangesTest {

    private static final String STATEFUL_SET =
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: store}
            spec:
              serviceName: store
              selector: {matchLabels: {app: store}}
              template:
                metadata: {labels: {app: store}}
                spec: {containers: [{name: store, image: 'store:{{ .Values.tag | default "1" }}'}]}
              volumeClaimTemplates:
              - metadata: {name: data}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: '{{ .Values.size | default "8Gi" }}'}}}
            """;

    private static final String CONFIG =
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: first}
            data: {tag: '{{ .Values.tag | default "1" }}{{ .Values.size }}'}
            ---
            """;

    private static final Chart STORE = Chart.of("store", "1.0.0", CONFIG + STATEFUL_SET);

    @TempDir
    Path folder;

    private ReleaseScene scene;

    @BeforeEach
    void start() {
        scene = new ReleaseScene(folder, EmbeddedCluster.builder(), STORE);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void aLargerClaimOfAStatefulSetIsRefusedBeforeAnythingIsChanged() throws Exception {
        scene.install("store", "1.0.0", "");
        scene.cluster.forgetRequests();
        assertThat(refusal("size: 9Gi"))
                .isEqualTo(
                        "The API server would refuse to change StatefulSet store: spec: updates to statefulset spec for"
                                + " fields other than 'replicas', 'template', and 'updateStrategy' are forbidden (the chart changes"
                                + " volumeClaimTemplates). Leave that as it is through the values, or have Helm"
                                + " recreate StatefulSet store: kubectl delete statefulsets.apps store --namespace "
                                + NAMESPACE
                                + " --cascade=orphan. That leaves its pods and claims.");
        assertThat(scene.writes()).isEmpty();
        assertThat(scene.log)
                .contains("If you are sure that it works: preflight: 'warn: immutable' continues with a warning.");
    }

    @Test
    void aDryRunTellsItToo() throws Exception {
        scene.install("store", "1.0.0", "");
        assertThat(catchThrowableOfType(ReleaseException.class, () -> scene.release()
                        .preview(scene.request("store", "1.0.0", "size: 9Gi"))))
                .hasMessageStartingWith("The API server would refuse to change StatefulSet store: ");
    }

    @Test
    void whatMayChangeIsUpgraded() throws Exception {
        scene.install("store", "1.0.0", "");
        assertThat(scene.install("store", "1.0.0", "tag: 2").record().status()).isEqualTo(ReleaseStatus.DEPLOYED);
    }

    /** The deployed revision is what Helm goes on from: the failed one wants what is refused, and never got it. */
    @Test
    void afterAnUpgradeThatFailedItIsStillTold() throws Exception {
        scene.install("store", "1.0.0", "");
        scene.cluster.faults().forbid("patch", "statefulsets");
        assertThat(refusal("size: 9Gi")).contains("could not deploy chart store 1.0.0");
        assertThat(scene.latest().status()).isEqualTo(ReleaseStatus.FAILED);
        scene.cluster.faults().clear();
        assertThat(refusal("size: 9Gi")).startsWith("The API server would refuse to change StatefulSet store: ");
    }

    @Test
    void aLabelThatASelectorLoses() throws Exception {
        scene.charts.add(deployment("1.0.0", "{app: web, tier: front}"));
        scene.install("web", "1.0.0", "");
        scene.charts.add(deployment("2.0.0", "{app: web}"));
        assertThat(catchThrowableOfType(ReleaseException.class, () -> scene.install("web", "2.0.0", "")))
                .hasMessage("The API server would refuse to change Deployment web: spec.selector: field is immutable."
                        + " Leave that as it is through the values, or have Helm recreate Deployment web:"
                        + " kubectl delete deployments.apps web --namespace " + NAMESPACE
                        + ". That deletes its pods too.");
    }

    /** Pods that the new selector does not select have the names that the StatefulSet's own are to have. */
    @Test
    void theSelectorOfAStatefulSetWhosePodsCantStay() throws Exception {
        scene.install("store", "1.0.0", "");
        scene.charts.add(
                Chart.of("store", "2.0.0", CONFIG + STATEFUL_SET.replace("{app: store}", "{app: store, tier: back}")));
        assertThat(catchThrowableOfType(ReleaseException.class, () -> scene.install("store", "2.0.0", "")))
                .hasMessageContaining("(the chart changes selector)")
                .hasMessageEndingWith("kubectl delete statefulsets.apps store --namespace " + NAMESPACE
                        + ". That deletes its pods too.");
    }

    /** What a release that was removed has left, a new one takes over (helm.sh/resource-policy). */
    @Test
    void whatAFormerReleaseLeft() throws Exception {
        String kept =
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: kept, annotations: {helm.sh/resource-policy: keep}}
                immutable: true
                data: {text: '{{ .Values.text }}'}
                """;
        scene.charts.add(Chart.of("kept", "1.0.0", kept));
        scene.install("kept", "1.0.0", "text: a");
        scene.release().uninstall(new UninstallRequest(ReleaseScene.NAME, NAMESPACE, false, Duration.ofMinutes(1)));
        assertThat(scene.log)
                .contains("Helm has kept what the chart says to keep (helm.sh/resource-policy): ConfigMap kept.");
        scene.cluster.forgetRequests();
        assertThat(catchThrowableOfType(ReleaseException.class, () -> scene.install("kept", "1.0.0", "text: b")))
                .hasMessageStartingWith(
                        "The API server would refuse to change ConfigMap kept: data: field is immutable when"
                                + " `immutable` is set. ");
        assertThat(scene.writes()).isEmpty();
        assertThat(scene.install("kept", "1.0.0", "text: a").record().status()).isEqualTo(ReleaseStatus.DEPLOYED);
    }

    private static Chart deployment(String version, String labels) {
        return Chart.of(
                "web",
                version,
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  selector: {matchLabels: %s}
                  template:
                    metadata: {labels: {app: web, tier: front}}
                    spec: {containers: [{name: web, image: web}]}
                """
                        .formatted(labels));
    }

    private String refusal(String values) {
        return catchThrowableOfType(ReleaseException.class, () -> scene.install("store", "1.0.0", values))
                .getMessage();
    }
}
