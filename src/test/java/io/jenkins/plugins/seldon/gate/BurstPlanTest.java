package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.LoadProfile;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BurstPlanTest {

    private static final Duration SCRAPE = Duration.ofSeconds(15);

    @ParameterizedTest(name = "{0} requests over {1} s: {2} parts, {3} ms of silence")
    @CsvSource({
        "200, 30,  6,  1000",
        "200, 2,   4,  300",
        "200, 600, 12, 2000",
        "15,  30,  1,  2000",
        "35,  30,  3,  2000",
    })
    void aQuietModelIsAskedInPartsOfSomeSecondsAndTenRequests(
            long requests, double seconds, int parts, long pauseMillis) {
        BurstPlan plan = BurstPlan.quiet(profile(requests, seconds));
        assertThat(plan.parts()).isEqualTo(parts);
        assertThat(plan.pause()).isEqualTo(Duration.ofMillis(pauseMillis));
        assertThat(IntStream.range(0, parts)
                        .mapToLong(i -> plan.part(i).requests())
                        .sum())
                .isEqualTo(requests);
        assertThat(plan.part(parts - 1).rate()).isEqualTo(requests / seconds);
    }

    @Test
    void whereOnlyPrometheusIsReadEachSilenceHoldsTwoScrapes() {
        BurstPlan plan = BurstPlan.byScrapes(profile(200, 30), SCRAPE);
        assertThat(plan.parts()).isEqualTo(3);
        assertThat(plan.pause()).isGreaterThan(SCRAPE.multipliedBy(2));
    }

    @Test
    void aRampIsNotCut() {
        LoadProfile ramp = LoadProfile.of(200, 0, 30, 0, 10, SCRAPE);
        assertThat(BurstPlan.quiet(ramp).parts()).isEqualTo(1);
        assertThat(BurstPlan.quiet(ramp).part(0)).isEqualTo(ramp);
    }

    /** Others' rate, what the warm-up reached, and the size that is given, 0 for none. */
    @ParameterizedTest(name = "others {0}/s, model {1}/s, {2} requests: {3} at {4}/s")
    @CsvSource({
        "50,  4000, 0,    4324, 200",
        "1,   4000, 0,    200,  100",
        "10,  4000, 0,    1730, 100",
        "50,  60,   0,    7200, 60",
        "50,  4000, 300,  300,  200",
        "0.2, 1,    0,    200,  1",
    })
    void besideOthersRequestsComeFasterThanTheirsAndAreEnough(
            double others, double reached, long requests, long number, double rate) {
        GateConfig.Burst burst = new GateConfig.Burst(requests, 0, 0, 0, 0, 10, LoadLimits.DEFAULT);
        LoadProfile profile = burst.profileBeside(others, reached, 0.95, SCRAPE);
        assertThat(profile.requests()).isBetween(number - 2, number + 2);
        assertThat(profile.rate()).isEqualTo(rate);
    }

    @Test
    void aSpeedThatIsGivenStays() {
        GateConfig.Burst burst = new GateConfig.Burst(100, 5, 0, 0, 0, 10, LoadLimits.DEFAULT);
        assertThat(burst.profileBeside(50, 4000, 0.95, SCRAPE)).isEqualTo(burst.profile(SCRAPE));
    }

    private static LoadProfile profile(long requests, double seconds) {
        return LoadProfile.of(requests, 0, seconds, 0, 0, SCRAPE);
    }
}
