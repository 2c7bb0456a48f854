package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** A gate's waits and their ends: for samples, a Prometheus that is away, its turn. Every end is a moment in its state. */
final class Waits {

    /**
     * A Prometheus that has never answered is rather not there than away. One that is told to be unavailable is known, and
     * has no endpoints for 30 s after each restart with Seldon's chart.
     */
    private static final Duration FIRST_CONTACT = Duration.ofSeconds(10);

    /** Between two looks at conditions, whatever their queries take. */
    private static final long LOOK_MILLIS = 15_000;

    private final Patience patience;
    private final InstantSource clock;
    private final GateState state;

    Waits(Patience patience, InstantSource clock, GateState state) {
        this.patience = patience;
        this.clock = clock;
        this.state = state;
    }

    Duration scrapeInterval() {
        return Duration.ofMillis(Math.max(1, state.scrapeIntervalMillis));
    }

    /** The next look at what is awaited. */
    Next toLook() {
        return new Next.Wait(patience.poll(scrapeInterval()));
    }

    /** The next look at samples, where it is known when the last of them is due. */
    Next toLook(Optional<Duration> untilDue) {
        return untilDue.<Next>map(due -> new Next.Wait(patience.poll(scrapeInterval(), due)))
                .orElseGet(this::toLook);
    }

    /** Samples from after this moment are awaited in a phase. */
    Next forSamples(Phase phase) {
        state.phase = phase;
        state.awaitedAt = 0;
        state.patienceEndsAt =
                clock.millis() + patience.forSamples(scrapeInterval()).toMillis();
        return new Next.Wait(Duration.ZERO);
    }

    /** Whether samples that are missing may still come; an outage is no time for them. */
    boolean arePatient() {
        return isBefore(state.patienceEndsAt);
    }

    /**
     * The same of samples of what conditions read.
     *
     * @param isCounted whether the counters' own are there: if not, these decide nothing
     * @param later how much later than a first sample there is one that counts
     */
    boolean arePatientOfConditions(boolean isCounted, Duration later) {
        return arePatientFor(patience.forConditions(scrapeInterval()).plus(later), isCounted);
    }

    /** The same of what ended before the burst, and is still found. */
    boolean arePatientOfEnded(boolean isCounted) {
        return arePatientFor(patience.forEnded(scrapeInterval()), isCounted);
    }

    private boolean arePatientFor(Duration time, boolean isCounted) {
        Duration more = time.minus(patience.forSamples(scrapeInterval()));
        return isBefore(state.patienceEndsAt + (isCounted ? more.toMillis() : 0));
    }

    private boolean isBefore(long end) {
        long now = clock.millis();
        long away = state.outageSinceAt > 0 ? now - state.outageSinceAt : 0;
        return now < end + away;
    }

    /** Conditions have to hold for so long from now on. */
    void hold(Duration time) {
        state.heldSeenAt = clock.millis();
        state.heldUntilAt = state.heldSeenAt + time.toMillis();
        state.heldUnseenMillis = 0;
    }

    /** How old a sample may be by which they are seen to hold now: while nobody looked, nobody may have scraped. */
    Duration oldestHeld() {
        return patience.oldestForConditions(scrapeInterval()).plusMillis(state.heldUnseenMillis + unseen());
    }

    private long unseen() {
        return state.heldSeenAt == 0 ? 0 : Math.max(0, clock.millis() - state.heldSeenAt - LOOK_MILLIS);
    }

    /**
     * They were seen to hold: for how many milliseconds they have to still. A time in which nobody looked, since Prometheus
     * or the controller was away, is no part of it.
     */
    long leftToHold() {
        long now = clock.millis();
        long unseen = unseen();
        state.heldUntilAt += unseen;
        state.heldUnseenMillis += unseen;
        state.heldSeenAt = now;
        return state.heldUntilAt - now;
    }

    /** Prometheus does not answer; whether it did until now. */
    boolean beginOutage() {
        boolean begins = state.outageSinceAt == 0;
        state.outageSinceAt = begins ? clock.millis() : state.outageSinceAt;
        return begins;
    }

    /** Whether it has been away for too long. */
    boolean isOutageOver(PrometheusException e) {
        Duration longest = patience.outage();
        boolean known = state.phase != Phase.PREPARE || e.kind() == PrometheusException.Kind.UNAVAILABLE;
        if (!known && longest.compareTo(FIRST_CONTACT) > 0) {
            longest = FIRST_CONTACT;
        }
        return clock.millis() - state.outageSinceAt >= longest.toMillis();
    }

    /** It answers again; how many milliseconds it did not. */
    long endOutage() {
        long away = clock.millis() - state.outageSinceAt;
        state.outageSinceAt = 0;
        state.patienceEndsAt += away;
        return away;
    }

    /** Another gate of the deployment has the turn; whether this is new. */
    boolean beginTurn() {
        boolean begins = state.turnAwaitedUntilAt == 0;
        state.turnAwaitedUntilAt = begins ? clock.millis() + Patience.TURN.toMillis() : state.turnAwaitedUntilAt;
        return begins;
    }

    /** Whether it may still be given. */
    boolean isTurnNear() {
        return clock.millis() < state.turnAwaitedUntilAt;
    }
}
