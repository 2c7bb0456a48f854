package io.jenkins.plugins.seldon.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.seldon.http.HttpFailure;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.yaml.InvalidYamlException;
import io.jenkins.plugins.seldon.yaml.YamlLimits;
import io.jenkins.plugins.seldon.yaml.YamlReader;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Prometheus' HTTP API, as far as a gate reads it. Blocking and thread-safe; every method throws
 * {@link PrometheusException} for anything but a complete, well-formed answer.
 */
public final class PrometheusClient {

    /** The job that scrapes annotated pods, in Seldon's chart and in Prometheus' own example. */
    private static final String JOB_OF_PODS = "kubernetes-pods";

    private static final YamlReader CONFIGURATION = YamlReader.ofTexts(new YamlLimits(8 << 20, 50));

    private final HttpPort http;
    private final AnswerReader reader;

    /** @param http the way to Prometheus' root */
    public PrometheusClient(HttpPort http) {
        this.http = http;
        this.reader = new AnswerReader(http);
    }

    /** Evaluates a query now, on Prometheus' clock. A range selector such as {@code up[1m]} gives its raw samples. */
    public List<Series> query(String promql) throws PrometheusException {
        return evaluate("api/v1/query", Map.of("query", promql));
    }

    /** Evaluates a query at equal steps of a time range, epoch milliseconds on Prometheus' clock. */
    public List<Series> queryRange(String promql, long fromMillis, long toMillis, Duration step)
            throws PrometheusException {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("query", promql);
        parameters.put("start", Double.toString(fromMillis / 1000.0));
        parameters.put("end", Double.toString(toMillis / 1000.0));
        parameters.put("step", Double.toString(step.toMillis() / 1000.0));
        return evaluate("api/v1/query_range", parameters);
    }

    private List<Series> evaluate(String path, Map<String, String> parameters) throws PrometheusException {
        String attempt = "evaluate a query";
        return reader.series(data(path, parameters, attempt), attempt);
    }

    private JsonNode data(String path, Map<String, String> parameters, String attempt) throws PrometheusException {
        try {
            return reader.data(http.send(HttpPort.Request.get(path, parameters)), attempt);
        } catch (HttpFailure e) {
            throw new PrometheusException(e);
        }
    }

    /** What Prometheus' clock shows, epoch milliseconds. */
    public long nowMillis() throws PrometheusException {
        List<Series> time = query("time()");
        double seconds = time.size() == 1 ? time.get(0).last().value() : Double.NaN;
        if (!(seconds > 0 && seconds < 1e11)) {
            throw reader.notPrometheus("read the time", "it told none");
        }
        return Math.round(seconds * 1000);
    }

    /** The targets that are scraped, healthy or not. */
    public List<Target> targets() throws PrometheusException {
        String attempt = "list the targets";
        return reader.targets(data("api/v1/targets", Map.of("state", "active"), attempt), attempt);
    }

    /**
     * How often matching targets are scraped: the longest interval that they tell, else the longest one configured for
     * their jobs, or for {@code kubernetes-pods} where nothing matches yet. Empty where Prometheus tells none of it.
     */
    public Optional<Duration> scrapeInterval(List<Target> matching) throws PrometheusException {
        Optional<Duration> told =
                matching.stream().map(Target::interval).filter(d -> !d.isZero()).max(Comparator.naturalOrder());
        if (told.isPresent()) {
            return told;
        }
        JsonNode yaml =
                data("api/v1/status/config", Map.of(), "read the configuration").path("yaml");
        List<String> jobs = matching.isEmpty()
                ? List.of(JOB_OF_PODS)
                : matching.stream().map(target -> target.label("job")).toList();
        return configuredInterval(yaml.asText(), jobs);
    }

    static Optional<Duration> configuredInterval(String yaml, List<String> jobs) {
        try {
            if (!(CONFIGURATION.document(yaml).value() instanceof Map<?, ?> config)) {
                return Optional.empty();
            }
            Optional<Duration> global =
                    config.get("global") instanceof Map<?, ?> map ? interval(map) : Optional.empty();
            List<?> scrapes = config.get("scrape_configs") instanceof List<?> list ? list : List.of();
            return scrapes.stream()
                    .filter(Map.class::isInstance)
                    .map(scrape -> (Map<?, ?>) scrape)
                    .filter(scrape -> jobs.contains(String.valueOf(scrape.get("job_name"))))
                    .flatMap(scrape -> interval(scrape).or(() -> global).stream())
                    .max(Comparator.naturalOrder())
                    .or(() -> global);
        } catch (InvalidYamlException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> interval(Map<?, ?> section) {
        return section.get("scrape_interval") instanceof String text
                ? PrometheusDuration.parse(text)
                : Optional.empty();
    }

    /** Names this Prometheus in messages. */
    @Override
    public String toString() {
        return http.toString();
    }
}
