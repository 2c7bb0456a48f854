package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.jenkins.plugins.seldon.helm.record.ReleaseMark;
import io.jenkins.plugins.seldon.kubernetes.ApiGroups;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The objects of a snapshot that belong to a subject: workloads, and pods that no workload of a known kind controls.
 *
 * @param workloads the workloads, each to be judged by the rule of its kind
 * @param pods pods that stand for themselves
 * @param missing workloads that are expected and don't exist
 */
record Members(List<HasMetadata> workloads, List<Pod> pods, Set<WorkloadName> missing) {

    private static final List<WatchedKind> WORKLOADS = List.of(
            WatchedKind.DEPLOYMENT,
            WatchedKind.STATEFUL_SET,
            WatchedKind.DAEMON_SET,
            WatchedKind.REPLICA_SET,
            WatchedKind.JOB,
            WatchedKind.SELDON_DEPLOYMENT);

    /** What tells itself which of its Deployments are former ones. */
    private static final Set<String> MODELS = Set.of("SeldonDeployment", "InferenceService");

    private static final Set<String> MAKERS = Set.of("ReplicaSet", "StatefulSet", "DaemonSet", "Job");

    /**
     * @param manifest the workloads of the release's manifest, if it could be read; used for a release alone
     * @param begun when Helm began with the release's newest revision, the epoch if unknown; likewise
     */
    static Members of(Subject subject, Snapshot snapshot, Collection<WorkloadName> manifest, Instant begun) {
        Search search = new Search(snapshot);
        if (subject instanceof Subject.Release release) {
            search.add(object -> isOfRelease(object, release.name())
                    && !Hooks.isBeside(object)
                    && !Hooks.isLeftBefore(object, begun)
                    && !isMadeByARelease(object, release.name(), begun));
            search.add(manifest);
        } else if (subject instanceof Subject.Selected selected) {
            search.add(
                    object -> selected.selector().matches(object.getMetadata().getLabels())
                            || selected.selector().matches(podLabels(object)));
        } else if (subject instanceof Subject.Named named) {
            search.add(named.names());
        } else {
            search.add(List.of(new WorkloadName(WatchedKind.SELDON_DEPLOYMENT, ((Subject.Seldon) subject).name())));
        }
        return search.scope();
    }

    /** Collects what belongs, each once. */
    private static final class Search {

        private final Snapshot snapshot;
        private final Map<WorkloadName, HasMetadata> workloads = new LinkedHashMap<>();
        private final Map<String, Pod> pods = new LinkedHashMap<>();
        private final Set<WorkloadName> missing = new TreeSet<>(Comparator.comparing(WorkloadName::toString));

        Search(Snapshot snapshot) {
            this.snapshot = snapshot;
        }

        /** What has these labels, and nobody who speaks for it. */
        void add(Predicate<HasMetadata> belongs) {
            for (WatchedKind kind : WORKLOADS) {
                for (HasMetadata object : snapshot.all(kind)) {
                    if (belongs.test(object)
                            && isTopLevel(object)
                            && !ArgoRolloutRule.isOfFormerRevision(object, snapshot)
                            && !KnativeServiceRule.isOfFormerRevision(object, snapshot)) {
                        workloads.put(
                                new WorkloadName(kind, object.getMetadata().getName()), object);
                    }
                }
            }
            for (Pod pod : snapshot.pods()) {
                if (belongs.test(pod) && !isSpokenFor(pod)) {
                    pods.put(pod.getMetadata().getName(), pod);
                }
            }
        }

        /** What is named, whoever it belongs to. */
        void add(Collection<WorkloadName> names) {
            for (WorkloadName name : names) {
                Optional<HasMetadata> found = snapshot.find(name.kind(), name.name());
                if (found.isEmpty()) {
                    missing.add(name);
                } else if (found.get() instanceof Pod pod) {
                    pods.put(name.name(), pod);
                } else {
                    workloads.put(name, found.get());
                }
            }
        }

        private Set<String> uids(Predicate<HasMetadata> workloadsThat) {
            return workloads.values().stream()
                    .filter(workloadsThat)
                    .map(workload -> workload.getMetadata().getUid())
                    .collect(Collectors.toSet());
        }

        Members scope() {
            Set<String> speakers = uids(KruiseRule::judges);
            pods.values()
                    .removeIf(pod -> isOneOf(speakers, pod)
                            || workloads.values().stream()
                                    .anyMatch(workload -> DeploymentConfigRule.hasMade(workload, pod)));
            // They carry the labels of a model's pods, and the model knows which of them are former ones.
            Set<String> models = uids(workload -> MODELS.contains(workload.getKind()));
            workloads.values().removeIf(workload -> workload instanceof Deployment && isOneOf(models, workload));
            return new Members(List.copyOf(workloads.values()), List.copyOf(pods.values()), missing);
        }
    }

    /** Whether one of these controls it. */
    private static boolean isOneOf(Set<String> controllers, HasMetadata object) {
        return Snapshot.owner(object)
                .filter(owner -> controllers.contains(owner.getUid()))
                .isPresent();
    }

    /**
     * Whether no other workload speaks for it: ReplicaSets of Deployments are left out, and Jobs that are made again and
     * again, whenever it is time or there is work, as by KEDA, which hands the labels and Helm's notes on to them
     * (kedacore/keda, pkg/scaling/executor/scale_jobs.go).
     */
    private static boolean isTopLevel(HasMetadata object) {
        return !Snapshot.isControlledBy(object, Set.of("Deployment", "CronJob", "AdvancedCronJob", "ScaledJob"));
    }

    /**
     * Whether a workload that is judged has made it; a controller of a kind that no rule knows has none, whatever the kind
     * is called: OpenKruise has a StatefulSet and a DaemonSet, Volcano a Job.
     */
    private static boolean isSpokenFor(Pod pod) {
        return Snapshot.owner(pod)
                .filter(owner -> MAKERS.contains(owner.getKind()) && ApiGroups.isOwn(group(owner)))
                .isPresent();
    }

    private static String group(OwnerReference owner) {
        String version = Objects.toString(owner.getApiVersion(), "");
        return version.substring(0, Math.max(0, version.indexOf('/')));
    }

    /**
     * Whether it is a pod or a Job of nobody's that something of a release has made while it ran, with the release's labels,
     * such as a user's server or a workflow's task: one that Helm has made is noted as such, a hook or in the manifest, and is
     * looked for there. Source: jupyterhub/zero-to-jupyterhub-k8s, jupyterhub/files/hub/jupyterhub_config.py ({@code
     * common_labels}); apache/airflow, chart/files/pod-template-file.kubernetes-helm-yaml; dagster-io/dagster,
     * python_modules/libraries/dagster-k8s/dagster_k8s/job.py ({@code get_common_labels}).
     *
     * @param begun the epoch where the manifest is not known
     */
    private static boolean isMadeByARelease(HasMetadata object, String release, Instant begun) {
        return (object instanceof Pod || object instanceof Job)
                && begun.isAfter(Instant.EPOCH)
                && object.getMetadata().getOwnerReferences().isEmpty()
                && !Hooks.isHook(object)
                && !isInstalledBy(release, object.getMetadata());
    }

    /** By its labels or, as of a Deployment that Flagger has copied, those of its pods. */
    private static boolean isOfRelease(HasMetadata object, String release) {
        return names(release, object.getMetadata().getLabels())
                || (object instanceof Job
                        ? isInstalledBy(release, object.getMetadata())
                        : names(release, podLabels(object)) && !Snapshot.isControlledBy(object, MODELS));
    }

    private static boolean names(String release, Map<String, String> labels) {
        return labels != null
                && (release.equals(labels.get("release")) || release.equals(labels.get("app.kubernetes.io/instance")));
    }

    /** What Helm notes on everything of a manifest; a Job may be in no manifest that is read ({@link ReleaseManifest}). */
    private static boolean isInstalledBy(String release, ObjectMeta object) {
        return new ReleaseMark(release, object.getNamespace()).isOn(object);
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
