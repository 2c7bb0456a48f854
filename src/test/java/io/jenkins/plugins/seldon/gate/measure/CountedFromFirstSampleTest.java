package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Google's Managed Service for Prometheus leaves a counter's first value out of all that follow: prometheus-engine,
 * pkg/export/series_cache.go ({@code getResetAdjusted}). Six were counted before the first scrape.
 */
class CountedFromFirstSampleTest {

    /** There the instance is the pod's name with the port's; at another pod's address another counter may have risen alike. */
    @ParameterizedTest(name = "{0}: disputed {1}")
    @CsvSource({"iris-0:metrics, 0", "10.0.0.1:8000, 0", "10.9.9.9:8000, 100", "'[fd00::9]:8000', 100"})
    void whatACounterLacksBeforeAndAfterTheBurstIsNoMark(String instance, double disputed) {
        Counts counts = new BurstSeen()
                .page(BurstSeen.pod("iris-0", "10.0.0.1"), 6.0, 106.0, 106.0)
                .target("pod=iris-0,instance=" + instance, 0, 100)
                .counts();
        assertThat(counts.disputed()).isEqualTo(disputed);
        assertThat(counts.lostAtMost()).isEqualTo(disputed);
    }

    /** A replica that the warm-up did not reach, of whose hundred four were counted by its first scrape. */
    @ParameterizedTest(name = "{0}: disputed {1}")
    @CsvSource({"iris-0:metrics, 0", "10.9.9.9:8000, 96"})
    void whatACounterLacksThatBeganInTheBurstIsLost(String instance, double disputed) {
        Counts counts = new BurstSeen()
                .page(BurstSeen.pod("iris-0", "10.0.0.1"), 0.0, 100.0, 100.0)
                .series("pod=iris-0,instance=" + instance, "code=200", 5000, 40, 9000, 96)
                .counts();
        assertThat(counts.scrapeLost()).isEqualTo(4);
        assertThat(counts.disputed()).isEqualTo(disputed);
    }

    /** The page makes up for what turned up with an unknown past where Prometheus has all of it, and not where it lacks some. */
    @Test
    void whatItLacksIsLostBesideFailuresThatTurnedUpAgain() {
        Counts counts = new BurstSeen()
                .page(BurstSeen.pod("iris-0", "10.0.0.1"), 0.0, 100.0, 100.0)
                .series("pod=iris-0,instance=iris-0:metrics", "code=200", 5000, 2, 9000, 10)
                .series("pod=iris-0,instance=iris-0:metrics", "code=500", -4000, 3, 5000, 3, 9000, 3)
                .counts();
        assertThat(counts.scrapeLost()).isEqualTo(90);
    }
}
