package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.Thresholds.LatencyLimit;
import io.jenkins.plugins.seldon.gate.Thresholds.Source;
import io.jenkins.plugins.seldon.load.LoadResult;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Holds a measurement against the limits. Pure: the same measurement always gets the same findings. */
final class Judgement {

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
    private final List<Finding> findings = new ArrayList<>();

    private Judgement(Measurement measured, Thresholds limits, String query) {
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
    static List<Finding> of(Measurement measured, Thresholds limits, String query) {
        Judgement judgement = new Judgement(measured, limits, query);
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
        String limit = "at most " + number(limits.maxErrorRatio());
        if (load.sent() == 0) {
            add(Verdict.ERROR, "maxErrorRatio", "failed / sent", "", limit, "no request was sent");
            return;
        }
        boolean holds = load.errorRatio() <= limits.maxErrorRatio() && load.accepted() > 0;
        String first =
                load.flaws().isEmpty() ? "" : ", the first with " + load.flaws().get(0);
        add(
                holds ? Verdict.PASS : Verdict.FAIL,
                "maxErrorRatio",
                "failed / sent",
                number(load.errorRatio()),
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
                "burst",
                "sent / planned",
                number(part * Math.min(1, onTime)),
                "at least " + number(REACHED),
                load.sent() + " of " + load.planned() + " planned requests were sent, the last after "
                        + load.sendingSpanMillis() + " ms instead of " + load.plannedSpanMillis() + " ms");
    }

    private void counted() {
        String limit = "at least " + number(limits.minCountedRatio());
        String of = "counted / accepted";
        if (load.accepted() == 0) {
            add(Verdict.INCONCLUSIVE, "minCountedRatio", of, "", limit, "no prediction was accepted");
            return;
        }
        double counted = measured.counted();
        if (!Double.isFinite(counted) || !Double.isFinite(measured.noise())) {
            add(Verdict.ERROR, "minCountedRatio", of, number(counted), limit, "Prometheus counted no finite number");
            return;
        }
        String told = number(counted) + " of " + load.accepted() + " accepted predictions were counted"
                + (measured.noise() > 0 ? ", about " + number(measured.noise()) + " of others among them" : "");
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
            told += ", and chance among those may explain all of them";
        } else if (measured.replicasChanged()) {
            verdict = Verdict.INCONCLUSIVE;
            told += "; meanwhile " + changes();
        } else {
            verdict = Verdict.FAIL;
        }
        add(verdict, "minCountedRatio", of, number(measured.countedRatio()), limit, told);
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
            changes.add(measured.found() + " series were found with " + number(measured.unproven())
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
                "noise",
                "predictions of others",
                number(others),
                "at most " + number(limit),
                number(others) + " predictions of others came in beside " + load.accepted()
                        + " of this burst; counters don't tell them apart");
    }

    private void rate() {
        double rate = measured.requestRate();
        double limit = limits.minRequestRate();
        boolean above = limit > 0 ? rate >= limit : rate > 0;
        Verdict verdict = above ? Verdict.PASS : measured.sampledAfterEnd() ? Verdict.FAIL : Verdict.INCONCLUSIVE;
        add(
                Double.isFinite(rate) ? verdict : Verdict.ERROR,
                "minRequestRate",
                query,
                number(rate),
                (limit > 0 ? "at least " : "above ") + number(limit),
                "Prometheus saw " + number(rate) + " successful predictions a second over "
                        + number(measured.windowSeconds()) + " s");
    }

    private void latency(LatencyLimit limit) {
        String name = "maxLatency";
        String of = "latency at " + limit.quantile();
        String most = "at most " + number(limit.millis()) + " ms";
        if (load.accepted() == 0) {
            add(Verdict.INCONCLUSIVE, name, of, "", most, "no prediction was accepted");
            return;
        }
        double millis = load.latencyAt(limit.quantile());
        add(
                millis <= limit.millis() ? Verdict.PASS : Verdict.FAIL,
                name,
                of,
                number(millis) + " ms",
                most,
                "the latency at the quantile " + limit.quantile() + " was " + number(millis) + " ms");
    }

    private void add(Verdict verdict, String name, String of, String value, String limit, String told) {
        String sentence = told + " (" + name + ": " + (value.isEmpty() ? "no value" : value) + ", " + limit + ").";
        findings.add(new Finding(
                name,
                of,
                value,
                limit,
                verdict,
                true,
                Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1)));
    }

    /** A number as people write it: at most three digits behind the point. */
    static String number(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value)
                        .setScale(3, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                : Double.toString(value);
    }
}
