package io.jenkins.plugins.seldon.readiness;

import static io.jenkins.plugins.seldon.readiness.Objects.crashed;
import static io.jenkins.plugins.seldon.readiness.Objects.daemonSet;
import static io.jenkins.plugins.seldon.readiness.Objects.deployment;
import static io.jenkins.plugins.seldon.readiness.Objects.event;
import static io.jenkins.plugins.seldon.readiness.Objects.phase;
import static io.jenkins.plugins.seldon.readiness.Objects.pod;
import static io.jenkins.plugins.seldon.readiness.Objects.replicaSet;
import static io.jenkins.plugins.seldon.readiness.Objects.statefulSet;
import static io.jenkins.plugins.seldon.readiness.Objects.terminating;
import static io.jenkins.plugins.seldon.readiness.Objects.unready;
import static io.jenkins.plugins.seldon.readiness.Objects.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each kind of workload must show to be ready, to be waited for, to have failed. */
class WorkloadRulesTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource({"deployments", "statefulSets", "daemonSets", "sets"})
    void waitsFor(String what, List<HasMetadata> objects, String expected) {
        RolloutStatus verdict = Verdicts.lasting(objects.toArray(HasMetadata[]::new));
        if (expected.isEmpty()) {
            assertThat(verdict).isInstanceOf(RolloutStatus.Ready.class);
        } else if (expected.startsWith("FAILED ")) {
            assertThat(verdict).isInstanceOf(RolloutStatus.Failed.class);
            assertThat(((RolloutStatus.Failed) verdict)
                            .failures().stream().map(f -> "FAILED " + f.kind() + " " + f.sentence()))
                    .anyMatch(text -> text.contains(expected));
        } else {
            assertThat(verdict).isInstanceOf(RolloutStatus.Waiting.class);
            assertThat(((RolloutStatus.Waiting) verdict).reasons()).anyMatch(reason -> reason.contains(expected));
        }
    }

    static Stream<Arguments> deployments() {
        return Stream.of(
                row("a ready Deployment", ofDeployment(d -> {}), ""),
                row(
                        "a generation that its controller has not seen",
                        ofDeployment(d -> d.getMetadata().setGeneration(3L)),
                        "deployment/web: generation 3 is not observed"),
                row(
                        "a status without an observed generation",
                        ofDeployment(d -> d.getStatus().setObservedGeneration(null)),
                        "is not observed"),
                row("no status at all", ofDeployment(d -> d.setStatus(null)), "is not observed"),
                row(
                        "one that is being deleted",
                        ofDeployment(d -> d.getMetadata().setDeletionTimestamp(Objects.CREATED)),
                        "deployment/web is being deleted"),
                row(
                        "replicas that are not updated",
                        ofDeployment(d -> d.getStatus().setUpdatedReplicas(1)),
                        "1 of 2 replicas updated"),
                row(
                        "replicas of older templates",
                        ofDeployment(d -> d.getStatus().setReplicas(3)),
                        "1 of older templates"),
                row(
                        "replicas that are not ready",
                        ofDeployment(d -> d.getStatus().setReadyReplicas(1)),
                        "1 of 2 replicas ready"),
                row(
                        "replicas that are not available",
                        ofDeployment(d -> d.getStatus().setAvailableReplicas(1)),
                        "1 of 2 replicas available"),
                row(
                        "no Available condition",
                        ofDeployment(d -> d.getStatus().getConditions().remove(0)),
                        "deployment/web is not available"),
                row(
                        "a rollout under way",
                        ofDeployment(d -> d.getStatus().getConditions().get(1).setReason("ReplicaSetUpdated")),
                        "deployment/web is still rolling out"),
                row(
                        "no progress deadline, so no Progressing condition",
                        ofDeployment(d -> {
                            d.getSpec().setProgressDeadlineSeconds(Integer.MAX_VALUE);
                            d.getStatus().getConditions().remove(1);
                        }),
                        ""),
                row("a paused Deployment that is complete", ofDeployment(d -> paused(d)), ""),
                row(
                        "a paused Deployment with an update to come",
                        ofDeployment(d -> {
                            paused(d);
                            d.getStatus().setUpdatedReplicas(0);
                        }),
                        "is paused with 0 of 2 replicas updated"),
                row(
                        "an exceeded progress deadline",
                        ofDeployment(d -> {
                            d.getStatus().getConditions().get(1).setReason("ProgressDeadlineExceeded");
                            d.getStatus().getConditions().get(1).setStatus("False");
                        }),
                        "FAILED PROGRESS_DEADLINE deployment/web has exceeded its progress deadline"),
                row(
                        "an exceeded progress deadline of an older generation",
                        ofDeployment(d -> {
                            d.getStatus().getConditions().get(1).setReason("ProgressDeadlineExceeded");
                            d.getMetadata().setGeneration(3L);
                        }),
                        "is not observed"),
                row(
                        "a quota",
                        ofDeployment(d -> replicaFailure(d, "pods \"web-1\" is forbidden: exceeded quota: q")),
                        "FAILED QUOTA deployment/web can't create its pods: a quota is exceeded"),
                row(
                        "a webhook that does not answer",
                        ofDeployment(d -> replicaFailure(d, "failed calling webhook \"x\": connection refused")),
                        "FAILED WEBHOOK deployment/web can't create its pods: an admission webhook does not answer"),
                row(
                        "a webhook's refusal",
                        ofDeployment(d -> replicaFailure(d, "admission webhook \"x\" denied the request")),
                        "FAILED ADMISSION deployment/web"),
                row(
                        "a missing service account",
                        ofDeployment(d -> replicaFailure(d, "serviceaccount \"x\" not found")),
                        "FAILED CREATION deployment/web can't create its pods"),
                row(
                        "no ReplicaSet of the current revision",
                        List.of(deployment("web", 1)),
                        "no ReplicaSet of its current"),
                row("zero replicas", List.of(deployment("web", 0)), "0 of at least 1 pods ready"),
                row("the same", List.of(deployment("web", 0)), "nothing else asks for a pod, so with minPods: 0"),
                row("a broken pod of an older ReplicaSet", withOldPod(), ""),
                row("a crash loop in the current ReplicaSet", withCrash(), "FAILED CRASH Pod web-b: container main"),
                row("an evicted pod that was replaced", withEvicted(), ""),
                row("a pod that the shutdown of its node has left", withShutDown(), ""),
                row("a pod that was refused", withRefused(), "FAILED ADMISSION deployment/web"),
                row("nothing", List.of(), "nothing of release demo exists yet"));
    }

    static Stream<Arguments> statefulSets() {
        return Stream.of(
                row("a ready StatefulSet", ofStatefulSet(s -> {}), ""),
                row("a generation unseen", ofStatefulSet(s -> s.getMetadata().setGeneration(3L)), "is not observed"),
                row("too few replicas", ofStatefulSet(s -> s.getStatus().setReplicas(1)), "1 replicas, wants 2"),
                row("too many replicas", ofStatefulSet(s -> s.getStatus().setReplicas(3)), "3 replicas, wants 2"),
                row(
                        "replicas not ready",
                        ofStatefulSet(s -> s.getStatus().setReadyReplicas(1)),
                        "1 of 2 replicas ready"),
                row(
                        "replicas not available",
                        ofStatefulSet(s -> {
                            s.getSpec().setMinReadySeconds(5);
                            s.getStatus().setAvailableReplicas(1);
                        }),
                        "1 of 2 replicas available"),
                row(
                        "an update under way",
                        ofStatefulSet(s -> updating(s, 1)),
                        "statefulset/db: 1 of 2 replicas updated"),
                row(
                        "a partition that is reached",
                        ofStatefulSet(s -> {
                            updating(s, 1);
                            partition(s, 1);
                        }),
                        ""),
                row(
                        "a partition that is not reached",
                        ofStatefulSet(s -> {
                            updating(s, 0);
                            partition(s, 1);
                        }),
                        "0 of 1 replicas updated"),
                row(
                        "updates on delete only",
                        ofStatefulSet(s -> {
                            updating(s, 0);
                            s.getSpec().getUpdateStrategy().setType("OnDelete");
                        }),
                        ""),
                row(
                        "updates on delete only, not ready",
                        ofStatefulSet(s -> {
                            s.getSpec().getUpdateStrategy().setType("OnDelete");
                            s.getStatus().setReadyReplicas(0);
                        }),
                        "0 of 2 replicas ready"),
                row(
                        "a broken pod of the former revision, which is in the way",
                        statefulSetWithOldPod("OrderedReady"),
                        "FAILED FORMER_REVISION statefulset/db waits for a broken pod of its previous revision, and continues"
                                + " when that pod is deleted (Pod db-0: container main keeps crashing"),
                row(
                        "a broken pod of the former revision, which is replaced",
                        statefulSetWithOldPod("Parallel"),
                        "pod db-0 is of an older revision and not ready"),
                row("a quota, told by an event alone", statefulSetWithoutPods(), "FAILED QUOTA statefulset/db"));
    }

    static Stream<Arguments> daemonSets() {
        return Stream.of(
                row("a ready DaemonSet", ofDaemonSet(s -> {}), ""),
                row("a generation unseen", ofDaemonSet(s -> s.getMetadata().setGeneration(3L)), "is not observed"),
                row(
                        "no observed generation",
                        ofDaemonSet(s -> s.getStatus().setObservedGeneration(null)),
                        "is not observed"),
                row(
                        "nodes without a pod",
                        ofDaemonSet(s -> s.getStatus().setCurrentNumberScheduled(1)),
                        "pods on 1 of 2 nodes"),
                row(
                        "pods not updated",
                        ofDaemonSet(s -> s.getStatus().setUpdatedNumberScheduled(1)),
                        "1 of 2 pods updated"),
                row("pods not ready", ofDaemonSet(s -> s.getStatus().setNumberReady(1)), "1 of 2 pods ready"),
                row(
                        "pods not available",
                        ofDaemonSet(s -> s.getStatus().setNumberAvailable(1)),
                        "1 of 2 pods available"),
                row(
                        "updates on delete only",
                        ofDaemonSet(s -> {
                            s.getSpec()
                                    .setUpdateStrategy(
                                            new io.fabric8.kubernetes.api.model.apps.DaemonSetUpdateStrategyBuilder()
                                                    .withType("OnDelete")
                                                    .build());
                            s.getStatus().setUpdatedNumberScheduled(0);
                        }),
                        ""),
                row("a broken pod of an older template", daemonSetWithOldPod(), "1 of 2 pods ready"));
    }

    static Stream<Arguments> sets() {
        ReplicaSet alone = replicaSet(deployment("gone", 1), 1);
        alone.getMetadata().setOwnerReferences(List.of());
        alone.getMetadata().setLabels(java.util.Map.of("release", "demo"));
        ReplicaSet few = new io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder(alone).build();
        few.getStatus().setReadyReplicas(0);
        ReplicaSet fewer = new io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder(alone).build();
        fewer.getStatus().setReplicas(0);
        ReplicaSet young = new io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder(alone).build();
        young.getStatus().setAvailableReplicas(0);
        String quota = "pods \"one\" is forbidden: exceeded quota: compute";
        return Stream.of(
                row("a ReplicaSet of its own", List.of(alone, pod("one", alone)), ""),
                row(
                        "a ReplicaSet of its own that is not ready",
                        List.of(few, pod("one", few)),
                        "0 of 1 replicas ready"),
                row(
                        "a ReplicaSet of its own whose controller counts fewer replicas",
                        List.of(fewer, pod("one", fewer)),
                        "0 replicas, wants 1"),
                row(
                        "a ReplicaSet of its own whose replicas are ready for too short a time",
                        List.of(young, pod("one", young)),
                        "0 of 1 replicas available"),
                row(
                        "a ReplicaSet of its own whose pod was refused",
                        List.of(few, event(few, "FailedCreate", quota, 1)),
                        "FAILED QUOTA replicaset/"),
                row(
                        "a ReplicaSet of its own whose pod was refused at first",
                        List.of(alone, pod("one", alone), event(alone, "FailedCreate", quota, 1)),
                        ""));
    }

    private static Arguments row(String what, List<HasMetadata> objects, String expected) {
        return Arguments.of(what, objects, expected);
    }

    /** A Deployment of two replicas, its ReplicaSet and pods, edited. */
    private static List<HasMetadata> ofDeployment(Consumer<Deployment> edit) {
        Deployment deployment = deployment("web", 2);
        ReplicaSet set = replicaSet(deployment, 2);
        List<HasMetadata> objects = new ArrayList<>(List.of(set, pod("web-a", set), pod("web-b", set)));
        edit.accept(deployment);
        objects.add(deployment);
        return objects;
    }

    private static List<HasMetadata> withOldPod() {
        List<HasMetadata> objects = ofDeployment(d -> {});
        ReplicaSet old = replicaSet(deployment("web", 2), 1);
        objects.add(old);
        objects.add(terminating(unready(pod("web-old", old), crashed("main", "CrashLoopBackOff", 1, "Error"))));
        objects.add(unready(pod("web-older", old), waiting("main", "ImagePullBackOff", "")));
        return objects;
    }

    private static List<HasMetadata> withCrash() {
        List<HasMetadata> objects = ofDeployment(d -> d.getStatus().setReadyReplicas(1));
        objects.set(2, unready((Pod) objects.get(2), crashed("main", "CrashLoopBackOff", 1, "Error")));
        return objects;
    }

    private static List<HasMetadata> withEvicted() {
        List<HasMetadata> objects = ofDeployment(d -> {});
        objects.add(phase(pod("web-c", objects.get(0)), "Failed", "Evicted", "The node was low on resource: memory."));
        return objects;
    }

    private static List<HasMetadata> withRefused() {
        List<HasMetadata> objects = ofDeployment(d -> d.getStatus().setReadyReplicas(1));
        objects.remove(2);
        objects.add(event(objects.get(0), "FailedCreate", "admission webhook \"deny.example.org\" denied it", 1));
        return objects;
    }

    private static List<HasMetadata> withShutDown() {
        List<HasMetadata> objects = ofDeployment(d -> {});
        objects.add(phase(pod("web-c", objects.get(0)), "Succeeded", "Terminated", "imminent node shutdown"));
        objects.add(phase(pod("web-d", objects.get(0)), "Failed", "NodeShutdown", "rejected"));
        return objects;
    }

    private static List<HasMetadata> ofStatefulSet(Consumer<StatefulSet> edit) {
        StatefulSet set = statefulSet("db", 2);
        edit.accept(set);
        return List.of(set, pod("db-0", set), pod("db-1", set));
    }

    private static List<HasMetadata> statefulSetWithOldPod(String management) {
        StatefulSet set = statefulSet("db", 1);
        set.getSpec().setPodManagementPolicy(management);
        Pod old = unready(pod("db-0", set), crashed("main", "CrashLoopBackOff", 1, "Error"));
        old.getMetadata().setLabels(java.util.Map.of("controller-revision-hash", "db-1"));
        updating(set, 0);
        return List.of(set, old);
    }

    private static List<HasMetadata> statefulSetWithoutPods() {
        StatefulSet set = statefulSet("db", 1);
        set.getStatus().setReplicas(0);
        set.getStatus().setReadyReplicas(0);
        return List.of(set, event(set, "FailedCreate", "create Pod db-0 failed: exceeded quota: q", 1));
    }

    private static List<HasMetadata> ofDaemonSet(Consumer<DaemonSet> edit) {
        DaemonSet set = daemonSet("agent", 2);
        edit.accept(set);
        return List.of(set, pod("agent-a", set), pod("agent-b", set));
    }

    private static List<HasMetadata> daemonSetWithOldPod() {
        DaemonSet set = daemonSet("agent", 2);
        set.getStatus().setNumberReady(1);
        Pod old = unready(pod("agent-b", set), crashed("main", "CrashLoopBackOff", 1, "Error"));
        old.getMetadata().setLabels(java.util.Map.of("pod-template-generation", "1"));
        return List.of(set, pod("agent-a", set), old);
    }

    private static void paused(Deployment deployment) {
        deployment.getSpec().setPaused(true);
        deployment.getStatus().getConditions().get(1).setReason("DeploymentPaused");
        deployment.getStatus().getConditions().get(1).setStatus("Unknown");
    }

    private static void replicaFailure(Deployment deployment, String message) {
        deployment.setStatus(new DeploymentBuilder(deployment)
                .editStatus()
                .addNewCondition()
                .withType("ReplicaFailure")
                .withStatus("True")
                .withReason("FailedCreate")
                .withMessage(message)
                .endCondition()
                .endStatus()
                .build()
                .getStatus());
    }

    private static void updating(StatefulSet set, int updated) {
        set.getStatus().setUpdatedReplicas(updated);
        set.getStatus().setCurrentRevision(set.getMetadata().getName() + "-1");
    }

    private static void partition(StatefulSet set, int partition) {
        set.getSpec()
                .getUpdateStrategy()
                .setRollingUpdate(new io.fabric8.kubernetes.api.model.apps.RollingUpdateStatefulSetStrategyBuilder()
                        .withPartition(partition)
                        .build());
    }
}
