package io.jenkins.plugins.seldon.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.TokenGrant;
import io.jenkins.plugins.seldon.load.http1.HttpSender;
import io.jenkins.plugins.seldon.load.http1.Reply;
import io.jenkins.plugins.seldon.load.http1.Route;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.Json;
import io.jenkins.plugins.seldon.text.Sentences;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The token of a client-credentials grant, fetched by the machine that sends, and renewed by a thread of its own before it
 * expires, so that no prediction waits for it. What this process has got by the same grant is taken as long as it is good.
 * Thread-safe.
 *
 * <p>Source: RFC 6749, 4.4 (request), 5.1 (answer; {@code expires_in} may be left out), 5.2 (errors); RFC 6750, 2.1.
 */
final class GrantedToken implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration USUAL_LIFE = Duration.ofMinutes(5);
    private static final Duration EARLIER = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int LARGEST = 256 * 1024;
    private static final String MASK = "****";
    private static final ObjectMapper JSON = Json.bounded().build();

    /** What a process that has no burst any more needs of a token: the next part of a gate's burst comes sooner. */
    private static final Duration LONGEST_KEPT = Duration.ofMinutes(30);

    /** What was got, until it has to be renewed, and no longer than {@link #LONGEST_KEPT}: a process can live for months. */
    private static final Map<TokenGrant, Token> KNOWN = new ConcurrentHashMap<>();

    /** @param renewAt and {@code expiresAt} on the clock of {@link System#nanoTime} */
    private record Token(String value, long renewAt, long expiresAt) {

        boolean isFresh() {
            return System.nanoTime() - renewAt < 0;
        }

        boolean isGood() {
            return System.nanoTime() - expiresAt < 0;
        }
    }

    private final TokenGrant grant;
    private final HttpAccess tls;
    private final Route.Choice routes;
    private final AtomicReference<Token> token = new AtomicReference<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService renewal = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "seldon-analytics token");
        thread.setDaemon(true);
        return thread;
    });
    private volatile String problem = "";

    private GrantedToken(HttpAccess access, Route.Choice routes) {
        this.grant = access.grant();
        this.tls = HttpAccess.NONE.overTls(access.caCertificate(), access.skipTlsVerify());
        this.routes = routes;
    }

    /**
     * Fetches the token.
     *
     * @param access the grant, and how TLS is checked
     * @throws IOException with a sentence, when there is none
     */
    static GrantedToken open(HttpAccess access, Route.Choice routes) throws IOException {
        GrantedToken granted = new GrantedToken(access, routes);
        try {
            granted.take();
        } catch (IOException e) {
            granted.close();
            throw new IOException(
                    "Could not get a token for the endpoint from "
                            + access.grant().url() + ": "
                            + Sentences.clause(granted.masked(String.valueOf(e.getMessage()))) + ".",
                    e);
        }
        return granted;
    }

    /** @throws IOException with a clause, when it expired and no new one came */
    String value() throws IOException {
        Token current = token.get();
        if (!current.isGood()) {
            throw new IOException("the token has expired, and could not be renewed at " + grant.url()
                    + (problem.isEmpty() ? "" : " (" + problem + ")"));
        }
        return current.value();
    }

    /** A text without what is secret here: a server may say what it was told. */
    String masked(String text) {
        String masked = text;
        for (String secret : seen) {
            masked = masked.replace(secret, MASK);
        }
        return grant.clientSecret().isBlank() ? masked : masked.replace(grant.clientSecret(), MASK);
    }

    private void take() throws IOException {
        KNOWN.values().removeIf(known -> !known.isFresh());
        Token known = KNOWN.get(grant);
        Token taken = known != null ? known : fetch();
        keep(grant, taken);
        seen.add(taken.value());
        token.set(taken);
        problem = "";
        schedule(Math.max(0, taken.renewAt() - System.nanoTime()));
    }

    /** Nobody need ask for a token for it to be forgotten in time. */
    private static void keep(TokenGrant grant, Token token) {
        if (KNOWN.put(grant, token) != token) {
            long nanos = Math.min(LONGEST_KEPT.toNanos(), token.renewAt() - System.nanoTime());
            CompletableFuture.delayedExecutor(Math.max(0, nanos), TimeUnit.NANOSECONDS, Runnable::run)
                    .execute(() -> KNOWN.remove(grant, token));
        }
    }

    /** How many tokens this process has for bursts to come. */
    static int kept() {
        return KNOWN.size();
    }

    private void schedule(long nanos) {
        if (!renewal.isShutdown()) {
            renewal.schedule(this::renew, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void renew() {
        try {
            take();
        } catch (IOException e) {
            problem = masked(Sentences.clause(String.valueOf(e.getMessage())));
            schedule(AGAIN.toNanos());
        }
    }

    private Token fetch() throws IOException {
        long askedAt = System.nanoTime();
        try (HttpSender sender = HttpSender.open(grant.url(), tls, TIMEOUT, routes)) {
            Reply reply = sender.send(
                    sender.request(
                            "POST",
                            Map.of(
                                    "Authorization", grant.authorization(),
                                    "Content-Type", "application/x-www-form-urlencoded",
                                    "Accept", "application/json",
                                    "User-Agent", "seldon-analytics")),
                    grant.form().getBytes(StandardCharsets.US_ASCII),
                    LARGEST);
            JsonNode answer = json(reply);
            if (reply.status() != 200) {
                throw new IOException("it answered HTTP status " + reply.status() + error(answer)
                        + "; check endpointTokenCredentialsId, scope and audience");
            }
            return token(answer, askedAt);
        }
    }

    private static JsonNode json(Reply reply) {
        try {
            JsonNode answer = JSON.readTree(reply.body());
            return answer == null ? JSON.missingNode() : answer;
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private static String error(JsonNode answer) {
        String error = answer.path("error").asText("");
        String words = answer.path("error_description").asText("");
        return error.isEmpty() ? "" : " (" + Excerpt.of(words.isEmpty() ? error : error + ": " + words) + ")";
    }

    private static Token token(JsonNode answer, long askedAt) throws IOException {
        String value = answer.path("access_token").asText("");
        String type = answer.path("token_type").asText("bearer");
        if (value.isEmpty() || !value.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IOException("its answer has no access_token");
        }
        if (!type.equalsIgnoreCase("bearer")) {
            throw new IOException("its token has the type " + Excerpt.of(type) + ", but a bearer token is needed");
        }
        long told = answer.path("expires_in").asLong(0);
        long life = TimeUnit.SECONDS.toNanos(told > 0 ? Math.min(told, 86_400) : USUAL_LIFE.toSeconds());
        return new Token(value, askedAt + life - Math.min(EARLIER.toNanos(), life / 2), askedAt + life);
    }

    @Override
    public void close() {
        renewal.shutdownNow();
    }
}
