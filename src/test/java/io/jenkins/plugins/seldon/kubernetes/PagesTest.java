package io.jenkins.plugins.seldon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists in parts as API servers give them: {@code limit}, {@code continue} and {@code metadata.continue}. */
@Timeout(180)
class PagesTest {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private KubernetesClient client;
    private volatile UnaryOperator<String> answer = query -> list("", "a");

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::respond);
        server.start();
        client = ApiClients.create(Kubeconfig.connection(
                ApiServer.at("http://127.0.0.1:" + server.getAddress().getPort()), ApiUser.token("x"), "models"));
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private void respond(HttpExchange exchange) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        asked.add(query);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = new GZIPOutputStream(exchange.getResponseBody())) {
            out.write(answer.apply(query).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The client had enough.
        }
    }

    private static String list(String more, String... names) {
        List<String> items = new ArrayList<>();
        for (String name : names) {
            items.add("{\"metadata\":{\"name\":\"" + name + "\"}}");
        }
        return "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"metadata\":{\"continue\":\"" + more + "\"},\"items\":["
                + String.join(",", items) + "]}";
    }

    @Test
    void partsAreAskedForUntilThereAreNoMore() {
        answer = query -> query.contains("continue=2") ? list("", "c") : list("2", "a", "b");
        assertThat(Pages.all(client.nodes(), "nodes", 1_000))
                .extracting(node -> node.getMetadata().getName())
                .containsExactly("a", "b", "c");
        assertThat(asked).hasSize(2).allMatch(query -> query.contains("limit=500"));
    }

    @Test
    void whatIsOfNoInterestIsNotKept() {
        answer = query -> list("", "a", "b");
        assertThat(Pages.all(client.nodes(), "nodes", 1_000, (Node node) -> node.getMetadata()
                        .getName()
                        .equals("b")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aListWithoutEndIsGivenUp(boolean sameToken) {
        answer = query -> list(sameToken ? "again" : "at" + asked.size());
        Throwable thrown = catchThrowable(() -> Pages.ofLarge(client.nodes(), "nodes", 300));
        assertThat(ClusterFailure.of(thrown).sentence("list them", "https://it"))
                .startsWith("The controller could not list them at https://it: its list of nodes does not end")
                .endsWith(".");
        assertThat(asked).hasSizeLessThanOrEqualTo(sameToken ? 2 : 17);
    }

    @Test
    void morePerPartThanAskedForIsGivenUpToo() {
        answer = query -> list("", "a", "b", "c");
        assertThatThrownBy(() -> Pages.all(client.nodes(), "nodes", 2))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("more than 2");
    }

    /** A few kilobytes on the wire, gigabytes of heap as objects. */
    @Test
    void ofManySmallValuesAFewAreRead() {
        answer = query -> "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":["
                + "{},".repeat(2_000_000) + "{}]}";
        Throwable thrown = catchThrowable(() -> Pages.all(client.nodes(), "nodes", 1_000));
        assertThat(ClusterFailure.of(thrown).detail())
                .isEqualTo("its answer has too many values to read, or nests them too deeply");
    }
}
