package io.jenkins.plugins.seldon.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.OperatorKinds;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import io.jenkins.plugins.seldon.release.ReleaseRequest.Extra;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The definitions of the operator's kinds, which Helm makes once and never updates. */
@Timeout(120)
class ChartDefinitionsTest {

    private static final String OLD =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata:
              name: podmonitors.monitoring.coreos.com
              annotations: {operator.prometheus.io/version: 0.80.0%s}
            spec: {group: monitoring.coreos.com, names: {kind: PodMonitor, plural: podmonitors}, scope: Namespaced, versions: []}
            """;

    @TempDir
    Path folder;

    @Test
    void olderOnesAreToldAndUpdatedOnlyWhereThatIsWanted() throws Exception {
        try (ReleaseScene scene = scene()) {
            scene.cluster.put(OLD.formatted(""));
            ReleaseRequest request = scene.request("kube-prometheus-stack", "88.5.3", "{}");
            scene.release().install(request);
            assertThat(version(scene)).isEqualTo("0.80.0");
            assertThat(scene.log)
                    .contains(
                            "WARNING: the cluster's CustomResourceDefinitions (podmonitors) are of version 0.80.0, the"
                                    + " chart's of 0.93.1, and Helm does not update them: set updateCrds to update "
                                    + "them to the chart's.");

            ReleaseResult again = scene.release().install(Requests.wanting(Extra.UPDATE_CRDS, request));
            assertThat(again.changed()).isFalse();
            assertThat(scene.log).contains("Updating CustomResourceDefinitions from 0.80.0 to 0.93.1 (podmonitors).");
            assertThat(version(scene)).isEqualTo("0.93.1");
        }
    }

    /** The cluster has neither the definitions nor the kinds yet, so that only the chart can tell what they are called. */
    @Test
    void whoMayNotMakeThemIsToldSoBeforeAnythingIsMade() throws Exception {
        try (ReleaseScene scene =
                new ReleaseScene(folder, EmbeddedCluster.builder().playerPaused(), Chart.kubePrometheusStack())) {
            User user = scene.cluster
                    .user("deployer")
                    .allow("*", "secrets", ReleaseScene.NAMESPACE)
                    .allow("get", "namespaces", "*");
            scene.as(scene.cluster.kubeconfigFor(user));
            ReleaseRequest request = scene.request("kube-prometheus-stack", "88.5.3", "{}");
            assertThatThrownBy(() -> scene.release().install(request))
                    .isInstanceOf(ReleaseException.class)
                    .hasMessageContaining("create customresourcedefinitions.apiextensions.k8s.io (whole cluster), get"
                            + " customresourcedefinitions.apiextensions.k8s.io (whole cluster)")
                    .hasMessageNotContaining("patch customresourcedefinitions")
                    .hasMessageContaining("create prometheuses.monitoring.coreos.com (namespace seldon-system)");
            assertThatThrownBy(() -> scene.release().install(Requests.wanting(Extra.UPDATE_CRDS, request)))
                    .hasMessageContaining("patch customresourcedefinitions.apiextensions.k8s.io (whole cluster)");
            assertThat(scene.cluster.writes()).isEmpty();
        }
    }

    /** Helm makes none of a subchart that is off (pkg/chartutil/dependencies.go), such as where somebody else keeps them. */
    @Test
    void whoTurnsTheChartsOffNeedsNoRightsToThem() throws Exception {
        try (ReleaseScene scene = scene()) {
            scene.cluster.faults().forbid("get", "customresourcedefinitions");
            ReleaseRequest request = scene.request("kube-prometheus-stack", "88.5.3", "crds: {enabled: false}");
            assertThat(scene.release().install(request).record().status()).isEqualTo(ReleaseStatus.DEPLOYED);
        }
    }

    /** Helm makes and looks at none in an upgrade, so that a build may upgrade what an administrator has installed. */
    @Test
    void anUpgradeNeedsNoRightsToThem() throws Exception {
        try (ReleaseScene scene = scene()) {
            scene.install("kube-prometheus-stack", "88.5.3", "{}");
            scene.cluster.faults().forbid("get", "customresourcedefinitions");
            String values = "grafana: {adminPassword: other}";
            assertThat(scene.install("kube-prometheus-stack", "88.5.3", values).toMap())
                    .containsEntry("revision", 2L);
            assertThat(scene.install("kube-prometheus-stack", "88.5.3", values).changed())
                    .isFalse();
            User user = scene.cluster
                    .user("deployer")
                    .allow("*", "secrets", ReleaseScene.NAMESPACE)
                    .allow("get", "namespaces", "*");
            scene.as(scene.cluster.kubeconfigFor(user));
            assertThatThrownBy(() -> scene.install("kube-prometheus-stack", "88.5.3", "{}"))
                    .hasMessageContaining("patch deployments.apps (namespace seldon-system)")
                    .hasMessageNotContaining("customresourcedefinitions");
        }
    }

    @Test
    void thoseOfSomebodyElsesOperatorAreLeftAlone() throws Exception {
        try (ReleaseScene scene = scene()) {
            scene.cluster.put(OLD.formatted(""));
            scene.cluster.put(
                    """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: prometheus-operator, namespace: default, labels: {app.kubernetes.io/name: prometheus-operator}}
                    spec:
                      replicas: 0
                      selector: {matchLabels: {a: b}}
                      template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: a}]}}
                    """);
            scene.release()
                    .preview(Requests.wanting(
                            Extra.UPDATE_CRDS, scene.request("kube-prometheus-stack", "88.5.3", "{}")));
            assertThat(version(scene)).isEqualTo("0.80.0");
            assertThat(scene.log)
                    .contains("CustomResourceDefinitions that the Prometheus Operator prometheus-operator in namespace"
                            + " default manages are left alone (podmonitors).");
        }
    }

    /** Where API servers stand beside each other that takes five seconds, in which Helm would not know the kind. */
    @Test
    void oneThatIsMadeInAnUpgradeIsWaitedForUntilItIsEstablished() throws Exception {
        try (ReleaseScene scene = scene()) {
            scene.install("kube-prometheus-stack", "88.5.3", "{}");
            scene.cluster.delete("customresourcedefinitions", "", "podmonitors.monitoring.coreos.com");
            scene.cluster.player().pause();
            List<Integer> revisions = new ArrayList<>();
            Pause pause = time -> {
                revisions.add(new ReleaseHistory(scene.client(), ReleaseScene.NAMESPACE, ReleaseScene.NAME)
                        .revisions()
                        .lastKey());
                scene.cluster.player().resume();
                Pause.REAL.forAbout(time);
            };
            ReleaseRequest request = Requests.wanting(
                    Extra.UPDATE_CRDS,
                    scene.request("kube-prometheus-stack", "88.5.3", "grafana: {adminPassword: other}"));
            ReleaseSite site = scene.site(new ReleaseSite.Run("build 2", Clock.systemUTC(), pause), scene.log::add);
            assertThat(new AnalyticsRelease(site).install(request).record().revision())
                    .isEqualTo(2);
            assertThat(revisions).isNotEmpty().containsOnly(1);
            assertThat(scene.log).contains("Making the chart's new CustomResourceDefinitions (podmonitors).");
        }
    }

    private ReleaseScene scene() {
        return new ReleaseScene(folder, OperatorKinds.on(EmbeddedCluster.builder()), Chart.kubePrometheusStack());
    }

    private static String version(ReleaseScene scene) {
        ObjectNode definition = scene.cluster.objects("customresourcedefinitions", "").stream()
                .filter(object -> object.at("/metadata/name").asText().startsWith("podmonitors"))
                .findFirst()
                .orElseThrow();
        return definition
                .at("/metadata/annotations")
                .path("operator.prometheus.io/version")
                .asText();
    }
}
