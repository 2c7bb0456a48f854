package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ReplicationControllerStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.util.List;

/**
 * A ReplicaSet of its own, without a Deployment, is ready when its controller has seen this generation and every replica
 * exists, is ready and available, and so is its predecessor, a ReplicationController. Source: kstatus {@code
 * replicasetConditions}; k8s.io/api, core/v1/types.go ({@code ReplicationControllerStatus}).
 */
final class ReplicaSetRule {

    private ReplicaSetRule() {}

    static void assess(ReplicaSet set, Snapshot snapshot, Findings findings) {
        ReplicaSetStatus status = set.getStatus();
        Counts counts = status == null
                ? Counts.NONE
                : new Counts(
                        status.getObservedGeneration(),
                        StatusNumbers.of(status.getReplicas(), 0),
                        StatusNumbers.of(status.getReadyReplicas(), 0),
                        StatusNumbers.of(status.getAvailableReplicas(), 0));
        String name = "replicaset/" + set.getMetadata().getName();
        assess(set, name, StatusNumbers.of(set.getSpec().getReplicas(), 1), counts, snapshot, findings);
    }

    static void assess(ReplicationController controller, Snapshot snapshot, Findings findings) {
        ReplicationControllerStatus status = controller.getStatus();
        Counts counts = status == null
                ? Counts.NONE
                : new Counts(
                        status.getObservedGeneration(),
                        StatusNumbers.of(status.getReplicas(), 0),
                        StatusNumbers.of(status.getReadyReplicas(), 0),
                        StatusNumbers.of(status.getAvailableReplicas(), 0));
        String name = "replicationcontroller/" + controller.getMetadata().getName();
        assess(controller, name, StatusNumbers.of(controller.getSpec().getReplicas(), 1), counts, snapshot, findings);
    }

    /** What its controller says, of which generation. */
    private record Counts(Long observed, int replicas, int ready, int available) {
        static final Counts NONE = new Counts(null, 0, 0, 0);
    }

    private static void assess(
            HasMetadata set, String name, int wanted, Counts counts, Snapshot snapshot, Findings findings) {
        List<Pod> all = snapshot.podsOf(set);
        all.forEach(findings::shows);
        if (Generations.isUnobserved(set, counts.observed(), name, findings)) {
            return;
        }
        if (counts.replicas() != wanted) {
            findings.waiting(name + ": " + counts.replicas() + " replicas, wants " + wanted);
        }
        if (counts.ready() < wanted) {
            findings.waiting(name + ": " + counts.ready() + " of " + wanted + " replicas ready");
        } else if (counts.available() < wanted) {
            findings.waiting(name + ": " + counts.available() + " of " + wanted + " replicas available");
        }
        List<Pod> present = PodRule.active(all);
        present.forEach(pod -> PodRule.assess(pod, snapshot, findings, PodRule.Life.LASTING));
        if (present.size() < wanted) {
            CreationRule.assess(set, name, snapshot, findings);
        }
        ReplacementRule.assess(set, name, wanted, snapshot, findings);
    }
}
