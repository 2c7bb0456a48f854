package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.prometheus.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Makes a gate's report of its findings: evaluates the user's conditions, and looks at each layer when it has to. */
final class Outcome {

    private final GateConfig config;
    private final Scope scope;
    private final PrometheusClient prometheus;
    private final ModelCluster cluster;
    private final GateState state;

    Outcome(GateConfig config, PrometheusClient prometheus, ModelCluster cluster, GateState state) {
        this.config = config;
        this.scope = config.scope();
        this.prometheus = prometheus;
        this.cluster = cluster;
        this.state = state;
    }

    /**
     * The report of a measurement.
     *
     * @param measured null when none was made
     * @param early whether the gate ended before the burst, so that the user's conditions tell nothing
     */
    GateReport of(Measurement measured, List<Finding> measurements, boolean early) {
        List<Finding> findings = new ArrayList<>(measurements);
        if (!early) {
            config.conditions().forEach(condition -> findings.add(judge(condition)));
        }
        Verdict verdict = findings.stream().map(Finding::verdict).reduce(Verdict.PASS, Verdict::and);
        Finding gravest = gravest(findings);
        Diagnosis diagnosis = verdict == Verdict.PASS
                ? Diagnosis.NONE
                : Diagnosis.of(gravest, measured != null && measured.replicasChanged(), observe(measured));
        return report(measured, findings, verdict, diagnosis);
    }

    /** The report of a gate that could not go on. */
    GateReport stopped(Finding finding, Layer layer) {
        return report(null, List.of(finding), finding.verdict(), new Diagnosis(layer, "", List.of()));
    }

    private GateReport report(Measurement measured, List<Finding> findings, Verdict verdict, Diagnosis diagnosis) {
        List<Finding> sorted = findings.stream()
                .sorted(Comparator.comparing(Finding::verdict).reversed())
                .toList();
        boolean failing = sorted.stream().anyMatch(f -> f.verdict() != Verdict.PASS && f.failing());
        LoadResult load = state.load;
        long seconds = measured == null ? 60 : Math.max(1, Math.round(measured.windowSeconds()));
        List<String> notes = new ArrayList<>(state.notes);
        if (measured != null && measured.excess() > 0) {
            notes.add(Judgement.number(measured.excess()) + " more predictions were counted than this burst explains:"
                    + " retries of an ingress, or other callers.");
        }
        return new GateReport(
                scope,
                verdict,
                failing,
                scope.rateQuery(java.time.Duration.ofSeconds(seconds)),
                measured,
                load,
                sorted,
                diagnosis,
                notes,
                state.burstStartAt,
                measured == null ? 0 : state.awaitedAt);
    }

    private static Finding gravest(List<Finding> findings) {
        return findings.stream().max(Comparator.comparing(Finding::verdict)).orElseThrow();
    }

    private Finding judge(MetricCondition condition) {
        try {
            return condition.judge(prometheus.query(condition.promql()));
        } catch (PrometheusException e) {
            return condition.unmeasured(e.getMessage());
        }
    }

    private Observations observe(Measurement measured) {
        List<Target> targets = new ArrayList<>();
        int others = 0;
        String targetsProblem = "";
        String prometheusProblem = "";
        int series = 0;
        List<Series> elsewhere = List.of();
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
                targets,
                others,
                targetsProblem,
                series,
                elsewhere.size(),
                namespaceLabels(elsewhere),
                prometheusProblem);
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
