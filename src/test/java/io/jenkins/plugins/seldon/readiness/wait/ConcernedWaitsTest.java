package io.jenkins.plugins.seldon.readiness.wait;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.readiness.Criteria;
import io.jenkins.plugins.seldon.readiness.Subject;
import io.jenkins.plugins.seldon.readiness.WatchedKind;
import io.jenkins.plugins.seldon.readiness.WorkloadName;
import io.jenkins.plugins.seldon.readiness.watch.ObjectFeed;
import io.jenkins.plugins.seldon.readiness.watch.SharedWatches;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which waits are told of a change, and when. */
class ConcernedWaitsTest {

    private static final long LATER_MILLIS = 250;

    private final Queue<Runnable> later = new ConcurrentLinkedQueue<>();

    /** What is told later waits for the test. */
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            boolean isLater = unit.toMillis(delay) == LATER_MILLIS;
            if (isLater) {
                later.add(task);
            }
            return super.schedule(isLater ? () -> {} : task, delay, unit);
        }
    };

    private static String pod(String name, String label) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: seldon-system, labels: {changed: '%s'}}
                spec: {containers: [{name: main, image: 'example/main:1'}]}
                """
                .formatted(name, label);
    }

    @Test
    void whoWaitsForAnotherObjectIsToldOnceOfManyChanges() {
        try (EmbeddedCluster cluster = EmbeddedCluster.builder().playerPaused().start();
                WaitSite site = new WaitSite()) {
            cluster.put(pod("web-0", "first"));
            SharedWatches.Means means = new SharedWatches.Means(timer, site.workers, WaitSite.servers(site.workers));
            AtomicInteger web = new AtomicInteger();
            AtomicInteger other = new AtomicInteger();
            try (SharedWatches.Subscription one = site.watches.subscribe(
                            WaitSite.connection(cluster.kubeconfig()),
                            means,
                            name -> name.startsWith("web"),
                            web::incrementAndGet);
                    SharedWatches.Subscription two = site.watches.subscribe(
                            WaitSite.connection(cluster.kubeconfig()), means, "db"::equals, other::incrementAndGet)) {
                one.want(Set.of(WatchedKind.POD));
                two.want(Set.of(WatchedKind.POD));
                WaitSite.await(
                        "the pods are watched",
                        () -> cluster.openWatches().size() == 1
                                && one.states().values().stream().allMatch(ObjectFeed.State::current));
                cluster.put(pod("web-0", "settled"));
                WaitSite.await("what began the watch is told", () -> label(one).equals("settled") && later.size() == 1);
                int webBefore = web.get();
                int otherBefore = other.get();
                for (int i = 0; i < 5; i++) {
                    cluster.put(pod("web-0", "change-" + i));
                }
                WaitSite.await("each is told to whom it concerns", () -> web.get() == webBefore + 5);
                assertThat(other).as("told later").hasValue(otherBefore);
                assertThat(later).as("and together").hasSize(1);
                later.remove().run();
                WaitSite.await("who is not concerned is told", () -> other.get() == otherBefore + 1);
                cluster.put(pod("web-0", "last"));
                WaitSite.await("and again of what comes then", () -> later.size() == 1);
            }
        } finally {
            timer.shutdownNow();
        }
    }

    private static String label(SharedWatches.Subscription subscription) {
        return subscription.snapshot().all(WatchedKind.POD).stream()
                .map(pod -> pod.getMetadata().getLabels().get("changed"))
                .findFirst()
                .orElse("");
    }

    /** What a wait needs may have any name: it is seen all the same. */
    @Test
    void aWaitEndsByAChangeOfAnObjectThatNobodyWouldTakeForItsOwn() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.builder().playerPaused().start();
                WaitSite site = new WaitSite()) {
            String deployment = uid(cluster.put(DEPLOYMENT));
            String set = uid(cluster.put(REPLICA_SET.replace("uid: dep", "uid: " + deployment)));
            String pod = POD.replace("uid: set", "uid: " + set);
            cluster.put(pod.formatted("False", "false"));
            Criteria criteria = Criteria.of(new Subject.Named(List.of(WorkloadName.parse("web"))));
            WaitSite.Waiting waiting = site.start(cluster.kubeconfig(), criteria, Duration.ofMinutes(2));
            waiting.awaitLine("pod odd-pod");
            cluster.put(pod.formatted("True", "true"));
            assertThat(waiting.outcome(Duration.ofSeconds(40)).kind()).isEqualTo(Outcome.Kind.READY);
        }
    }

    private static String uid(List<ObjectNode> stored) {
        return stored.get(0).at("/metadata/uid").asText();
    }

    private static final String POD =
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: odd-pod
              namespace: seldon-system
              labels: {app: web, pod-template-hash: one}
              ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-one, uid: set, controller: true}]
            spec: {nodeName: worker-1, containers: [{name: main, image: 'example/main:1', readinessProbe: {exec: {command: [ok]}}}]}
            status:
              phase: Running
              conditions: [{type: PodScheduled, status: 'True'}, {type: Ready, status: '%s'}]
              containerStatuses: [{name: main, image: 'example/main:1', imageID: '', restartCount: 0, ready: %s,
                started: true, state: {running: {startedAt: '2026-01-01T00:00:00Z'}}}]
            """;

    private static final String DEPLOYMENT =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: seldon-system, generation: 1,
              annotations: {deployment.kubernetes.io/revision: '1'}}
            spec:
              replicas: 1
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: main, image: 'example/main:1'}]}
            status: {observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1,
              conditions: [{type: Available, status: 'True'},
                {type: Progressing, status: 'True', reason: NewReplicaSetAvailable}]}
            """;

    private static final String REPLICA_SET =
            """
            apiVersion: apps/v1
            kind: ReplicaSet
            metadata:
              name: web-one
              namespace: seldon-system
              labels: {app: web, pod-template-hash: one}
              annotations: {deployment.kubernetes.io/revision: '1'}
              ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: dep, controller: true}]
            spec:
              replicas: 1
              selector: {matchLabels: {app: web, pod-template-hash: one}}
              template:
                metadata: {labels: {app: web, pod-template-hash: one}}
                spec: {containers: [{name: main, image: 'example/main:1'}]}
            status: {observedGeneration: 1, replicas: 1, readyReplicas: 1, availableReplicas: 1}
            """;
}
