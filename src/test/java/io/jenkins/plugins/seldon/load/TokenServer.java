package io.jenkins.plugins.seldon.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.TokenGrant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * A token endpoint with a model behind it, over HTTP. The endpoint is written after RFC 6749, 4.4 (request and answer), 5.1
 * ({@code expires_in}) and 5.2 (errors), with the words and statuses of Dex: server/handlers.go ({@code
 * withClientFromStorage}: the login by HTTP Basic, its parts unescaped; {@code tokenErrHelper}; {@code invalid_client},
 * "Invalid client credentials.", 401; {@code accessTokenResponse}). The model takes a token for as long as it was given, as
 * whoever reads the {@code exp} of a JWT does; without one it behaves as it is told.
 */
final class TokenServer implements AutoCloseable {

    static final String CLIENT = "jenkins:ci";
    static final String SECRET = "s3cret/+ä of the client";
    private static final String PREDICTION = "{\"data\":{\"ndarray\":[[1]]}}";

    /** What a request without a good token gets. */
    record Refusal(int status, String header, String value, String body) {}

    private final HttpServer server;
    private final Duration life;
    private final Map<String, Long> goodUntil = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Refusal refusal = new Refusal(401, "WWW-Authenticate", "Bearer", "Jwt is missing");
    private volatile boolean echoes;
    private volatile boolean isDown;

    /** @param life of its tokens; null to leave {@code expires_in} out, and take them for ever */
    TokenServer(Duration life) throws IOException {
        this.life = life;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/dex/token", this::token);
        server.createContext("/model", this::model);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** As Jenkins' client, with this secret. */
    HttpAccess access(String secret) {
        return HttpAccess.NONE.grantedBy(
                new TokenGrant(url() + "/dex/token", CLIENT, secret, "openid models", "kubeflow"));
    }

    /** The forms that asked for a token. */
    List<String> asked() {
        return asked;
    }

    TokenServer refusing(int status, String header, String value, String body) {
        refusal = new Refusal(status, header, value, body);
        return this;
    }

    /** The model fails, and says what it was told. */
    TokenServer echoing() {
        echoes = true;
        return this;
    }

    /** From now on there are no new tokens. */
    void breakDown() {
        isDown = true;
    }

    private void token(HttpExchange exchange) throws IOException {
        asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        if (isDown) {
            answer(exchange, 500, "application/json", "{\"error\":\"server_error\"}");
            return;
        }
        String login = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String[] pair = new String(Base64.getDecoder().decode(login.replaceFirst("Basic ", "")), StandardCharsets.UTF_8)
                .split(":");
        boolean known = pair.length == 2
                && URLDecoder.decode(pair[0], StandardCharsets.UTF_8).equals(CLIENT)
                && URLDecoder.decode(pair[1], StandardCharsets.UTF_8).equals(SECRET);
        if (!known) {
            answer(
                    exchange,
                    401,
                    "application/json",
                    "{\"error\":\"invalid_client\",\"error_description\":\"Invalid client credentials.\"}");
            return;
        }
        String token = "canary-" + UUID.randomUUID();
        goodUntil.put(token, life == null ? Long.MAX_VALUE : System.nanoTime() + life.toNanos());
        String expires = life == null ? "" : ",\"expires_in\":" + life.toSeconds();
        answer(
                exchange,
                200,
                "application/json",
                "{\"access_token\":\"" + token + "\",\"token_type\":\"bearer\"" + expires + "}");
    }

    private void model(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String sent = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        Long until = goodUntil.get(sent.replaceFirst("Bearer ", ""));
        if (until == null || System.nanoTime() > until) {
            if (!refusal.header().isEmpty()) {
                exchange.getResponseHeaders().set(refusal.header(), refusal.value());
            }
            answer(exchange, refusal.status(), "text/html; charset=utf-8", refusal.body());
        } else if (echoes) {
            answer(exchange, 500, "text/plain", "you sent " + sent);
        } else {
            answer(exchange, 200, "application/json", PREDICTION);
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        ((java.util.concurrent.ExecutorService) server.getExecutor()).shutdownNow();
    }
}
