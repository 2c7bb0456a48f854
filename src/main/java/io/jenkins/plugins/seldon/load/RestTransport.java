package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.load.http1.HttpSender;
import io.jenkins.plugins.seldon.load.http1.Reply;
import io.jenkins.plugins.seldon.load.http1.Request;
import io.jenkins.plugins.seldon.load.http1.Route;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Predictions over REST. Nothing is sent twice: no retries, no redirects. */
final class RestTransport implements PredictionTransport {

    private static final Set<Integer> REDIRECTS = Set.of(300, 301, 302, 303, 307, 308);

    private final HttpSender sender;
    private final LoadPlan plan;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** Null where the endpoint asks for no token of a grant. */
    private final GrantedToken token;

    private volatile Authorized authorized;

    /** A request with the token that it was made for; empty for none. */
    private record Authorized(String token, Request request) {}

    RestTransport(LoadPlan plan, Route.Choice routes) throws IOException {
        this.plan = plan;
        headers.put("Accept", "application/json");
        headers.put("User-Agent", "seldon-analytics");
        headers.put("Content-Type", "application/json");
        plan.access().authorization().ifPresent(value -> headers.put("Authorization", value));
        plan.headers().forEach(header -> headers.put(header.name(), header.value()));
        token = plan.access().grant().isGiven() ? GrantedToken.open(plan.access(), routes) : null;
        try {
            sender = HttpSender.open(plan.url(), plan.access(), plan.answerTimeout(), routes);
        } catch (IOException e) {
            closeToken();
            throw e;
        }
        try {
            request();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private Request request() throws IOException {
        String now = token == null ? "" : token.value();
        Authorized last = authorized;
        if (last == null || !last.token().equals(now)) {
            Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            all.putAll(headers);
            if (!now.isEmpty()) {
                all.put("Authorization", "Bearer " + now);
            }
            last = new Authorized(now, sender.request("POST", all));
            authorized = last;
        }
        return last.request();
    }

    @Override
    public Received predict(byte[] payload) throws IOException {
        Reply reply = sender.send(request(), payload, plan.maxBodyBytes());
        return new Received(reply.status(), reply.body().length, () -> shown(flaw(reply)));
    }

    /** A server may tell what it was told. */
    private Optional<String> shown(Optional<String> flaw) {
        return token == null ? flaw : flaw.map(token::masked);
    }

    private Optional<String> flaw(Reply reply) {
        Optional<String> login = LoginPage.flaw(plan.url(), reply);
        if (login.isPresent()) {
            return login;
        }
        if (REDIRECTS.contains(reply.status())) {
            return Optional.of("a redirect, which predictions don't follow");
        }
        boolean html = reply.contentType().startsWith("text/html");
        if (reply.status() >= 300) {
            String page = html ? " and an HTML page instead of a prediction" : "";
            return Optional.of("HTTP status " + reply.status() + page + quoted(reply.body()));
        }
        if (reply.isCut()) {
            return Optional.of("a body of more than " + plan.maxBodyBytes() + " bytes");
        }
        if (html) {
            return Optional.of("an HTML page instead of a prediction" + quoted(reply.body()));
        }
        return plan.answers().flaw(reply.body());
    }

    private static String quoted(byte[] body) {
        return body.length == 0 ? "" : ": " + Excerpt.of(body);
    }

    @Override
    public void close() {
        closeToken();
        sender.close();
    }

    private void closeToken() {
        if (token != null) {
            token.close();
        }
    }
}
