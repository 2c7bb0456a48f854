package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * OpenKruise's CloneSet, StatefulSet and DaemonSet, which make their pods themselves, are ready when their controller
 * has seen this generation and every pod is there and available and, but for those that a partition keeps, of the
 * present revision. A broken pod of a former revision is no failure: it is replaced.
 *
 * <p>Source: openkruise/kruise, apis/apps/v1alpha1/cloneset_types.go and daemonset_types.go, apis/apps/v1beta1/
 * statefulset_types.go, pkg/controller ({@code FailedCreate}, with all of the pod at its end);
 * openkruise/kruise-tools, pkg/internal/polymorphichelpers/rollout_status.go.
 */
final class KruiseRule {

    static final String GROUP = "apps.kruise.io";
    static final Set<String> KINDS = Set.of("CloneSet", "StatefulSet", "DaemonSet");

    private KruiseRule() {}

    /** Whether it is one of these, which speaks for its pods. */
    static boolean judges(HasMetadata object) {
        return object instanceof GenericKubernetesResource
                && WatchedKind.of(object.getApiVersion(), object.getKind())
                        .filter(WatchedKind::isKruise)
                        .isPresent();
    }

    static void assess(GenericKubernetesResource set, Snapshot snapshot, Findings findings) {
        String name = set.getKind() + " " + set.getMetadata().getName();
        snapshot.podsOf(set).forEach(findings::shows);
        if (Generations.isUnobserved(set, number(set, 0, "status", "observedGeneration"), name, findings)) {
            return;
        }
        boolean isOnNodes = "DaemonSet".equals(set.getKind());
        long wanted =
                isOnNodes ? number(set, 0, "status", "desiredNumberScheduled") : number(set, 1, "spec", "replicas");
        long replicas = number(set, 0, "status", isOnNodes ? "currentNumberScheduled" : "replicas");
        long updated = number(set, 0, "status", isOnNodes ? "updatedNumberScheduled" : "updatedReplicas");
        long available = number(set, 0, "status", isOnNodes ? "numberAvailable" : "availableReplicas");
        long toUpdate = toUpdate(set, wanted);
        if (updated < toUpdate && isPaused(set)) {
            findings.waiting(name + " is paused with " + updated + " of " + toUpdate
                    + " replicas updated; nothing moves until it is resumed");
        } else if (updated < toUpdate) {
            findings.waiting(name + ": " + updated + " of " + toUpdate + " replicas updated");
        }
        if (replicas != wanted) {
            findings.waiting(name + ": " + replicas + " replicas, wants " + wanted);
        }
        if (available < wanted) {
            findings.waiting(name + ": " + available + " of " + wanted + " replicas available");
        }
        List<Pod> active = PodRule.active(snapshot.podsOf(set));
        active.stream()
                .filter(pod -> isOfPresentRevision(pod, set) || PodRule.isReady(pod))
                .forEach(pod -> PodRule.assess(pod, snapshot, findings, PodRule.Life.LASTING));
        if (active.size() < wanted) {
            CreationRule.assess(set, name, snapshot, findings);
        }
    }

    /**
     * How many pods are to be of the present revision. A CloneSet says so since 1.2 (openkruise/kruise, pull request 954),
     * unless it is none; before that, too, each is given a partition, of 0 where it has none.
     */
    private static long toUpdate(GenericKubernetesResource set, long wanted) {
        if ("OnDelete".equals(set.get("spec", "updateStrategy", "type"))) {
            return 0;
        }
        if ("CloneSet".equals(set.getKind())) {
            long kept = kept(set.get("spec", "updateStrategy", "partition"), wanted, 99);
            return number(set, Math.max(0, wanted - kept), "status", "expectedUpdatedReplicas");
        }
        return Math.max(0, wanted - kept(set.get("spec", "updateStrategy", "rollingUpdate", "partition"), wanted, 0));
    }

    /**
     * How many pods a partition keeps, which may be a percentage.
     *
     * @param hundredths what is added before it is rounded down, as a DaemonSet's is; a CloneSet's is rounded up
     */
    private static long kept(Object partition, long wanted, int hundredths) {
        return partition instanceof String share && share.matches("\\d{1,3}%")
                ? (wanted * Long.parseLong(share.substring(0, share.length() - 1)) + hundredths) / 100
                : partition instanceof Number number ? number.longValue() : 0;
    }

    private static boolean isPaused(GenericKubernetesResource set) {
        return Boolean.TRUE.equals(set.get("spec", "updateStrategy", "paused"))
                || Boolean.TRUE.equals(set.get("spec", "updateStrategy", "rollingUpdate", "paused"));
    }

    /** A pod names its revision in full or by the hash at its end. */
    private static boolean isOfPresentRevision(Pod pod, GenericKubernetesResource set) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        String own = labels == null ? null : labels.get("controller-revision-hash");
        Object hash = set.get("status", "daemonSetHash");
        String present = Objects.toString(hash == null ? set.get("status", "updateRevision") : hash, "");
        return own == null || present.isEmpty() || present.endsWith(own);
    }

    private static long number(GenericKubernetesResource set, long ifAbsent, Object... path) {
        return set.get(path) instanceof Number number ? number.longValue() : ifAbsent;
    }
}
