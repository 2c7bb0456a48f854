package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.measure.Counters;
import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.grafana.GrafanaClient;
import io.jenkins.plugins.seldon.load.LoadPlan;
import io.jenkins.plugins.seldon.load.LoadProfile;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.PageRequest;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.seldon.Endpoint;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.text.Numbers;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Measures whether a burst of predictions was counted, in phases that survive a restart: warm up → every series present
 * → baseline of each → burst → each sampled after its end → rise of each, judged.
 *
 * <p>Driven from outside, so that waiting holds no thread: each call does the I/O of one look (blocking, bounded in
 * time) and returns a {@link Next} that says what is next. Not thread-safe: one call at a time. After each call persist
 * {@link #state()}; {@link #resume} continues from it.
 *
 * <p>Every instant that matters is read from Prometheus' clock, before the burst and after it, so no other clock has to
 * agree with it.
 */
public final class MetricsGate {

    /** A Prometheus that has never answered is rather not there than away. */
    private static final Duration FIRST_CONTACT = Duration.ofSeconds(10);

    private static final Duration NOTEWORTHY_OFFSET = Duration.ofSeconds(5);

    /** How many scrapes others are watched for, once they were noticed. */
    private static final int WATCHED_SCRAPES = 4;

    private final GateConfig config;
    private final PredictionSeries scope;
    private final PrometheusClient prometheus;
    private final Ports ports;
    private final InstantSource clock;
    private final Consumer<String> log;
    private final GateState state;

    private MetricsGate(GateConfig config, Ports ports, GateState state) {
        this.config = config;
        this.scope = config.scope();
        this.prometheus = ports.prometheus();
        this.ports = ports;
        this.clock = ports.clock();
        this.log = ports.log();
        this.state = state;
    }

    /**
     * What a gate needs of the world.
     *
     * @param prometheus where predictions are counted
     * @param cluster where the model runs
     * @param grafana where people look; null when it is not to be looked at
     * @param clock for waiting; measures nothing
     * @param log one line a call, for the build's log
     */
    public record Ports(
            PrometheusClient prometheus,
            ModelCluster cluster,
            GrafanaClient grafana,
            InstantSource clock,
            Consumer<String> log) {}

    /** A gate that has done nothing yet; its first step comes from {@link #advance}. */
    public static MetricsGate begin(GateConfig config, Ports ports) {
        return new MetricsGate(config, ports, new GateState());
    }

    /**
     * A gate that continues after a restart. One that was sending measures again from a new baseline: what became of
     * those requests is unknown.
     *
     * @throws IllegalArgumentException with a sentence, when the text is not a gate's state
     */
    public static MetricsGate resume(GateConfig config, Ports ports, String json) {
        MetricsGate gate = new MetricsGate(config, ports, GateState.fromJson(json));
        GateState state = gate.state;
        if (state.phase.isSending()) {
            String sending = state.phase == Phase.BURST ? "in the middle of the burst" : "while requests were sent";
            gate.note("The controller restarted " + sending + ", so the gate measures again from a new baseline.");
            state.phase = Phase.PREPARE;
        }
        return gate;
    }

    /** What has to be persisted: facts as JSON text, no secrets. */
    public String state() {
        return state.toJson();
    }

    /** What the gate does, in lower case, for a status line. */
    public String status() {
        String away = state.outageSinceAt > 0 ? "; Prometheus does not answer" : "";
        return state.phase.doing() + away;
    }

    /** What the page of the last {@link Next.Read} holds. */
    public Next read(String page) {
        state.countedThroughIngress = scope.countedOn(page);
        return done(new Conclusion(config, ports, state).report());
    }

    /** The page of the last {@link Next.Read} could not be read; the clause tells why. */
    public Next notRead(String clause) {
        note("The executor's metrics could not be read through the ingress: " + clause + ".");
        return done(new Conclusion(config, ports, state).report());
    }

    /** Looks at what there is to look at, and tells what is next. */
    public Next advance() {
        try {
            Next next =
                    switch (state.phase) {
                        case PREPARE -> prepare();
                        case CHECK, WARM_UP, BURST -> throw new IllegalStateException("requests are being sent");
                        case BASELINE -> baseline();
                        case SETTLE -> settle();
                        case JUDGE -> judge();
                        case LOOK -> look();
                        case DONE -> throw new IllegalStateException("the gate is done");
                    };
            answeredAgain();
            return next;
        } catch (PrometheusException e) {
            return unanswered(e);
        }
    }

    /** The requests of the last {@link Next.Send} were sent. */
    public Next sent(LoadResult load) {
        state.load = load;
        state.accepted += load.accepted();
        return switch (state.phase) {
            case CHECK -> checked(load);
            case WARM_UP -> warmedUp(load);
            case BURST -> {
                noteClocks(load);
                log.accept("Burst: " + load.accepted() + " of " + load.sent() + " predictions accepted, sent at "
                        + Numbers.of(load.sendingRate()) + "/s.");
                yield waitForSamples(Phase.SETTLE);
            }
            default -> throw new IllegalStateException("nothing was to be sent");
        };
    }

    /** The requests of the last {@link Next.Send} could not be sent; the sentence tells why. */
    public Next notSent(String sentence) {
        return stopped(Check.BURST, "requests", Layer.LOAD, sentence);
    }

    private Next prepare() throws PrometheusException {
        long busy = state.sendingUntilAt - clock.millis();
        if (busy > 0) {
            return new Next.Wait(Duration.ofMillis(busy));
        }
        Optional<String> flaw = config.payloadFlaw();
        if (flaw.isPresent()) {
            return stopped(Check.PAYLOAD, "payload", Layer.LOAD, flaw.get());
        }
        Preparation preparation = new Preparation(config, ports);
        try {
            state.url = preparation.url();
        } catch (IllegalArgumentException | IOException e) {
            return stopped(Check.ENDPOINT, "endpoint", Layer.LOAD, e.getMessage());
        }
        preparation.look(state);
        return send(Phase.CHECK, LoadProfile.closed(1, 1), "endpoint check");
    }

    private Next checked(LoadResult load) {
        if (load.accepted() > 0) {
            log.accept("Endpoint " + state.url + " answers predictions.");
            state.answered += load.accepted() + load.badBodies();
            return send(Phase.WARM_UP, config.burst().warmUp(), "warm-up");
        }
        return refused(load);
    }

    private Next warmedUp(LoadResult load) {
        state.answered += load.accepted() + load.badBodies();
        return load.accepted() > 0 ? waitForSamples(Phase.BASELINE) : refused(load);
    }

    private Next refused(LoadResult load) {
        String first = load.flaws().isEmpty() ? "nothing" : load.flaws().get(0);
        CheckResult finding = CheckResult.of(
                Check.ENDPOINT,
                state.url,
                "",
                "a prediction",
                load.httpErrors() + load.badBodies() > 0 ? Verdict.FAIL : Verdict.ERROR,
                "The endpoint " + state.url + " gave no prediction: " + first + ".");
        state.findings = List.of(finding);
        return done(new Conclusion(config, ports, state).report());
    }

    private Next baseline() throws PrometheusException {
        Sampling look = new Sampling(prometheus, scope, state, Counters.earliest(state.origin, state.originAt));
        if (!look.isComplete()) {
            return patient() ? waitToLook() : neverCounted(look.counters());
        }
        if (look.others() > 0 && !state.watching) {
            return watchOthers(look.counters());
        }
        look.takeBaseline();
        look.scrapedAgain().ifPresent(this::note);
        LoadProfile profile = config.burst().profile(scrapeInterval());
        log.accept("Baseline: " + state.baseline.size() + " series, background traffic "
                + Numbers.of(state.baselineRate) + "/s. Burst: " + profile + ".");
        return send(Phase.BURST, profile, "burst");
    }

    /** Others' traffic is measured over a time of its own, in which this gate sends nothing. */
    private Next watchOthers(Counters now) {
        long watched = WATCHED_SCRAPES * state.scrapeIntervalMillis;
        state.watching = true;
        state.origin = now.lasts();
        state.originAt = now.nowMillis();
        state.answered = 0;
        state.awaitedAt = now.nowMillis() + watched;
        state.patienceEndsAt = clock.millis()
                + watched
                + config.patience().forSamples(scrapeInterval()).toMillis();
        log.accept("Others use " + scope + " too: measuring this background traffic for " + Numbers.of(watched / 1000.0)
                + " s.");
        return waitToLook();
    }

    private Next neverCounted(Counters now) {
        Duration waited = config.patience().forSamples(scrapeInterval());
        String what = now.series().isEmpty() ? "has no series" : "has no sample from after the warm-up";
        CheckResult finding = CheckResult.of(
                Check.COUNTED,
                scope.selector(),
                "",
                "a sample after the warm-up",
                Verdict.INCONCLUSIVE,
                "Prometheus " + what + " of " + scope.selector() + " " + waited.toSeconds() + " s after "
                        + state.accepted + " predictions were answered.");
        state.findings = List.of(finding);
        return conclude();
    }

    private Next settle() throws PrometheusException {
        long since = Counters.earliest(state.baseline, state.burstStartAt);
        Sampling look = new Sampling(prometheus, scope, state, since);
        Optional<Measurement> measured = look.measurement(!patient());
        if (measured.isEmpty()) {
            return waitToLook();
        }
        state.measured = measured.get();
        state.rates = look.rates();
        Conditions conditions = new Conditions(config, prometheus, state);
        state.findings = conditions.once();
        state.heldUntilAt = clock.millis() + conditions.holding().toMillis();
        state.phase = Phase.JUDGE;
        return judge();
    }

    private Next judge() throws PrometheusException {
        List<CheckResult> held = new Conditions(config, prometheus, state).held();
        boolean broken = held.stream().anyMatch(finding -> finding.verdict() != Verdict.PASS);
        long left = state.heldUntilAt - clock.millis();
        if (!broken && left > 0 && !held.isEmpty()) {
            return new Next.Wait(Duration.ofMillis(
                    Math.min(left, config.patience().poll(scrapeInterval()).toMillis())));
        }
        state.findings.addAll(held);
        if (ports.grafana() != null) {
            new GrafanaLook(scope, ports.grafana(), config.dashboard()).take(state);
        }
        return conclude();
    }

    /** No decision depends on it, but who compares the evidence with logs wants to know. */
    private void noteClocks(LoadResult load) {
        long agent = load.endedAtMillis() - clock.millis();
        noteClock("Prometheus'", state.clockOffsetMillis);
        noteClock("the node's", agent);
    }

    private void noteClock(String whose, long aheadMillis) {
        if (Math.abs(aheadMillis) > NOTEWORTHY_OFFSET.toMillis()) {
            note("The clocks differ: " + whose + " is " + Math.abs(aheadMillis) / 1000 + " s "
                    + (aheadMillis > 0 ? "ahead of" : "behind") + " the controller's.");
        }
    }

    private Next conclude() {
        Conclusion outcome = new Conclusion(config, ports, state);
        return outcome.needsLookThroughIngress() ? look() : done(outcome.report());
    }

    private Next look() {
        GateConfig.Request request = config.request();
        state.phase = Phase.LOOK;
        return new Next.Read(new PageRequest(
                Endpoint.metrics(state.url), request.headers(), request.access(), request.answerTimeout()));
    }

    private Next done(GateReport report) {
        state.phase = Phase.DONE;
        return new Next.Done(report);
    }

    private Next stopped(Check check, String of, Layer layer, String sentence) {
        CheckResult finding = CheckResult.of(check, of, "", "", Verdict.ERROR, sentence);
        return done(new Conclusion(config, ports, state).stopped(finding, layer));
    }

    private Next unanswered(PrometheusException e) {
        long now = clock.millis();
        if (state.outageSinceAt == 0) {
            state.outageSinceAt = now;
            log.accept(e.getMessage());
        }
        Duration outage = config.patience().outage();
        if (state.phase == Phase.PREPARE && outage.compareTo(FIRST_CONTACT) > 0) {
            outage = FIRST_CONTACT;
        }
        boolean over = now - state.outageSinceAt >= outage.toMillis();
        return e.isTransient() && !over
                ? waitToLook()
                : stopped(Check.PROMETHEUS, prometheus.toString(), Layer.PROMETHEUS, e.getMessage());
    }

    private void answeredAgain() {
        if (state.outageSinceAt > 0) {
            long away = clock.millis() - state.outageSinceAt;
            state.outageSinceAt = 0;
            state.patienceEndsAt += away;
            note("Prometheus did not answer for " + away / 1000 + " s.");
        }
    }

    private Next send(Phase phase, LoadProfile profile, String purpose) {
        GateConfig.Request request = config.request();
        state.phase = phase;
        long longest =
                profile.duration().toMillis() * 2 + request.answerTimeout().toMillis() * 2;
        state.sendingUntilAt = clock.millis() + longest;
        LoadPlan plan = new LoadPlan(
                state.url,
                request.protocol(),
                request.payloads(),
                request.headers(),
                request.access(),
                profile,
                request.answerTimeout(),
                config.burst().limits().bodyBytes());
        return new Next.Send(plan, purpose);
    }

    private Next waitForSamples(Phase phase) {
        state.phase = phase;
        state.awaitedAt = 0;
        state.patienceEndsAt =
                clock.millis() + config.patience().forSamples(scrapeInterval()).toMillis();
        return new Next.Wait(Duration.ZERO);
    }

    private boolean patient() {
        return clock.millis() < state.patienceEndsAt;
    }

    private Next waitToLook() {
        return new Next.Wait(config.patience().poll(scrapeInterval()));
    }

    private Duration scrapeInterval() {
        return Duration.ofMillis(Math.max(1, state.scrapeIntervalMillis));
    }

    private void note(String sentence) {
        state.notes.add(sentence);
        log.accept(sentence);
    }
}
