package io.jenkins.plugins.seldon.seldon;

import io.jenkins.plugins.seldon.kubernetes.ObjectName;
import io.jenkins.plugins.seldon.prometheus.PrometheusDuration;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.prometheus.TextFormat;
import io.jenkins.plugins.seldon.seldon.server.Counter;
import io.jenkins.plugins.seldon.seldon.server.LabelTest;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which of Prometheus' series are the predictions of one deployment: nobody else's traffic may pass a gate.
 *
 * @param namespace the namespace of the SeldonDeployment, or of whatever else is the model's object
 * @param deployment its name
 * @param predictor one of its predictors; empty for all
 * @param namespaceLabel the label that holds the namespace, {@code kubernetes_namespace} with Seldon's own chart; empty
 *     while it is to be found out
 * @param matchers more that Prometheus' series must match, as PromQL's {@code cluster="eu",env=~"prod.*"}; empty for
 *     nothing
 * @param servedBy which server counts them, and how
 */
public record PredictionSeries(
        String namespace,
        String deployment,
        String predictor,
        String namespaceLabel,
        String matchers,
        ServedBy servedBy) {

    /** What the chart's scrape configuration calls a pod's namespace. */
    public static final String USUAL_NAMESPACE_LABEL = "kubernetes_namespace";

    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    /** @throws InvalidOptionException with a sentence, when a name is missing or the label is no label */
    public PredictionSeries {
        if (namespace.isBlank() || deployment.isBlank()) {
            throw new InvalidOptionException("The gate needs the namespace and the name of a SeldonDeployment.");
        }
        requireName("deployment", deployment);
        requireName("namespace", namespace);
        if (!namespaceLabel.isEmpty() && !LABEL.matcher(namespaceLabel).matches()) {
            throw new InvalidOptionException("namespaceLabel must be the name of a Prometheus label.");
        }
        matchers = matchers.strip();
        if (!LabelTest.isWellFormed(matchers)) {
            throw new InvalidOptionException(
                    "matchers must be written as in PromQL's braces, such as cluster=\"eu\",env=~\"prod.*\".");
        }
    }

    /** One that Seldon Core 1 serves. */
    public PredictionSeries(
            String namespace, String deployment, String predictor, String namespaceLabel, String matchers) {
        this(namespace, deployment, predictor, namespaceLabel, matchers, ServedBy.SELDON);
    }

    /** One without further matchers. */
    public PredictionSeries(String namespace, String deployment, String predictor, String namespaceLabel) {
        this(namespace, deployment, predictor, namespaceLabel, "");
    }

    /** The same, with the label that holds the namespace. */
    public PredictionSeries withNamespaceLabel(String label) {
        return new PredictionSeries(namespace, deployment, predictor, label, matchers, servedBy);
    }

    /** The same, served by another server, or by what was found of it. */
    public PredictionSeries servedBy(ServedBy server) {
        return new PredictionSeries(namespace, deployment, predictor, namespaceLabel, matchers, server);
    }

    /** How the server counts. */
    public ServerProfile server() {
        return servedBy.profile();
    }

    /**
     * The label that holds the namespace on what is scraped, where it is not given: the first usual one by which a target
     * of this deployment, or else any target of its namespace, tells it.
     */
    public Optional<String> namespaceLabelOn(List<Map<String, String>> targets) {
        List<Map<String, String>> ours = targets.stream()
                .filter(labels -> isNamedIn(labels) && labels.containsValue(namespace))
                .toList();
        return Stream.of(ours, targets)
                .flatMap(some -> ScrapeLabels.NAMESPACE.stream()
                        .filter(label -> some.stream().anyMatch(labels -> namespace.equals(labels.get(label)))))
                .findFirst();
    }

    private static void requireName(String parameter, String name) {
        if (!ObjectName.isSubdomain(name)) {
            throw new InvalidOptionException("The " + parameter + " \"" + Excerpt.of(name)
                    + "\" can't be a name in Kubernetes: lowercase letters, digits, '-' and '.' only.");
        }
    }

    /** The selector of the deployment's prediction counters, as a person would write it. */
    public String selector() {
        return byEachName(this::selector);
    }

    private String selector(Counter counter) {
        Map<String, String> matchers = names();
        if (!predictor.isEmpty() && server().isSeldon()) {
            matchers.put("predictor_name", predictor);
        }
        return counter.name()
                + braces(equal(matchers), server().predictions().toString(), equal(ofNamespace()), this.matchers);
    }

    /** No pod has the counter by two of its names. */
    private String byEachName(Function<Counter, String> query) {
        return server().successes().stream().map(query).collect(Collectors.joining(" or "));
    }

    /**
     * The selector of a counter that is read: of all predictors, and of all services, since a scrape through a
     * ServiceMonitor moves the executor's label {@code service} to {@code exported_service}. {@link #isPrediction} tells
     * predictions.
     */
    public String readSelector(Counter counter) {
        return counter.name() + inNamespace(names());
    }

    /** The same of the counter that has the successes. */
    public String readSelector() {
        return readSelector(server().counter());
    }

    /** The selector of the buckets of their durations, likewise; empty where there are none. */
    public Optional<String> bucketSelector() {
        return histogram("_bucket");
    }

    /** The selector of the sums of their durations, likewise. */
    public Optional<String> sumSelector() {
        return histogram("_sum");
    }

    /** The same selector in any namespace, to find out why the scoped one is empty. */
    public String selectorOfAnyNamespace() {
        return byEachName(counter -> counter.name() + braces(equal(names()), matchers));
    }

    /** {@code up} of all targets in the namespace: tells when each was scraped. */
    public String upSelector() {
        return "up" + inNamespace(Map.of());
    }

    /** {@code up} of all targets in the namespace, whichever of the usual labels holds it. */
    public String upOfNamespace() {
        List<String> labels = namespaceLabel.isEmpty() ? ScrapeLabels.NAMESPACE : List.of(namespaceLabel);
        return labels.stream()
                .map(label -> withNamespaceLabel(label).upSelector())
                .collect(Collectors.joining(" or "));
    }

    /** The histogram itself, which is all that there is of its counter where it is stored as a native one. */
    public Optional<String> histogramSelector() {
        return server().counter().name().equals(server().histogram() + "_count") ? histogram("") : Optional.empty();
    }

    private Optional<String> histogram(String suffix) {
        return server().histogram().isEmpty()
                ? Optional.empty()
                : Optional.of(server().histogram() + suffix + inNamespace(names()));
    }

    /** What else those targets tell, or Prometheus of their scrapes. */
    public String ofTargets(String metric) {
        return metric + inNamespace(Map.of());
    }

    private String inNamespace(Map<String, String> others) {
        return braces(equal(others), equal(ofNamespace()), matchers);
    }

    private Map<String, String> ofNamespace() {
        return Map.of(label(), namespace);
    }

    private Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        if (!server().subject().isEmpty()) {
            names.put(server().subject(), subject());
        }
        return names;
    }

    /**
     * Headers by which an ingress finds what its path does not name: Seldon Core 2's mesh takes a name for that of a Model.
     * Source: seldon-core, scheduler/pkg/envoy/xdscache/resource.go ({@code getPipelineModelName}), scheduler/pkg/util
     * ({@code SeldonModelHeader}, {@code SeldonPipelineHeaderSuffix}).
     */
    public Map<String, String> routingHeaders() {
        return servedBy.kind() == ModelKind.PIPELINE ? Map.of("seldon-model", subject() + ".pipeline") : Map.of();
    }

    /** What the server calls the model; Seldon's executors count by the deployment, whatever the model in a path is called. */
    private String subject() {
        return servedBy.model().isEmpty() || server().isSeldon() ? deployment : servedBy.model();
    }

    /** Whether a series of the counter is of predictions: for Seldon, not of feedback, metadata or health. */
    public boolean isPrediction(Series series) {
        String pod = podOf(series.labels());
        return server().predictions().matches(series.labels())
                && servedBy.kinds().stream().noneMatch(kind -> kind.isOfAnotherComponent(deployment, pod));
    }

    /** A series of a counter as the gate's counts read it, with {@code code} for the outcome. */
    public Series told(Counter counter, Series series) {
        return new Series(new TreeMap<>(server().told(counter, series.labels())), series.samples());
    }

    /** How far each deployment's counter rose, a new one from zero; empty where no label tells deployments apart. */
    public Optional<String> risesOfAll(Duration window) {
        String now = sumOfAll("");
        String before = sumOfAll(" offset " + PrometheusDuration.seconds(window));
        boolean isTold = !server().subject().isEmpty();
        return isTold ? Optional.of(now + " - (" + before + " or " + now + " * 0)") : Optional.empty();
    }

    /** By both names that {@link #readSelector(Counter)} tells of. */
    private String sumOfAll(String offset) {
        return Stream.of(servedBy, servedBy.asScraped(Set.of("exported_service")))
                .map(ServedBy::profile)
                .map(of -> of.counter().name() + braces(of.predictions().toString()) + offset)
                .distinct()
                .collect(Collectors.joining(" or ", "sum by (" + server().subject() + "," + label() + ") (", ")"));
    }

    /** Whether a deployment's sum is this deployment's. */
    public boolean isNamedBy(Series series) {
        String of = series.label(label());
        return subject().equals(series.label(server().subject())) && (of.isEmpty() || namespace.equals(of));
    }

    /** What messages call the deployment that a sum belongs to. */
    public String nameOf(Series series) {
        String of = series.label(label());
        return Excerpt.of((of.isEmpty() ? "" : of + "/") + series.label(server().subject()));
    }

    /** The query that a person would ask for the rate of successful predictions over a window. */
    public String rateQuery(Duration window) {
        return "sum("
                + byEachName(counter -> {
                    String selector = selector(counter);
                    String success = counter.success().toString();
                    return "rate(" + selector.substring(0, selector.length() - 1)
                            + (success.isEmpty() ? "" : "," + success) + "}[" + PrometheusDuration.seconds(window)
                            + "])";
                })
                + ")";
    }

    /** Whether a series of the counter stands for successful predictions: REST's 2xx, gRPC's OK. */
    public static boolean isSuccess(String code) {
        return "OK".equals(code) || (code.length() == 3 && code.startsWith("2"));
    }

    /** The predictor that a URL leads to alone, by its own service in the cluster, past the ingress; empty for any other. */
    public String predictorBehind(String url, List<ModelCluster.Predictor> predictors) {
        String host = Objects.requireNonNullElse(URI.create(url).getHost(), "");
        String service = host.split("\\.", 2)[0];
        return predictors.stream()
                .filter(each -> service.equals(each.serviceIn(deployment))
                        && (host.equals(service) || (host + ".").startsWith(service + "." + namespace + ".")))
                .map(ModelCluster.Predictor::name)
                .findFirst()
                .orElse("");
    }

    /** Whether a predictor is the one that is asked about, or any where none is. */
    public boolean isOfPredictor(String name) {
        return predictor.isEmpty() || predictor.equals(name);
    }

    /** Successful predictions that a pod's own metrics page tells, which knows no namespace. */
    public double successesOn(String page) {
        return on(page, series -> isSuccess(series.label("code")));
    }

    /** Predictions with another outcome that it tells. */
    public double errorsOn(String page) {
        return on(page, series -> !isSuccess(series.label("code")));
    }

    private double on(String page, Predicate<Series> which) {
        return server().counters().stream()
                .flatMap(counter -> TextFormat.read(page, counter.name(), 0).stream()
                        .filter(series -> names().entrySet().stream()
                                .allMatch(name -> name.getValue().equals(series.label(name.getKey()))))
                        .filter(this::isPrediction)
                        .map(series -> told(counter, series)))
                .filter(which)
                .mapToDouble(series -> series.last().value())
                .filter(Double::isFinite)
                .sum();
    }

    /** Whether a target's labels make it one of the deployment's pods. */
    public boolean covers(Map<String, String> labels) {
        return namespace.equals(labels.get(label())) && isNamedIn(labels);
    }

    /** Whether a target's labels tell the deployment's namespace, in whichever label. */
    public boolean isIn(Map<String, String> labels) {
        return namespaceLabel.isEmpty()
                ? ScrapeLabels.NAMESPACE.stream().anyMatch(label -> namespace.equals(labels.get(label)))
                : namespace.equals(labels.get(namespaceLabel));
    }

    /** Whether labels alone tell the deployment's series from others' in its namespace, or the user says that they do. */
    public boolean tellsWhose() {
        return !server().subject().isEmpty() || !matchers.isEmpty();
    }

    private boolean isNamedIn(Map<String, String> labels) {
        return deployment.equals(labels.get("seldon_deployment_id"))
                || podOf(labels).startsWith(deployment + "-");
    }

    private String label() {
        return namespaceLabel.isEmpty() ? USUAL_NAMESPACE_LABEL : namespaceLabel;
    }

    /** The pod that labels name: by Seldon's own chart, as the Prometheus operator does, and so on; else empty. */
    public static String podOf(Map<String, String> labels) {
        return podsIn(labels).stream().findFirst().orElse("");
    }

    /** Every pod that labels name; an exporter in between may have left its own beside the one that counts. */
    public static List<String> podsIn(Map<String, String> labels) {
        return ScrapeLabels.POD.stream()
                .map(label -> labels.getOrDefault(label, ""))
                .filter(pod -> !pod.isEmpty())
                .distinct()
                .toList();
    }

    /** Whether a label says by itself which pod, container or scrape a series is from, and nothing of its owner. */
    public static boolean isOfScrape(String label) {
        return ScrapeLabels.POD.contains(label)
                || ScrapeLabels.OTHERS.contains(label)
                || label.startsWith("seldon_app");
    }

    /** Whether a scrape of a target could have brought a series with these labels. */
    public static boolean isFrom(Map<String, String> target, Map<String, String> series) {
        return ScrapeLabels.isFrom(target, series);
    }

    private static String braces(String... matchers) {
        return Stream.of(matchers).filter(some -> !some.isEmpty()).collect(Collectors.joining(",", "{", "}"));
    }

    private static String equal(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(m -> m.getKey() + "=\"" + escaped(m.getValue()) + "\"")
                .collect(Collectors.joining(","));
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    /** For messages: {@code seldon-system/sklearn}. */
    @Override
    public String toString() {
        return namespace + "/" + deployment + (predictor.isEmpty() ? "" : "/" + predictor);
    }
}
