package io.jenkins.plugins.seldon.readiness;

import static io.jenkins.plugins.seldon.readiness.Objects.crashed;
import static io.jenkins.plugins.seldon.readiness.Objects.pod;
import static io.jenkins.plugins.seldon.readiness.Objects.unready;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What stands in the place of a Deployment is judged by its counts, so that pods that are missing are missed. Written from
 * openshift/oc, pkg/cli/rollout (DeploymentConfigStatusViewer), openshift/library-go, pkg/apps/appsutil (MakeDeployment), and
 * k8s.io/api, core/v1/types.go.
 */
class ReplicatedTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            observedGeneration: 3, latestVersion: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2 |
            observedGeneration: 2, latestVersion: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2 | DeploymentConfig web: generation 3 is not observed by its controller yet
            observedGeneration: 3, latestVersion: 0 | DeploymentConfig web has not rolled out: a trigger or oc rollout latest starts it
            observedGeneration: 3, latestVersion: 2, replicas: 2, updatedReplicas: 1, availableReplicas: 2 | DeploymentConfig web: 1 of 2 replicas updated
            observedGeneration: 3, latestVersion: 2, replicas: 3, updatedReplicas: 2, availableReplicas: 3 | DeploymentConfig web: 3 replicas, wants 2
            observedGeneration: 3, latestVersion: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 1 | DeploymentConfig web: 1 of 2 replicas available
            observedGeneration: 3, latestVersion: 2, conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded, message: replication controller "web-2" has failed progressing}] | FAILED DeploymentConfig web has failed (ProgressDeadlineExceeded: replication controller "web-2" has failed progressing).
            """)
    void aDeploymentConfigByItsVersionAndItsCounts(String status, String expected) {
        HasMetadata config = object(
                """
                apiVersion: apps.openshift.io/v1
                kind: DeploymentConfig
                metadata: {name: web, generation: 3}
                spec: {replicas: 2}
                status: {%s}
                """
                        .formatted(status));
        WatchedKind kind =
                WatchedKind.custom("apps.openshift.io/v1", "DeploymentConfig").at("deploymentconfigs", true);
        assertThat(told(config, kind)).isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    /** Of a former version there may be broken pods until the latest one is up. */
    @Test
    void theLatestVersionsPodsOfADeploymentConfigAreJudgedAndCount() {
        HasMetadata broken =
                unready(madeBy("web-1", Map.of("release", "demo")), crashed("main", "CrashLoopBackOff", 1, "Error"));
        assertThat(configured(broken).failures()).isEmpty();
        assertThat(configured(madeBy("web-2", Map.of())).readyPods()).isEqualTo(1);
        HasMetadata latest = unready(madeBy("web-2", Map.of()), crashed("main", "CrashLoopBackOff", 1, "Error"));
        assertThat(configured(latest).failures()).singleElement().satisfies(failure -> assertThat(failure.pod())
                .isEqualTo("web-2-x"));
    }

    private static Pod madeBy(String controller, Map<String, String> labels) {
        Pod pod = pod(
                controller + "-x",
                object("apiVersion: v1\nkind: ReplicationController\nmetadata: {name: %s, uid: %s}"
                        .formatted(controller, controller)));
        Map<String, String> all = new HashMap<>(labels);
        all.put("deploymentconfig", "web");
        all.put("deployment", controller);
        pod.getMetadata().setLabels(all);
        return pod;
    }

    private static Assessment configured(HasMetadata pod) {
        HasMetadata config = object(
                """
                apiVersion: apps.openshift.io/v1
                kind: DeploymentConfig
                metadata: {name: web, generation: 3}
                spec: {replicas: 1}
                status: {observedGeneration: 3, latestVersion: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1}
                """);
        WatchedKind kind =
                WatchedKind.custom("apps.openshift.io/v1", "DeploymentConfig").at("deploymentconfigs", true);
        return Verdicts.assess(
                new Snapshot(List.of(config, pod)), Verdicts.RELEASE, Set.of(new WorkloadName(kind, "web")));
    }

    @Test
    void aDeploymentConfigThatOnlyTestsRunsNoPods() {
        HasMetadata config = object(
                """
                apiVersion: apps.openshift.io/v1
                kind: DeploymentConfig
                metadata: {name: web, generation: 3}
                spec: {replicas: 2, test: true}
                status: {observedGeneration: 3, latestVersion: 1, replicas: 0}
                """);
        WatchedKind kind =
                WatchedKind.custom("apps.openshift.io/v1", "DeploymentConfig").at("deploymentconfigs", true);
        assertThat(told(config, kind)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            observedGeneration: 3, replicas: 2, readyReplicas: 2, availableReplicas: 2 |
            observedGeneration: 2, replicas: 2, readyReplicas: 2, availableReplicas: 2 | replicationcontroller/web: generation 3 is not observed by its controller yet
            observedGeneration: 3, replicas: 0                                         | replicationcontroller/web: 0 of 2 replicas ready; replicationcontroller/web: 0 replicas, wants 2
            observedGeneration: 3, replicas: 2, readyReplicas: 2, availableReplicas: 1 | replicationcontroller/web: 1 of 2 replicas available
            """)
    void aReplicationControllerByItsCounts(String status, String expected) {
        HasMetadata controller = object(
                """
                apiVersion: v1
                kind: ReplicationController
                metadata: {name: web, generation: 3, uid: u}
                spec: {replicas: 2}
                status: {%s}
                """
                        .formatted(status));
        assertThat(String.join("; ", told(controller, WatchedKind.REPLICATION_CONTROLLER)))
                .isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void aReleasesManifestNamesIt() throws Exception {
        assertThat(ReleaseManifest.parse(
                                "apiVersion: v1\nkind: ReplicationController\nmetadata: {name: web}\n", "seldon-system")
                        .workloads())
                .containsExactly(new WorkloadName(WatchedKind.REPLICATION_CONTROLLER, "web"));
    }

    private static HasMetadata object(String yaml) {
        return new KubernetesSerialization().unmarshal(yaml, HasMetadata.class);
    }

    private static List<String> told(HasMetadata object, WatchedKind kind) {
        Assessment assessment = Verdicts.assess(
                new Snapshot(List.of(object)), Verdicts.RELEASE.withMinPods(0), Set.of(new WorkloadName(kind, "web")));
        return assessment.failures().isEmpty()
                ? assessment.waiting()
                : List.of("FAILED " + assessment.failures().get(0).sentence());
    }
}
