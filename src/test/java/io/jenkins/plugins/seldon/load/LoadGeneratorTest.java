package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.Allowance;
import io.jenkins.plugins.seldon.http.HttpAccess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class LoadGeneratorTest {

    private static final String PREDICTION = "{\"data\":{\"ndarray\":[[0.5]]}}";

    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
    private final AtomicInteger received = new AtomicInteger();
    private ExecutorService workers;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        workers = Executors.newCachedThreadPool();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(workers);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        workers.shutdownNow();
    }

    @Test
    void everyRequestOfAnOpenBurstIsSentOnTimeAndAccepted() throws Exception {
        serve(exchange -> answer(exchange, 200, PREDICTION));
        LoadResult result = run(plan(LoadProfile.of(100, 200, 0, 0, 0, Duration.ZERO)));
        assertThat(received).hasValue(100);
        assertThat(result.planned()).isEqualTo(100);
        assertThat(result.sent()).isEqualTo(100);
        assertThat(result.accepted()).isEqualTo(100);
        assertThat(result.statuses()).isEqualTo(Map.of(200, 100L));
        assertThat(result.errorRatio()).isZero();
        assertThat(result.plannedSpanMillis()).isEqualTo(495);
        assertThat(result.sendingSpanMillis()).isBetween(495L, 1500L);
        assertThat(result.endedAtMillis() - result.startedAtMillis()).isBetween(490L, 3000L);
        assertThat(result.latencyAt(0.5)).isCloseTo(result.latency().p50(), within(0.001));
        assertThat(bodies).first().isEqualTo(Protocol.SELDON.samplePayload());
    }

    @Test
    void latencyRunsFromTheTimeARequestWasDue() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        serve(exchange -> {
            if (first.getCount() > 0) {
                first.countDown();
                pause(exchange, 600);
            }
            answer(exchange, 200, PREDICTION);
        });
        LoadResult result = run(plan(LoadProfile.of(60, 100, 0, 1, 0, Duration.ZERO)));
        assertThat(result.accepted()).isEqualTo(60);
        assertThat(result.latency().p50())
                .as("half of the requests were due in the stall")
                .isGreaterThan(200);
        assertThat(result.serviceTime().p50())
                .as("but only one was under way in it")
                .isLessThan(100);
    }

    @Test
    void moreCallersJoinWhileTheModelStalls() throws Exception {
        serve(exchange -> {
            pause(exchange, 300);
            answer(exchange, 200, PREDICTION);
        });
        LoadResult result = run(plan(LoadProfile.of(40, 100, 0, 0, 0, Duration.ZERO)));
        assertThat(result.accepted()).isEqualTo(40);
        assertThat(result.sendingSpanMillis())
                .as("an open model does not wait for answers, which would take 12 s")
                .isLessThan(2500);
    }

    @Test
    void aClosedBurstEndsWithItsRequests() throws Exception {
        serve(exchange -> answer(exchange, 200, PREDICTION));
        LoadResult result = run(plan(LoadProfile.closed(57, 4)));
        assertThat(received).hasValue(57);
        assertThat(result.accepted()).isEqualTo(57);
        assertThat(result.plannedSpanMillis()).isZero();
    }

    /** As many requests as callers are all sent in the first moment, and are no thousand a second for that. */
    @Test
    void theRateOfAClosedBurstIsThatOfItsAnswers() throws Exception {
        serve(exchange -> {
            pause(exchange, 300);
            answer(exchange, 200, PREDICTION);
        });
        LoadResult result = run(plan(LoadProfile.closed(4, 4)));
        assertThat(result.accepted()).isEqualTo(4);
        assertThat(result.sendingRate()).isPositive().isLessThan(4 / 0.299);
    }

    @Test
    void aClosedBurstEndsWithItsDuration() throws Exception {
        serve(exchange -> answer(exchange, 200, PREDICTION));
        LoadResult result = run(plan(LoadProfile.of(0, 0, 0.5, 2, 0, Duration.ZERO)));
        assertThat(result.sent())
                .isEqualTo(received.get())
                .isEqualTo(result.planned())
                .isPositive();
        assertThat(result.endedAtMillis() - result.startedAtMillis()).isBetween(450L, 3000L);
    }

    @Test
    void failuresAreToldApart() throws Exception {
        AtomicInteger n = new AtomicInteger();
        serve(exchange -> {
            switch (n.getAndIncrement() % 5) {
                case 0 -> answer(exchange, 500, "{\"status\":{\"info\":\"boom\"}}");
                case 1 -> answer(exchange, 200, "{\"status\":{\"status\":\"FAILURE\",\"info\":\"inside\"}}");
                case 2 -> answer(exchange, 302, "");
                case 3 -> exchange.close();
                default -> answer(exchange, 200, PREDICTION);
            }
        });
        LoadResult result = run(plan(LoadProfile.closed(50, 1)));
        assertThat(result.accepted()).isEqualTo(10);
        assertThat(result.httpErrors()).isEqualTo(20);
        assertThat(result.badBodies()).isEqualTo(10);
        assertThat(result.connectionErrors()).isEqualTo(10);
        assertThat(result.statuses()).isEqualTo(Map.of(200, 20L, 302, 10L, 500, 10L));
        assertThat(result.errorRatio()).isEqualTo(0.8);
        assertThat(result.flaws())
                .containsEntry("an answer with HTTP status 500: {\"status\":{\"info\":\"boom\"}}", 10L)
                .containsEntry("an answer with a status of FAILURE: inside", 10L)
                .containsEntry(
                        "an answer with a redirect to http://127.0.0.1:"
                                + server.getAddress().getPort()
                                + "/elsewhere which should be the endpoint itself",
                        10L)
                .hasSize(4);
    }

    /** Their memory is used in turns, by all callers. */
    @Test
    void eachOfManyLargeAnswersIsJudgedByItself() throws Exception {
        String numbers = "0.5,".repeat(25_000) + "1";
        AtomicInteger n = new AtomicInteger();
        serve(exchange -> {
            int number = n.getAndIncrement();
            String values = number + "," + (number % 3 == 0 ? numbers : numbers.substring(0, 80_001));
            String status = number % 2 == 0 ? "" : ",\"status\":{\"status\":\"FAILURE\"}";
            answer(exchange, 200, "{\"data\":{\"ndarray\":[[" + values + "]]}" + status + "}");
        });
        LoadPlan plan = new LoadPlan(
                url(),
                Protocol.SELDON,
                List.of("{}"),
                List.of(),
                HttpAccess.NONE,
                LoadProfile.closed(600, 8),
                Duration.ofSeconds(10),
                200_000);
        LoadResult result = run(plan);
        assertThat(result.accepted()).isEqualTo(300);
        assertThat(result.badBodies()).isEqualTo(300);
        assertThat(result.flaws()).containsExactly(Map.entry("an answer with a status of FAILURE", 300L));
    }

    @Test
    void anEndlessAnswerIsCutAndASlowOneTimesOut() throws Exception {
        serve(exchange -> answer(exchange, 200, "x".repeat(5000)));
        LoadResult result = run(plan(LoadProfile.closed(1, 1)));
        assertThat(result.badBodies()).isEqualTo(1);
        assertThat(result.flaws()).containsExactly(Map.entry("an answer with a body of more than 1024 bytes", 1L));

        serve(exchange -> pause(exchange, 5000));
        long start = System.nanoTime();
        LoadResult slow = run(new LoadPlan(
                url(),
                Protocol.SELDON,
                List.of("{}"),
                List.of(),
                HttpAccess.NONE,
                LoadProfile.closed(1, 1),
                Duration.ofMillis(200),
                1024));
        assertThat(slow.connectionErrors()).isEqualTo(1);
        assertThat(slow.timeouts()).isEqualTo(1);
        assertThat(slow.and(slow).timeouts()).isEqualTo(2);
        assertThat(slow.firstFlaw()).startsWith("no answer in time");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Allowance.ofSeconds(3));
    }

    @Test
    void anAbortEndsABurstWithinASecond() throws Exception {
        CountDownLatch hanging = new CountDownLatch(3);
        serve(exchange -> {
            hanging.countDown();
            pause(exchange, 20_000);
        });
        AtomicReference<Object> outcome = new AtomicReference<>();
        Thread runner = new Thread(() -> {
            try {
                outcome.set(run(plan(LoadProfile.of(1000, 50, 0, 0, 0, Duration.ZERO))));
            } catch (Exception e) {
                outcome.set(e);
            }
        });
        runner.start();
        assertThat(hanging.await(60, TimeUnit.SECONDS)).isTrue();
        runner.interrupt();
        runner.join(1000);
        assertThat(runner.isAlive()).isFalse();
        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void aModelThatCantKeepUpLeavesRequestsUnsentInsteadOfHanging() throws Exception {
        serve(exchange -> {
            pause(exchange, 400);
            answer(exchange, 200, PREDICTION);
        });
        LoadPlan plan = new LoadPlan(
                url(),
                Protocol.SELDON,
                List.of("{}"),
                List.of(),
                HttpAccess.NONE,
                LoadProfile.of(500, 500, 0, 2, 0, Duration.ZERO),
                Duration.ofMillis(500),
                1024);
        LoadResult result = run(plan);
        assertThat(result.sent()).isBetween(4L, 30L);
        assertThat(result.planned()).isEqualTo(500);
        assertThat(result.endedAtMillis() - result.startedAtMillis()).isLessThan(20_000);
    }

    @Test
    void payloadsGoRoundRobinAndHeadersAndCredentialsAreSent() throws Exception {
        Queue<String> authorizations = new ConcurrentLinkedQueue<>();
        Queue<String> hosts = new ConcurrentLinkedQueue<>();
        serve(exchange -> {
            authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
            hosts.add(exchange.getRequestHeaders().getFirst("Host"));
            answer(exchange, 200, PREDICTION);
        });
        LoadPlan plan = new LoadPlan(
                url(),
                Protocol.SELDON,
                List.of("{\"n\":1}", "{\"n\":2}", "{\"n\":3}"),
                List.of(new Header("Host", "sklearn.example")),
                HttpAccess.basic("ann", "s3cret"),
                LoadProfile.closed(6, 1),
                Duration.ofSeconds(5),
                1024);
        run(plan);
        assertThat(bodies)
                .containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
        assertThat(authorizations).hasSize(6).containsOnly("Basic YW5uOnMzY3JldA==");
        assertThat(hosts).containsOnly("sklearn.example");
        assertThat(plan.toString()).doesNotContain("s3cret");
    }

    @Test
    void nobodyListeningIsAConnectionError() throws Exception {
        String url = url();
        server.stop(0);
        LoadPlan plan = new LoadPlan(
                url,
                Protocol.SELDON,
                List.of("{}"),
                List.of(),
                HttpAccess.NONE,
                LoadProfile.closed(3, 1),
                Duration.ofSeconds(5),
                1024);
        LoadResult result = run(plan);
        assertThat(result.connectionErrors()).isEqualTo(3);
        assertThat(result.timeouts()).isZero();
        assertThat(result.flaws().values()).containsExactly(3L);
        assertThat(result.firstFlaw()).startsWith("no answer: Failed to connect");
    }

    @Test
    void planAndResultSurviveTheChannel() throws Exception {
        serve(exchange -> answer(exchange, 200, PREDICTION));
        LoadPlan plan = copy(plan(LoadProfile.closed(5, 1)));
        LoadResult result = run(plan);
        assertThat(copy(result)).isEqualTo(result);
    }

    @Test
    void aHeaderThatForgesAnotherIsRefused() {
        assertThatThrownBy(() -> new Header("X-A", "1\r\nX-B: 2")).hasMessageContaining("X-A");
        assertThatThrownBy(() -> new Header("X A", "1")).isInstanceOf(IllegalArgumentException.class);
    }

    private static LoadResult run(LoadPlan plan) throws Exception {
        return new LoadGenerator(plan).run(progress -> {});
    }

    private LoadPlan plan(LoadProfile profile) {
        return new LoadPlan(
                url(),
                Protocol.SELDON,
                List.of(Protocol.SELDON.samplePayload()),
                List.of(),
                HttpAccess.NONE,
                profile,
                Duration.ofSeconds(10),
                1024);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/predict";
    }

    private void serve(HttpHandler handler) {
        try {
            server.removeContext("/");
        } catch (IllegalArgumentException e) {
            assertThat(received).as("the first handler").hasValue(0);
        }
        server.createContext("/", exchange -> {
            received.incrementAndGet();
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            handler.handle(exchange);
        });
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        if (status == 302) {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
        }
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** A model that takes its time: the server thread is busy for that long, or until the server is stopped. */
    private static void pause(HttpExchange exchange, long millis) {
        try {
            new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            exchange.close();
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T value) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }
}
