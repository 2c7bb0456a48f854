package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.util.List;

/**
 * A ReplicaSet of its own, without a Deployment, is ready when its controller has seen this generation and every replica
 * exists, is ready and available. Source: kstatus {@code replicasetConditions}.
 */
final class ReplicaSetRule {

    private ReplicaSetRule() {}

    static void assess(ReplicaSet set, Snapshot snapshot, Findings findings) {
        String name = "replicaset/" + set.getMetadata().getName();
        ReplicaSetStatus status = set.getStatus();
        List<Pod> all = snapshot.podsOf(set);
        all.forEach(findings::shows);
        if (Generations.isUnobserved(set, status == null ? null : status.getObservedGeneration(), name, findings)) {
            return;
        }
        int wanted = StatusNumbers.of(set.getSpec().getReplicas(), 1);
        int replicas = StatusNumbers.of(status.getReplicas(), 0);
        int available = StatusNumbers.of(status.getAvailableReplicas(), 0);
        if (replicas != wanted) {
            findings.waiting(name + ": " + replicas + " replicas, wants " + wanted);
        }
        if (StatusNumbers.of(status.getReadyReplicas(), 0) < wanted) {
            findings.waiting(
                    name + ": " + StatusNumbers.of(status.getReadyReplicas(), 0) + " of " + wanted + " replicas ready");
        } else if (available < wanted) {
            findings.waiting(name + ": " + available + " of " + wanted + " replicas available");
        }
        List<Pod> present = PodRule.active(all);
        present.forEach(pod -> PodRule.assess(pod, snapshot, findings, PodRule.Life.LASTING));
        if (present.size() < wanted) {
            CreationRule.assess(set, name, snapshot, findings);
        }
    }
}
