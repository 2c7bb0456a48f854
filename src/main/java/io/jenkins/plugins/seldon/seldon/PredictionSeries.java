package io.jenkins.plugins.seldon.seldon;

import io.jenkins.plugins.seldon.prometheus.PrometheusDuration;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.prometheus.TextFormat;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which of Prometheus' series are the predictions of one deployment: nobody else's traffic may pass a gate.
 *
 * @param namespace the SeldonDeployment's namespace
 * @param deployment its name
 * @param predictor one of its predictors; empty for all
 * @param namespaceLabel the label that holds the namespace, {@code kubernetes_namespace} with Seldon's own chart
 */
public record PredictionSeries(String namespace, String deployment, String predictor, String namespaceLabel) {

    /** The executor's counter of answered requests; seldon-core 1.12, executor/api/metric. */
    public static final String COUNTER = "seldon_api_executor_server_requests_seconds_count";

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    /** @throws IllegalArgumentException with a sentence, when a name is missing or the label is no label */
    public PredictionSeries {
        if (namespace.isBlank() || deployment.isBlank()) {
            throw new IllegalArgumentException("The gate needs the namespace and the name of a SeldonDeployment.");
        }
        requireName("deployment", deployment);
        requireName("namespace", namespace);
        if (!LABEL.matcher(namespaceLabel).matches()) {
            throw new IllegalArgumentException("The namespaceLabel must be the name of a Prometheus label.");
        }
    }

    private static void requireName(String parameter, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("The " + parameter + " \"" + Excerpt.of(name)
                    + "\" can't be a name in Kubernetes: lower-case letters, digits, '-' and '.' only.");
        }
    }

    /** The selector of the deployment's prediction counters. */
    public String selector() {
        Map<String, String> matchers = matchers();
        matchers.put(namespaceLabel, namespace);
        return COUNTER + braces(matchers);
    }

    /** The selector of the buckets of their durations. */
    public String bucketSelector() {
        return selector().replaceFirst("_count\\{", "_bucket{");
    }

    /** The same selector in any namespace, to find out why the scoped one is empty. */
    public String selectorOfAnyNamespace() {
        return COUNTER + braces(matchers());
    }

    /** {@code up} of all targets in the namespace: tells when each was scraped. */
    public String upSelector() {
        return "up" + braces(Map.of(namespaceLabel, namespace));
    }

    /** When the processes behind those targets began, which clients of Prometheus for Go tell. */
    public String startSelector() {
        return "process_start_time_seconds" + braces(Map.of(namespaceLabel, namespace));
    }

    /** How far the prediction counters of every deployment rose within a window; those that are new, from zero. */
    public String risesOfAll(Duration window) {
        String predictions = COUNTER + braces(Map.of("service", "predictions"));
        String by = "sum by (deployment_name," + namespaceLabel + ") (";
        String now = by + predictions + ")";
        String before = by + predictions + " offset " + PrometheusDuration.seconds(window) + ")";
        return now + " - (" + before + " or " + now + " * 0)";
    }

    /** Whether a deployment's sum is this deployment's. */
    public boolean isNamedBy(Series series) {
        return deployment.equals(series.label("deployment_name")) && namespace.equals(series.label(namespaceLabel));
    }

    /** What messages call the deployment that a sum belongs to. */
    public String nameOf(Series series) {
        String of = series.label(namespaceLabel);
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

    /** Whether a series of the executor's own metrics page, which knows no namespace, is of these predictions. */
    boolean isOurs(Series series) {
        return matchers().entrySet().stream().allMatch(m -> m.getValue().equals(series.label(m.getKey())));
    }

    /** Successful predictions that an executor's own metrics page tells. */
    public double countedOn(String page) {
        return TextFormat.read(page, COUNTER, 0).stream()
                .filter(series -> isOurs(series) && isSuccess(series.label("code")))
                .mapToDouble(series -> series.last().value())
                .sum();
    }

    /** Whether a target's labels make it one of the deployment's pods. */
    public boolean covers(Map<String, String> labels) {
        return namespace.equals(labels.get(namespaceLabel))
                && (deployment.equals(labels.get("seldon_deployment_id"))
                        || podOf(labels).startsWith(deployment + "-"));
    }

    /** The pod that a target's labels name: by Seldon's own chart, or as the Prometheus operator does; else empty. */
    public static String podOf(Map<String, String> labels) {
        return labels.getOrDefault("kubernetes_pod_name", labels.getOrDefault("pod", ""));
    }

    /** Whether a scrape of a target could have brought a series: all the target's labels are the series'. */
    public static boolean isFrom(Series up, Series series) {
        return series.labels().entrySet().containsAll(up.labels().entrySet());
    }

    private Map<String, String> matchers() {
        Map<String, String> matchers = new LinkedHashMap<>();
        matchers.put("deployment_name", deployment);
        if (!predictor.isEmpty()) {
            matchers.put("predictor_name", predictor);
        }
        matchers.put("service", "predictions");
        return matchers;
    }

    private static String braces(Map<String, String> matchers) {
        return matchers.entrySet().stream()
                .map(m -> m.getKey() + "=\"" + escaped(m.getValue()) + "\"")
                .collect(Collectors.joining(",", "{", "}"));
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
