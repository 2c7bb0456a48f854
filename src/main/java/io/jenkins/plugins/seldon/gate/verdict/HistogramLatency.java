package io.jenkins.plugins.seldon.gate.verdict;

import io.jenkins.plugins.seldon.gate.measure.Buckets.Quantile;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.LatencyLimit;
import io.jenkins.plugins.seldon.text.Numbers;
import java.util.Optional;

/**
 * Holds a latency of a server's histogram against a limit. A histogram tells the bucket in which a quantile lies, so a
 * limit within that bucket is neither kept nor exceeded, and one beyond the last bucket is never known to be kept. Pure.
 */
public final class HistogramLatency {

    private HistogramLatency() {}

    /**
     * The finding on one limit.
     *
     * @param found what the histogram tells, in seconds; empty when nothing was observed
     * @param process what observed it, as sentences call it
     * @param query where it comes from
     */
    public static CheckResult judge(LatencyLimit limit, Optional<Quantile> found, String process, String query) {
        String most = "at most " + Numbers.given(limit.millis()) + " ms";
        if (found.isEmpty()) {
            return finding(
                    query,
                    "",
                    most,
                    Verdict.INCONCLUSIVE,
                    "The " + process + "'s histogram shows no latency at the quantile " + limit.quantile());
        }
        Quantile quantile = found.get();
        double above = quantile.above() * 1000;
        double atMost = quantile.atMost() * 1000;
        boolean beyond = Double.isInfinite(atMost);
        String value = beyond
                ? "above " + seconds(quantile.above())
                : "about " + Numbers.measured(quantile.estimate() * 1000, limit.millis()) + " ms";
        Verdict verdict =
                atMost <= limit.millis() ? Verdict.PASS : above >= limit.millis() ? Verdict.FAIL : Verdict.INCONCLUSIVE;
        boolean lacks = quantile.lacking() > 0;
        String bucket = lacks
                ? ", as far as it goes: it lacks " + Numbers.measured(quantile.lacking())
                        + " of the burst's answers, which may have taken any time"
                : beyond
                        ? ", beyond its last bucket"
                        : ", in its bucket from " + Numbers.of(above) + " to " + Numbers.of(atMost) + " ms";
        String told = "By the " + process
                + "'s histogram (in the pod, without the network and the ingress; of all its answers"
                + " in that time, others' too) the latency at the quantile " + limit.quantile() + " was " + value
                + bucket;
        if (verdict == Verdict.INCONCLUSIVE && !lacks) {
            told += beyond
                    ? ", which says nothing about this limit"
                    : ", within which it shows nothing finer: use a limit at a bucket's bound, or source client";
        }
        return finding(query, value, most, verdict, told);
    }

    /** The finding where durations are cut to whole seconds before they are observed, so that those below one are 0. */
    public static CheckResult cut(LatencyLimit limit, String process, String query) {
        return finding(
                query,
                "",
                "at most " + Numbers.given(limit.millis()) + " ms",
                Verdict.INCONCLUSIVE,
                "The " + process + "'s histogram has durations in whole seconds, with 0 for everything below one, "
                        + "and so shows no latency; leave source blank to let the sender measure it");
    }

    private static String seconds(double seconds) {
        return Numbers.of(seconds) + " s";
    }

    private static CheckResult finding(String query, String value, String most, Verdict verdict, String told) {
        String shown = value.isEmpty() ? "no value" : value;
        return CheckResult.of(
                Check.LATENCY,
                query,
                value,
                most,
                verdict,
                told + " (" + Check.LATENCY.label() + ": " + shown + ", " + most + ").");
    }
}
