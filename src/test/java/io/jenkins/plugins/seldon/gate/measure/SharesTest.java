package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharesTest {

    /** The ends by the sum of the distribution's exact terms, as fractions. */
    @ParameterizedTest(name = "{0} by {1}: {2} to {3}")
    @CsvSource({
        "200,   0.1,  8,    35",
        "200,   0.5,  77,   123",
        "100,   0.1,  2,    21",
        "10,    0.1,  0,    5",
        "10000, 0.2,  9999, 9999",
        "0,     0.2,  0,    0",
        "50,    1,    50,   50",
        "50,    0,    0,    0",
        "2,     0.99, 1,    2",
        "1,     0.9999, 1,  1",
    })
    void chanceAllowsWhatLiesBetweenTheTailsOfTheBinomialDistribution(
            long trials, double share, long least, long most) {
        if (trials == 10_000) {
            // Three and a third deviations of 40 on both sides of 2000.
            assertThat(Shares.least(trials, share)).isBetween(1865L, 1872L);
            assertThat(Shares.most(trials, share)).isBetween(2129L, 2136L);
            return;
        }
        assertThat(Shares.least(trials, share)).isEqualTo(least);
        assertThat(Shares.most(trials, share)).isEqualTo(most);
    }

    @Test
    void noneAtAllIsNoChanceFromTheNumberOnWhereTheLeastIsOne() {
        long enough = Shares.enough(0.1);
        assertThat(Shares.least(enough, 0.1)).isGreaterThanOrEqualTo(1);
        assertThat(Shares.least(enough - 1, 0.1)).isZero();
    }
}
