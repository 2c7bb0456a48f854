package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.diagnose.Observations;
import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.prometheus.Target;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.text.Numbers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Makes a gate's report of its findings, and looks at each layer when it has to. */
final class Conclusion {

    private static final int MOST_OTHERS = 3;

    private final PredictionSeries scope;
    private final PrometheusClient prometheus;
    private final ModelCluster cluster;
    private final GateState state;

    Conclusion(GateConfig config, MetricsGate.Ports ports, GateState state) {
        this.scope = config.scope();
        this.prometheus = ports.prometheus();
        this.cluster = ports.cluster();
        this.state = state;
    }

    /** The report of what was found. */
    GateReport report() {
        Measurement measured = state.measured;
        Verdict verdict = state.findings.stream().map(CheckResult::verdict).reduce(Verdict.PASS, Verdict::and);
        if (verdict == Verdict.PASS) {
            return report(state.findings, verdict, Diagnosis.NONE);
        }
        boolean changed = measured != null && measured.replicasChanged();
        return report(state.findings, verdict, Diagnosis.of(state.findings, changed, observe(measured)));
    }

    /** Whether predictions are missing, and no pod tells what it counted. */
    boolean needsLookThroughIngress() {
        if (!Diagnosis.isAboutCounting(state.findings)) {
            return false;
        }
        try {
            return cluster.replicas(scope).stream()
                    .noneMatch(replica -> replica.problem().isEmpty());
        } catch (IOException e) {
            return true;
        }
    }

    /** The report of a gate that could not go on. */
    GateReport stopped(CheckResult finding, Layer layer) {
        return report(List.of(finding), finding.verdict(), new Diagnosis(layer, "", List.of()));
    }

    private GateReport report(List<CheckResult> findings, Verdict verdict, Diagnosis diagnosis) {
        Measurement measured = state.measured;
        List<CheckResult> sorted = findings.stream()
                .sorted(Comparator.comparing(CheckResult::verdict).reversed())
                .toList();
        List<String> notes = new ArrayList<>(state.notes);
        if (measured != null && measured.excess() > 0) {
            notes.add(Numbers.of(measured.excess()) + " more predictions were counted than this burst explains:"
                    + " retries of an ingress, a shadow predictor, or other callers.");
        }
        return new GateReport(
                scope,
                verdict,
                measured == null ? scope.rateQuery(Duration.ofMinutes(1)) : measured.rateQuery(scope),
                measured,
                state.load,
                sorted,
                diagnosis,
                notes,
                state.rates,
                state.dashboard,
                state.burstStartAt,
                measured == null ? 0 : state.awaitedAt);
    }

    private Observations observe(Measurement measured) {
        List<Target> targets = new ArrayList<>();
        int others = 0;
        String targetsProblem = "";
        String prometheusProblem = "";
        int series = 0;
        List<Series> elsewhere = List.of();
        List<String> busyOthers = List.of();
        try {
            for (Target target : prometheus.targets()) {
                if (scope.covers(target.labels())) {
                    targets.add(target);
                } else {
                    others++;
                }
            }
            series = prometheus.query(scope.selector()).size();
            elsewhere = prometheus.query(scope.selectorOfAnyNamespace());
            busyOthers = busyOthers(measured);
        } catch (PrometheusException e) {
            targetsProblem = e.getMessage();
            prometheusProblem = e.getMessage();
        }
        List<ModelCluster.Replica> replicas = List.of();
        String replicasProblem = "";
        try {
            replicas = cluster.replicas(scope);
        } catch (IOException e) {
            replicasProblem = e.getMessage();
        }
        return new Observations(
                state.load,
                state.accepted,
                measured == null ? 0 : measured.countedErrors(),
                replicas,
                replicasProblem,
                state.countedThroughIngress,
                targets,
                others,
                targetsProblem,
                series,
                elsewhere.size(),
                namespaceLabels(elsewhere),
                busyOthers,
                prometheusProblem);
    }

    /** Deployments to which the endpoint may lead instead: those that counted about what was accepted here. */
    private List<String> busyOthers(Measurement measured) throws PrometheusException {
        long since = measured == null ? state.originAt : state.burstStartAt;
        double accepted = measured == null ? state.accepted : measured.load().accepted();
        if (since == 0 || accepted == 0) {
            return List.of();
        }
        Duration window = Duration.ofMillis(Math.max(1000, prometheus.nowMillis() - since));
        return prometheus.query(scope.risesOfAll(window)).stream()
                .filter(rise -> rise.last().value() >= accepted / 2 && !scope.isNamedBy(rise))
                .sorted(Comparator.comparing(rise -> Math.abs(rise.last().value() - accepted)))
                .limit(MOST_OTHERS)
                .map(rise -> scope.nameOf(rise) + " counted "
                        + Numbers.of(rise.last().value()))
                .toList();
    }

    /** Labels whose value is the namespace: one of them may be the label to scope by. */
    private List<String> namespaceLabels(List<Series> series) {
        TreeSet<String> labels = new TreeSet<>();
        series.forEach(s -> s.labels().forEach((label, value) -> {
            if (value.equals(scope.namespace())) {
                labels.add(label + "=" + value);
            }
        }));
        return List.copyOf(labels);
    }
}
