package io.jenkins.plugins.seldon.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.seldon.http.HttpFailure;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.yaml.InvalidYamlException;
import io.jenkins.plugins.seldon.yaml.YamlLimits;
import io.jenkins.plugins.seldon.yaml.YamlReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Prometheus' HTTP API, as far as a gate reads it. What is needed is {@code query} and {@code query_range}, which everything
 * has that speaks PromQL; for what else is read there is something to fall back to. Blocking and thread-safe; what reads
 * values throws {@link PrometheusException} for anything but a complete, well-formed answer to a query.
 */
public final class PrometheusClient {

    /** The job that scrapes annotated pods, in Seldon's chart and in Prometheus' own example. */
    private static final String JOB_OF_PODS = "kubernetes-pods";

    private static final Logger LOGGER = Logger.getLogger(PrometheusClient.class.getName());

    private static final YamlReader CONFIGURATION = YamlReader.ofTexts(new YamlLimits(8 << 20, 50));

    /**
     * VictoriaMetrics would evaluate a query 30 s in the past without it (app/vmselect/prometheus, {@code
     * -search.latencyOffset}); others don't look at it, but for Google's API, which takes no parameter that it does not know
     * (prometheus-engine, issue 1054).
     */
    private static final String NO_CACHE = "nocache";

    /**
     * And of the steps of a range it would give those of the last 30 s the value of the one before them, whatever is not to be
     * cached (app/vmselect/prometheus, {@code adjustLastPoints}). It takes no less than a millisecond.
     */
    private static final String LATENCY_OFFSET = "latency_offset";

    private final HttpPort http;
    private final AnswerReader reader;
    private volatile boolean isStrict;

    /** @param http the way to Prometheus' root */
    public PrometheusClient(HttpPort http) {
        this.http = http;
        this.reader = new AnswerReader(http);
    }

    /** Evaluates a query now, on Prometheus' clock. A range selector such as {@code up[1m]} gives its raw samples. */
    public List<Series> query(String promql) throws PrometheusException {
        return evaluate("api/v1/query", now(promql));
    }

    /** The same at another moment, epoch milliseconds on Prometheus' clock; it may lie ahead. */
    public List<Series> queryAt(String promql, long millis) throws PrometheusException {
        Map<String, String> parameters = now(promql);
        parameters.put("time", seconds(millis));
        return evaluate("api/v1/query", parameters);
    }

    /**
     * How much native histograms have observed, raw samples each, as a classic histogram's {@code _count} tells it. Prometheus
     * 3 stores those, too, where it is told to convert classic ones; {@code _count} is gone then.
     *
     * @param range a range selector of the histogram's own name
     */
    public List<Series> observations(String range) throws PrometheusException {
        String attempt = "evaluate a query";
        return reader.observations(data("api/v1/query", now(range), attempt), attempt);
    }

    private static Map<String, String> now(String promql) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("query", promql);
        parameters.put(NO_CACHE, "1");
        return parameters;
    }

    /**
     * Evaluates a query at equal steps of a time range, epoch milliseconds on Prometheus' clock, the last of which is its end.
     * Thanos' query frontend moves them to multiples of the step before, as others do that are told to
     * (cmd/thanos/query_frontend.go, {@code query-range.align-range-with-step}): the end is asked for by itself then.
     */
    public List<Series> queryRange(String promql, long fromMillis, long toMillis, Duration step)
            throws PrometheusException {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("query", promql);
        parameters.put("start", seconds(fromMillis));
        parameters.put("end", seconds(toMillis));
        parameters.put("step", seconds(step.toMillis()));
        parameters.put(NO_CACHE, "1");
        parameters.put(LATENCY_OFFSET, "1ms");
        List<Series> steps = evaluate("api/v1/query_range", parameters);
        boolean isShort = !steps.isEmpty()
                && steps.stream().allMatch(series -> series.last().atMillis() < toMillis);
        return isShort ? upTo(queryAt(promql, toMillis), steps, fromMillis) : steps;
    }

    /** The steps of a range from its beginning on, and its end. */
    private static List<Series> upTo(List<Series> end, List<Series> steps, long fromMillis) {
        List<Series> left = new ArrayList<>(end);
        List<Series> all = new ArrayList<>();
        for (Series each : steps) {
            List<Sample> samples = new ArrayList<>(each.samples());
            samples.removeIf(sample -> sample.atMillis() < fromMillis);
            left.stream()
                    .filter(other -> other.labels().equals(each.labels()))
                    .findFirst()
                    .ifPresent(last -> {
                        left.remove(last);
                        samples.addAll(last.samples());
                    });
            if (!samples.isEmpty()) {
                all.add(new Series(each.labels(), samples));
            }
        }
        all.addAll(left);
        return all;
    }

    /** As digits: VictoriaMetrics refuses 1.784144612388E9, which Java makes of such a number (its issue 11268). */
    private static String seconds(long millis) {
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
    }

    /**
     * What is wrong with a query, as this Prometheus' own parser tells it. It can be asked alone since 2.36 ({@code
     * format_query}); 2.18 of Seldon's chart reads a query only to evaluate it, here at a moment of which it has no samples.
     * Empty where nothing is wrong, and where nobody can tell.
     */
    public Optional<String> flaw(String promql) {
        String attempt = "read a query";
        try {
            data("api/v1/format_query", Map.of("query", promql), attempt);
            return Optional.empty();
        } catch (PrometheusException e) {
            return switch (e.kind()) {
                case BAD_QUERY -> Optional.of(e.getMessage());
                // Where any query is refused, that tells nothing of this one.
                case NOT_PROMETHEUS ->
                    refusal(promql, attempt)
                            .filter(told -> refusal("1", attempt).isEmpty());
                default -> Optional.empty();
            };
        }
    }

    private Optional<String> refusal(String promql, String attempt) {
        Map<String, String> parameters = now(promql);
        parameters.put("time", "0");
        try {
            data("api/v1/query", parameters, attempt);
            return Optional.empty();
        } catch (PrometheusException e) {
            return e.kind() == PrometheusException.Kind.BAD_QUERY ? Optional.of(e.getMessage()) : Optional.empty();
        }
    }

    private List<Series> evaluate(String path, Map<String, String> parameters) throws PrometheusException {
        String attempt = "evaluate a query";
        return reader.series(data(path, parameters, attempt), attempt);
    }

    private JsonNode data(String path, Map<String, String> parameters, String attempt) throws PrometheusException {
        try {
            HttpPort.Response reply = http.send(HttpPort.Request.get(path, known(parameters)));
            if (!isStrict && parameters.containsKey(NO_CACHE) && isUnknown(reply)) {
                isStrict = true;
                reply = http.send(HttpPort.Request.get(path, known(parameters)));
            }
            return reader.data(reply, attempt);
        } catch (HttpFailure e) {
            throw new PrometheusException(e);
        }
    }

    private Map<String, String> known(Map<String, String> parameters) {
        Map<String, String> known = new LinkedHashMap<>(parameters);
        if (isStrict) {
            known.remove(NO_CACHE);
            known.remove(LATENCY_OFFSET);
        }
        return known;
    }

    private static boolean isUnknown(HttpPort.Response reply) {
        String told = reply.status() == 400 ? new String(reply.body(), StandardCharsets.UTF_8) : "";
        return told.contains("Unknown name") && (told.contains(NO_CACHE) || told.contains(LATENCY_OFFSET));
    }

    /** What Prometheus' clock shows, epoch milliseconds. */
    public long nowMillis() throws PrometheusException {
        List<Series> time = query("time()");
        double seconds = time.size() == 1 ? time.get(0).last().value() : Double.NaN;
        if (!(seconds > 0 && seconds < 1e11)) {
            throw reader.notPrometheus("read the time", "it gave none");
        }
        return Math.round(seconds * 1000);
    }

    /**
     * The same, and never earlier than it really is: what has a later time than this was sampled after the question. Where
     * the clock shows whole seconds, this is the end of that second: VictoriaMetrics rounds the time of a query down to one
     * (lib/httputil, {@code roundToSeconds}).
     */
    public long nowAtLatestMillis() throws PrometheusException {
        long shown = nowMillis();
        return shown % 1000 == 0 ? shown + 999 : shown;
    }

    /**
     * The targets that are scraped, healthy or not: those that the server lists, or, where it lists none that is meant, those
     * of its series {@code up}.
     *
     * @param ups a query for the series {@code up} among which those that are meant are
     * @param meant which targets matter
     */
    public Targets targets(String ups, Predicate<Target> meant) throws PrometheusException {
        Targets listed = listed();
        if (listed.all().stream().anyMatch(meant)) {
            return listed;
        }
        List<Target> told = query(ups).stream().map(Target::of).toList();
        if (told.stream().anyMatch(meant)) {
            return new Targets(told, listed.areListed() ? "it does not scrape them itself" : listed.unlisted());
        }
        return listed.areListed() ? listed : new Targets(told, listed.unlisted());
    }

    /** A list that can't be had is no failure: only administrators may see it, or there is none. */
    private Targets listed() {
        String attempt = "list the targets";
        try {
            List<Target> targets = reader.targets(data("api/v1/targets", Map.of("state", "active"), attempt), attempt);
            return new Targets(targets, targets.isEmpty() ? "it scrapes nothing itself" : "");
        } catch (PrometheusException e) {
            return new Targets(List.of(), e.detail());
        }
    }

    /**
     * How often matching targets are scraped: the longest interval that they tell, else the longest one configured for
     * their jobs, or for {@code kubernetes-pods} where nothing matches yet. Empty where Prometheus tells none of it.
     */
    public Optional<Duration> scrapeInterval(List<Target> matching) {
        Optional<Duration> told =
                matching.stream().map(Target::interval).filter(d -> !d.isZero()).max(Comparator.naturalOrder());
        if (told.isPresent()) {
            return told;
        }
        List<String> jobs = matching.isEmpty()
                ? List.of(JOB_OF_PODS)
                : matching.stream().map(target -> target.label("job")).toList();
        try {
            JsonNode yaml = data("api/v1/status/config", Map.of(), "read the configuration")
                    .path("yaml");
            return configuredInterval(yaml.asText(), jobs);
        } catch (PrometheusException e) {
            LOGGER.log(
                    Level.FINE, "The configuration, which only administrators may see, is not known: {0}.", e.kind());
            return Optional.empty();
        }
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
