package io.jenkins.plugins.seldon.gate.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.measure.Counts;
import io.jenkins.plugins.seldon.gate.measure.CountsBuilder;
import io.jenkins.plugins.seldon.gate.measure.Measurements;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.LatencyLimit;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.Source;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadResults;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A canary gets a hundred of a thousand requests: what fails of it is little of all. */
class OfWantedTest {

    @ParameterizedTest(name = "{0}, {1} errors and {2} bad answers, {3} counted as errors, {4} by the canary")
    @CsvSource({
        // about, errors, bad answers, counted as errors, by the canary -> verdicts of both, by the canary's own counts
        "canary, 0,  0, 0,  0, ''",
        "canary, 1,  0, 1,  1, 'COUNTED_ERRORS PASS, ERRORS PASS'",
        "canary, 4,  0, 4,  4, 'COUNTED_ERRORS FAIL'",
        // Those of the other predictor are none of its own.
        "canary, 10, 0, 10, 0, ''",
        "canary, 10, 0, 10, 1, 'COUNTED_ERRORS PASS, ERRORS PASS'",
        // Something on the way failed, or what nobody counts as an error: nobody knows for whom.
        "canary, 4,  0, 0,  0, 'ERRORS INCONCLUSIVE'",
        "canary, 0,  4, 0,  0, 'ERRORS INCONCLUSIVE'",
        "canary, 4,  4, 4,  0, 'ERRORS INCONCLUSIVE'",
        "canary, 0,  1, 0,  0, 'ERRORS PASS'",
        "canary, 4,  0, 14, 0, 'ERRORS INCONCLUSIVE'",
        // A mesh that tries again hides them.
        "canary, 0,  0, 4,  4, 'COUNTED_ERRORS FAIL'",
        "'',     4,  0, 4,  0, ''",
    })
    void itsOwnErrorsAreHeldAgainstItsOwnPredictions(
            String about, long errors, long bad, double counted, double own, String told) {
        LoadResult load = LoadResults.of(1000 - errors - bad, errors, bad, 0);
        Counts counts = CountsBuilder.counted(load.accepted(), load.accepted())
                .wanted(about)
                .errors(counted, 0)
                .errorsOfWanted(own, 0)
                .predictor("main", 0.9, load.accepted() - 100, 0, 1000)
                .predictor("canary", 0.1, 100, 0, 1000)
                .build();
        List<CheckResult> findings = Checks.of(Measurements.of(load, counts), Thresholds.DEFAULT);
        assertThat(findings.stream()
                        .filter(finding -> finding.query().endsWith(" of canary")
                                && finding.check() != Check.SHARE
                                && finding.check() != Check.COUNTED)
                        .map(finding -> finding.check() + " " + finding.verdict())
                        .collect(Collectors.joining(", ")))
                .isEqualTo(told);
    }

    @ParameterizedTest(name = "{0} of four found no connection: {1}")
    @CsvSource({"4, ''", "3, PASS", "2, INCONCLUSIVE"})
    void whatFoundNoConnectionIsNoneOfItsOwn(long unsent, String verdict) {
        LoadResult load = LoadResults.unsent(LoadResults.of(996, 0, 0, 4), unsent);
        Counts counts = CountsBuilder.counted(996, 996)
                .wanted("canary")
                .predictor("main", 0.9, 896, 0, 1000)
                .predictor("canary", 0.1, 100, 0, 1000)
                .build();
        assertThat(Checks.of(Measurements.of(load, counts), Thresholds.DEFAULT).stream()
                        .filter(finding -> finding.query().equals("failed / sent of canary"))
                        .map(finding -> finding.verdict().toString())
                        .collect(Collectors.joining()))
                .isEqualTo(verdict);
    }

    /** Of a hundred that were sent to it, it counted those that nothing on the way failed. */
    @ParameterizedTest(name = "{0} failed on the way, {1} had no prediction, at most {2}: {3}")
    @CsvSource({
        "10, 0, 0.1,  PASS",
        "10, 0, 0.09, INCONCLUSIVE",
        "0, 10, 0.1,  PASS",
        "0, 10, 0.09, INCONCLUSIVE",
    })
    void whatFailsOnTheWayWasSentToIt(long errors, long bad, double limit, String verdict) {
        LoadResult load = LoadResults.of(1000 - errors - bad, errors, bad, 0);
        Counts counts = CountsBuilder.counted(1000 - errors, 1000 - errors)
                .wanted("canary")
                .predictor("main", 0.9, 900, 0, 1000)
                .predictor("canary", 0.1, 100 - errors, 0, 1000)
                .build();
        Thresholds limits = new Thresholds(0, 0.95, limit, List.of());
        assertThat(Checks.of(Measurements.of(load, counts), limits).stream()
                        .filter(finding -> finding.query().equals("failed / sent of canary"))
                        .map(finding -> finding.verdict().toString())
                        .collect(Collectors.joining()))
                .isEqualTo(verdict);
    }

    @ParameterizedTest(name = "known by labels only: {0}; {1} of a hundred in Prometheus: {2}")
    @CsvSource({"false, 50, FAIL", "true, 50, INCONCLUSIVE", "false, 95, ''", "true, 95, ''"})
    void whatPrometheusLacksOfItIsHeldAgainstItsOwn(boolean labels, double prometheus, String verdict) {
        CountsBuilder seen = CountsBuilder.counted(1000, 1000)
                .wanted("main")
                .scrapeLost(100 - prometheus)
                .pod("main-0", 100.0, prometheus, "")
                .predictor("main", 0.1, 100, 0, 1000);
        Counts counts = (labels ? seen.unread("") : seen).build();
        List<CheckResult> findings = Checks.of(Measurements.of(LoadResults.accepted(1000), counts), Thresholds.DEFAULT);
        assertThat(findings.stream()
                        .filter(finding -> finding.query().equals("counted / accepted of main"))
                        .map(finding -> finding.verdict().toString())
                        .collect(Collectors.joining()))
                .isEqualTo(verdict);
    }

    /** Ten of a thousand were slow, and a canary with a tenth may have answered all of them. */
    @ParameterizedTest(name = "{0} at {1}, by {2}: {3}")
    @CsvSource({
        "canary, 0.98, client,     INCONCLUSIVE",
        "canary, 0.85, client,     ''",
        "canary, 1,    client,     ''",
        "canary, 0.98, prometheus, ''",
        "main,   0.98, client,     ''",
        "'',     0.98, client,     ''",
    })
    void theSlowestRequestsMayAllBeItsOwn(String about, double quantile, String source, String verdict) {
        long[] millis = new long[1000];
        Arrays.fill(millis, 10);
        Arrays.fill(millis, 0, 10, 900);
        LoadResult load = LoadResults.taking(millis);
        Counts counts = CountsBuilder.counted(1000, 1000)
                .wanted(about)
                .predictor("main", 0.9, 900, 0, 1000)
                .predictor("canary", 0.1, 100, 0, 1000)
                .build();
        LatencyLimit limit = new LatencyLimit(quantile, 100, Source.named(source));
        List<CheckResult> findings =
                Checks.of(Measurements.of(load, counts), new Thresholds(0, 0.95, 0.01, List.of(limit)));
        assertThat(findings.stream()
                        .filter(finding -> finding.check() == Check.LATENCY
                                && finding.query().contains(" of "))
                        .map(finding -> finding.verdict().toString())
                        .collect(Collectors.joining()))
                .isEqualTo(verdict);
    }
}
