package io.jenkins.plugins.seldon.gate.verdict;

import io.jenkins.plugins.seldon.gate.measure.Balance;
import io.jenkins.plugins.seldon.gate.measure.Counts;
import io.jenkins.plugins.seldon.gate.measure.Counts.OfPredictor;
import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.measure.Shares;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.LatencyLimit;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.Source;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.text.Numbers;
import io.jenkins.plugins.seldon.text.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds a measurement against the limits. Pure: the same measurement always gets the same findings. */
public final class Checks {

    /** A burst that reached less of its plan tells nothing of the rate that was asked for. */
    private static final double REACHED = 0.95;

    /** What a planned end may slip on a busy machine before it counts as not reached. */
    private static final long SLIP_MILLIS = 500;

    private final Measurement measured;
    private final LoadResult load;
    private final Counts counts;
    private final Thresholds limits;
    private final List<CheckResult> findings = new ArrayList<>();

    private Checks(Measurement measured, Thresholds limits) {
        this.measured = measured;
        this.load = measured.load();
        this.counts = measured.counts();
        this.limits = limits;
    }

    /** One finding for each condition, the built-in ones of a trustworthy measurement among them. */
    public static List<CheckResult> of(Measurement measured, Thresholds limits) {
        Checks judgement = new Checks(measured, limits);
        judgement.errors();
        if (measured.load().sent() == 0) {
            return judgement.findings;
        }
        judgement.plan();
        judgement.counted();
        judgement.excess();
        judgement.shares();
        judgement.findings.addAll(OfWanted.of(measured, limits));
        judgement.countedErrors();
        judgement.rate();
        limits.latencies().stream()
                .filter(limit -> limit.source() == Source.CLIENT)
                .forEach(judgement::latency);
        return judgement.findings;
    }

    private void errors() {
        String limit = "at most " + Numbers.given(limits.maxErrorRatio());
        if (load.sent() == 0) {
            add(Verdict.ERROR, Check.ERRORS, "failed / sent", "", limit, "no request was sent");
            return;
        }
        boolean holds = load.errorRatio() <= limits.maxErrorRatio() && load.accepted() > 0;
        String failures = load.failures().isEmpty() ? "" : ": " + load.failures();
        add(
                holds ? Verdict.PASS : Verdict.FAIL,
                Check.ERRORS,
                "failed / sent",
                Numbers.measured(load.errorRatio(), limits.maxErrorRatio()),
                limit,
                load.failed() + " of " + load.sent() + " predictions failed" + failures);
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
                Numbers.measured(late ? part * Math.min(1, onTime) : part, REACHED),
                "at least " + Numbers.given(REACHED),
                load.sent() + " of " + load.planned() + " planned requests were sent, the last after "
                        + load.sendingSpanMillis() + " ms instead of " + load.plannedSpanMillis() + " ms");
    }

    /** The three counts agree in the worst case of every margin, or don't in the best, or nobody can tell. */
    private void counted() {
        String limit = "at least " + Numbers.given(limits.minCountedRatio());
        String of = "counted / accepted";
        if (load.accepted() == 0) {
            add(Verdict.INCONCLUSIVE, Check.COUNTED, of, "", limit, "no prediction was accepted");
            return;
        }
        double most = counts.lostAtMost();
        if (!Double.isFinite(most) || !Double.isFinite(measured.counted())) {
            add(
                    Verdict.ERROR,
                    Check.COUNTED,
                    of,
                    Numbers.measured(measured.counted()),
                    limit,
                    "no finite number of predictions was counted");
            return;
        }
        String told = CountsTold.of(counts);
        Verdict verdict;
        if (!measured.sampledAfterEnd()) {
            verdict = Verdict.INCONCLUSIVE;
            told += ", and Prometheus took no sample after the end of the burst";
        } else if (!counts.doubts().isEmpty()) {
            verdict = Verdict.INCONCLUSIVE;
            told += "; " + String.join("; ", counts.doubts());
        } else if (most <= tolerated()) {
            verdict = Verdict.PASS;
        } else if (counts.lostAtLeast() <= tolerated()) {
            verdict = Verdict.INCONCLUSIVE;
            told += "; " + margins();
        } else if (measured.replicasChanged()) {
            verdict = Verdict.INCONCLUSIVE;
            told += "; meanwhile " + changes();
        } else if (counts.mayBeSharedOut(tolerated())) {
            verdict = Verdict.INCONCLUSIVE;
            told += "; meanwhile other predictors counted " + Numbers.measured(counts.unweighted())
                    + " with shares that are not known";
        } else {
            verdict = Verdict.FAIL;
        }
        add(verdict, Check.COUNTED, of, ratio(), limit, told);
    }

    /** Predictions that may be lost, or counted too many. */
    private double tolerated() {
        return limits.tolerated(load.accepted());
    }

    private String ratio() {
        return Numbers.measured(measured.countedRatio(), limits.minCountedRatio(), 1);
    }

    private String margins() {
        Balance balance = counts.balance();
        List<String> reasons = new ArrayList<>();
        if (balance.margin() > 0) {
            reasons.add("others' share of " + Numbers.measured(balance.others()) + " may be off by "
                    + Numbers.measured(balance.margin()) + " predictions" + needed(balance));
        }
        if (balance.hidden() > 0) {
            reasons.add(Numbers.measured(balance.surplus())
                    + " were counted in a part of the burst though nobody sent them in it, which may hide as many "
                    + "losses");
        }
        if (counts.disputed() > 0) {
            reasons.add(
                    "Prometheus' series of one pod contradict each other by " + Numbers.measured(counts.disputed()));
        }
        if (counts.failed() > 0) {
            reasons.add(Numbers.measured(counts.failed())
                    + " requests failed and may have been counted in the place of predictions that were not");
        }
        if (counts.late() > 0) {
            reasons.add(Numbers.measured(counts.late())
                    + " predictions from before the burst were not known to Prometheus when it began, and may stand for"
                    + " some of it");
        }
        return String.join(", and ", reasons);
    }

    /** The margin grows with the root of the burst: a number of requests that makes it small enough, where one does. */
    private String needed(Balance balance) {
        double allowed = 1 - limits.minCountedRatio();
        if (allowed <= 0 || changed(balance)) {
            return "";
        }
        double factor = balance.margin() / (allowed * load.accepted());
        long requests = (long) Math.ceil(load.sent() * factor * factor * 2 / 100) * 100;
        return "; about " + requests + " requests at this rate would decide it, or fewer at a higher rate";
    }

    private static boolean changed(Balance balance) {
        double less = Math.min(balance.rateBefore(), balance.rateAfter());
        return Math.max(balance.rateBefore(), balance.rateAfter()) > 2 * less;
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
            changes.add(measured.found() + " series were found with " + Numbers.measured(measured.unproven())
                    + " predictions of unknown age");
        }
        if (changes.isEmpty()) {
            changes.add("pods came, went or restarted");
        }
        String told = String.join(", ", changes);
        return measured.found() > 0
                ? told + ", as when replicas are replaced or were not scraped for a while"
                : told + ", as when replicas are replaced";
    }

    /** What nobody explains may hide a loss just as large. */
    private void excess() {
        Balance balance = counts.balance();
        if (load.accepted() == 0 || counts.excess() <= 0 && !balance.hasOthers()) {
            return;
        }
        boolean holds = counts.excess() <= tolerated();
        add(
                holds ? Verdict.PASS : Verdict.INCONCLUSIVE,
                Check.BACKGROUND_TRAFFIC,
                "counted - accepted - others",
                Numbers.measured(counts.excess(), tolerated()),
                "at most " + Numbers.of(tolerated()),
                holds
                        ? "others sent " + Numbers.measured(balance.rateBefore()) + "/s before the burst and "
                                + Numbers.measured(balance.rateAfter()) + "/s after it"
                        : Numbers.measured(counts.excess())
                                + " more predictions were counted than this burst and others explain: "
                                + CountsTold.breakdown(counts));
    }

    private void shares() {
        for (OfPredictor predictor : counts.predictors()) {
            boolean wanted = predictor.name().equals(counts.wanted());
            Double share = predictor.share();
            if (share != null && (predictor.own() || wanted) && (share < 1 || wanted)) {
                share(predictor, share, wanted);
            }
        }
    }

    private void share(OfPredictor predictor, double share, boolean wanted) {
        String told = "the predictor " + predictor.name() + " got "
                + Numbers.measured(predictor.got(), predictor.least(), predictor.most())
                + " predictions; its share of " + Numbers.measured(share) + " allows " + Numbers.of(predictor.least())
                + " to "
                + Numbers.of(predictor.most()) + " by chance (" + Numbers.of(Shares.CONFIDENCE * 100)
                + " %)";
        Verdict verdict;
        if (share == 0 && wanted) {
            verdict = Verdict.INCONCLUSIVE;
            told = "the predictor " + predictor.name()
                    + " gets none of this burst, by its weight or by the endpoint; give the endpoint that leads to it";
        } else if (share == 0 || share >= 1 && predictor.got() <= 0) {
            // What gets everything and has none of it is told by what was counted.
            return;
        } else if (predictor.got() < predictor.least() || predictor.got() > predictor.most()) {
            verdict = measured.replicasChanged() ? Verdict.INCONCLUSIVE : Verdict.FAIL;
        } else if (predictor.got() <= 0) {
            verdict = Verdict.INCONCLUSIVE;
            told += "; it takes about " + Shares.enough(share) + " requests to rule out that none at all is chance";
        } else {
            verdict = Verdict.PASS;
        }
        add(
                verdict,
                Check.SHARE,
                "predictions of " + predictor.name(),
                Numbers.measured(predictor.got(), predictor.least(), predictor.most()),
                Numbers.of(predictor.least()) + " to " + Numbers.of(predictor.most()),
                told);
    }

    /** A mesh that tries again hides a failing model from the sender, and not from the executors. */
    private void countedErrors() {
        countedErrors(counts.errors(), measured.counted(), limits, "").ifPresent(findings::add);
    }

    /**
     * Holds what was counted with an error against what was counted at all; empty where nothing was.
     *
     * @param predictor whose counts these are; empty for all
     */
    static Optional<CheckResult> countedErrors(Balance of, double counted, Thresholds limits, String predictor) {
        double errors = of.own();
        double margin = of.margin();
        double all = errors + counted;
        if (errors <= 0 || !Double.isFinite(all)) {
            return Optional.empty();
        }
        double ratio = errors / all;
        double limit = limits.maxCountedErrorRatio();
        Verdict verdict = (errors + margin) / (all + margin) <= limit
                ? Verdict.PASS
                : (errors - margin) / all > limit ? Verdict.FAIL : Verdict.INCONCLUSIVE;
        String told = predictor.isEmpty()
                ? Numbers.measured(errors) + " predictions were counted as errors, and " + Numbers.measured(counted)
                        + " without"
                : Numbers.measured(errors) + " predictions of the predictor " + predictor
                        + " were counted as errors, and " + Numbers.measured(counted) + " without";
        if (verdict == Verdict.INCONCLUSIVE) {
            told += ", give or take " + Numbers.measured(margin) + " for others' errors";
        }
        return Optional.of(finding(
                verdict,
                Check.COUNTED_ERRORS,
                predictor.isEmpty() ? "counted errors / counted" : "counted errors / counted of " + predictor,
                Numbers.measured(ratio, limit),
                "at most " + Numbers.given(limit),
                told));
    }

    private void rate() {
        double rate = measured.requestRate();
        double limit = limits.minRequestRate();
        String told = Numbers.measured(rate, limit);
        boolean decided = measured.sampledAfterEnd() && counts.doubts().isEmpty() && !measured.replicasChanged();
        boolean reachable = isEnough(measured.rateAtMost(), limit);
        Verdict verdict =
                isEnough(rate, limit) ? Verdict.PASS : decided && !reachable ? Verdict.FAIL : Verdict.INCONCLUSIVE;
        String known = verdict == Verdict.INCONCLUSIVE && decided
                ? told + " (at best " + Numbers.measured(measured.rateAtMost(), limit) + ")"
                : told;
        add(
                Double.isFinite(rate) ? verdict : Verdict.ERROR,
                Check.RATE,
                "counted / time of sending",
                told,
                limit > 0 ? "at least " + Numbers.given(limit) : "above " + Numbers.given(limit),
                "of this burst " + known
                        + " predictions a second were counted while it was sent; Prometheus saw "
                        + Numbers.measured(measured.observedRate()) + "/s over "
                        + Numbers.measured(measured.windowSeconds())
                        + " s");
    }

    private static boolean isEnough(double rate, double limit) {
        return limit > 0 ? rate >= limit : rate > 0;
    }

    private void latency(LatencyLimit limit) {
        String of = "latency at " + limit.quantile();
        String most = "at most " + Numbers.given(limit.millis()) + " ms";
        if (load.accepted() == 0) {
            add(Verdict.INCONCLUSIVE, Check.LATENCY, of, "", most, "no prediction was accepted");
            return;
        }
        double millis = load.latencyAt(limit.quantile());
        String told = Numbers.measured(millis, limit.millis());
        add(
                millis <= limit.millis() ? Verdict.PASS : Verdict.FAIL,
                Check.LATENCY,
                of,
                told + " ms",
                most,
                "the latency at the quantile " + limit.quantile() + " was " + told + " ms");
    }

    private void add(Verdict verdict, Check check, String of, String value, String limit, String told) {
        findings.add(finding(verdict, check, of, value, limit, told));
    }

    static CheckResult finding(Verdict verdict, Check check, String of, String value, String limit, String told) {
        String counted =
                told + " (" + check.label() + ": " + (value.isEmpty() ? "no value" : value) + ", " + limit + ")";
        return CheckResult.of(check, of, value, limit, verdict, Sentences.of(counted));
    }
}
