package io.jenkins.plugins.seldon.gate.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.measure.Buckets.Quantile;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.LatencyLimit;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.Source;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistogramLatencyTest {

    @ParameterizedTest(name = "above {0} s, at most {1} s, limit {2} ms: {3}")
    @CsvSource({
        "0.1, 0.25, 300, PASS, about 200 ms",
        "0.1, 0.25, 250, PASS, about 200 ms",
        "0.1, 0.25, 220, INCONCLUSIVE, about 200 ms",
        "0.1, 0.25, 150, INCONCLUSIVE, about 200 ms",
        "0.1, 0.25, 100, FAIL, about 200 ms",
        "0.1, 0.25, 50, FAIL, about 200 ms",
        "10, Infinity, 9000, FAIL, above 10 s",
        "10, Infinity, 10000, FAIL, above 10 s",
        "10, Infinity, 12000, INCONCLUSIVE, above 10 s",
        "10, Infinity, 1e9, INCONCLUSIVE, above 10 s",
    })
    void aLimitHoldsWhereTheWholeBucketDoes(double above, double atMost, double millis, Verdict verdict, String value) {
        double estimate = Double.isInfinite(atMost) ? above : 0.2;
        CheckResult finding = HistogramLatency.judge(
                new LatencyLimit(0.99, millis, Source.PROMETHEUS),
                Optional.of(new Quantile(above, atMost, estimate)),
                "executor",
                "q");
        assertThat(finding.verdict()).as(finding.sentence()).isEqualTo(verdict);
        assertThat(finding.value()).isEqualTo(value);
        assertThat(finding.sentence()).contains("without the network", value).endsWith(").");
    }

    @Test
    void theBucketIsToldAndWhatWouldTellMore() {
        LatencyLimit limit = new LatencyLimit(0.5, 200, Source.PROMETHEUS);
        assertThat(sentence(limit, new Quantile(0.1, 0.2, 0.15)))
                .endsWith("was about 150 ms, in its bucket from 100 to 200 ms"
                        + " (maxLatency: about 150 ms, at most 200 ms).");
        assertThat(sentence(limit, new Quantile(0.1, 0.25, 0.2)))
                .endsWith(
                        "in its bucket from 100 to 250 ms, within which it shows nothing finer: use a limit at a bucket's"
                                + " bound, or source client (maxLatency: about 200 ms, at most 200 ms).");
        assertThat(sentence(limit, new Quantile(0.2, 0.25, 0.20004)))
                .contains("was about 200.04 ms, in its bucket from 200 to 250 ms");
        assertThat(sentence(limit, new Quantile(0.1, Double.POSITIVE_INFINITY, 0.1)))
                .endsWith("was above 0.1 s, beyond its last bucket, which says nothing about this limit"
                        + " (maxLatency: above 0.1 s, at most 200 ms).");
    }

    @ParameterizedTest(name = "at most {0} s though 20 are lacking, limit {1} ms: {2}")
    @CsvSource({"0.5, 500, PASS", "0.5, 300, INCONCLUSIVE", "Infinity, 300, INCONCLUSIVE", "Infinity, 100, FAIL"})
    void whatAHistogramLacksIsTold(double atMost, double millis, Verdict verdict) {
        CheckResult finding = HistogramLatency.judge(
                new LatencyLimit(0.9, millis, Source.PROMETHEUS),
                Optional.of(new Quantile(0.1, atMost, 0.2, 20)),
                "executor",
                "q");
        assertThat(finding.verdict()).isEqualTo(verdict);
        assertThat(finding.sentence())
                .contains(
                        ", as far as it goes: it lacks 20 of the burst's answers, which may have taken any time (max");
    }

    private static String sentence(LatencyLimit limit, Quantile quantile) {
        return HistogramLatency.judge(limit, Optional.of(quantile), "executor", "q")
                .sentence();
    }

    @Test
    void whatWasCutToWholeSecondsIsNoLatency() {
        CheckResult finding =
                HistogramLatency.cut(new LatencyLimit(0.5, 100, Source.PROMETHEUS), "queue-proxy container", "q");
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(finding.sentence())
                .isEqualTo("The queue-proxy container's histogram has durations in whole seconds, with 0 for "
                        + "everything below one, and so shows no latency; leave source blank to let the sender "
                        + "measure it"
                        + " (maxLatency: no value, at most 100 ms).");
    }

    @Test
    void withoutAnyAnswerThereIsNoLatency() {
        CheckResult finding = HistogramLatency.judge(
                new LatencyLimit(0.5, 100, Source.PROMETHEUS), Optional.empty(), "KServe server", "q");
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(finding.sentence())
                .isEqualTo("The KServe server's histogram shows no latency at the quantile 0.5"
                        + " (maxLatency: no value, at most 100 ms).");
    }
}
