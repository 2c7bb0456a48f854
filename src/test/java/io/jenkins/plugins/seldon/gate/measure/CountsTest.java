package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was lost in the best case, where executors and Prometheus each lack something. */
class CountsTest {

    private static final Offset<Double> EXACTLY = Offset.offset(1e-9);

    @ParameterizedTest
    @CsvSource(
            useHeadersInDisplayName = true,
            delimiter = '|',
            textBlock =
                    """
            accepted | rise | others | margin | unsure | between | scrapeLost | least
            200      | 194  | 0      | 0      | 0      | 0       | 6          | 12
            200      | 200  | 0      | 0      | 0      | 0       | 0          | 0
            200      | 200  | 20     | 10     | 0      | 0       | 0          | 10
            # Whoever of those that rose is not this burst's was not lost by Prometheus for it, and the other way round.
            200      | 200  | 20     | 10     | 0      | 0       | 40         | 40
            200      | 220  | 20     | 10     | 0      | 0       | 40         | 20
            # All that Prometheus lacks may be others', who came in the silence between the parts.
            200      | 180  | 10     | 5      | 0      | 60      | 40         | 25
            200      | 200  | 0      | 0      | 0      | 30      | 20         | 0
            200      | 200  | 0      | 0      | 0      | 30      | 50         | 20
            100      | 150  | 50     | 10     | 0      | 50      | 20         | 0
            # What failed may have been counted, and then not shown.
            200      | 200  | 0      | 0      | 15     | 0       | 10         | 10
            200      | 210  | 0      | 0      | 15     | 0       | 10         | 0
            # Others are never fewer than none.
            200      | 190  | 2      | 5      | 0      | 0       | 0          | 10
            """)
    void whatIsLostAtLeast(
            long accepted,
            double rise,
            double others,
            double margin,
            long unsure,
            double between,
            double scrapeLost,
            double least) {
        assertThat(counts(accepted, rise, others, margin, unsure, between, scrapeLost)
                        .lostAtLeast())
                .isCloseTo(least, EXACTLY);
    }

    /** Whatever happens to whose prediction: never more than was truly lost, and that much in the worst of it. */
    @Test
    void neverMoreThanWasLostWhateverWasWhose() {
        Random random = new Random(13);
        for (int i = 0; i < 20_000; i++) {
            int accepted = random.nextInt(200);
            int uncounted = random.nextInt(accepted + 1);
            int failedCounted = random.nextInt(5);
            int sending = random.nextInt(60);
            int silent = random.nextInt(60);
            int ownUnseen = random.nextInt(accepted - uncounted + 1);
            int othersUnseen = random.nextInt(sending + silent + failedCounted + 1);
            int off = random.nextInt(11) - 5;
            double others = Math.max(0, sending + off);
            Counts counts = counts(
                    accepted,
                    accepted - uncounted + failedCounted + sending,
                    others,
                    Math.abs(others - sending),
                    failedCounted + random.nextInt(3),
                    silent,
                    ownUnseen + othersUnseen);
            assertThat(counts.lostAtLeast()).isLessThanOrEqualTo(uncounted + ownUnseen + 1e-9);
        }
    }

    /**
     * As where a fifth of the answers holds no prediction, which Seldon's executor counts with 200 all the same, and a replica
     * is not scraped, while no page can be read.
     */
    @ParameterizedTest(name = "{0} in Prometheus after 5: {1} of 80 lost at most")
    @CsvSource({"105, 0", "95, 10", "85, 20", "75, 30"})
    void whatFailedAndMayHaveBeenCountedHidesNoLoss(double counter, double lost) {
        Counts counts = new BurstSeen()
                .unreadable()
                .page(BurstSeen.pod("iris-0", "10.0.0.1"), 0.0, 0.0, 0.0)
                .target("pod=iris-0,instance=10.0.0.1:8000", 5, counter)
                .pulses(new Pulse(3000, 8000, 80, 20))
                .counts();
        assertThat(counts.lostAtMost()).isEqualTo(lost);
    }

    /** As where an autoscaler adds a replica in the burst whose page can't be read. */
    @Test
    void pagesThatWereNotReadAfterTheBurstTellNothingOfIt() {
        Counts counts = new BurstSeen()
                .agreeing(BurstSeen.pod("iris-0", "10.0.0.1"))
                .unreadable()
                .page(BurstSeen.pod("iris-1", "10.0.0.2"), null, 0.0, 0.0)
                .counts();
        assertThat(counts.executorsRead()).isFalse();
        assertThat(counts.pods()).extracting(Counts.OfPod::executor).containsOnlyNulls();
        assertThat(counts.pods().get(0).prometheus()).isEqualTo(100);
    }

    private static Counts counts(
            long accepted, double rise, double others, double margin, long unsure, double between, double scrapeLost) {
        return CountsBuilder.of(new Balance(accepted, unsure, rise, others, margin, 0, 0, 10, 0, 0))
                .between(between)
                .scrapeLost(scrapeLost)
                .build();
    }
}
