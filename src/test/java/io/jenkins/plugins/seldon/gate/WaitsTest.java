package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** Prometheus that was away has to scrape before its samples are new. */
    @Test
    void samplesByWhichItHoldsMayBeOlderByTheTimeInWhichNobodyLooked() {
        state.scrapeIntervalMillis = 1000;
        waits.hold(Duration.ofMinutes(10));
        assertThat(waits.oldestHeld()).isEqualTo(Duration.ofSeconds(150));
        millis.addAndGet(10_000);
        waits.leftToHold();
        assertThat(waits.oldestHeld()).isEqualTo(Duration.ofSeconds(150));
        millis.addAndGet(200_000);
        assertThat(waits.oldestHeld()).isEqualTo(Duration.ofSeconds(150 + 185));
        waits.leftToHold();
        assertThat(waits.oldestHeld()).isEqualTo(Duration.ofSeconds(150 + 185));
    }

    /** One that an earlier version has kept ends when it was to end. */
    @Test
    void whereNobodyKnowsWhenTheLastLookWasTheEndStays() {
        state.heldUntilAt = millis.get() + 20_000;
        assertThat(waits.leftToHold()).isEqualTo(20_000);
    }

    /** A model that is scraped each second beside exporters that are scraped once a minute, as is Prometheus' default. */
    @ParameterizedTest(
            name = "{0} s after the burst, counters sampled: {1}: patient of them {3}, of conditions {2} s later {4}")
    @CsvSource({
        "14, true, 0, true, true",
        "14, false, 0, true, true",
        "16, true, 0, false, true",
        "16, false, 5, false, false",
        "74, true, 0, false, true",
        "76, true, 0, false, false",
        "76, true, 5, false, true",
        "81, true, 5, false, false"
    })
    void whatConditionsReadIsAwaitedForAMinuteAtLeast(
            long seconds, boolean counted, long later, boolean ofSamples, boolean ofConditions) {
        state.scrapeIntervalMillis = 1000;
        waits.forSamples(Phase.SETTLE);
        millis.addAndGet(seconds * 1000);
        assertThat(waits.arePatient()).isEqualTo(ofSamples);
        assertThat(waits.arePatientOfConditions(counted, Duration.ofSeconds(later)))
                .isEqualTo(ofConditions);
    }

    @ParameterizedTest(name = "{0} s after the burst, counters sampled: {1}: patient of what ended {2}")
    @CsvSource({"16, false, false", "76, true, true", "314, true, true", "316, true, false"})
    void whatEndedBeforeTheBurstIsGoneInFiveMinutes(long seconds, boolean counted, boolean patient) {
        state.scrapeIntervalMillis = 1000;
        waits.forSamples(Phase.SETTLE);
        millis.addAndGet(seconds * 1000);
        assertThat(waits.arePatientOfEnded(counted)).isEqualTo(patient);
    }

    @Test
    void whoeverSaysHowLongSamplesTakeSaysItOfConditionsToo() {
        Patience given = new Patience(Duration.ofSeconds(3), Duration.ZERO);
        Waits those = new Waits(given, () -> Instant.ofEpochMilli(millis.get()), state);
        those.forSamples(Phase.SETTLE);
        millis.addAndGet(3_000);
        assertThat(those.arePatientOfConditions(true, Duration.ZERO)).isFalse();
        assertThat(those.arePatientOfEnded(true)).isFalse();
    }
}
