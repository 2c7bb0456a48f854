package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.load.http1.HttpSender;
import io.jenkins.plugins.seldon.load.http1.Reply;
import io.jenkins.plugins.seldon.load.http1.Request;
import io.jenkins.plugins.seldon.load.http1.Route;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Predictions over REST. Nothing is sent twice: no retries, no redirects. */
final class RestTransport implements PredictionTransport {

    private static final Set<Integer> REDIRECTS = Set.of(300, 301, 302, 303, 307, 308);

    /** Fewer callers take less with a thread each, which then has nobody else to wait for. */
    static final int CALLERS_OF_A_LOOP = 4;

    private final LoadPlan plan;
    private final HttpSender sender;
    private final Judgements judgements;
    private final AuthorizedHeaders<Request> requests;

    RestTransport(LoadPlan plan, Route.Choice routes) throws IOException {
        this.plan = plan;
        judgements = new Judgements(plan.answers()::flaw);
        Map<String, String> own = Map.of("Accept", "application/json", "Content-Type", "application/json");
        sender = HttpSender.open(plan.url(), plan.access(), plan.answerTimeout(), routes);
        try {
            requests = new AuthorizedHeaders<>(plan, routes, own, headers -> sender.request("POST", headers));
        } catch (IOException e) {
            sender.close();
            throw e;
        }
    }

    @Override
    public void connect(int count) throws InterruptedException {
        sender.connect(count);
    }

    @Override
    public Received predict(byte[] payload) throws IOException {
        return received(sender.send(requests.value(), payload, plan.maxBodyBytes()));
    }

    @Override
    public int threads(int callers) {
        return sender.servesMany() && callers >= CALLERS_OF_A_LOOP
                ? Math.min(
                        callers / CALLERS_OF_A_LOOP,
                        Math.max(1, Runtime.getRuntime().availableProcessors() / 2))
                : callers;
    }

    @Override
    public void serve(List<? extends Caller> callers) throws IOException {
        if (sender.servesMany() && callers.size() >= CALLERS_OF_A_LOOP) {
            sender.serve(callers.stream().map(Posting::new).toList(), plan.maxBodyBytes());
        } else {
            PredictionTransport.super.serve(callers);
        }
    }

    /** A caller's predictions as requests. */
    private final class Posting implements io.jenkins.plugins.seldon.load.http1.Caller {

        private final Caller caller;

        Posting(Caller caller) {
            this.caller = caller;
        }

        @Override
        public byte[] next() {
            return caller.next();
        }

        @Override
        public Request request() throws IOException {
            return requests.value();
        }

        @Override
        public void answered(Reply reply) {
            caller.received(received(reply));
        }

        @Override
        public void failed(IOException cause) {
            caller.failed(cause);
        }
    }

    private Received received(Reply reply) {
        return new Received(reply.status(), reply.length(), () -> {
            Optional<String> flaw = requests.masked(flaw(reply));
            sender.reuse(reply);
            return flaw;
        });
    }

    private Optional<String> flaw(Reply reply) {
        Optional<String> login = LoginPage.flaw(plan.url(), reply);
        if (login.isPresent()) {
            return login;
        }
        if (REDIRECTS.contains(reply.status())) {
            return LoginPage.target(plan.url(), reply)
                    .map(target -> "a redirect to " + target + " which should be the endpoint itself")
                    .or(() -> Optional.of("a redirect, which predictions don't follow"));
        }
        boolean html = isPage(reply);
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
        return judgements.flaw(reply.body());
    }

    /**
     * Whether it is HTML, as its server says and shows: Flask says so of whatever text a function returns, JSON too
     * (flask, wrappers.py, {@code default_mimetype}), and Seldon's executor passes that on.
     */
    private static boolean isPage(Reply reply) {
        if (!reply.contentType().startsWith("text/html")) {
            return false;
        }
        String begin = Excerpt.of(reply.body());
        return !begin.startsWith("{") && !begin.startsWith("[");
    }

    private static String quoted(byte[] body) {
        return body.length == 0 ? "" : ": " + Excerpt.of(body);
    }

    @Override
    public void close() {
        requests.close();
        sender.close();
    }
}
