package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.measure.Counters;
import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.grafana.GrafanaClient;
import io.jenkins.plugins.seldon.load.LoadProfile;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import io.jenkins.plugins.seldon.text.Numbers;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

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

    /** How many scrapes others are watched for, once they were noticed. */
    private static final int WATCHED_SCRAPES = 4;

    private final GateConfig config;
    private final PrometheusClient prometheus;
    private final Ports ports;
    private final InstantSource clock;
    private final Consumer<String> log;
    private final GateState state;
    private final Waits waits;

    private MetricsGate(GateConfig config, Ports ports, GateState state) {
        this.config = config;
        this.prometheus = ports.prometheus();
        this.ports = ports;
        this.clock = ports.clock();
        this.log = ports.log();
        this.state = state;
        this.waits = new Waits(config.patience(), clock, state);
    }

    /**
     * What a gate needs of the world.
     *
     * @param prometheus where predictions are counted
     * @param cluster where the model runs
     * @param grafana where people look; null when it is not to be looked at
     * @param clock for waiting; measures nothing
     * @param chance what the sizes of the burst's parts are drawn from
     * @param log one line a call, for the build's log
     * @param turn among the gates of the same deployment
     */
    public record Ports(
            PrometheusClient prometheus,
            ModelCluster cluster,
            GrafanaClient grafana,
            InstantSource clock,
            RandomGenerator chance,
            Consumer<String> log,
            Turns.Turn turn) {}

    /** A gate that has done nothing yet; its first step comes from {@link #advance}. */
    public static MetricsGate begin(GateConfig config, Ports ports) {
        return new MetricsGate(config, ports, new GateState());
    }

    /**
     * A gate that continues after a restart. One that was sending measures again from a new baseline: what became of
     * those requests is unknown.
     *
     * @throws InvalidOptionException with a sentence, when the text is not a gate's state
     */
    public static MetricsGate resume(GateConfig config, Ports ports, String json) {
        MetricsGate gate = new MetricsGate(config, ports, GateState.fromJson(json));
        GateState state = gate.state;
        if (state.phase.isSending()) {
            String sending = state.phase == Phase.BURST ? "in the middle of the burst" : "while requests were sent";
            gate.note("The controller restarted " + sending + ", so the gate measures again from a new baseline.");
            state.phase = Phase.PREPARE;
        } else if (ports.turn().take().isPresent() && state.phase.needsTurn()) {
            state.notes.clear();
            gate.note("Another gate of the same deployment began after the controller's restart, so the gate measures"
                    + " again from a new baseline.");
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
        state.countedThroughIngress = scope().successesOn(page);
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
                        case REACH -> send(Phase.CHECK, LoadProfile.closed(1, 1), "endpoint check");
                        case CHECK, WARM_UP, BURST -> throw new IllegalStateException("requests are being sent");
                        case BASELINE -> baseline();
                        case PAUSE -> goOn();
                        case SETTLE -> settle();
                        case JUDGE -> judge();
                        case LOOK -> look(state.page);
                        case DONE -> done(new Conclusion(config, ports, state).again());
                    };
            answeredAgain();
            return next;
        } catch (PrometheusException e) {
            return unanswered(e);
        }
    }

    /** The requests of the last {@link Next.Send} were sent. */
    public Next sent(LoadResult load) {
        state.load = state.phase == Phase.BURST ? state.load : load;
        state.accepted += load.accepted();
        return switch (state.phase) {
            case CHECK -> checked(load);
            case WARM_UP -> warmedUp(load);
            case BURST -> partSent(load);
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
        Optional<String> other = ports.turn().take();
        if (other.isPresent()) {
            return waitForTurn(other.get());
        }
        state.turnAwaitedUntilAt = 0;
        Optional<String> flaw = config.payloadFlaw();
        if (flaw.isPresent()) {
            return stopped(Check.PAYLOAD, "payload", Layer.LOAD, flaw.get());
        }
        Preparation preparation = new Preparation(config, ports);
        try {
            preparation.endpoint(state);
            preparation.look(state);
        } catch (InvalidOptionException | IOException e) {
            return stopped(Check.ENDPOINT, "endpoint", Layer.LOAD, e.getMessage());
        }
        Optional<String> unreadable = new Conditions(config, prometheus, state).unreadable();
        if (unreadable.isPresent()) {
            return stopped(Check.CONDITION, "conditions", Layer.CONDITION, unreadable.get());
        }
        endpointCheck().begin();
        return send(Phase.CHECK, LoadProfile.closed(1, 1), "endpoint check");
    }

    private Next waitForTurn(String other) {
        if (waits.beginTurn()) {
            log.accept("Waiting for " + other + ", which measures " + scope() + " too.");
        }
        return waits.isTurnNear()
                ? waits.toLook()
                : stopped(
                        Check.BURST,
                        "turn",
                        Layer.TRAFFIC,
                        "The gate of " + other + " still measures " + scope() + " after " + Patience.TURN.toMinutes()
                                + " min; two gates at once can't be told apart.");
    }

    private Next checked(LoadResult load) {
        if (load.accepted() > 0) {
            endpointCheck().answered();
            state.answered += load.accepted() + load.badBodies();
            return send(Phase.WARM_UP, config.burst().warmUp(), "warm-up");
        }
        Optional<Duration> again = endpointCheck().again(load);
        if (again.isPresent()) {
            state.phase = Phase.REACH;
            return new Next.Wait(again.get());
        }
        return refused(load);
    }

    private EndpointCheck endpointCheck() {
        return new EndpointCheck(config, state, clock, log);
    }

    private Next warmedUp(LoadResult load) {
        state.answered += load.accepted() + load.badBodies();
        state.warmUpRate = load.sendingRate();
        pulsing().read();
        return load.accepted() > 0 ? waits.forSamples(Phase.BASELINE) : refused(load);
    }

    private Next partSent(LoadResult part) {
        Pulsing pulsing = pulsing();
        pulsing.sent(part);
        if (!pulsing.isOver()) {
            state.phase = Phase.PAUSE;
            return new Next.Wait(state.plan.pause());
        }
        LoadResult load = state.load;
        state.notes.addAll(pulsing.notes());
        log.accept("Burst: " + load.accepted() + " of " + load.sent() + " predictions accepted, sent at "
                + Numbers.measured(load.sendingRate()) + "/s.");
        return waits.forSamples(Phase.SETTLE);
    }

    private Next goOn() {
        Pulsing pulsing = pulsing();
        pulsing.read();
        return send(Phase.BURST, pulsing.next(), pulsing.name());
    }

    private Pulsing pulsing() {
        return new Pulsing(config, ports, state);
    }

    private PredictionSeries scope() {
        return state.scope(config);
    }

    private Next refused(LoadResult load) {
        state.findings = List.of(endpointCheck().refusal(load));
        return done(new Conclusion(config, ports, state).report());
    }

    private Next baseline() throws PrometheusException {
        Sampling look = new Sampling(prometheus, scope(), state, Counters.earliest(state.origin, state.originAt));
        if (!look.isComplete() || (look.mayRiseBeforeBurst() && waits.arePatient())) {
            if (look.counters().series().isEmpty()) {
                new Preparation(config, ports).relabel(state);
            }
            return waits.arePatient() ? waits.toLook(look.untilComplete()) : neverCounted(look);
        }
        Pulsing pulsing = pulsing();
        pulsing.readAgain();
        Optional<String> unreadable = pulsing.problem();
        if (unreadable.isPresent() && look.others() > 0 && !state.watching) {
            return watchOthers(look.counters());
        }
        look.takeBaseline();
        state.looked = Freshness.seriesOf(prometheus, config.conditions(), state.burstStartAt);
        unreadable.map(pulsing::withoutPages).ifPresent(log);
        state.plan = pulsing.plan(waits.scrapeInterval());
        log.accept(pulsing.baseline());
        return send(Phase.BURST, pulsing.next(), pulsing.name());
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
                + config.patience().forSamples(waits.scrapeInterval()).toMillis();
        log.accept("Others use " + scope() + " too: measuring this background traffic for "
                + Numbers.of(watched / 1000.0) + " s.");
        return waits.toLook();
    }

    private Next neverCounted(Sampling look) {
        state.findings = List.of(look.neverCounted(config.patience().forSamples(waits.scrapeInterval())));
        return conclude();
    }

    private Next settle() throws PrometheusException {
        Sampling look = new Sampling(prometheus, scope(), state, Counters.earliest(state.baseline, state.burstStartAt));
        if (look.isComplete() || !waits.arePatient()) {
            pulsing().readAgain();
        }
        Optional<Measurement> measured = look.measurement(!waits.arePatient(), config.thresholds());
        Conditions conditions = new Conditions(config, prometheus, state);
        if (measured.isEmpty()) {
            conditions.judgeFleeting(waits, look.isComplete());
            return waits.toLook(look.untilComplete());
        }
        if (conditions.areAwaited(waits, look.isComplete())) {
            return waits.toLook();
        }
        state.measured = measured.get();
        state.rates = look.rates();
        state.findings = conditions.once();
        look.scrapedAgain().ifPresent(this::note);
        waits.hold(conditions.holding());
        state.phase = Phase.JUDGE;
        return judge();
    }

    private Next judge() throws PrometheusException {
        List<CheckResult> held = new Conditions(config, prometheus, state).held(waits.oldestHeld());
        boolean broken = held.stream().anyMatch(finding -> finding.verdict() != Verdict.PASS);
        long left = waits.leftToHold();
        if (!broken && left > 0 && !held.isEmpty()) {
            return new Next.Wait(Duration.ofMillis(Math.min(
                    left, config.patience().poll(waits.scrapeInterval()).toMillis())));
        }
        state.findings.addAll(held);
        if (ports.grafana() != null) {
            new GrafanaLook(scope(), ports.grafana(), config.dashboard()).take(state);
        }
        return conclude();
    }

    private Next conclude() {
        Conclusion outcome = new Conclusion(config, ports, state);
        return outcome.pageBehindIngress().map(this::look).orElseGet(() -> done(outcome.report()));
    }

    private Next look(String page) {
        state.phase = Phase.LOOK;
        return new Next.Read(config.request().page(state.endpoint(config), page));
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
        if (waits.beginOutage()) {
            log.accept(e.getMessage());
        }
        return e.isTransient() && !waits.isOutageOver(e)
                ? waits.toLook()
                : stopped(Check.PROMETHEUS, prometheus.toString(), Layer.PROMETHEUS, e.getMessage());
    }

    private void answeredAgain() {
        if (state.outageSinceAt > 0) {
            note("Prometheus did not answer for " + Numbers.measured(waits.endOutage() / 1000.0) + " s.");
        }
    }

    private Next send(Phase phase, LoadProfile profile, String purpose) {
        GateConfig.Request request = config.request();
        state.phase = phase;
        long longest =
                profile.duration().toMillis() * 2 + request.answerTimeout().toMillis() * 2;
        state.sendingUntilAt = clock.millis() + longest;
        int most = config.burst().limits().bodyBytes();
        return new Next.Send(request.plan(state.endpoint(config), profile, most, state.sentBefore()), purpose);
    }

    private void note(String sentence) {
        state.notes.add(sentence);
        log.accept(sentence);
    }
}
