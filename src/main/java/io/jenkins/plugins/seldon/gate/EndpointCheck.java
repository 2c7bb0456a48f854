package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.text.Numbers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What one request told of the endpoint. A route comes up after the SeldonDeployment is Available, and a model may be scaled
 * to nothing: what an ingress answers meanwhile (404, 502, 503, 504, no connection, no answer in time) is asked again until
 * the time for it is over. Anything else is an answer of the model, which no time changes.
 */
final class EndpointCheck {

    private static final Set<Integer> COMING_UP = Set.of(404, 502, 503, 504);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final GateState state;
    private final Duration timeout;
    private final boolean isOfStatus;
    private final InstantSource clock;
    private final Consumer<String> log;

    EndpointCheck(GateConfig config, GateState state, InstantSource clock, Consumer<String> log) {
        this.state = state;
        this.timeout = config.request().endpointTimeout();
        this.isOfStatus = config.request().endpoint().endpoint().isEmpty();
        this.clock = clock;
        this.log = log;
    }

    /** The endpoint is about to be asked for the first time: its time begins, and a restart does not begin it again. */
    void begin() {
        if (state.endpointSinceAt == 0) {
            state.endpointSinceAt = clock.millis();
            state.endpointUntilAt = state.endpointSinceAt + timeout.toMillis();
        }
    }

    /** It gave a prediction; should it be asked anew after a restart, its time begins anew, too. */
    void answered() {
        String after = state.endpointFlaw.isEmpty() ? "" : " after " + Numbers.of(waited().toMillis() / 1000.0) + " s";
        log.accept("Endpoint " + state.url + " answers predictions" + after + ".");
        state.endpointSinceAt = 0;
        state.endpointFlaw = "";
    }

    /** When to ask again after a request that got no prediction; empty when there is no use in it, or no time left. */
    Optional<Duration> again(LoadResult load) {
        Duration left = Duration.ofMillis(state.endpointUntilAt - clock.millis());
        if (!isComingUp(load) || left.compareTo(PAUSE) < 0) {
            return Optional.empty();
        }
        String kind = load.httpErrors() > 0 ? load.statuses().toString() : "no answer";
        if (!kind.equals(state.endpointFlaw)) {
            state.endpointFlaw = kind;
            log.accept("Endpoint " + state.url + " does not answer with a prediction yet: " + first(load)
                    + ". Retrying for up to " + left.toSeconds() + " s.");
        }
        return Optional.of(PAUSE);
    }

    private static boolean isComingUp(LoadResult load) {
        return load.badBodies() == 0
                && load.failed() > 0
                && COMING_UP.containsAll(load.statuses().keySet());
    }

    /** The finding when it gave no prediction. */
    CheckResult refusal(LoadResult load) {
        String waited = state.endpointFlaw.isEmpty() ? "" : " in " + waited().toSeconds() + " s";
        boolean isAnswered = load.httpErrors() + load.badBodies() > 0;
        return CheckResult.of(
                Check.ENDPOINT,
                state.url,
                "",
                "a prediction",
                isAnswered ? Verdict.FAIL : Verdict.ERROR,
                isOfStatus && !isAnswered
                        ? "The address in the status, " + state.url + ", gave no prediction" + waited + ": "
                                + first(load)
                                + "; it may work only inside the cluster: if so, set endpoint, the URL of the ingress."
                        : "The endpoint " + state.url + " gave no prediction" + waited + ": " + first(load) + ".");
    }

    private Duration waited() {
        return Duration.ofMillis(clock.millis() - state.endpointSinceAt);
    }

    /** What came of the request, and that there is nothing it could reach where the cluster says so. */
    private String first(LoadResult load) {
        return (load.firstFlaw().isEmpty() ? "nothing" : load.firstFlaw())
                + (state.deploymentMissing ? "; " + state.deploymentProblem : "");
    }
}
