package io.jenkins.plugins.seldon.readiness;

import static io.jenkins.plugins.seldon.readiness.Objects.daemonSet;
import static io.jenkins.plugins.seldon.readiness.Objects.deployment;
import static io.jenkins.plugins.seldon.readiness.Objects.event;
import static io.jenkins.plugins.seldon.readiness.Objects.phase;
import static io.jenkins.plugins.seldon.readiness.Objects.pod;
import static io.jenkins.plugins.seldon.readiness.Objects.replicaSet;
import static io.jenkins.plugins.seldon.readiness.Objects.unready;
import static io.jenkins.plugins.seldon.readiness.Objects.unscheduled;
import static io.jenkins.plugins.seldon.readiness.Objects.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pods that a kubelet puts out or does not let in, one after the other. */
class ReplacementRuleTest {

    private static final String FULL = "Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ";
    private static final String LOW = "The node was low on resource: memory. ";

    /** What is said of so many failed pods, so many minutes apart, when it has been seen for so many seconds. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            1 | 1  | full | 3600 | pod web-r2-0 has failed (Evicted: Pod ephemeral local storage usage exceeds the total
            3 | 1  | full | 3600 | limit of containers 1Gi) and is replaced
            3 | 20 | full | 3600 | pod web-r2-new is ContainerCreating
            4 | 1  | full | 4    | deployment/web makes pods that fail one after the other
            4 | 1  | full | 5    | FAILED REPLACED deployment/web makes pods that fail one after the other (Evicted: Pod eph
            4 | 11 | full | 3600 | WAITING
            4 | 1  | low  | 300  | deployment/web makes pods that fail one after the other
            4 | 1  | low  | 365  | FAILED REPLACED deployment/web makes pods that fail one after the other (Evicted: The no
            """)
    void areTold(int failed, int minutesApart, String cause, int seconds, String expected) {
        List<HasMetadata> objects = objects(failed, minutesApart, cause.equals("full") ? FULL : LOW);
        if (cause.equals("low")) {
            ((Pod) objects.get(2)).getStatus().setStartTime(null);
        }
        assertThat(told(objects, seconds)).contains(expected);
    }

    /** As when a device plugin is back on a node that was restarted, and the model takes its time to load. */
    @Test
    void areNoFailureWhenANodeHasLetTheNextOneIn() {
        assertThat(told(objects(9, 0, "Pod was rejected: Allocate failed due to no healthy devices present"), 3600))
                .startsWith("WAITING")
                .contains("pod web-r2-0 has failed (Evicted: Pod was rejected: Allocate failed", " and is replaced");
    }

    /** As when the node has no device any more, and an autoscaler makes another node, which takes more than 6 min. */
    @Test
    void areNoFailureWhileTheNextOneWaitsForANode() {
        List<HasMetadata> objects = objects(9, 0, LOW);
        Pod held = unscheduled((Pod) objects.get(2), "0/1 nodes are available: 1 Insufficient nvidia.com/gpu.");
        held.getStatus().setStartTime(null);
        objects.set(2, held);
        objects.add(event(held, "TriggeredScaleUp", "pod triggered scale-up", 60));
        assertThat(told(objects, 600)).startsWith("WAITING").contains("Insufficient nvidia.com/gpu");
    }

    /** They stay for weeks, until the collector takes them. */
    @Test
    void areNotTakenForWhatEndsTheReadinessOfOneThatHasOutlivedThem() {
        List<HasMetadata> objects = objects(4, 1, FULL);
        Pod pod = unready((Pod) objects.get(2), waiting("main", "ContainerCreating", null));
        PodRule.condition(pod, "Ready").orElseThrow().setLastTransitionTime("2026-12-13T16:00:00Z");
        objects.set(2, pod);
        assertThat(told(objects, 3600)).startsWith("WAITING").doesNotContain("web-r2-0");
    }

    @ParameterizedTest
    @CsvSource({"1, READY", "4, READY"})
    void areNoMatterWhereTheirReplacementIsReady(int failed, String expected) {
        List<HasMetadata> objects = objects(failed, 1, FULL);
        Deployment deployment = deployment("web", 1);
        objects.set(0, deployment);
        objects.set(2, pod("web-r2-new", objects.get(1)));
        assertThat(told(objects, 60)).isEqualTo(expected);
    }

    @Test
    void oneOfADaemonSetIsTold() {
        DaemonSet set = daemonSet("node", 1);
        set.getStatus().setNumberReady(0);
        Pod refused = phase(pod("node-a", set), "Failed", "NodePorts", "Predicate NodePorts failed");
        assertThat(told(List.of(set, refused), 3600))
                .contains("pod node-a has failed (NodePorts: Predicate NodePorts failed) and is replaced");
    }

    private static String told(List<HasMetadata> objects, int seconds) {
        RolloutStatus verdict = Verdicts.after(Duration.ofSeconds(seconds), Verdicts.RELEASE, objects);
        if (verdict instanceof RolloutStatus.Failed failed) {
            Failure first = failed.failures().get(0);
            return "FAILED " + first.kind() + " " + first.sentence();
        }
        return verdict instanceof RolloutStatus.Waiting waiting ? "WAITING " + waiting.reasons() : "READY";
    }

    /** A Deployment whose newest pod is being made, and those before it, of which each was put out. */
    private static List<HasMetadata> objects(int failed, int minutesApart, String message) {
        Deployment deployment = deployment("web", 1);
        deployment.getStatus().setReadyReplicas(0);
        deployment.getStatus().setAvailableReplicas(0);
        ReplicaSet set = replicaSet(deployment, 2);
        List<HasMetadata> objects = new ArrayList<>(
                List.of(deployment, set, unready(pod("web-r2-new", set), waiting("main", "ContainerCreating", null))));
        for (int i = 0; i < failed; i++) {
            Pod pod = phase(pod("web-r2-" + i, set), "Failed", "Evicted", message);
            pod.getMetadata()
                    .setCreationTimestamp(Instant.parse(Objects.CREATED)
                            .minus(Duration.ofMinutes((long) (i + 1) * minutesApart))
                            .toString());
            objects.add(pod);
        }
        return objects;
    }
}
