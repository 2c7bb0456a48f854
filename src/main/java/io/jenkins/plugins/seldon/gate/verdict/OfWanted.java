package io.jenkins.plugins.seldon.gate.verdict;

import io.jenkins.plugins.seldon.gate.measure.Counts;
import io.jenkins.plugins.seldon.gate.measure.Counts.OfPredictor;
import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.measure.Owners;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.LatencyLimit;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.Source;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.text.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds the predictor that a gate is about against the limits, by its own counts: what one that gets little of the traffic
 * loses or fails is little of all, and much of its own. Pure.
 */
final class OfWanted {

    private final Measurement measured;
    private final LoadResult load;
    private final Counts counts;
    private final Thresholds limits;
    private final OfPredictor wanted;
    private final List<CheckResult> findings = new ArrayList<>();

    private OfWanted(Measurement measured, Thresholds limits, OfPredictor wanted) {
        this.measured = measured;
        this.load = measured.load();
        this.counts = measured.counts();
        this.limits = limits;
        this.wanted = wanted;
    }

    /** Its findings; none where the gate is about all predictors. */
    static List<CheckResult> of(Measurement measured, Thresholds limits) {
        return measured.counts().predictors().stream()
                .filter(predictor -> predictor.name().equals(measured.counts().wanted()))
                .map(predictor -> new OfWanted(measured, limits, predictor))
                .flatMap(judgement -> judgement.findings().stream())
                .toList();
    }

    private List<CheckResult> findings() {
        if (wanted.executor() != null) {
            scraped(wanted.executor());
        }
        if (wanted.share() == null || wanted.share() > 0 && wanted.share() < 1) {
            double counted = counted();
            errors(counted);
            limits.latencies().stream()
                    .filter(limit -> limit.source() == Source.CLIENT && load.accepted() > 0)
                    .forEach(limit -> latency(limit, counted));
        }
        return findings;
    }

    /** Its part of the burst's counted predictions: others' are among what it got. */
    private double counted() {
        double all = counts.predictors().stream()
                .filter(OfPredictor::own)
                .mapToDouble(OfPredictor::got)
                .sum();
        return all > 0 ? wanted.got() * Math.min(1, measured.counted() / all) : 0;
    }

    private void scraped(double counted) {
        double lost = counts.scrapeLostOf(wanted.name());
        if (lost <= (1 - limits.minCountedRatio()) * counted + 1e-6) {
            return;
        }
        add(
                counts.basis() == Owners.Basis.LABELS || measured.replicasChanged()
                        ? Verdict.INCONCLUSIVE
                        : Verdict.FAIL,
                Check.COUNTED,
                "counted / accepted of " + wanted.name(),
                Numbers.measured((counted - lost) / counted, limits.minCountedRatio(), 1),
                "at least " + Numbers.given(limits.minCountedRatio()),
                "Prometheus lacks " + Numbers.measured(lost) + " of the " + Numbers.measured(counted)
                        + " predictions that the pods of the predictor " + wanted.name() + " counted");
    }

    private void errors(double counted) {
        Optional<CheckResult> errors = Checks.countedErrors(counts.errorsOfWanted(), counted, limits, wanted.name());
        errors.ifPresent(findings::add);
        if (errors.filter(finding -> finding.verdict() == Verdict.FAIL).isEmpty()) {
            failed(counted);
        }
    }

    /**
     * No answer tells which predictor it is from: a request that was sent and failed may be this one's, unless another's
     * executor counted it as an error.
     */
    private void failed(double counted) {
        double own = counts.errorsOfWanted().own();
        double errors = counts.errors().own();
        // Where more is counted than was seen to fail, something tries again, and another's errors need not have been
        // seen.
        boolean areSeen = errors - counts.errors().margin() <= load.failed() + 0.5;
        double others = areSeen ? Math.max(0, errors - own) : 0;
        double failed = Math.max(load.badBodies(), load.failed() - load.unsent() - others);
        if (failed <= 0 || !Double.isFinite(failed) || !Double.isFinite(counted)) {
            return;
        }
        // What failed and is not among those that it counted was sent to it, too; an answer without a prediction is
        // one.
        double sent = counted + Math.max(own, failed - load.badBodies());
        double ratio = failed / Math.max(failed, sent);
        double limit = limits.maxErrorRatio();
        add(
                ratio <= limit ? Verdict.PASS : Verdict.INCONCLUSIVE,
                Check.ERRORS,
                "failed / sent of " + wanted.name(),
                Numbers.measured(ratio, limit),
                "at most " + Numbers.given(limit),
                "up to " + Numbers.measured(failed) + " of the requests that failed may be those of the predictor "
                        + wanted.name() + ", beside " + Numbers.measured(counted) + " that it counted");
    }

    /** Nor does a latency: all that took too long may be its own. */
    private void latency(LatencyLimit limit, double counted) {
        double quantile = 1 - (1 - limit.quantile()) * Math.min(1, counted / load.sent());
        double millis = load.latencyAt(quantile);
        if (load.latencyAt(limit.quantile()) > limit.millis() || millis <= limit.millis()) {
            return;
        }
        String told = Numbers.measured(millis, limit.millis());
        add(
                Verdict.INCONCLUSIVE,
                Check.LATENCY,
                "latency at " + limit.quantile() + " of " + wanted.name(),
                "",
                "at most " + Numbers.given(limit.millis()) + " ms",
                "the latency of all requests at the quantile " + Numbers.measured(quantile, 1)
                        + ", up to which that of the predictor " + wanted.name() + " at the quantile "
                        + limit.quantile() + " may reach, was " + told
                        + " ms; set the source prometheus to look at its own");
    }

    private void add(Verdict verdict, Check check, String of, String value, String limit, String told) {
        findings.add(Checks.finding(verdict, check, of, value, limit, told));
    }
}
