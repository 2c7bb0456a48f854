package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The objects of a snapshot that belong to a subject: workloads, and pods that no workload of a known kind controls.
 *
 * @param workloads the workloads, each to be judged by the rule of its kind
 * @param pods pods that stand for themselves
 * @param missing workloads that are expected and don't exist
 */
record Scope(List<HasMetadata> workloads, List<Pod> pods, Set<WorkloadName> missing) {

    private static final List<WatchedKind> WORKLOADS = List.of(
            WatchedKind.DEPLOYMENT,
            WatchedKind.STATEFUL_SET,
            WatchedKind.DAEMON_SET,
            WatchedKind.REPLICA_SET,
            WatchedKind.JOB,
            WatchedKind.SELDON_DEPLOYMENT);

    /** @param manifest the workloads of the release's manifest, if it could be read; used for a release alone */
    static Scope of(Subject subject, Snapshot snapshot, Collection<WorkloadName> manifest) {
        if (subject instanceof Subject.Release release) {
            Predicate<HasMetadata> labelled = object -> isOfRelease(object, release.name()) && !Hooks.isBeside(object);
            Set<WorkloadName> expected = Set.copyOf(manifest);
            return select(snapshot, object -> labelled.test(object) || expected.contains(nameOf(object)), expected);
        }
        if (subject instanceof Subject.Selected selected) {
            return select(
                    snapshot,
                    object -> selected.selector().matches(object.getMetadata().getLabels())
                            || selected.selector().matches(podLabels(object)),
                    Set.of());
        }
        if (subject instanceof Subject.Named named) {
            Set<WorkloadName> expected = Set.copyOf(named.names());
            return select(snapshot, object -> expected.contains(nameOf(object)), expected);
        }
        WorkloadName seldon = new WorkloadName(WatchedKind.SELDON_DEPLOYMENT, ((Subject.Seldon) subject).name());
        return select(snapshot, object -> seldon.equals(nameOf(object)), Set.of(seldon));
    }

    private static Scope select(Snapshot snapshot, Predicate<HasMetadata> belongs, Set<WorkloadName> expected) {
        Set<WorkloadName> missing = new TreeSet<>(java.util.Comparator.comparing(WorkloadName::toString));
        missing.addAll(expected);
        List<HasMetadata> workloads = new ArrayList<>();
        for (WatchedKind kind : WORKLOADS) {
            for (HasMetadata object : snapshot.all(kind)) {
                if (isTopLevel(object) && belongs.test(object)) {
                    workloads.add(object);
                    missing.remove(nameOf(object));
                }
            }
        }
        List<Pod> pods = new ArrayList<>();
        for (Pod pod : snapshot.pods()) {
            boolean named = expected.contains(nameOf(pod));
            if (named || (!isSpokenFor(pod) && belongs.test(pod))) {
                pods.add(pod);
                missing.remove(nameOf(pod));
            }
        }
        return new Scope(workloads, pods, missing);
    }

    /** Whether no other workload speaks for it: ReplicaSets of Deployments and Jobs of CronJobs are left out. */
    private static boolean isTopLevel(HasMetadata object) {
        return !Snapshot.isControlledBy(object, Set.of("Deployment", "CronJob"));
    }

    /** Whether a workload that is judged has made it; a controller of a kind that no rule knows has none. */
    private static boolean isSpokenFor(Pod pod) {
        return Snapshot.isControlledBy(pod, Set.of("ReplicaSet", "StatefulSet", "DaemonSet", "Job"));
    }

    private static boolean isOfRelease(HasMetadata object, String release) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels != null
                && (release.equals(labels.get("release")) || release.equals(labels.get("app.kubernetes.io/instance")));
    }

    private static WorkloadName nameOf(HasMetadata object) {
        for (WatchedKind kind : WatchedKind.values()) {
            if (kind.kind().equals(object.getKind())) {
                return new WorkloadName(kind, object.getMetadata().getName());
            }
        }
        throw new IllegalArgumentException("a snapshot holds no " + object.getKind());
    }

    private static Map<String, String> podLabels(HasMetadata object) {
        PodTemplateSpec template = null;
        if (object instanceof Deployment deployment) {
            template = deployment.getSpec().getTemplate();
        } else if (object instanceof StatefulSet set) {
            template = set.getSpec().getTemplate();
        } else if (object instanceof DaemonSet set) {
            template = set.getSpec().getTemplate();
        } else if (object instanceof ReplicaSet set) {
            template = set.getSpec().getTemplate();
        } else if (object instanceof Job job) {
            template = job.getSpec().getTemplate();
        } else if (object instanceof GenericKubernetesResource) {
            return Map.of();
        }
        return template == null || template.getMetadata() == null
                ? Map.of()
                : template.getMetadata().getLabels();
    }
}
