package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Predictor;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Replica;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of a hundred predictions a canary got ten and failed some, and so did the other predictor. */
class ErrorsOfCanaryTest {

    private static final ExecutorPod MAIN = BurstSeen.pod("main-0", "10.0.0.1", "main", false);
    private static final ExecutorPod CANARY = BurstSeen.pod("canary-0", "10.0.0.2", "canary", false);

    @ParameterizedTest(name = "asked about ''{0}'': {1}")
    @CsvSource({"canary, 4", "main, 2", "'', 0"})
    void thePagesTellWhoseTheyAre(String wanted, double errors) {
        Executors executors = new Executors(
                List.of(
                        Pages.inSilence(1000, List.of(replica(MAIN, 5, 7), replica(CANARY, 1, 3)), ""),
                        Pages.inSilence(9000, List.of(replica(MAIN, 95, 9), replica(CANARY, 11, 7)), "")
                                .afterPart(100, 0)),
                split(wanted));
        assertThat(Balance.of(executors.errors()).own()).isEqualTo(6);
        assertThat(Balance.of(executors.errorsOfWanted()).own()).isEqualTo(errors);
    }

    @ParameterizedTest(name = "asked about ''{0}'': {1}")
    @CsvSource({"canary, 4", "main, 2", "'', 0"})
    void soDoSamplesWhereThePagesCantBeRead(String wanted, double errors) {
        BurstSeen seen = new BurstSeen().routing(split(wanted)).unreadable();
        seen.page(MAIN, 0.0, 0.0, 0.0).page(CANARY, 0.0, 0.0, 0.0);
        seen.target("pod=main-0", 5, 95).series("pod=main-0", "code=500", 1000, 7, 9000, 9);
        seen.target("pod=canary-0", 1, 11).series("pod=canary-0", "code=500", 1000, 3, 9000, 7);
        assertThat(seen.counts().errors().own()).isEqualTo(6);
        assertThat(seen.counts().errorsOfWanted().own()).isEqualTo(errors);
    }

    @Test
    void whatAnEarlierVersionDidNotKeepIsNothing() {
        Counts kept = CountsBuilder.counted(100, 100).build();
        Counts read = new Counts(
                kept.basis(),
                kept.executorsProblem(),
                kept.pods(),
                kept.predictors(),
                kept.wanted(),
                kept.balance(),
                kept.errors(),
                null,
                kept.scrapeLost(),
                kept.between(),
                kept.scrapeExcess(),
                kept.disputed(),
                kept.failed(),
                kept.late(),
                kept.prometheus(),
                kept.changed(),
                kept.doubts());
        assertThat(read).isEqualTo(kept);
    }

    private static Routing split(String wanted) {
        return new Routing(List.of(new Predictor("main", 90, false), new Predictor("canary", 10, false)), wanted, "");
    }

    private static Replica replica(ExecutorPod pod, double counted, double errors) {
        return new Replica(pod, counted, errors, "");
    }
}
