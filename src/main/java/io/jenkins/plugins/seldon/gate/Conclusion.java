package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.diagnose.Observations;
import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.measure.Owners;
import io.jenkins.plugins.seldon.gate.measure.Pages;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.prometheus.Target;
import io.jenkins.plugins.seldon.prometheus.Targets;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.seldon.server.Counter;
import io.jenkins.plugins.seldon.seldon.server.LabelTest;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import io.jenkins.plugins.seldon.text.Numbers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Makes a gate's report of its findings, and looks at each layer when it has to. */
final class Conclusion {

    private static final int MOST_OTHERS = 3;

    private final GateConfig config;
    private final PredictionSeries scope;
    private final PrometheusClient prometheus;
    private final ModelCluster cluster;
    private final GateState state;

    Conclusion(GateConfig config, MetricsGate.Ports ports, GateState state) {
        this.config = config;
        this.scope = state.scope(config);
        this.prometheus = ports.prometheus();
        this.cluster = ports.cluster();
        this.state = state;
    }

    /** The report of what was found, or of what stopped the gate. */
    GateReport report() {
        if (state.stoppedAt != null) {
            Diagnosis where = new Diagnosis(state.stoppedAt, "", List.of());
            return report(state.findings, state.findings.get(0).verdict(), where);
        }
        Measurement measured = state.measured;
        Verdict verdict = state.findings.stream().map(CheckResult::verdict).reduce(Verdict.PASS, Verdict::and);
        if (verdict == Verdict.PASS) {
            return report(state.findings, verdict, Diagnosis.NONE);
        }
        boolean changed = measured != null && measured.replicasChanged();
        return report(state.findings, verdict, Diagnosis.of(state.findings, changed, observe(measured)));
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
            return cluster.replicas(scope).stream()
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

    private GateReport report(List<CheckResult> findings, Verdict verdict, Diagnosis diagnosis) {
        Measurement measured = state.measured;
        List<CheckResult> sorted =
                findings.stream().sorted(CheckResult.BY_GRAVITY.reversed()).toList();
        List<String> notes = new ArrayList<>(state.notes);
        return new GateReport(
                scope,
                verdict,
                measured == null ? asked().rateQuery(Duration.ofMinutes(1)) : measured.rateQuery(asked()),
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

    /** As a person has to ask: of a label that the target has, too, Prometheus has given the executor's another name. */
    private PredictionSeries asked() {
        Set<String> labels = new HashSet<>();
        state.baseline.forEach(series -> labels.addAll(series.labels().keySet()));
        return scope.server().isSeldon() ? scope.servedBy(scope.servedBy().asScraped(labels)) : scope;
    }

    private Observations observe(Measurement measured) {
        List<Target> targets = new ArrayList<>();
        List<String> unscraped = new ArrayList<>();
        int others = 0;
        String targetsProblem = "";
        String unlisted = "";
        List<Series> read = List.of();
        List<Series> series = List.of();
        String unlabelled = "";
        int unmatched = 0;
        List<Series> elsewhere = List.of();
        List<String> busyOthers = List.of();
        List<ModelCluster.Replica> replicas = List.of();
        String replicasProblem = "";
        try {
            replicas = cluster.replicas(scope);
        } catch (IOException e) {
            replicasProblem = e.getMessage();
        }
        try {
            Owners owners = state.owners();
            Predicate<Target> ours = target -> isOurs(owners, target.labels());
            read = read(scope);
            series = predictions(read);
            unlabelled = series.isEmpty()
                    ? lacking(read, scope.server().predictions())
                    : lacking(series, scope.server().counter().success());
            PredictionSeries unnarrowed = unnarrowed();
            unmatched = series.isEmpty() && !scope.matchers().isEmpty()
                    ? predictions(read(unnarrowed)).size()
                    : 0;
            Targets all = prometheus.targets((unmatched > 0 ? unnarrowed : scope).upOfNamespace(), ours);
            unlisted = all.unlisted();
            for (Target target : all.all()) {
                if (!ours.test(target)) {
                    others++;
                } else if (!isBesideCounter(owners, target, series)) {
                    targets.add(target);
                }
            }
            unscraped = targets.isEmpty() ? unscraped : unscraped(replicas, targets, owners);
            if (read.isEmpty()) {
                elsewhere = prometheus.query(scope.selectorOfAnyNamespace()).stream()
                        .filter(found -> scope.tellsWhose() || found.labels().containsValue(scope.namespace()))
                        .toList();
            }
            busyOthers = busyOthers(measured);
        } catch (PrometheusException e) {
            targetsProblem = e.getMessage();
        }
        List<String> changes = changes(scope.server().process());
        boolean unsteady = measured != null
                && measured.isUnsteady()
                && changes.isEmpty()
                && replicasProblem.isEmpty()
                && !replicas.isEmpty();
        double tolerated = state.load == null ? 0 : config.thresholds().tolerated(state.load.accepted());
        return new Observations(
                scope.server(),
                state.load,
                state.accepted,
                measured == null ? null : measured.counts(),
                tolerated,
                changes,
                unsteady,
                state.deploymentMissing
                        ? state.deploymentProblem
                        : read.isEmpty() && elsewhere.isEmpty() && !targets.isEmpty() ? ofRuntime(replicas) : "",
                replicas,
                replicasProblem,
                state.countedThroughIngress,
                targets,
                others,
                unscraped,
                targetsProblem,
                unlisted,
                series.size(),
                unlabelled,
                unmatched,
                elsewhere.size(),
                queries(elsewhere),
                busyOthers);
    }

    /** Of an InferenceService of which nothing has KServe's counter, and nobody has told the server. */
    private String ofRuntime(List<ModelCluster.Replica> replicas) {
        boolean isTaken = config.scope().servedBy().open()
                && scope.server().name().equals(ServerProfile.KSERVE.name())
                && replicas.stream().allMatch(replica -> !replica.isReadable() || replica.counted() == 0);
        return isTaken
                ? "its runtime may not be one of KServe's own Python servers: if it is not, name its counter by metric"
                : "";
    }

    /** The same without the user's matchers. */
    private PredictionSeries unnarrowed() {
        return new PredictionSeries(
                scope.namespace(), scope.deployment(), scope.predictor(), scope.namespaceLabel(), "", scope.servedBy());
    }

    /** The series of the successes' counter, whatever it counted: a scrape may have renamed the labels that tell. */
    private List<Series> read(PredictionSeries of) throws PrometheusException {
        List<Series> read = new ArrayList<>();
        for (Counter counter : of.server().successes()) {
            read.addAll(prometheus.query(of.readSelector(counter)));
        }
        return read.isEmpty() && of.histogramSelector().isPresent()
                ? prometheus.observations(of.histogramSelector().get() + "[5m]")
                : read;
    }

    private List<Series> predictions(List<Series> read) {
        return read.stream()
                .filter(scope::isPrediction)
                .filter(each -> !scope.server().isSeldon() || scope.isOfPredictor(each.label("predictor_name")))
                .toList();
    }

    /** The label that a test looks at, where series are there and none has it; else empty. */
    private static String lacking(List<Series> series, LabelTest test) {
        return test.labels().stream()
                .filter(label -> !series.isEmpty()
                        && series.stream()
                                .allMatch(each -> each.label(label).isEmpty()
                                        && each.label("exported_" + label).isEmpty()))
                .findFirst()
                .orElse("");
    }

    /** Whether a target's labels are the model's; those of a pod that is known to be another's are not, whatever its name. */
    private boolean isOurs(Owners owners, Map<String, String> labels) {
        Owners.Owner owner = owners.of(labels);
        return !owner.foreign() && (owner.basis() != Owners.Basis.LABELS || scope.covers(labels));
    }

    /**
     * Whether a target is down of a pod whose counter another one shows. Each container of a SeldonDeployment gets a port
     * for metrics, whether its image shows any or not: seldon-core 1.12, seldondeployment_webhook.go ({@code
     * addMetricsPortAndIncrement}).
     */
    private static boolean isBesideCounter(Owners owners, Target target, List<Series> series) {
        String pod = owners.of(target.labels()).pod();
        return target.isDown()
                && !pod.isEmpty()
                && series.stream()
                        .filter(each -> owners.of(each.labels()).pod().equals(pod))
                        .anyMatch(each -> !PredictionSeries.isFrom(target.labels(), each.labels()));
    }

    /** Ready pods that are the burst's and that no target leads to, where targets tell pods at all. */
    private List<String> unscraped(List<ModelCluster.Replica> replicas, List<Target> targets, Owners owners) {
        List<String> scraped = targets.stream()
                .map(target -> owners.of(target.labels()).pod())
                .filter(pod -> !pod.isEmpty())
                .toList();
        return scraped.isEmpty()
                ? List.of()
                : replicas.stream()
                        .map(ModelCluster.Replica::pod)
                        .filter(pod -> pod.ready() && state.routing.counts(pod))
                        .map(ModelCluster.ExecutorPod::name)
                        .filter(pod -> !scraped.contains(pod))
                        .toList();
    }

    /** What happened to the pods between the first reading and the last. */
    private List<String> changes(String process) {
        List<String> changes = new ArrayList<>();
        Map<String, ModelCluster.ExecutorPod> before = new LinkedHashMap<>();
        for (Pages page : state.pages) {
            if (page.replicas().isEmpty()) {
                continue;
            }
            Map<String, ModelCluster.ExecutorPod> now = new LinkedHashMap<>();
            page.replicas().forEach(replica -> now.put(replica.pod().uid(), replica.pod()));
            if (!before.isEmpty()) {
                before.values().stream()
                        .filter(pod -> !now.containsKey(pod.uid()))
                        .forEach(pod -> changes.add("the pod " + pod.name() + " is gone"));
                now.values().forEach(pod -> change(before.get(pod.uid()), pod, process, changes));
            }
            before.clear();
            before.putAll(now);
        }
        return changes;
    }

    private static void change(
            ModelCluster.ExecutorPod before, ModelCluster.ExecutorPod now, String process, List<String> changes) {
        if (before == null) {
            changes.add("the pod " + now.name() + " is new");
        } else if (now.restarts() > before.restarts()) {
            changes.add("the " + process + " in the pod " + now.name() + " restarted: it " + now.ended());
        }
    }

    /** Deployments to which the endpoint may lead instead: those that counted what was accepted here, within chance. */
    private List<String> busyOthers(Measurement measured) throws PrometheusException {
        long since = measured == null ? state.originAt : state.burstStartAt;
        double accepted = measured == null ? state.accepted : measured.load().accepted();
        Duration window = Duration.ofMillis(Math.max(1000, prometheus.nowMillis() - since));
        Optional<String> rises = scope.risesOfAll(window);
        if (since == 0 || accepted == 0 || rises.isEmpty()) {
            return List.of();
        }
        double chance = Math.max(1, 3 * Math.sqrt(accepted));
        return prometheus.query(rises.get()).stream()
                .filter(rise -> !scope.isNamedBy(rise) && Math.abs(rise.last().value() - accepted) <= chance)
                .sorted(Comparator.comparing(rise -> Math.abs(rise.last().value() - accepted)))
                .limit(MOST_OTHERS)
                .map(rise -> scope.nameOf(rise) + " counted "
                        + Numbers.measured(rise.last().value()))
                .toList();
    }

    /** Selectors that find series which the scoped one does not: by a label whose value is the namespace. */
    private List<String> queries(List<Series> series) {
        TreeSet<String> queries = new TreeSet<>();
        series.forEach(s -> s.labels().forEach((label, value) -> {
            if (value.equals(scope.namespace()) && !label.equals(scope.namespaceLabel())) {
                queries.add(scope.withNamespaceLabel(label).selector());
            }
        }));
        return List.copyOf(queries);
    }
}
