package io.jenkins.plugins.seldon.readiness.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.readiness.WatchedKind;
import io.jenkins.plugins.seldon.readiness.watch.ObjectApi;
import io.jenkins.plugins.seldon.readiness.watch.ObjectFeed;
import io.jenkins.plugins.seldon.readiness.watch.OpenWatches;
import io.jenkins.plugins.seldon.readiness.watch.Reachability.Contact;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** An error of the machine ends a wait with a sentence: none is left behind that nobody ends. */
class RolloutErrorsTest extends ClusterWaits {

    private static final String AFTER =
            ". See the controller's log for more; run the step again, after restarting Jenkins if a plugin was "
                    + "updated.";

    RolloutErrorsTest() {
        super(1);
    }

    private WaitSite.Waiting start(Callable<ClusterConnection> connect, Executor workers, Clock clock) {
        WaitSite.Waiting waiting = new WaitSite.Waiting(Clock.systemUTC());
        RolloutWait.Site there =
                new RolloutWait.Site(site.watches, site.timer, workers, workers, WaitSite.servers(workers), clock);
        waiting.wait = new RolloutWait(
                new RolloutWait.Request(connect, RELEASE, Instant.now().plusSeconds(600), Contact.FIRST),
                there,
                waiting);
        waiting.wait.start();
        return waiting;
    }

    private void assertEnded(WaitSite.Waiting waiting, String error) throws InterruptedException {
        Outcome outcome = waiting.outcome(LIMIT);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.sentence())
                .isEqualTo("The wait for release demo ended with an error of the controller, not of the cluster: "
                        + error + AFTER);
        WaitSite.await("let go", () -> site.clients.size() == 0);
    }

    @Test
    void aClassThatIsGoneAfterAnUpdate() throws Exception {
        WaitSite.Waiting waiting = start(
                () -> {
                    throw new NoClassDefFoundError("org/example/Credentials");
                },
                site.workers,
                Clock.systemUTC());
        assertEnded(waiting, "java.lang.NoClassDefFoundError: org/example/Credentials");
    }

    @Test
    void noThreadToWorkOn() throws Exception {
        WaitSite.Waiting waiting = start(
                () -> WaitSite.connection(cluster.kubeconfig()),
                task -> {
                    throw new OutOfMemoryError("unable to create native thread");
                },
                Clock.systemUTC());
        assertEnded(waiting, "java.lang.OutOfMemoryError: unable to create native thread");
    }

    @Test
    void anErrorInTheMiddleOfTheWait() throws Exception {
        AtomicReference<Error> next = new AtomicReference<>();
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                Error error = next.getAndSet(null);
                if (error != null) {
                    throw error;
                }
                return Instant.now();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        };
        WaitSite.Waiting waiting = start(() -> WaitSite.connection(cluster.kubeconfig()), site.workers, clock);
        WaitSite.await("settled", () -> waiting.wait.status().contains("nothing of release demo"));
        next.set(new StackOverflowError());
        deploy();
        assertEnded(waiting, "java.lang.StackOverflowError");
    }

    /** Memory that is used up by one answer is used up by the next one too: the feed ends, and says of what. */
    @Test
    void anAnswerThatTakesAllMemoryEndsTheFeed() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch told = new CountDownLatch(1);
        try (SharedClients.Lease lease = site.clients.lease(WaitSite.connection(cluster.kubeconfig()))) {
            KubernetesClient real = lease.client();
            HttpClient failing = delegate(HttpClient.class, real.getHttpClient(), "sendAsync", () -> {
                calls.incrementAndGet();
                return CompletableFuture.failedFuture(new OutOfMemoryError("Java heap space"));
            });
            KubernetesClient client = delegate(KubernetesClient.class, real, "getHttpClient", () -> failing);
            ObjectFeed feed = new ObjectFeed(
                    new ObjectApi(client, WatchedKind.POD, "seldon-system"),
                    site.timer,
                    site.workers,
                    WaitSite.servers(site.workers),
                    "pods",
                    new OpenWatches(1).of("one"),
                    about -> told.countDown());
            feed.start();
            assertThat(told.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            assertThat(feed.state().error()).isInstanceOf(OutOfMemoryError.class);
            assertThat(feed.state().current()).isFalse();
            assertThat(calls).hasValue(1);
        }
    }

    private static <T> T delegate(Class<T> type, T real, String method, Callable<Object> instead) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, called, args) -> {
            if (called.getName().equals(method)) {
                return instead.call();
            }
            try {
                return called.invoke(real, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    @Test
    void theTimeThatIsToldIsTheCurrentOne() throws Exception {
        deploy();
        WaitSite.Waiting waiting = site.start(
                cluster.kubeconfig(),
                RELEASE.withStable(Duration.ofSeconds(60)).withMinRunning(Duration.ZERO),
                Duration.ofHours(1));
        WaitSite.await("ready", () -> waiting.wait.status().contains("everything has been ready for 0 of 60 s"));
        WaitSite.await(
                "a second more", () -> waiting.wait.status().contains("everything has been ready for 1 of 60 s"));
        waiting.wait.cancel();
    }
}
