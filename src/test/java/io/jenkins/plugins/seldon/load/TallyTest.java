package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TallyTest {

    /** Four callers whose answers take 250 ms on average go on at 16 a second, however fast most of these are. */
    @Test
    void theRateOfCallersThatWaitIsThatOfAllTheirAnswersNotOfTheFastOnes() {
        Tally tally = new Tally();
        for (int millis : new int[] {10, 10, 10, 970}) {
            tally.sending(0);
            long nanos = Duration.ofMillis(millis).toNanos();
            tally.answered(new Answer(200, Optional.empty()), nanos, nanos);
        }
        assertThat(tally.result(4, 0, 970, 0).sendingRate()).isCloseTo(4 / 0.25, within(0.2));
        assertThat(tally.result(4, 0, 970, 300).sendingRate())
                .as("at a rate that was planned")
                .isEqualTo(10);
    }

    /** Those that failed took their time, too. */
    @Test
    void theMeanOfTwoPartsIsThatOfAllTheirRequests() {
        Tally good = new Tally();
        good.sending(0);
        long soon = Duration.ofMillis(10).toNanos();
        good.answered(new Answer(200, Optional.empty()), soon, soon);
        Tally bad = new Tally();
        long late = Duration.ofMillis(410).toNanos();
        for (int i = 0; i < 3; i++) {
            bad.sending(0);
            bad.unanswered(new IOException("the connection broke"), late, late);
        }
        LoadResult both = good.result(1, 0, 10, 0).and(bad.result(3, 10, 420, 0));
        assertThat(both.serviceTime().mean()).isCloseTo((10 + 3 * 410) / 4.0, within(1.0));
    }
}
