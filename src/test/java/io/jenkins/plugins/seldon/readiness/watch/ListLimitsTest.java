package io.jenkins.plugins.seldon.readiness.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.ApiUser;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.readiness.WatchedKind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that answers a list with more than any API server has. */
@Timeout(180)
class ListLimitsTest {

    private final SharedClients clients = new SharedClients();
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private ObjectApi api;

    private interface Answer {
        void write(OutputStream out) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        SharedClients.Lease lease = clients.lease(Kubeconfig.connection(
                ApiServer.at("http://127.0.0.1:" + server.getAddress().getPort()), ApiUser.token("x"), "models"));
        api = new ObjectApi(lease.client(), WatchedKind.POD, "models");
    }

    @AfterEach
    void stop() {
        clients.close();
        server.stop(0);
    }

    private void answering(boolean zipped, Answer answer) {
        server.createContext("/", exchange -> respond(exchange, zipped, answer));
    }

    private void respond(HttpExchange exchange, boolean zipped, Answer answer) throws IOException {
        asked.incrementAndGet();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (zipped) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            if (zipped) {
                try (GZIPOutputStream out = new GZIPOutputStream(body)) {
                    answer.write(out);
                }
            } else {
                answer.write(body);
            }
        } catch (IOException e) {
            // The client had enough.
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEndlessBodyIsCutWhileItIsRead(boolean zipped) {
        byte[] pods = bytes("{\"metadata\":{\"name\":\"" + "a".repeat(60_000) + "\"}},");
        answering(zipped, out -> {
            out.write(bytes("{\"metadata\":{},\"items\":["));
            while (true) {
                out.write(pods);
            }
        });
        assertThatThrownBy(() -> api.list().get(50, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(IOException.class)
                .hasStackTraceContaining("an answer of more than 64 MiB");
    }

    @Test
    void ofManySmallValuesAFewAreRead() {
        byte[] pods = bytes("{},".repeat(100_000));
        answering(true, out -> {
            out.write(bytes("{\"metadata\":{},\"x\":["));
            for (int i = 0; i < 100; i++) {
                out.write(pods);
            }
            out.write(bytes("{}]}"));
        });
        assertThatThrownBy(() -> api.list().get(50, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(ApiRefusal.class)
                .hasStackTraceContaining("too many values to read");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aListWithoutEndIsGivenUp(boolean sameToken) {
        answering(
                false,
                out -> out.write(bytes("{\"metadata\":{\"continue\":\"" + (sameToken ? "again" : "at " + asked)
                        + "\"},\"items\":[]}")));
        assertThatThrownBy(() -> api.list().get(50, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(ApiRefusal.class)
                .hasStackTraceContaining("its list of pods does not end");
        assertThat(asked).hasValueLessThanOrEqualTo(sameToken ? 2 : 202);
    }

    @Test
    void aValueOutOfRangeIsASentence() {
        answering(
                false,
                out -> out.write(
                        bytes("{\"metadata\":{},\"items\":[{\"metadata\":{\"name\":\"a\"},\"spec\":{\"containers\":"
                                + "[{\"ports\":[{\"containerPort\":99999999999}]}]}}]}")));
        assertThatThrownBy(() -> api.list().get(50, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(ApiRefusal.class)
                .hasStackTraceContaining("one of its pods has values that Kubernetes does not allow");
    }

    @Test
    void nestingIsBounded() {
        answering(false, out -> out.write(bytes("{\"metadata\":{},\"items\":" + "[".repeat(1_000_000))));
        assertThatThrownBy(() -> api.list().get(50, TimeUnit.SECONDS)).hasRootCauseInstanceOf(ApiRefusal.class);
    }
}
