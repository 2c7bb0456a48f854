package io.jenkins.plugins.seldon.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Answers what Grafana 7 answers of health, login, dashboards and annotations: a session's cookie or basic
 * authentication lets in, anything else gets 401. Stores nothing but annotations.
 */
public final class FakeGrafana implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SESSION = "grafana_session=5e55107";
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("admin:password".getBytes(StandardCharsets.UTF_8));

    private final HttpServer server;
    private final Queue<JsonNode> annotations = new ConcurrentLinkedQueue<>();
    private volatile String database = "ok";
    private volatile boolean withDashboard = true;
    private volatile String tags = "[]";
    private volatile boolean forViewers;

    private FakeGrafana(HttpServer server) {
        this.server = server;
    }

    /** A healthy one with the user admin, password password, and the dashboard Prediction Analytics. */
    public static FakeGrafana start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        FakeGrafana grafana = new FakeGrafana(server);
        server.createContext("/", grafana::handle);
        server.start();
        return grafana;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void database(String state) {
        database = state;
    }

    public void withoutDashboard() {
        withDashboard = false;
    }

    /** Gives the dashboard this tag. */
    public void tagged(String tag) {
        tags = "[\"" + tag + "\"]";
    }

    /** Its user is a viewer, who may read annotations and create none. */
    public void forViewers() {
        forViewers = true;
    }

    /** The annotations that were left. */
    public Queue<JsonNode> annotations() {
        return annotations;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        boolean isSick = !database.equals("ok");
        if (path.equals("/api/health")) {
            answer(
                    exchange,
                    isSick ? 503 : 200,
                    "{\"commit\":\"x\",\"database\":\"" + database + "\",\"version\":\"7.0.3\"}");
        } else if (path.equals("/login") && isSick) {
            answer(exchange, 500, "{\"message\":\"Error while trying to authenticate user\"}");
        } else if (path.equals("/login")) {
            JsonNode user = JSON.readTree(body);
            boolean known = "admin".equals(user.path("user").asText())
                    && "password".equals(user.path("password").asText());
            if (known) {
                exchange.getResponseHeaders().add("Set-Cookie", SESSION + "; Path=/; HttpOnly; SameSite=Lax");
            }
            answer(exchange, known ? 200 : 401, "{\"message\":\"" + (known ? "Logged in" : "Invalid") + "\"}");
        } else if (!isLoggedIn(exchange)) {
            answer(exchange, 401, "{\"message\":\"Unauthorized\"}");
        } else if (path.equals("/api/dashboards/uid/U1cSDzyZz") && withDashboard) {
            answer(
                    exchange,
                    200,
                    "{\"meta\":{\"slug\":\"p\"},\"dashboard\":{\"id\":7,\"uid\":\"U1cSDzyZz\",\"title\":\"Prediction Analytics\",\"tags\":"
                            + tags + "}}");
        } else if (path.equals("/api/search")) {
            answer(
                    exchange,
                    200,
                    withDashboard
                            ? "[{\"id\":7,\"uid\":\"U1cSDzyZz\",\"title\":\"Prediction Analytics\",\"type\":\"dash-db\",\"tags\":"
                                    + tags + "}]"
                            : "[]");
        } else if (path.equals("/api/annotations") && forViewers) {
            answer(exchange, 403, "{\"message\":\"Access denied to this dashboard\"}");
        } else if (path.equals("/api/annotations")) {
            annotations.add(JSON.readTree(body));
            answer(exchange, 200, "{\"id\":1,\"message\":\"Annotation added\"}");
        } else {
            answer(exchange, 404, "{\"message\":\"Not found\"}");
        }
    }

    private static boolean isLoggedIn(HttpExchange exchange) {
        String cookie = exchange.getRequestHeaders().getFirst("Cookie");
        return (cookie != null && cookie.contains(SESSION))
                || BASIC.equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
