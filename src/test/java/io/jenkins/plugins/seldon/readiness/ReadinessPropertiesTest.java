package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What must hold for any cluster. */
class ReadinessPropertiesTest {

    private static final List<String> WAITING = List.of(
            "ContainerCreating", "ErrImagePull", "ImagePullBackOff", "CrashLoopBackOff", "CreateContainerConfigError");

    /** One workload with its pods, as numbers: each lag of 0 is a status that is up to date. */
    record World(int kind, int replicas, int generationLag, int readyLag, int updatedLag, int badPods, int badness) {}

    @Provide
    Arbitrary<List<World>> worlds() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(0, WAITING.size() - 1))
                .as(World::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Property(tries = 300)
    void theOrderOfTheSameObjectsChangesNothing(@ForAll("worlds") List<World> worlds, @ForAll long seed) {
        List<HasMetadata> objects = objects(worlds);
        List<HasMetadata> shuffled = new ArrayList<>(objects);
        Collections.shuffle(shuffled, new Random(seed));
        assertThat(Verdicts.assess(new Snapshot(shuffled), Verdicts.RELEASE, Set.of()))
                .isEqualTo(Verdicts.assess(new Snapshot(objects), Verdicts.RELEASE, Set.of()));
        Duration hour = Duration.ofHours(1);
        assertThat(Verdicts.after(hour, Verdicts.RELEASE, shuffled))
                .isEqualTo(Verdicts.after(hour, Verdicts.RELEASE, objects));
    }

    @Property(tries = 300)
    void readyNeverWithoutEveryGenerationSeenAndEveryPodReady(@ForAll("worlds") List<World> worlds) {
        boolean ready = Verdicts.first(Verdicts.RELEASE, objects(worlds)) instanceof RolloutStatus.Ready;
        boolean allCurrent = worlds.stream()
                .allMatch(world -> world.generationLag() == 0
                        && world.readyLag() == 0
                        && world.updatedLag() == 0
                        && world.badPods() == 0);
        assertThat(ready).isEqualTo(allCurrent);
    }

    @Property(tries = 300)
    void failedOnlyForAReasonThatIsSeen(@ForAll("worlds") List<World> worlds) {
        boolean failed =
                Verdicts.after(Duration.ofHours(1), Verdicts.RELEASE, objects(worlds)) instanceof RolloutStatus.Failed;
        boolean hasFailure = worlds.stream()
                .anyMatch(world -> world.generationLag() == 0 && world.badPods() > 0 && world.badness() > 0);
        assertThat(failed).isEqualTo(hasFailure);
    }

    @Property(tries = 100)
    void anUnrelatedWorkloadChangesNothing(@ForAll("worlds") List<World> worlds) {
        List<HasMetadata> objects = objects(worlds);
        List<HasMetadata> more = new ArrayList<>(objects);
        Deployment other = Objects.deployment("other", 1);
        other.getMetadata().setLabels(java.util.Map.of("release", "another"));
        other.getMetadata().setGeneration(9L);
        more.add(other);
        assertThat(Verdicts.assess(new Snapshot(more), Verdicts.RELEASE, Set.of()))
                .isEqualTo(Verdicts.assess(new Snapshot(objects), Verdicts.RELEASE, Set.of()));
    }

    private static List<HasMetadata> objects(List<World> worlds) {
        List<HasMetadata> objects = new ArrayList<>();
        for (int i = 0; i < worlds.size(); i++) {
            World world = worlds.get(i);
            String name = "w" + i;
            HasMetadata controller =
                    switch (world.kind()) {
                        case 0 -> deployment(name, world, objects);
                        case 1 -> statefulSet(name, world);
                        default -> daemonSet(name, world);
                    };
            if (world.kind() != 0) {
                objects.add(controller);
            }
            for (int p = 0; p < world.replicas(); p++) {
                Pod pod = Objects.pod(name + "-" + p, controller);
                boolean bad = p < world.badPods();
                objects.add(
                        bad ? Objects.unready(pod, Objects.waiting("main", WAITING.get(world.badness()), "")) : pod);
                objects.add(Objects.event(pod, "FailedMount", "timed out", 1));
                objects.add(Objects.event(pod, "Pulling", "Pulling image", 2));
                objects.add(Objects.event(pod, "Failed", "Failed to pull image \"example/main:1\": not found", 3));
                objects.add(Objects.event(pod, "Failed", "Failed to pull image \"example/main:1\": timeout", 4));
            }
        }
        return objects;
    }

    private static ReplicaSet deployment(String name, World world, List<HasMetadata> objects) {
        Deployment deployment = Objects.deployment(name, world.replicas());
        deployment.getMetadata().setGeneration(2L + world.generationLag());
        deployment.getStatus().setReadyReplicas(world.replicas() - world.readyLag());
        deployment.getStatus().setUpdatedReplicas(world.replicas() - world.updatedLag());
        ReplicaSet set = Objects.replicaSet(deployment, 2);
        objects.add(deployment);
        objects.add(set);
        return set;
    }

    private static StatefulSet statefulSet(String name, World world) {
        StatefulSet set = Objects.statefulSet(name, world.replicas());
        set.getMetadata().setGeneration(2L + world.generationLag());
        set.getStatus().setReadyReplicas(world.replicas() - world.readyLag());
        if (world.updatedLag() > 0) {
            set.getStatus().setCurrentRevision(name + "-1");
        }
        return set;
    }

    private static DaemonSet daemonSet(String name, World world) {
        DaemonSet set = Objects.daemonSet(name, world.replicas());
        set.getMetadata().setGeneration(2L + world.generationLag());
        set.getStatus().setNumberReady(world.replicas() - world.readyLag());
        set.getStatus().setUpdatedNumberScheduled(world.replicas() - world.updatedLag());
        return set;
    }
}
