package io.jenkins.plugins.seldon.readiness.wait;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.fixture.cluster.player.PodFault;
import io.jenkins.plugins.seldon.readiness.WatchedKind;
import io.jenkins.plugins.seldon.readiness.watch.Reachability.Contact;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Who may not, or no longer, ask the cluster is told so, or waits with what it may. */
class WaitAccessTest extends ClusterWaits {

    WaitAccessTest() {
        super(10);
    }

    @Test
    void aTokenThatIsRotated() throws Exception {
        User user = cluster.user("ci").allow("*", "*", "*");
        AtomicReference<String> kubeconfig = new AtomicReference<>(cluster.kubeconfigFor(user));
        WaitSite.Waiting waiting =
                site.start(() -> WaitSite.connection(kubeconfig.get()), RELEASE, Duration.ofHours(1), Contact.FIRST);
        WaitSite.await("settled", () -> waiting.wait.status().contains("nothing of release demo"));
        user.rotateToken();
        cluster.faults().cutWatches();
        waiting.awaitLine("401");
        kubeconfig.set(cluster.kubeconfigFor(user));
        deploy();
        assertReady(waiting);
        assertThat(waiting.lines).contains("The credential has changed; continuing with the new one.");
    }

    @Test
    void aTokenThatNobodyHas() throws Exception {
        Outcome outcome = site.start(cluster.kubeconfig("eve", "stolen"), RELEASE, Duration.ofHours(1))
                .outcome(LIMIT);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.sentence())
                .matches(
                        "The controller could not list the \\w+ of namespace seldon-system at https://127.0.0.1:\\d+: it"
                                + " answered 401 \\(unauthorised\\).*; check the credential, it may have expired\\.");
    }

    /** As {@code kubectl create token} makes them: they tell their end, and are good for an hour. */
    @Test
    void aTokenThatHasEndedIsToldSo() throws Exception {
        String claims = "{\"exp\":1764403200,\"sub\":\"system:serviceaccount:models:ci\"}";
        String token = "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes()) + ".c2lnbmVk";
        Outcome outcome = site.start(cluster.kubeconfig("ci", token), RELEASE, Duration.ofHours(1))
                .outcome(LIMIT);
        assertThat(outcome.sentence())
                .endsWith(
                        ": it answered 401 (unauthorised): the login ended at 2025-11-29T08:00:00Z; check the credential,"
                                + " it may have expired.");
    }

    @Test
    void rightsToListAndNotToWatch() throws Exception {
        for (WatchedKind kind : WatchedKind.values()) {
            cluster.faults().forbid("watch", kind.plural());
        }
        WaitSite.Waiting waiting = startAndSettle();
        waiting.awaitLine("may list pods but not watch them: listing them every few seconds instead.");
        deploy();
        assertReady(waiting);
        assertThat(lists("pods")).as("lists, with pauses").isBetween(2L, 30L);
    }

    /**
     * An API server that starts refuses a watch too until it has read who may what (k8s.io/kubernetes,
     * plugin/pkg/auth/authorizer/rbac: its rules come from informers).
     */
    @Test
    void aWatchThatWasRefusedByAServerThatStartsIsOpenedLater() throws Exception {
        cluster.faults().forbid("watch", "pods");
        WaitSite.Waiting waiting = startAndSettle();
        waiting.awaitLine("may list pods but not watch them");
        cluster.faults().clear();
        waiting.awaitLine("The pods are watched again.");
        long lists = lists("pods");
        deploy();
        assertReady(waiting);
        assertThat(lists("pods")).isEqualTo(lists);
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
        cluster.player().fault("web", PodFault.neverReady());
        cluster.faults().forbid("list", "events");
        WaitSite.Waiting waiting = start();
        deploy();
        waiting.awaitLine("The credential may not list events: failures are explained without them.");
        cluster.player().heal("web");
        assertReady(waiting);
    }

    @Test
    void noRightToListEventsLeavesOpenWhetherANodeIsOnItsWay() throws Exception {
        cluster.player().fault("web", PodFault.unschedulable("0/1 nodes are available: 1 Insufficient cpu."));
        cluster.faults().forbid("list", "events");
        WaitSite.Waiting waiting = start();
        deploy();
        waiting.awaitLine(
                "Only events tell whether a node is on its way, and they can't be read. The wait continues until"
                        + " its timeout.");
        cluster.player().heal("web");
        assertReady(waiting);
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
                            cluster.kubeconfig().replace(cluster.url(), elsewhere), RELEASE, Duration.ofHours(1))
                    .outcome(LIMIT);
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
            assertThat(outcome.sentence())
                    .contains("so it is not an API server")
                    .doesNotContain("secret");
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
