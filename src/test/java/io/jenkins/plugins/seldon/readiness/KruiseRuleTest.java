package io.jenkins.plugins.seldon.readiness;

import static io.jenkins.plugins.seldon.readiness.Objects.crashed;
import static io.jenkins.plugins.seldon.readiness.Objects.pod;
import static io.jenkins.plugins.seldon.readiness.Objects.unready;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Written from openkruise/kruise, apis/apps, and openkruise/kruise-tools, pkg/internal/polymorphichelpers. */
class KruiseRuleTest {

    private static final String UPDATING =
            "observedGeneration: 3, replicas: 2, readyReplicas: 2, availableReplicas: 2, updatedReplicas: 1,"
                    + " updateRevision: web-7d9";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            CloneSet | '' | observedGeneration: 3, replicas: 2, availableReplicas: 2, updatedReplicas: 2 |
            CloneSet | '' | observedGeneration: 2, replicas: 2, availableReplicas: 2, updatedReplicas: 2 | CloneSet web: generation 3 is not observed by its controller yet
            CloneSet | '' | observedGeneration: 3, replicas: 2, availableReplicas: 2, updatedReplicas: 1 | CloneSet web: 1 of 2 replicas updated
            CloneSet | '' | observedGeneration: 3, replicas: 1, availableReplicas: 1, updatedReplicas: 2 | CloneSet web: 1 of 2 replicas available; CloneSet web: 1 replicas, wants 2
            CloneSet | 'partition: 50%' | observedGeneration: 3, replicas: 2, availableReplicas: 2, updatedReplicas: 1, expectedUpdatedReplicas: 1 |
            CloneSet | 'partition: 0' | observedGeneration: 3, replicas: 2, availableReplicas: 2, updatedReplicas: 0 | CloneSet web: 0 of 2 replicas updated
            CloneSet | 'partition: 60%' | observedGeneration: 3, replicas: 2, availableReplicas: 2, updatedReplicas: 0 |
            CloneSet | 'partition: 40%' | observedGeneration: 3, replicas: 2, availableReplicas: 2, updatedReplicas: 0 | CloneSet web: 0 of 1 replicas updated
            CloneSet | 'paused: true' | observedGeneration: 3, replicas: 2, availableReplicas: 2, updatedReplicas: 1 | CloneSet web is paused with 1 of 2 replicas updated; nothing moves until it is resumed
            StatefulSet | 'rollingUpdate: {partition: 1}' | observedGeneration: 3, replicas: 2, availableReplicas: 2, updatedReplicas: 1 |
            StatefulSet | 'type: OnDelete' | observedGeneration: 3, replicas: 2, availableReplicas: 2, updatedReplicas: 0 |
            StatefulSet | '' | observedGeneration: 3, replicas: 2, availableReplicas: 2, updatedReplicas: 0 | StatefulSet web: 0 of 2 replicas updated
            DaemonSet | '' | observedGeneration: 3, desiredNumberScheduled: 3, currentNumberScheduled: 3, numberAvailable: 3, updatedNumberScheduled: 3 |
            DaemonSet | 'rollingUpdate: {partition: 50%}' | observedGeneration: 3, desiredNumberScheduled: 3, currentNumberScheduled: 3, numberAvailable: 3, updatedNumberScheduled: 2 |
            DaemonSet | 'rollingUpdate: {partition: 50%}' | observedGeneration: 3, desiredNumberScheduled: 3, currentNumberScheduled: 3, numberAvailable: 3, updatedNumberScheduled: 1 | DaemonSet web: 1 of 2 replicas updated
            DaemonSet | '' | observedGeneration: 3, desiredNumberScheduled: 3, currentNumberScheduled: 3, numberAvailable: 2, updatedNumberScheduled: 3 | DaemonSet web: 2 of 3 replicas available
            """)
    void isJudgedByItsCounts(String kind, String strategy, String status, String expected) {
        Assessment assessment = assess(kind, set(kind, strategy, status));
        assertThat(assessment.failures()).isEmpty();
        assertThat(String.join("; ", assessment.waiting())).isEqualTo(expected == null ? "" : expected);
    }

    /** Labels of the release on both pods would have them judged, if their set did not speak for them. */
    @Test
    void aBrokenPodIsAFailureWhereItIsOfThePresentRevision() {
        HasMetadata set = set("CloneSet", "", UPDATING);
        assertThat(assess("CloneSet", set, broken(set, "web-7d9")).failures()).hasSize(1);
        assertThat(assess("CloneSet", set, broken(set, "7d9")).failures()).hasSize(1);
        assertThat(assess("CloneSet", set, broken(set, "web-6c8")).failures()).isEmpty();
    }

    @Test
    void aPodThatIsReadyCounts() {
        HasMetadata set = set("StatefulSet", "", UPDATING);
        assertThat(assess("StatefulSet", set, pod("web-0", set)).readyPods()).isEqualTo(1);
    }

    /** Its events end in the pod that was refused, in which secrets may be. */
    @Test
    void aRefusedPodIsTold() {
        HasMetadata set = set("CloneSet", "", "observedGeneration: 3");
        String refusal = "failed to create pod: pods \"web-x2f\" is forbidden: exceeded quota: few, requested: pods=1,"
                + " used: pods=9, limited: pods=9, pod: {\"spec\":{\"containers\":[{\"env\":[{\"value\":\"hunter2";
        Assessment assessment = assess("CloneSet", set, Objects.event(set, "FailedCreate", refusal, 1));
        assertThat(assessment.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.kind()).isEqualTo(FailureKind.QUOTA);
            assertThat(failure.object()).isEqualTo("CloneSet web");
            assertThat(failure.message()).endsWith("limited: pods=9");
        });
    }

    private static Pod broken(HasMetadata set, String revision) {
        Pod broken = unready(pod("web-x", set), crashed("main", "CrashLoopBackOff", 1, "Error"));
        broken.getMetadata().setLabels(Map.of("release", "demo", "controller-revision-hash", revision));
        return broken;
    }

    private static HasMetadata set(String kind, String strategy, String status) {
        return new KubernetesSerialization()
                .unmarshal(
                        """
                        apiVersion: apps.kruise.io/v1beta1
                        kind: %s
                        metadata: {name: web, uid: uid-web, generation: 3}
                        spec: {replicas: 2, updateStrategy: {%s}}
                        status: {%s}
                        """
                                .formatted(kind, strategy, status),
                        HasMetadata.class);
    }

    private static Assessment assess(String kind, HasMetadata... objects) {
        WatchedKind watched = WatchedKind.custom("apps.kruise.io/v1beta1", kind).at("sets", true);
        return Verdicts.assess(
                new Snapshot(List.of(objects)),
                Verdicts.RELEASE.withMinPods(0),
                Set.of(new WorkloadName(watched, "web")));
    }
}
