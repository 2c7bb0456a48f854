package io.jenkins.plugins.seldon.readiness.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.Allowance;
import io.jenkins.plugins.seldon.fixture.FaultyProxy;
import io.jenkins.plugins.seldon.fixture.Leftovers;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.player.PodFault;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.readiness.Criteria;
import io.jenkins.plugins.seldon.readiness.Subject;
import io.jenkins.plugins.seldon.readiness.watch.Reachability.Contact;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Waits over connections to the API server that break at random. The waits' time passes faster than the network's. More
 * of them: {@code -Dfaults.runs=5000}, from another seed on: {@code -Dfaults.seed=100000}.
 */
@Tag("faults")
@Timeout(600)
class WaitFaultsTest {

    private static final int RUNS = Integer.getInteger("faults.runs", 72);
    private static final int FIRST = Integer.getInteger("faults.seed", 0);
    private static final int AT_A_TIME = 8;
    private static final int SPEED = 40;
    private static final Duration TIME_OUT = Duration.ofMinutes(2);

    /** What becomes of the pods. */
    private enum Pods {
        READY,
        NO_IMAGE,
        /** As long as the wait lasts. */
        NOT_READY
    }

    private record Run(Pods pods, Outcome outcome, Duration took, String story) {}

    @Test
    void noFaultMakesAWrongOutcomeOrALateOne() throws Exception {
        Leftovers leftovers = Leftovers.since();
        List<Run> runs = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(AT_A_TIME);
        try (EmbeddedCluster cluster = EmbeddedCluster.builder().plainHttp().start()) {
            cluster.player().readyAfter(Duration.ofMillis(100));
            for (Pods pods : Pods.values()) {
                deploy(cluster, pods);
            }
            List<Future<Run>> futures = new ArrayList<>();
            for (int seed = FIRST; seed < FIRST + RUNS; seed++) {
                int each = seed;
                futures.add(pool.submit(() -> run(cluster, each)));
            }
            for (Future<Run> future : futures) {
                runs.add(future.get());
            }
        } finally {
            pool.shutdownNow();
        }
        Map<String, AtomicInteger> kinds = new LinkedHashMap<>();
        for (Run run : runs) {
            check(run);
            kinds.computeIfAbsent(run.pods() + " " + run.outcome().kind(), key -> new AtomicInteger())
                    .incrementAndGet();
        }
        assertThat(kinds)
                .as("some are right all the same")
                .containsKeys(
                        Pods.READY + " " + Outcome.Kind.READY,
                        Pods.NO_IMAGE + " " + Outcome.Kind.FAILED,
                        Pods.NOT_READY + " " + Outcome.Kind.TIMED_OUT);
        leftovers.awaitNone(Duration.ofSeconds(10), "OkHttp http", "seldon");
    }

    private static void check(Run run) {
        Outcome outcome = run.outcome();
        String told = run.story() + "\n" + outcome.kind() + ": " + outcome.sentence();
        assertThat(outcome.sentence())
                .as(told)
                .endsWith(".")
                .doesNotContainPattern("\\p{Cntrl}")
                .doesNotContainPattern("(Exception|Error)\\b:|\\w+\\.\\w+Exception|okhttp|null");
        assertThat(run.took()).as(told).isLessThan(TIME_OUT.dividedBy(SPEED).plus(Allowance.ofSeconds(5)));
        assertThat(outcome.kind() == Outcome.Kind.READY && run.pods() != Pods.READY)
                .as(told)
                .isFalse();
        if (outcome.kind() == Outcome.Kind.FAILED && run.pods() != Pods.NO_IMAGE) {
            assertThat(outcome.sentence()).as(told).startsWith("The controller could not");
        }
    }

    private static void deploy(EmbeddedCluster cluster, Pods pods) {
        String name = name(pods);
        if (pods == Pods.NO_IMAGE) {
            cluster.player().fault(name, PodFault.imagePull("manifest unknown").container("side"));
        }
        if (pods == Pods.NOT_READY) {
            cluster.player().fault(name, PodFault.neverReady());
        }
        String labels = "{app: " + name + ", release: " + name + "}";
        cluster.put(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s, namespace: seldon-system, labels: {release: %1$s}}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: %2$s}
                    spec:
                      containers:
                      - {name: main, image: 'example/web:1'}
                      - {name: side, image: 'example/side:1'}
                """
                        .formatted(name, labels));
    }

    private static String name(Pods pods) {
        return pods.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Run run(EmbeddedCluster cluster, int seed) throws Exception {
        Pods pods = Pods.values()[Math.floorMod(seed, 3)];
        FaultyProxy.Schedule schedule = FaultyProxy.Schedule.drawn(seed, 600);
        try (WaitSite site = new WaitSite(SPEED);
                FaultyProxy proxy = new FaultyProxy(URI.create(cluster.url()), schedule)) {
            String kubeconfig =
                    cluster.kubeconfig().replace(cluster.url(), proxy.url().toString());
            ClusterConnection connection = WaitSite.connection(kubeconfig);
            long begun = System.nanoTime();
            WaitSite.Waiting waiting = site.start(
                    () -> connection,
                    Criteria.of(new Subject.Release(name(pods))),
                    TIME_OUT,
                    seed % 2 == 0 ? Contact.AGAIN : Contact.FIRST);
            Outcome outcome = waiting.outcome(Duration.ofSeconds(30));
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            String story = "seed " + seed + ", " + pods + "\n" + proxy + "\n" + String.join("\n", waiting.lines);
            WaitSite.await(
                    "watches and clients are closed after " + story,
                    () -> site.watches.size() == 0 && site.clients.size() == 0);
            site.workers.shutdown();
            assertThat(site.workers.awaitTermination(60, TimeUnit.SECONDS))
                    .as("nothing goes on after " + story)
                    .isTrue();
            return new Run(pods, outcome, took, story);
        }
    }
}
