package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.diagnose.Observations;
import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.measure.Owners;
import io.jenkins.plugins.seldon.gate.measure.Pages;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What is seen at each layer on a prediction's way, once a gate does not pass: the pods, Prometheus' targets, and its series.
 * What can't be looked at leaves a problem instead. For one look.
 */
final class LayerLook {

    private static final int MOST_OTHERS = 3;

    private final GateConfig config;
    private final PredictionSeries scope;
    private final PrometheusClient prometheus;
    private final ModelCluster cluster;
    private final GateState state;

    private List<ModelCluster.Replica> replicas = List.of();
    private String replicasProblem = "";
    private final List<Target> targets = new ArrayList<>();
    private int otherTargets;
    private List<String> unscraped = List.of();
    private String targetsProblem = "";
    private String unlisted = "";
    private List<Series> read = List.of();
    private List<Series> series = List.of();
    private String unlabelled = "";
    private int unmatched;
    private List<Series> elsewhere = List.of();
    private List<String> busyOthers = List.of();

    LayerLook(GateConfig config, MetricsGate.Ports ports, GateState state) {
        this.config = config;
        this.scope = state.scope(config);
        this.prometheus = ports.prometheus();
        this.cluster = ports.cluster();
        this.state = state;
    }

    Observations observe() {
        try {
            replicas = cluster.replicas(scope);
        } catch (IOException e) {
            replicasProblem = e.getMessage();
        }
        try {
            lookAtPrometheus();
        } catch (PrometheusException e) {
            targetsProblem = e.getMessage();
        }
        Measurement measured = state.measured;
        List<String> changes = changes(scope.server().process());
        // Of pods that nobody can list only samples tell that they changed, where there are any.
        boolean areKnown = replicasProblem.isEmpty() && !replicas.isEmpty();
        boolean unsteady = measured != null
                && measured.isUnsteady()
                && changes.isEmpty()
                && (areKnown || !measured.sampledAfterEnd());
        return new Observations(
                scope.server(),
                state.load,
                state.accepted,
                measured == null ? null : measured.counts(),
                state.load == null ? 0 : config.thresholds().tolerated(state.load.accepted()),
                changes,
                unsteady,
                missing(),
                replicas,
                replicasProblem,
                state.countedThroughIngress,
                targets,
                otherTargets,
                unscraped,
                targetsProblem,
                unlisted,
                series.size(),
                unlabelled,
                unmatched,
                elsewhere.size(),
                queries(),
                busyOthers);
    }

    private void lookAtPrometheus() throws PrometheusException {
        Owners owners = state.owners();
        read = read(scope);
        series = predictions(read);
        unlabelled = series.isEmpty()
                ? lacking(read, scope.server().predictions())
                : lacking(series, scope.server().counter().success());
        PredictionSeries unnarrowed = unnarrowed();
        unmatched = series.isEmpty() && !scope.matchers().isEmpty()
                ? predictions(read(unnarrowed)).size()
                : 0;
        lookAtTargets(unmatched > 0 ? unnarrowed : scope, owners);
        if (read.isEmpty()) {
            elsewhere = ofAll(scope.selectorOfAnyNamespace()).stream()
                    .filter(found -> scope.tellsWhose() || found.labels().containsValue(scope.namespace()))
                    .toList();
        }
        busyOthers = busyOthers();
    }

    private void lookAtTargets(PredictionSeries of, Owners owners) throws PrometheusException {
        Predicate<Target> ours = target -> isOurs(owners, target.labels());
        Targets all = prometheus.targets(of.upOfNamespace(), ours);
        unlisted = all.unlisted();
        for (Target target : all.all()) {
            if (!ours.test(target)) {
                otherTargets++;
            } else if (!isBesideCounter(owners, target)) {
                targets.add(target);
            }
        }
        unscraped = targets.isEmpty() ? List.of() : unscraped(owners);
    }

    /** That the model's object is not there, or may be of another server, a clause; empty where nothing says so. */
    private String missing() {
        if (state.deploymentMissing) {
            return state.deploymentProblem;
        }
        return read.isEmpty() && elsewhere.isEmpty() && !targets.isEmpty() ? ofRuntime() : "";
    }

    /** Of an InferenceService of which nothing has KServe's counter, and nobody has told the server. */
    private String ofRuntime() {
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
    private boolean isBesideCounter(Owners owners, Target target) {
        String pod = owners.of(target.labels()).pod();
        return target.isDown()
                && !pod.isEmpty()
                && series.stream()
                        .filter(each -> owners.of(each.labels()).pod().equals(pod))
                        .anyMatch(each -> !PredictionSeries.isFrom(target.labels(), each.labels()));
    }

    /** Ready pods that are the burst's and that no target leads to, where targets tell pods at all. */
    private List<String> unscraped(Owners owners) {
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

    /** Others' series beside the model's own: a store that refuses to read so many hides nothing of what is known of these. */
    private List<Series> ofAll(String promql) {
        try {
            return prometheus.query(promql);
        } catch (PrometheusException e) {
            return List.of();
        }
    }

    /** Deployments to which the endpoint may lead instead: those that counted what was accepted here, within chance. */
    private List<String> busyOthers() throws PrometheusException {
        Measurement measured = state.measured;
        long since = measured == null ? state.originAt : state.burstStartAt;
        double accepted = measured == null ? state.accepted : measured.load().accepted();
        Duration window = Duration.ofMillis(Math.max(1000, prometheus.nowMillis() - since));
        Optional<String> rises = scope.risesOfAll(window);
        if (since == 0 || accepted == 0 || rises.isEmpty()) {
            return List.of();
        }
        double chance = Math.max(1, 3 * Math.sqrt(accepted));
        return ofAll(rises.get()).stream()
                .filter(rise -> !scope.isNamedBy(rise) && Math.abs(rise.last().value() - accepted) <= chance)
                .sorted(Comparator.comparing(rise -> Math.abs(rise.last().value() - accepted)))
                .limit(MOST_OTHERS)
                .map(rise -> scope.nameOf(rise) + " counted "
                        + Numbers.measured(rise.last().value()))
                .toList();
    }

    /** Selectors that find series which the scoped one does not: by a label whose value is the namespace. */
    private List<String> queries() {
        TreeSet<String> queries = new TreeSet<>();
        elsewhere.forEach(found -> found.labels().forEach((label, value) -> {
            if (value.equals(scope.namespace()) && !label.equals(scope.namespaceLabel())) {
                queries.add(scope.withNamespaceLabel(label).selector());
            }
        }));
        return List.copyOf(queries);
    }
}
