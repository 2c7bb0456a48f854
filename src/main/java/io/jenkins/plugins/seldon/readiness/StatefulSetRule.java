package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A StatefulSet is ready when its controller has seen this generation, every replica exists and is ready, and all that
 * its update strategy is to update are of the update revision.
 *
 * <p>Sources: kstatus {@code stsConditions} and {@code kubectl rollout status}, partitions included. Unlike kstatus,
 * {@code OnDelete} is not taken as ready at once: replicas must exist and be ready, only their revision is left open.
 */
final class StatefulSetRule {

    private static final Pattern ORDINAL = Pattern.compile("-(\\d{1,10})$");

    private StatefulSetRule() {}

    static void assess(StatefulSet set, Snapshot snapshot, Findings findings) {
        String name = "statefulset/" + set.getMetadata().getName();
        StatefulSetStatus status = set.getStatus();
        List<Pod> all = snapshot.podsOf(set);
        all.forEach(findings::shows);
        if (Generations.isUnobserved(set, status == null ? null : status.getObservedGeneration(), name, findings)) {
            return;
        }
        StatefulSetSpec spec = set.getSpec();
        int wanted = StatusNumbers.of(spec.getReplicas(), 1);
        boolean onDelete = spec.getUpdateStrategy() != null
                && "OnDelete".equals(spec.getUpdateStrategy().getType());
        counts(spec, status, wanted, onDelete, name, findings);

        List<Pod> present = PodRule.active(all);
        for (Pod pod : present) {
            boolean stays = onDelete || isKept(pod, spec) || isOfRevision(pod, status.getUpdateRevision());
            if (stays || PodRule.isReady(pod)) {
                PodRule.assess(pod, snapshot, findings, PodRule.Life.LASTING);
            } else {
                formerRevision(pod, name, waitsForEach(spec), snapshot, findings);
            }
        }
        if (present.size() < wanted) {
            PodRule.tellLeaving(ofItsName(set, snapshot), findings);
            CreationRule.assess(set, name, snapshot, findings);
        }
    }

    /**
     * Its pods, and those of a set that was deleted and had its name, whose names it needs: while they leave its controller
     * makes none and says nothing ({@link CreationRule}).
     */
    private static List<Pod> ofItsName(StatefulSet set, Snapshot snapshot) {
        return snapshot.pods().stream()
                .filter(pod -> Snapshot.owner(pod)
                        .filter(owner -> set.getKind().equals(owner.getKind())
                                && set.getMetadata().getName().equals(owner.getName()))
                        .isPresent())
                .toList();
    }

    /**
     * Under {@code OrderedReady} nothing goes on until each pod is ready, of whatever revision it is: a broken one of the
     * former revision is not replaced by itself (kubernetes.io, StatefulSets, "Forced rollback"). Under {@code Parallel} it
     * is.
     */
    private static void formerRevision(Pod pod, String name, boolean isInTheWay, Snapshot snapshot, Findings findings) {
        findings.waiting("pod " + pod.getMetadata().getName() + " is of an older revision and not ready");
        if (isInTheWay) {
            Findings ofPod = new Findings();
            PodRule.assess(pod, snapshot, ofPod, PodRule.Life.LASTING);
            ofPod.assessment().wanted().forEach(findings::wants);
            ofPod.assessment().failures().stream()
                    .filter(failure -> failure.kind() != FailureKind.READINESS_PROBE)
                    .forEach(failure -> findings.failed(failure.ofFormerRevision(name)));
        }
    }

    private static boolean waitsForEach(StatefulSetSpec spec) {
        return !"Parallel".equals(spec.getPodManagementPolicy());
    }

    private static void counts(
            StatefulSetSpec spec,
            StatefulSetStatus status,
            int wanted,
            boolean onDelete,
            String name,
            Findings findings) {
        int replicas = StatusNumbers.of(status.getReplicas(), 0);
        int ready = StatusNumbers.of(status.getReadyReplicas(), 0);
        if (replicas != wanted) {
            findings.waiting(name + ": " + replicas + " replicas, wants " + wanted);
        }
        if (ready < wanted) {
            findings.waiting(name + ": " + ready + " of " + wanted + " replicas ready");
        } else if (StatusNumbers.of(spec.getMinReadySeconds(), 0) > 0
                && StatusNumbers.of(status.getAvailableReplicas(), 0) < wanted) {
            findings.waiting(name + ": " + StatusNumbers.of(status.getAvailableReplicas(), 0) + " of " + wanted
                    + " replicas available");
        }
        if (onDelete) {
            return;
        }
        int partition = partition(spec);
        int updated = StatusNumbers.of(status.getUpdatedReplicas(), 0);
        boolean sameRevision =
                status.getUpdateRevision() == null || status.getUpdateRevision().equals(status.getCurrentRevision());
        int toUpdate = Math.max(0, wanted - partition);
        if (partition > 0 ? !sameRevision && updated < toUpdate : !sameRevision) {
            findings.waiting(name + ": " + updated + " of " + toUpdate + " replicas updated");
        }
    }

    private static int partition(StatefulSetSpec spec) {
        boolean given =
                spec.getUpdateStrategy() != null && spec.getUpdateStrategy().getRollingUpdate() != null;
        return given
                ? StatusNumbers.of(spec.getUpdateStrategy().getRollingUpdate().getPartition(), 0)
                : 0;
    }

    /**
     * Whether the partition keeps the pod at its revision: it is made anew as it was, whatever becomes of it (k8s.io/kubernetes,
     * pkg/controller/statefulset/stateful_set_utils.go, {@code newVersionedStatefulSetPod}).
     */
    private static boolean isKept(Pod pod, StatefulSetSpec spec) {
        int partition = partition(spec);
        String name = pod.getMetadata().getName();
        Matcher ordinal = ORDINAL.matcher(name);
        int start = spec.getOrdinals() == null
                ? 0
                : StatusNumbers.of(spec.getOrdinals().getStart(), 0);
        return partition > 0 && ordinal.find() && Long.parseLong(ordinal.group(1)) < (long) start + partition;
    }

    private static boolean isOfRevision(Pod pod, String revision) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        String own = labels == null ? null : labels.get("controller-revision-hash");
        return revision == null || own == null || revision.equals(own);
    }
}
