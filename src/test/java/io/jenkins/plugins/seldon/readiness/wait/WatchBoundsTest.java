package io.jenkins.plugins.seldon.readiness.wait;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.ApiUser;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.readiness.WatchedKind;
import io.jenkins.plugins.seldon.readiness.watch.ObjectApi;
import io.jenkins.plugins.seldon.readiness.watch.ObjectFeed;
import io.jenkins.plugins.seldon.readiness.watch.OpenWatches;
import io.jenkins.plugins.seldon.readiness.watch.Upkeep;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However watches go, there are only so many of them, and none lasts longer than it may. */
class WatchBoundsTest extends ClusterWaits {

    WatchBoundsTest() {
        super(20);
    }

    /** What NGINX and others answer whose upstream, or whose buffer, has nothing yet; time-outs of our own are no other. */
    @Test
    void whereWatchesDoNotBeginInTimeTheObjectsAreListedAndTheLogSaysWhy() throws Exception {
        cluster.faults().watchesTimeOut();
        WaitSite.Waiting waiting = startAndSettle();
        waiting.awaitLine("did not answer a watch of pods in time: listing them every few seconds instead.");
        deploy();
        assertReady(waiting);
        assertThat(waiting.lines).noneMatch(line -> line.contains("could not"));
        assertThat(watches("pods")).as("not tried again at once").isEqualTo(1);
        assertThat(lists("pods")).as("lists, with pauses").isBetween(2L, 60L);
        WaitSite.await("closed", () -> site.watches.open() == 0);
    }

    /** It may have been ready when it was listed; whether it still is nobody knows. */
    @Test
    void whileAWatchDoesNotBeginWhatWasListedIsNoVerdict() throws Exception {
        cluster.faults().hangWatches();
        deploy();
        try (WaitSite slow = new WaitSite(1)) {
            WaitSite.Waiting waiting =
                    slow.start(cluster.kubeconfig(), RELEASE.withStable(Duration.ofSeconds(3)), Duration.ofSeconds(8));
            assertThat(waiting.outcome(LIMIT).kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
        }
    }

    @Test
    void noMoreWatchesAreOpenThanThereMayBeAndWhatHasNoneIsListed() throws Exception {
        try (WaitSite small = new WaitSite(20, 6);
                EmbeddedCluster other = EmbeddedCluster.start()) {
            WaitSite.Waiting first = small.start(cluster.kubeconfig(), RELEASE, Duration.ofHours(1));
            WaitSite.await("settled", () -> first.wait.status().contains("nothing of release demo"));
            first.awaitLine("This controller has opened as many watches as it may, and none is left for ");
            assertThat(small.watches.open())
                    .as("half of them, for the first server")
                    .isEqualTo(3);
            assertThat(small.watches.size()).as("kinds").isEqualTo(6);

            other.player().readyAfter(Duration.ofMillis(300));
            WaitSite.Waiting second = small.start(other.kubeconfig(), RELEASE, Duration.ofHours(1));
            WaitSite.await("settled", () -> second.wait.status().contains("nothing of release demo"));
            WaitSite.await("its own", () -> other.openWatches().size() == 3);
            other.put(RolloutWaitTest.deployment("web", 2));
            assertReady(second);
            deploy();
            assertReady(first);
            WaitSite.await("closed", () -> small.watches.open() == 0);
        }
    }

    /** Time that the server was told to end a watch at, and did not, as where a connection died without anybody's word. */
    @Test
    void aWatchThatOutlastsItsTimeIsBrokenOffAndTakenUpAgain() throws Exception {
        CopyOnWriteArrayList<Long> seconds = new CopyOnWriteArrayList<>();
        OpenWatches open = new OpenWatches(2);
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                boolean isEnd = unit.toSeconds(delay) >= 300;
                if (isEnd) {
                    seconds.add(unit.toSeconds(delay));
                }
                return isEnd ? super.schedule(task, 1500, TimeUnit.MILLISECONDS) : super.schedule(task, delay, unit);
            }
        };
        try (SharedClients.Lease lease = site.clients.lease(WaitSite.connection(cluster.kubeconfig()))) {
            ObjectFeed feed = new ObjectFeed(
                    new ObjectApi(lease.client(), WatchedKind.POD, "seldon-system"),
                    timer,
                    site.workers,
                    WaitSite.servers(site.workers),
                    "pods",
                    open.of("one"),
                    about -> {});
            feed.start();
            WaitSite.await("several watches", () -> watches("pods") > 2);
            assertThat(lists("pods")).as("taken up where it ended").isEqualTo(1);
            assertThat(feed.state().upkeep()).isEqualTo(Upkeep.WATCHED);
            assertThat(open.size()).isLessThanOrEqualTo(1);
            assertThat(seconds).allMatch(each -> each <= 630);
        } finally {
            timer.shutdownNow();
        }
    }

    /** Whatever a watch brings before it ends at once, the server does not set the pace at which it is asked. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'ERROR','object':{'kind':'Status','code':410,'message':'too old'}}",
                "{'type':'BOOKMARK','object':{'metadata':{'resourceVersion':'2'}}}",
                "{'type':'ADDED','object':{'metadata':{'name':'a','resourceVersion':'2'}}}"
            })
    void watchesThatEndAtOnceAreAskedForWithPauses(String event) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            boolean isWatch = exchange.getRequestURI().getQuery().contains("watch=true");
            byte[] body = (isWatch
                            ? event.replace('\'', '"') + "\n"
                            : "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try (WaitSite real = new WaitSite();
                SharedClients.Lease lease = real.clients.lease(Kubeconfig.connection(
                        ApiServer.at("http://127.0.0.1:" + server.getAddress().getPort()),
                        ApiUser.token("x"),
                        "models"))) {
            ObjectFeed feed = new ObjectFeed(
                    new ObjectApi(lease.client(), WatchedKind.POD, "models"),
                    real.timer,
                    real.workers,
                    WaitSite.servers(real.workers),
                    "pods",
                    new OpenWatches(2).of("one"),
                    about -> {});
            feed.start();
            WaitSite.await("it goes on", () -> asked.get() >= 6);
            long begun = System.nanoTime();
            int before = asked.get();
            WaitSite.await("and on", () -> asked.get() >= before + 4);
            assertThat(System.nanoTime() - begun).isGreaterThan(500_000_000L);
        } finally {
            server.stop(0);
        }
    }
}
