package io.jenkins.plugins.seldon.seldon;

import io.jenkins.plugins.seldon.prometheus.PrometheusDuration;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.prometheus.TextFormat;
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
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which of Prometheus' series are the predictions of one deployment: nobody else's traffic may pass a gate.
 *
 * @param namespace the SeldonDeployment's namespace
 * @param deployment its name
 * @param predictor one of its predictors; empty for all
 * @param namespaceLabel the label that holds the namespace, {@code kubernetes_namespace} with Seldon's own chart; empty
 *     while it is to be found out
 * @param matchers more that Prometheus' series must match, as PromQL's {@code cluster="eu",env=~"prod.*"}; empty for
 *     nothing
 */
public record PredictionSeries(
        String namespace, String deployment, String predictor, String namespaceLabel, String matchers) {

    /** What the chart's scrape configuration calls a pod's namespace. */
    public static final String USUAL_NAMESPACE_LABEL = "kubernetes_namespace";

    /** The executor's counter of answered requests; seldon-core 1.12, executor/api/metric. */
    public static final String COUNTER = "seldon_api_executor_server_requests_seconds_count";

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final String MATCHER =
            "\\s*+[a-zA-Z_][a-zA-Z0-9_]*+\\s*+(?:=~|!~|!=|=)\\s*+\"[^\"\\\\\n]*+(?:\\\\[^\n][^\"\\\\\n]*+)*+\"\\s*+";

    private static final Pattern MATCHERS = Pattern.compile(MATCHER + "(?:," + MATCHER + ")*+,?\\s*");

    /** Where a scrape puts a pod's namespace: Seldon's chart, the Prometheus operator, OpenTelemetry's and Grafana's agents. */
    private static final List<String> NAMESPACE_LABELS = List.of(
            USUAL_NAMESPACE_LABEL,
            "namespace",
            "exported_namespace",
            "kube_namespace",
            "k8s_namespace_name",
            "pod_namespace");

    /** Where it puts a pod's name. */
    private static final List<String> POD_LABELS =
            List.of("kubernetes_pod_name", "pod", "pod_name", "exported_pod", "k8s_pod_name", "kubernetes_pod");

    /** Labels in which the processes of one deployment differ: their address, their copy of Prometheus, their template. */
    private static final Set<String> SCRAPE_LABELS = Set.of(
            "instance",
            "job",
            "endpoint",
            "container",
            "container_name",
            "node",
            "kubernetes_node",
            "host",
            "hostname",
            "ip",
            "pod_ip",
            "uid",
            "pod_uid",
            "service",
            "exported_service",
            "kubernetes_name",
            "replica",
            "prometheus_replica",
            "code",
            "method",
            "le",
            "app",
            "version",
            "predictor_name",
            "predictor_version",
            "pod_template_hash",
            "controller_revision_hash",
            "statefulset_kubernetes_io_pod_name",
            "seldon_io_shadow",
            "model_name",
            "model_image",
            "model_version");

    /** @throws InvalidOptionException with a sentence, when a name is missing or the label is no label */
    public PredictionSeries {
        if (namespace.isBlank() || deployment.isBlank()) {
            throw new InvalidOptionException("The gate needs the namespace and the name of a SeldonDeployment.");
        }
        requireName("deployment", deployment);
        requireName("namespace", namespace);
        if (!namespaceLabel.isEmpty() && !LABEL.matcher(namespaceLabel).matches()) {
            throw new InvalidOptionException("The namespaceLabel must be the name of a Prometheus label.");
        }
        matchers = matchers.strip();
        if (!matchers.isEmpty() && !MATCHERS.matcher(matchers).matches()) {
            throw new InvalidOptionException(
                    "The matchers must be written as in PromQL's braces, such as cluster=\"eu\",env=~\"prod.*\".");
        }
    }

    /** One without further matchers. */
    public PredictionSeries(String namespace, String deployment, String predictor, String namespaceLabel) {
        this(namespace, deployment, predictor, namespaceLabel, "");
    }

    /** The same, with the label that holds the namespace. */
    public PredictionSeries withNamespaceLabel(String label) {
        return new PredictionSeries(namespace, deployment, predictor, label, matchers);
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
                .flatMap(some -> NAMESPACE_LABELS.stream()
                        .filter(label -> some.stream().anyMatch(labels -> namespace.equals(labels.get(label)))))
                .findFirst();
    }

    private static void requireName(String parameter, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidOptionException("The " + parameter + " \"" + Excerpt.of(name)
                    + "\" can't be a name in Kubernetes: lower-case letters, digits, '-' and '.' only.");
        }
    }

    /** The selector of the deployment's prediction counters, as a person would write it. */
    public String selector() {
        Map<String, String> matchers = names();
        if (!predictor.isEmpty()) {
            matchers.put("predictor_name", predictor);
        }
        matchers.put("service", "predictions");
        return COUNTER + inNamespace(matchers);
    }

    /**
     * The selector that is read: of all predictors, and of all services, since a scrape through a ServiceMonitor moves the
     * executor's label {@code service} to {@code exported_service}. {@link #isPrediction} tells predictions.
     */
    public String readSelector() {
        return COUNTER + inNamespace(names());
    }

    /** The selector of the buckets of their durations, likewise. */
    public String bucketSelector() {
        return readSelector().replaceFirst("_count\\{", "_bucket{");
    }

    /** The same selector in any namespace, to find out why the scoped one is empty. */
    public String selectorOfAnyNamespace() {
        return COUNTER + braces(names(), matchers);
    }

    /** {@code up} of all targets in the namespace: tells when each was scraped. */
    public String upSelector() {
        return "up" + inNamespace(Map.of());
    }

    /** When the processes behind those targets began, which clients of Prometheus for Go tell. */
    public String startSelector() {
        return "process_start_time_seconds" + inNamespace(Map.of());
    }

    private String inNamespace(Map<String, String> others) {
        Map<String, String> all = new LinkedHashMap<>(others);
        all.put(namespaceLabel.isEmpty() ? USUAL_NAMESPACE_LABEL : namespaceLabel, namespace);
        return braces(all, matchers);
    }

    private Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("deployment_name", deployment);
        return names;
    }

    /** Whether a series of the executor's counter is of predictions: not of feedback, metadata or health. */
    public static boolean isPrediction(Series series) {
        return "predictions".equals(series.label("service")) || "predictions".equals(series.label("exported_service"));
    }

    /** How far the prediction counters of every deployment rose within a window; those that are new, from zero. */
    public String risesOfAll(Duration window) {
        String predictions = COUNTER + braces(Map.of("service", "predictions"), "");
        String by = "sum by (deployment_name," + label() + ") (";
        String now = by + predictions + ")";
        String before = by + predictions + " offset " + PrometheusDuration.seconds(window) + ")";
        return now + " - (" + before + " or " + now + " * 0)";
    }

    /** Whether a deployment's sum is this deployment's. */
    public boolean isNamedBy(Series series) {
        String of = series.label(label());
        return deployment.equals(series.label("deployment_name")) && (of.isEmpty() || namespace.equals(of));
    }

    /** What messages call the deployment that a sum belongs to. */
    public String nameOf(Series series) {
        String of = series.label(label());
        return Excerpt.of((of.isEmpty() ? "" : of + "/") + series.label("deployment_name"));
    }

    /** The query that a person would ask for the rate of successful predictions over a window. */
    public String rateQuery(Duration window) {
        String selector = selector();
        String successful = selector.substring(0, selector.length() - 1) + ",code=~\"2..|OK\"}";
        return "sum(rate(" + successful + "[" + PrometheusDuration.seconds(window) + "]))";
    }

    /** Whether a series of the counter stands for successful predictions: REST's 2xx, gRPC's OK. */
    public static boolean isSuccess(String code) {
        return "OK".equals(code) || (code.length() == 3 && code.startsWith("2"));
    }

    /**
     * The predictor that a URL leads to alone: in the cluster each has a service of its own, {@code deployment-predictor},
     * past the ingress that distributes. Empty for any other URL.
     */
    public String predictorBehind(String url, List<String> predictors) {
        String host = Objects.requireNonNullElse(URI.create(url).getHost(), "");
        String service = host.split("\\.", 2)[0];
        return predictors.stream()
                .filter(name -> service.equals(deployment + "-" + name)
                        && (host.equals(service) || host.startsWith(service + "." + namespace)))
                .findFirst()
                .orElse("");
    }

    /** Whether series belong to the predictor that is asked about, or to any where none is. */
    public boolean isOfPredictor(Map<String, String> labels) {
        return predictor.isEmpty() || predictor.equals(labels.get("predictor_name"));
    }

    /** Successful predictions that an executor's own metrics page tells, which knows no namespace. */
    public double successesOn(String page) {
        return on(page, series -> isSuccess(series.label("code")));
    }

    /** Predictions with another code that it tells. */
    public double errorsOn(String page) {
        return on(page, series -> !isSuccess(series.label("code")));
    }

    private double on(String page, Predicate<Series> which) {
        return TextFormat.read(page, COUNTER, 0).stream()
                .filter(series -> deployment.equals(series.label("deployment_name"))
                        && isPrediction(series)
                        && which.test(series))
                .mapToDouble(series -> series.last().value())
                .filter(Double::isFinite)
                .sum();
    }

    /** Whether a target's labels make it one of the deployment's pods. */
    public boolean covers(Map<String, String> labels) {
        return namespace.equals(labels.get(label())) && isNamedIn(labels);
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
        return POD_LABELS.stream()
                .map(label -> labels.getOrDefault(label, ""))
                .filter(pod -> !pod.isEmpty())
                .distinct()
                .toList();
    }

    /** Whether a label says by itself which pod, container or scrape a series is from, and nothing of its owner. */
    public static boolean isOfScrape(String label) {
        return POD_LABELS.contains(label) || SCRAPE_LABELS.contains(label) || label.startsWith("seldon_app");
    }

    /** Whether a scrape of a target could have brought a series: all the target's labels are the series'. */
    public static boolean isFrom(Series up, Series series) {
        return series.labels().entrySet().containsAll(up.labels().entrySet());
    }

    private static String braces(Map<String, String> equal, String more) {
        String all = equal.entrySet().stream()
                .map(m -> m.getKey() + "=\"" + escaped(m.getValue()) + "\"")
                .collect(Collectors.joining(","));
        return "{" + all + (all.isEmpty() || more.isEmpty() ? "" : ",") + more + "}";
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
