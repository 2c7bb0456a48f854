package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WaitsTest {

    private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
    private final GateState state = new GateState();
    private final Waits waits = new Waits(Patience.DEFAULT, () -> Instant.ofEpochMilli(millis.get()), state);

    @Test
    void aConditionHoldsFromLookToLook() {
        waits.hold(Duration.ofSeconds(30));
        for (int seconds = 25; seconds >= -5; seconds -= 5) {
            millis.addAndGet(5_000);
            assertThat(waits.leftToHold()).isEqualTo(seconds * 1000);
        }
    }

    /** As while Prometheus restarts, or the controller: who looks once at its end has not seen a condition hold. */
    @Test
    void aTimeInWhichNobodyLooksIsNoPartOfIt() {
        waits.hold(Duration.ofSeconds(30));
        millis.addAndGet(5_000);
        assertThat(waits.leftToHold()).isEqualTo(25_000);
        millis.addAndGet(50_000);
        assertThat(waits.leftToHold()).isEqualTo(10_000);
        millis.addAndGet(10_000);
        assertThat(waits.leftToHold()).isZero();
    }

    /** One that an earlier version has kept ends when it was to end. */
    @Test
    void whereNobodyKnowsWhenTheLastLookWasTheEndStays() {
        state.heldUntilAt = millis.get() + 20_000;
        assertThat(waits.leftToHold()).isEqualTo(20_000);
    }
}
