package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may not, or no longer, ask the cluster is told so, or waits with what it may. */
@Timeout(60)
class WaitAccessTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Criteria RELEASE = Criteria.of(new Subject.Release("demo"));

    private final EmbeddedCluster cluster = EmbeddedCluster.start();
    private final WaitSite site = new WaitSite();

    @BeforeEach
    void quick() {
        cluster.player().readyAfter(Duration.ofMillis(300));
    }

    @AfterEach
    void close() {
        site.close();
        cluster.close();
    }

    private WaitSite.Waiting start() {
        return site.start(cluster.kubeconfig(), RELEASE, Duration.ofMinutes(5));
    }

    /** A wait that has seen the cluster and found nothing yet. */
    private WaitSite.Waiting startAndSettle() {
        WaitSite.Waiting waiting = start();
        WaitSite.await("settled", () -> waiting.wait.status().contains("nothing of release demo"));
        return waiting;
    }

    private void assertReady(WaitSite.Waiting waiting) throws InterruptedException {
        Outcome outcome = waiting.outcome(LIMIT);
        assertThat(outcome.kind()).as(outcome.sentence()).isEqualTo(Outcome.Kind.READY);
        assertThat(outcome.pods()).hasSize(2);
    }

    @Test
    void aTokenThatIsRotated() throws Exception {
        User user = cluster.user("ci").allow("*", "*", "*");
        AtomicReference<String> kubeconfig = new AtomicReference<>(cluster.kubeconfigFor(user));
        WaitSite.Waiting waiting =
                site.start(() -> WaitSite.connection(kubeconfig.get()), RELEASE, Duration.ofMinutes(5), false);
        WaitSite.await("settled", () -> waiting.wait.status().contains("nothing of release demo"));
        user.rotateToken();
        cluster.faults().cutWatches();
        waiting.awaitLine("401");
        kubeconfig.set(cluster.kubeconfigFor(user));
        cluster.put(RolloutWaitTest.deployment("web", 2));
        assertReady(waiting);
        assertThat(waiting.lines).contains("The credential has changed; going on with the new one.");
    }

    @Test
    void aTokenThatNobodyHas() throws Exception {
        Outcome outcome = site.start(cluster.kubeconfig("eve", "stolen"), RELEASE, Duration.ofMinutes(5))
                .outcome(LIMIT);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.sentence())
                .matches(
                        "The controller could not list the \\w+ of namespace seldon-system at https://127.0.0.1:\\d+: it"
                                + " answered 401 \\(unauthorised\\).*; check the credential, it may have expired\\.");
    }

    @Test
    void rightsToListAndNotToWatch() throws Exception {
        for (WatchedKind kind : WatchedKind.values()) {
            cluster.faults().forbid("watch", kind.plural());
        }
        WaitSite.Waiting waiting = startAndSettle();
        waiting.awaitLine("may list pods but not watch them: listing them every 3 s instead.");
        cluster.put(RolloutWaitTest.deployment("web", 2));
        assertReady(waiting);
    }

    @Test
    void noRightToListPods() throws Exception {
        cluster.faults().forbid("list", "pods");
        Outcome outcome = start().outcome(LIMIT);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.sentence())
                .contains("could not list the pods of namespace seldon-system", "403 (forbidden)")
                .endsWith("; give the user that right, or use another credential.");
    }

    @Test
    void noRightToListEventsIsSaidAndGoneWithout() throws Exception {
        cluster.player().readyAfter(Duration.ofSeconds(2));
        cluster.faults().forbid("list", "events");
        WaitSite.Waiting waiting = start();
        cluster.put(RolloutWaitTest.deployment("web", 2));
        assertReady(waiting);
        assertThat(waiting.lines).contains("The credential may not list events: reasons will be told without them.");
    }

    @Test
    void aServerThatIsNoApiServer() throws Exception {
        HttpServer pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pages.createContext("/", exchange -> {
            byte[] page = "<html>the intranet's secret</html>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        pages.start();
        try {
            String elsewhere = "http://127.0.0.1:" + pages.getAddress().getPort();
            Outcome outcome = site.start(
                            cluster.kubeconfig().replace(cluster.url(), elsewhere), RELEASE, Duration.ofMinutes(5))
                    .outcome(LIMIT);
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
            assertThat(outcome.sentence()).contains("so it is no API server").doesNotContain("secret");
        } finally {
            pages.stop(0);
        }
    }

    @Test
    void nobodyThere() throws Exception {
        cluster.faults().away();
        Outcome outcome = start().outcome(LIMIT);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.sentence())
                .endsWith("at " + cluster.url() + ": the connection was refused; check the server's URL, and that the"
                        + " controller can reach it.");
    }
}
