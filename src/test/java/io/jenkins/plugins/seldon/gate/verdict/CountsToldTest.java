package io.jenkins.plugins.seldon.gate.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.measure.Counts;
import io.jenkins.plugins.seldon.gate.measure.CountsBuilder;
import org.junit.jupiter.api.Test;

/** The words that a person reads of the three counts. */
class CountsToldTest {

    @Test
    void allCountsThatAgreeAreOneNumber() {
        assertThat(CountsTold.of(CountsBuilder.counted(200, 200).build()))
                .isEqualTo("200 of 200 accepted predictions were counted");
    }

    @Test
    void whoCountedLessIsTold() {
        assertThat(CountsTold.of(CountsBuilder.counted(200, 200).scrapeLost(50).build()))
                .isEqualTo("150 of 200 accepted predictions were counted by Prometheus, 200 by its pods");
        assertThat(CountsTold.of(CountsBuilder.counted(200, 200)
                        .unread("it is forbidden")
                        .scrapeLost(50)
                        .build()))
                .as("nobody read the executors' pages")
                .isEqualTo("150 of 200 accepted predictions were counted");
    }

    @Test
    void othersAreToldBeside() {
        assertThat(CountsTold.of(CountsBuilder.beside(200, 212, 12, 3, 1, 1).build()))
                .isEqualTo("200 of 200 accepted predictions were counted, plus about 12 of background traffic");
    }

    @Test
    void ofOnePredictorItsPodsTellEverything() {
        CountsBuilder counts = CountsBuilder.counted(200, 200).predictor("main", 1.0, 200, 200, 200);
        assertThat(CountsTold.breakdown(counts.build())).isEqualTo("main 200");
        counts.pod("iris-0", 100.0, 50.0, "").pod("iris-1", 100.0, null, "it is gone");
        assertThat(CountsTold.breakdown(counts.build()))
                .isEqualTo("iris-0 100 on its page, 50 in Prometheus; iris-1 100 on its page, nothing in Prometheus"
                        + " (it is gone)");
    }

    @Test
    void ofSeveralPredictorsEachIsToldAndThenThePods() {
        CountsBuilder counts = CountsBuilder.counted(200, 200)
                .predictor("main", 1.0, 200, 200, 200)
                .besidePredictor("mirror", null, 180);
        assertThat(CountsTold.breakdown(counts.build())).isEqualTo("main 200, mirror (not the burst's) 180");
        counts.pod("", null, 200.0, "known by labels only");
        assertThat(CountsTold.breakdown(counts.build()))
                .isEqualTo("main 200, mirror (not the burst's) 180;"
                        + " a pod that is not known 200 in Prometheus (known by labels only)");
    }

    @Test
    void theFirstEightOfManyPodsAreTold() {
        CountsBuilder counts = CountsBuilder.counted(200, 200);
        for (int i = 0; i < 8; i++) {
            counts.pod("iris-" + i, null, 1.0, "");
        }
        assertThat(CountsTold.pods(counts.build())).endsWith("; iris-7 1 in Prometheus");
        counts.pod("iris-8", null, 1.0, "").pod("iris-9", null, 1.0, "");
        assertThat(CountsTold.pods(counts.build())).endsWith("; iris-7 1 in Prometheus; and 2 more");
    }

    @Test
    void aPredictorIsToldWithWhatChanceAllowsItOfItsShare() {
        Counts counts = CountsBuilder.counted(200, 200)
                .predictor("canary", 0.2, 41, 24, 58)
                .predictor("main", null, 159, 0, 200)
                .besidePredictor("mirror", 0.5, 7)
                .build();
        assertThat(counts.predictors())
                .extracting(CountsTold::of)
                .containsExactly("canary 41 (share 0.2: 24 to 58)", "main 159", "mirror 7");
    }
}
