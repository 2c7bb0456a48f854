package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.LoadProfile;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Two gates that send at the same moments are told apart by what each sends at which. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 1_700_000_007})
    void partsAreOfSizesThatAreDrawn(long seed) {
        BurstPlan plan = BurstPlan.quiet(profile(200, 4)).uneven(seed);
        List<Long> sizes = requests(plan);
        assertThat(sizes.stream().mapToLong(Long::longValue).sum()).isEqualTo(200);
        assertThat(Collections.max(sizes)).isLessThanOrEqualTo(4 * Collections.min(sizes) + 4);
        assertThat(Collections.max(sizes)).isGreaterThan(Collections.min(sizes) + 2);
        assertThat(sizes).isEqualTo(requests(plan)).isNotEqualTo(requests(plan.uneven(seed + 1)));
        for (int i = 0; i < plan.parts(); i++) {
            LoadProfile part = plan.part(i);
            assertThat(part.duration().toNanos() / 1e9).isCloseTo(part.requests() / 50.0, within(0.02));
            assertThat(part.rate()).isEqualTo(50);
        }
    }

    /** Of parts that differ by a tenth at most, half of what both send may stand for the other half. */
    @ParameterizedTest(name = "of {0} parts {1} in 1000")
    @CsvSource({"3, 40", "4, 10", "8, 0"})
    void theSizesOfTwoGatesPartsSeldomAgree(int parts, int alike) {
        BurstPlan even = BurstPlan.quiet(profile(2000, parts * 5));
        assertThat(even.parts()).isEqualTo(Math.max(4, parts));
        BurstPlan plan = parts == 3 ? BurstPlan.byScrapes(profile(2000, 30), SCRAPE) : even;
        long found = IntStream.rangeClosed(1, 1000)
                .filter(seed -> agree(requests(plan.uneven(seed)), requests(plan.uneven(7919L * seed))))
                .count();
        assertThat(found).isLessThanOrEqualTo(alike);
    }

    private static boolean agree(List<Long> one, List<Long> other) {
        return IntStream.range(0, one.size()).allMatch(i -> Math.abs(one.get(i) - other.get(i)) < 0.1 * one.get(i));
    }

    private static List<Long> requests(BurstPlan plan) {
        return IntStream.range(0, plan.parts())
                .mapToObj(i -> plan.part(i).requests())
                .toList();
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
