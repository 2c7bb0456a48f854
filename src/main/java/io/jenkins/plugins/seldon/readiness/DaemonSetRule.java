package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import java.util.List;
import java.util.Map;

/**
 * A DaemonSet is ready when its controller has seen this generation and on every node that it wants a pod is updated,
 * ready and available. How many nodes that are follows from the cluster.
 *
 * <p>Sources: kstatus {@code daemonsetConditions} and {@code kubectl rollout status}. With the strategy {@code OnDelete}
 * pods of an older template are as good.
 */
final class DaemonSetRule {

    private static final String TEMPLATE_LABEL = "pod-template-generation";
    private static final String TEMPLATE_ANNOTATION = "deprecated.daemonset.template.generation";

    private DaemonSetRule() {}

    static void assess(DaemonSet set, Snapshot snapshot, Findings findings) {
        String name = "daemonset/" + set.getMetadata().getName();
        DaemonSetStatus status = set.getStatus();
        List<Pod> all = snapshot.podsOf(set);
        all.forEach(findings::shows);
        if (Generations.isUnobserved(set, status == null ? null : status.getObservedGeneration(), name, findings)) {
            return;
        }
        boolean onDelete = set.getSpec().getUpdateStrategy() != null
                && "OnDelete".equals(set.getSpec().getUpdateStrategy().getType());
        int wanted = StatusNumbers.of(status.getDesiredNumberScheduled(), 0);
        int scheduled = StatusNumbers.of(status.getCurrentNumberScheduled(), 0);
        int updated = onDelete ? wanted : StatusNumbers.of(status.getUpdatedNumberScheduled(), 0);
        int ready = StatusNumbers.of(status.getNumberReady(), 0);
        int available = StatusNumbers.of(status.getNumberAvailable(), 0);
        if (scheduled < wanted) {
            findings.waiting(name + ": pods on " + scheduled + " of " + wanted + " nodes");
        }
        if (updated < wanted) {
            findings.waiting(name + ": " + updated + " of " + wanted + " pods updated");
        }
        if (ready < wanted) {
            findings.waiting(name + ": " + ready + " of " + wanted + " pods ready");
        } else if (available < wanted) {
            findings.waiting(name + ": " + available + " of " + wanted + " pods available");
        }

        List<Pod> present = PodRule.active(all);
        for (Pod pod : present) {
            if (onDelete || isOfTemplate(pod, set) || PodRule.isReady(pod)) {
                PodRule.assess(pod, snapshot, findings, PodRule.Life.LASTING);
            }
        }
        if (present.size() < wanted) {
            PodRule.tellLeaving(all, findings);
            CreationRule.assess(set, name, snapshot, findings);
        }
        ReplacementRule.assess(set, name, wanted, snapshot, findings);
    }

    private static boolean isOfTemplate(Pod pod, DaemonSet set) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        Map<String, String> annotations = set.getMetadata().getAnnotations();
        String own = labels == null ? null : labels.get(TEMPLATE_LABEL);
        String current = annotations == null ? null : annotations.get(TEMPLATE_ANNOTATION);
        return own == null || current == null || own.equals(current);
    }
}
