package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.Allowance;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.verdict.Effect;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gate against something in Prometheus' place that can't be relied on: an error with a sentence, nothing sent. */
@Timeout(180)
class FaultyPrometheusTest {

    private final ModelServer server = ModelServer.start();
    private final ModelDeployment model = server.deploy(Predictor.sklearn("models", "iris"), 1);
    private ExecutorService workers;
    private HttpServer fake;

    @BeforeEach
    void start() throws IOException {
        workers = Executors.newCachedThreadPool();
        fake = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        fake.setExecutor(workers);
        fake.start();
    }

    @AfterEach
    void close() {
        fake.stop(0);
        workers.shutdownNow();
        server.close();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "401 | Unauthorized | 401",
                "403 | Forbidden | 403",
                "302 | Found | redirect",
                "404 | not found | 404",
                "503 | Service Unavailable | 503",
                "500 | oops | 500",
                "200 | <html><body>Please log in</body></html> | HTML page",
                "200 | {\"status\":\"success\",\"data\":{}} | neither scalar, vector nor matrix",
                "200 | {\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"no\"} | rejected",
                "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]},\"warnings\":[\"w\"]} | warnings",
            })
    void anAnswerThatIsNoneIsAnErrorWithItsSentence(int status, String body, String told) {
        serve(exchange -> answer(exchange, status, body.getBytes(StandardCharsets.UTF_8)));
        expectError(told);
    }

    @Test
    void ahugeAnswerIsAnError() {
        serve(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = new byte[1 << 20];
            try (OutputStream out = exchange.getResponseBody()) {
                for (int i = 0; i < 64; i++) {
                    out.write(chunk);
                }
            }
        });
        expectError("larger than");
    }

    @Test
    void anEndlessWaitIsAnError() {
        CountDownLatch never = new CountDownLatch(1);
        serve(exchange -> {
            try {
                never.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                exchange.close();
            }
        });
        long start = System.nanoTime();
        expectError("did not answer in time");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Allowance.ofSeconds(10));
    }

    @Test
    void nobodyThereIsAnError() throws IOException {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        expectError(nobody, "connection was refused");
    }

    private void expectError(String told) {
        expectError(URI.create("http://127.0.0.1:" + fake.getAddress().getPort()), told);
    }

    private void expectError(URI prometheus, String told) {
        GateReport report = new GateRun(model, prometheus)
                .patience(Duration.ofSeconds(1), Duration.ofMillis(1500))
                .run();
        assertThat(report.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(report.effect(Effect.NONE)).isEqualTo(Effect.FAILURE);
        assertThat(report.diagnosis().layer()).isEqualTo(Layer.PROMETHEUS);
        assertThat(report.sentence()).contains(told).endsWith(".").doesNotContain("\n");
        assertThat(model.predictions())
                .as("nothing is sent that can't be measured")
                .isZero();
    }

    private void serve(HttpHandler handler) {
        fake.createContext("/", handler);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", body[0] == '<' ? "text/html" : "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
