package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.diagnose.Observations;
import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes a gate's report of its findings. */
final class Conclusion {

    private final GateConfig config;
    private final MetricsGate.Ports ports;
    private final PredictionSeries scope;
    private final GateState state;

    Conclusion(GateConfig config, MetricsGate.Ports ports, GateState state) {
        this.config = config;
        this.ports = ports;
        this.scope = state.scope(config);
        this.state = state;
    }

    /** The report of what was found, or of what stopped the gate. */
    GateReport report() {
        if (state.stoppedAt != null) {
            return report(state.findings.get(0).verdict(), new Diagnosis(state.stoppedAt, "", List.of()));
        }
        Verdict verdict = state.findings.stream().map(CheckResult::verdict).reduce(Verdict.PASS, Verdict::and);
        if (verdict == Verdict.PASS) {
            return report(verdict, Diagnosis.NONE);
        }
        boolean changed = state.measured != null && state.measured.replicasChanged();
        Observations seen = new LayerLook(config, ports, state).observe();
        return report(verdict, Diagnosis.of(state.findings, changed, seen));
    }

    /**
     * The report of a gate that has its outcome, after a restart that came before the outcome was told.
     *
     * @throws IllegalStateException when nothing was found: that would be no fault
     */
    GateReport again() {
        if (state.findings.isEmpty()) {
            throw new IllegalStateException("the gate is done");
        }
        return report();
    }

    /** The page to look at through the ingress, where predictions are missing and no pod tells what it counted. */
    Optional<String> pageBehindIngress() {
        boolean isAsked =
                Diagnosis.isAboutCounting(state.findings) && scope.server().isSeldon() && !isToldByPods();
        return Optional.of(state.page).filter(page -> isAsked && !page.isEmpty());
    }

    private boolean isToldByPods() {
        try {
            return ports.cluster().replicas(scope).stream()
                    .anyMatch(replica -> replica.problem().isEmpty());
        } catch (IOException e) {
            return false;
        }
    }

    /** The report of a gate that could not go on. */
    GateReport stopped(CheckResult finding, Layer layer) {
        state.findings = List.of(finding);
        state.stoppedAt = layer;
        return report();
    }

    private GateReport report(Verdict verdict, Diagnosis diagnosis) {
        Measurement measured = state.measured;
        List<CheckResult> sorted = state.findings.stream()
                .sorted(CheckResult.BY_GRAVITY.reversed())
                .toList();
        return new GateReport(
                scope,
                verdict,
                measured == null ? asked().rateQuery(Duration.ofMinutes(1)) : measured.rateQuery(asked()),
                measured,
                state.load,
                sorted,
                diagnosis,
                new ArrayList<>(state.notes),
                state.rates,
                state.dashboard,
                state.burstStartAt,
                measured == null ? 0 : state.awaitedAt);
    }

    /** As a person has to ask: of a label that the target has, too, Prometheus has given the executor's another name. */
    private PredictionSeries asked() {
        Set<String> labels = new HashSet<>();
        state.baseline.forEach(series -> labels.addAll(series.labels().keySet()));
        return scope.server().isSeldon() ? scope.servedBy(scope.servedBy().asScraped(labels)) : scope;
    }
}
