package io.jenkins.plugins.seldon.gate.verdict;

import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.LatencyLimit;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.Source;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.text.Numbers;
import io.jenkins.plugins.seldon.text.Sentences;
import java.util.ArrayList;
import java.util.List;

/** Holds a measurement against the limits. Pure: the same measurement always gets the same findings. */
public final class Checks {

    /** A burst that reached less of its plan tells nothing of the rate that was asked for. */
    private static final double REACHED = 0.95;

    /** Others may send this part of the accepted predictions; counters don't tell them from this burst. */
    private static final double MOST_NOISE = 0.5;

    /** What a planned end may slip on a busy machine before it counts as not reached. */
    private static final long SLIP_MILLIS = 500;

    private final Measurement measured;
    private final LoadResult load;
    private final Thresholds limits;
    private final String query;
    private final List<CheckResult> findings = new ArrayList<>();

    private Checks(Measurement measured, Thresholds limits, String query) {
        this.measured = measured;
        this.load = measured.load();
        this.limits = limits;
        this.query = query;
    }

    /**
     * One finding for each condition, the built-in ones of a trustworthy measurement among them.
     *
     * @param query the query that stands for the request rate in messages
     */
    public static List<CheckResult> of(Measurement measured, Thresholds limits, String query) {
        Checks judgement = new Checks(measured, limits, query);
        judgement.errors();
        if (measured.load().sent() == 0) {
            return judgement.findings;
        }
        judgement.plan();
        judgement.counted();
        judgement.noise();
        judgement.rate();
        limits.latencies().stream()
                .filter(limit -> limit.source() == Source.CLIENT)
                .forEach(judgement::latency);
        return judgement.findings;
    }

    private void errors() {
        String limit = "at most " + Numbers.of(limits.maxErrorRatio());
        if (load.sent() == 0) {
            add(Verdict.ERROR, Check.ERRORS, "failed / sent", "", limit, "no request was sent");
            return;
        }
        boolean holds = load.errorRatio() <= limits.maxErrorRatio() && load.accepted() > 0;
        String first =
                load.flaws().isEmpty() ? "" : ", the first with " + load.flaws().get(0);
        add(
                holds ? Verdict.PASS : Verdict.FAIL,
                Check.ERRORS,
                "failed / sent",
                Numbers.of(load.errorRatio()),
                limit,
                load.failed() + " of " + load.sent() + " predictions failed" + first);
    }

    private void plan() {
        if (load.plannedSpanMillis() == 0 && load.sent() == load.planned()) {
            return;
        }
        double onTime = (double) load.plannedSpanMillis() / Math.max(1, load.sendingSpanMillis());
        boolean late = onTime < REACHED && load.sendingSpanMillis() - load.plannedSpanMillis() > SLIP_MILLIS;
        double part = (double) load.sent() / Math.max(1, load.planned());
        boolean reached = part >= REACHED && !late;
        add(
                reached ? Verdict.PASS : Verdict.INCONCLUSIVE,
                Check.BURST,
                "sent / planned",
                Numbers.of(part * Math.min(1, onTime)),
                "at least " + Numbers.of(REACHED),
                load.sent() + " of " + load.planned() + " planned requests were sent, the last after "
                        + load.sendingSpanMillis() + " ms instead of " + load.plannedSpanMillis() + " ms");
    }

    private void counted() {
        String limit = "at least " + Numbers.of(limits.minCountedRatio());
        String of = "counted / accepted";
        if (load.accepted() == 0) {
            add(Verdict.INCONCLUSIVE, Check.COUNTED, of, "", limit, "no prediction was accepted");
            return;
        }
        double counted = measured.counted();
        if (!Double.isFinite(counted) || !Double.isFinite(measured.noise())) {
            add(Verdict.ERROR, Check.COUNTED, of, Numbers.of(counted), limit, "Prometheus counted no finite number");
            return;
        }
        String told = Numbers.of(counted) + " of " + load.accepted() + " accepted predictions were counted"
                + (measured.noise() > 0
                        ? ", about " + Numbers.of(measured.noise()) + " of them background traffic"
                        : "");
        double atBest = (counted - measured.noise() + measured.noiseMargin()) / load.accepted();
        boolean ours = counted - measured.noise() - measured.noiseMargin() > 0;
        Verdict verdict;
        if (atBest >= limits.minCountedRatio() && ours && measured.sampledAfterEnd()) {
            verdict = Verdict.PASS;
        } else if (!measured.sampledAfterEnd()) {
            verdict = Verdict.INCONCLUSIVE;
            told += ", and Prometheus took no sample after the burst's end";
        } else if (measured.noise() > load.accepted() * MOST_NOISE) {
            verdict = Verdict.INCONCLUSIVE;
        } else if (atBest >= limits.minCountedRatio()) {
            verdict = Verdict.INCONCLUSIVE;
            told += "; the difference is within the statistical margin of background traffic";
        } else if (measured.replicasChanged()) {
            verdict = Verdict.INCONCLUSIVE;
            told += "; meanwhile " + changes();
        } else {
            verdict = Verdict.FAIL;
        }
        add(verdict, Check.COUNTED, of, Numbers.of(measured.countedRatio()), limit, told);
    }

    private String changes() {
        List<String> changes = new ArrayList<>();
        if (measured.resets() > 0) {
            changes.add(measured.resets() + " counters restarted");
        }
        if (measured.ended() > 0) {
            changes.add(measured.ended() + " series ended");
        }
        if (measured.found() > 0) {
            changes.add(measured.found() + " series were found with " + Numbers.of(measured.unproven())
                    + " predictions of unknown age");
        }
        return String.join(", ", changes) + ", as when replicas are replaced";
    }

    private void noise() {
        double others = measured.noise() + measured.excess();
        double limit = load.accepted() * MOST_NOISE;
        if (others <= 0 || load.accepted() == 0) {
            return;
        }
        add(
                others > limit ? Verdict.INCONCLUSIVE : Verdict.PASS,
                Check.BACKGROUND_TRAFFIC,
                "background traffic",
                Numbers.of(others),
                "at most " + Numbers.of(limit),
                Numbers.of(others) + " predictions of background traffic came in beside " + load.accepted()
                        + " of this burst; counters don't tell them apart");
    }

    private void rate() {
        double rate = measured.requestRate();
        double limit = limits.minRequestRate();
        boolean above = limit > 0 ? rate >= limit : rate > 0;
        Verdict verdict = above ? Verdict.PASS : measured.sampledAfterEnd() ? Verdict.FAIL : Verdict.INCONCLUSIVE;
        add(
                Double.isFinite(rate) ? verdict : Verdict.ERROR,
                Check.RATE,
                query,
                Numbers.of(rate),
                (limit > 0 ? "at least " : "above ") + Numbers.of(limit),
                "Prometheus saw " + Numbers.of(rate) + " successful predictions a second over "
                        + Numbers.of(measured.windowSeconds()) + " s");
    }

    private void latency(LatencyLimit limit) {
        String of = "latency at " + limit.quantile();
        String most = "at most " + Numbers.of(limit.millis()) + " ms";
        if (load.accepted() == 0) {
            add(Verdict.INCONCLUSIVE, Check.LATENCY, of, "", most, "no prediction was accepted");
            return;
        }
        double millis = load.latencyAt(limit.quantile());
        add(
                millis <= limit.millis() ? Verdict.PASS : Verdict.FAIL,
                Check.LATENCY,
                of,
                Numbers.of(millis) + " ms",
                most,
                "the latency at the quantile " + limit.quantile() + " was " + Numbers.of(millis) + " ms");
    }

    private void add(Verdict verdict, Check check, String of, String value, String limit, String told) {
        String counted =
                told + " (" + check.label() + ": " + (value.isEmpty() ? "no value" : value) + ", " + limit + ")";
        findings.add(CheckResult.of(check, of, value, limit, verdict, Sentences.of(counted)));
    }
}
