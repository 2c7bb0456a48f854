package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.measure.Counts.OfPod;
import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A pod that was not scraped for a while before the burst. Scraped each second, it has no baseline where its last sample is
 * from more than five seconds before: what it rose until the next one may be others' older traffic. Prometheus stores
 * nothing of a scrape that fails but {@code up} of 0 (scrape/scrape.go, {@code scrapeAndReport}).
 */
class StaleTargetTest {

    private static final ExecutorPod POD = BurstSeen.pod("iris-0", "10.0.0.1");
    private static final String TARGET = "pod=iris-0,instance=10.0.0.1:8000";

    @ParameterizedTest(name = "last scraped {0} ms before the first second of the measurement: {1} counted")
    @CsvSource({"-3000, 100", "-3001, 0", "-60000, 0"})
    void withoutItsPageWhatRoseMeanwhileIsNobodys(double last, double counted) {
        Counts counts = new BurstSeen()
                .unreadable()
                .page(POD, 0.0, 0.0, 0.0)
                .series(TARGET, "code=200", last, 5, 9000, 105)
                .counts();
        assertThat(counts.counted()).isEqualTo(counted);
        assertThat(counts.lostAtMost()).isEqualTo(100 - counted);
    }

    /** The burst's part of what it has from its second scrape on is the burst's. */
    @ParameterizedTest(name = "scraped again at {0} ms with {1}: {2} counted")
    @CsvSource({"2500, 45, 60", "1500, 5, 100", "1000, 5, 100"})
    void withoutItsPageItIsCountedFromItsNextScrapeOn(double again, double value, double counted) {
        Counts counts = new BurstSeen()
                .unreadable()
                .page(POD, 0.0, 0.0, 0.0)
                .series(TARGET, "code=200", -60_000, 1, again, value, 9000, 105)
                .counts();
        assertThat(counts.counted()).isEqualTo(counted);
    }

    /** Its page tells what was there when the burst began, whatever others sent since the last scrape. */
    @ParameterizedTest(name = "the page {0}, {1}, {2}; Prometheus {3} then {4}: lacks {5}, disputed {6}")
    @CsvSource({
        "5,  105, 105, 5,  105, 0,   0",
        "45, 145, 145, 5,  145, 0,   0",
        "45, 145, 150, 5,  148, 0,   0",
        "45, 145, 145, 5,  95,  100, 0",
        "45, 145, 145, 5,  300, 100, 0",
    })
    void itsPageTellsWhatItRose(
            double start, double end, double later, double stale, double value, double lacking, double disputed) {
        Counts counts = new BurstSeen()
                .page(POD, start, end, later)
                .series(TARGET, "code=200", -60_000, stale, 9000, value)
                .counts();
        assertThat(counts.scrapeLost()).isEqualTo(lacking);
        assertThat(counts.disputed()).isEqualTo(disputed);
        assertThat(counts.excess()).isZero();
        assertThat(counts.pods()).extracting(OfPod::prometheus).containsExactly(100 - lacking);
        assertThat(counts.prometheus()).isEqualTo(100 - lacking);
    }
}
