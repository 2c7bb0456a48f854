package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadProfileTest {

    private static final Duration SPREAD = Duration.ofSeconds(30);

    @ParameterizedTest(name = "{0} requests, {1}/s, {2} s, {3} callers, {4} s ramp")
    @CsvSource({
        // requests, rate, duration, concurrency, ramp -> requests, rate, duration
        "200,  0,  0, 0, 0,  200, 6.667, 30",
        "200,  0, 10, 0, 0,  200, 20,    10",
        "200, 50,  0, 0, 0,  200, 50,    4",
        "0,   50, 10, 0, 0,  500, 50,    10",
        "500, 50, 10, 0, 0,  500, 50,    10",
        "200,  0,  0, 4, 0,  200, 0,     0",
        "0,    0, 10, 4, 0,  0,   0,     10",
        "200,  0, 10, 4, 0,  200, 20,    10",
        "0,   50, 10, 0, 4,  400, 50,    10",
        "400,  0, 10, 0, 4,  400, 50,    10",
        "400, 50,  0, 0, 4,  400, 50,    10",
    })
    void wishesAreCompleted(
            long requests,
            double rate,
            double seconds,
            int concurrency,
            double ramp,
            long planned,
            double plannedRate,
            double plannedSeconds) {
        LoadProfile profile = LoadProfile.of(requests, rate, seconds, concurrency, ramp, SPREAD);
        assertThat(profile.requests()).isEqualTo(planned);
        assertThat(profile.rate()).isCloseTo(plannedRate, within(0.001));
        assertThat(profile.duration().toMillis() / 1000.0).isCloseTo(plannedSeconds, within(0.001));
        assertThat(profile.isOpen()).isEqualTo(plannedRate > 0);
    }

    @ParameterizedTest
    @CsvSource({
        "0,   0,  0, 0, 0",
        "0,   0, 10, 0, 0",
        "0,  50,  0, 0, 0",
        "0,   0,  0, 4, 0",
        "100, 50, 10, 0, 0",
        "-1,  0,  0, 0, 0",
        "10, NaN, 0, 0, 0",
        "10,  0, Infinity, 0, 0",
        "10,  0,  5, 0, 6",
        "0, 0.001, 1, 0, 0",
    })
    void contradictionsAreRefusedWithASentence(
            long requests, double rate, double seconds, int concurrency, double ramp) {
        assertThatThrownBy(() -> LoadProfile.of(requests, rate, seconds, concurrency, ramp, SPREAD))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageMatching("(The burst|A burst|The options of the burst|The numbers).*\\.");
    }

    @Test
    void requestsAreDueAtAConstantRate() {
        LoadProfile profile = LoadProfile.of(100, 50, 0, 0, 0, SPREAD);
        assertThat(profile.dueNanos(0)).isZero();
        assertThat(profile.dueNanos(1)).isEqualTo(20_000_000);
        assertThat(profile.dueNanos(99)).isEqualTo(1_980_000_000L);
    }

    @Test
    void aRampRisesLinearlyAndEndsAtTheFullRate() {
        LoadProfile profile = LoadProfile.of(0, 100, 10, 0, 4, SPREAD);
        assertThat(profile.requests()).isEqualTo(800);
        assertThat(profile.dueNanos(50))
                .as("a quarter of the ramp's 200 by its half")
                .isEqualTo(2_000_000_000L);
        assertThat(profile.dueNanos(200)).isEqualTo(4_000_000_000L);
        assertThat(profile.dueNanos(300)).isEqualTo(5_000_000_000L);
        assertThat(profile.dueNanos(799)).isCloseTo(9_990_000_000L, within(1L));
    }

    @Test
    void limitsRefuseAnAccident() {
        LoadLimits limits = new LoadLimits(1000, 100, Duration.ofMinutes(1), 10, 1024);
        assertThat(limits.refusal(LoadProfile.of(1000, 100, 0, 10, 0, SPREAD))).isEmpty();
        assertThat(limits.refusal(LoadProfile.of(1001, 100, 0, 10, 0, SPREAD)))
                .contains("The burst's requests of 1001 is above the administrator's limit of 1000; nothing was sent.");
        assertThat(limits.refusal(LoadProfile.of(1000, 101, 0, 10, 0, SPREAD))).isPresent();
        assertThat(limits.refusal(LoadProfile.of(0, 1, 61, 10, 0, SPREAD))).isPresent();
        assertThat(limits.refusal(LoadProfile.of(10, 1, 0, 11, 0, SPREAD))).isPresent();
    }

    @Test
    void aSlowRateIsToldAsNoZero() {
        assertThat(LoadProfile.of(10, 0, 300, 0, 0, SPREAD)).hasToString("10 requests at 0.0333/s for 300.0 s");
        assertThat(LoadProfile.of(200, 20, 0, 0, 0, SPREAD)).hasToString("200 requests at 20.0/s for 10.0 s");
    }

    @Test
    void aStallOfASecondTakesWhatIsDueInItButNoMoreThanThereIs() {
        assertThat(LoadProfile.of(0, 50.5, 10, 0, 0, SPREAD).mostInAStall()).isEqualTo(51);
        assertThat(LoadProfile.of(0, 5000, 10, 0, 0, SPREAD).mostInAStall()).isEqualTo(128);
        assertThat(LoadProfile.of(0, 5000, 10, 8, 0, SPREAD).mostInAStall()).isEqualTo(8);
        assertThat(LoadProfile.of(3, 50, 0, 0, 0, SPREAD).mostInAStall()).isEqualTo(3);
        assertThat(LoadProfile.closed(100, 4).mostInAStall()).isZero();
    }
}
