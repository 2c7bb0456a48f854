package io.jenkins.plugins.seldon.prometheus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.prometheus.PrometheusException.Kind;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Turns answers of Prometheus' HTTP API into values, strictly: what is not as documented is an exception. */
final class AnswerReader {

    private static final JsonMapper JSON = Json.bounded()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Set<String> ERROR_TYPES =
            Set.of("bad_data", "execution", "timeout", "canceled", "internal", "unavailable", "not_found");

    /** Prometheus 2.48 to 2.53 put their notes on a query's style among the warnings; its answer is whole. */
    private static final String NOTE = "PromQL info:";

    /** What the query itself is to blame for, whatever is read (Prometheus, util/annotations). */
    private static final String ON_QUERY = "PromQL warning:";

    /** VictoriaMetrics gives the HTTP status as the type of an error. */
    private static final Pattern STATUS = Pattern.compile("4[0-9][0-9]");

    /** And has one for a query that took too long, too (VictoriaMetrics, app/vmselect/netstorage). */
    private static final String GIVEN_UP = "timeout exceeded";

    /** What an agent says instead of evaluating a query (Prometheus, web/api/v1/api.go, {@code wrapAgent}). */
    private static final String AGENT = "unavailable with Prometheus Agent";

    /** Java reads more as a number than Go writes: suffixes, hexadecimal digits, blanks. */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?(e[-+]?[0-9]+)?");

    /** Seconds since 1970, some thousand years from now. */
    private static final double LATEST = 1e11;

    private final HttpPort origin;

    AnswerReader(HttpPort origin) {
        this.origin = origin;
    }

    /** The {@code data} of an answer that says success and carries no warnings. */
    JsonNode data(HttpPort.Response reply, String attempt) throws PrometheusException {
        int status = reply.status();
        if (status == 401 || status == 403) {
            throw failure(
                    Kind.REFUSED,
                    attempt,
                    "it answered " + status + said(reply),
                    "check its credentials and rights, and the header that names a tenant where it asks for one");
        }
        if (status >= 300 && status < 400) {
            throw failure(
                    Kind.REFUSED,
                    attempt,
                    "it answered with a redirect (" + status + ")",
                    "give the URL of Prometheus itself and credentials for it");
        }
        if (status == 429 || (status >= 500 && !isApiError(reply))) {
            throw failure(
                    Kind.UNAVAILABLE, attempt, "it answered " + status + said(reply), "check that Prometheus runs");
        }
        if (status == 404) {
            throw failure(
                    Kind.NOT_PROMETHEUS,
                    attempt,
                    "it answered 404" + said(reply),
                    "check the URL or the name of the service");
        }
        JsonNode answer = json(reply, attempt);
        if (!"success".equals(answer.path("status").asText())) {
            throw refused(answer, status, attempt);
        }
        if (status != 200 || !answer.has("data")) {
            throw notPrometheus(attempt, "it answered " + status + " without the structure of Prometheus' API");
        }
        if (answer.path("isPartial").asBoolean()) {
            throw failure(
                    Kind.PARTIAL,
                    attempt,
                    "its answer is partial, since not all of its storage nodes answered",
                    "check what Prometheus reads from");
        }
        refuseWarnings(answer, attempt);
        return answer.get("data");
    }

    private void refuseWarnings(JsonNode answer, String attempt) throws PrometheusException {
        String onQuery = "";
        for (JsonNode warning : answer.path("warnings")) {
            String text = warning.asText();
            if (text.startsWith(ON_QUERY)) {
                onQuery = text;
            } else if (!text.startsWith(NOTE)) {
                throw failure(
                        Kind.PARTIAL,
                        attempt,
                        "its answer is partial, it carries warnings" + quoted(text),
                        "check what Prometheus reads from");
            }
        }
        if (!onQuery.isEmpty()) {
            throw failure(Kind.EXECUTION, attempt, "it warns of the query" + quoted(onQuery), "correct the query");
        }
    }

    private String quoted(String text) {
        return origin.mayQuote() ? ": " + Excerpt.of(text) : "";
    }

    private JsonNode json(HttpPort.Response reply, String attempt) throws PrometheusException {
        try {
            JsonNode answer = JSON.readTree(reply.body());
            if (answer != null && answer.isObject()) {
                return answer;
            }
        } catch (StreamConstraintsException e) {
            throw failure(
                    Kind.EXECUTION,
                    attempt,
                    "its answer has too many values to read at once",
                    "ask for fewer series or a shorter time");
        } catch (JsonProcessingException e) {
            String what =
                    reply.contentType().contains("html") ? "with an HTML page" : "with something that is not JSON";
            String status = reply.status() == 200 ? "" : reply.status() + " ";
            throw notPrometheus(attempt, "it answered " + status + what + said(reply));
        } catch (IOException e) {
            throw notPrometheus(attempt, "its answer can't be read");
        }
        throw notPrometheus(attempt, "it answered with something other than a JSON object");
    }

    private static boolean isApiError(HttpPort.Response reply) {
        try {
            JsonNode answer = JSON.readTree(reply.body());
            return answer != null
                    && ERROR_TYPES.contains(answer.path("errorType").asText());
        } catch (IOException e) {
            return false;
        }
    }

    private PrometheusException refused(JsonNode answer, int status, String attempt) {
        String type = answer.path("errorType").asText();
        String error = answer.path("error").asText();
        if ("execution".equals(type) && error.contains(AGENT)) {
            return failure(
                    Kind.NOT_PROMETHEUS,
                    attempt,
                    "it is a Prometheus in agent mode, which answers no queries",
                    "give the address of the server that it writes to");
        }
        if (STATUS.matcher(type).matches() && error.contains(GIVEN_UP)) {
            type = "timeout";
        }
        if (!ERROR_TYPES.contains(type) && !STATUS.matcher(type).matches()) {
            return notPrometheus(attempt, "it answered " + status + " without the structure of Prometheus' API");
        }
        String told = quoted(error);
        return switch (type) {
            case "timeout", "canceled" ->
                failure(
                        Kind.TIMEOUT,
                        attempt,
                        "the query timed out or was cancelled (" + type + ")" + told,
                        "check Prometheus' load");
            case "unavailable", "internal" ->
                failure(Kind.UNAVAILABLE, attempt, "it can't answer now" + told, "check that Prometheus is ready");
            case "execution" ->
                failure(
                        Kind.EXECUTION,
                        attempt,
                        "it could not evaluate the query (execution)" + told,
                        "check the series that it matches");
            default ->
                failure(Kind.BAD_QUERY, attempt, "it rejected the query (" + type + ")" + told, "correct the query");
        };
    }

    /** The series of a matrix of native histograms: how much each has observed. Floats among them are left out. */
    List<Series> observations(JsonNode data, String attempt) throws PrometheusException {
        try {
            require("matrix".equals(data.path("resultType").asText()));
            List<Series> series = new ArrayList<>();
            for (JsonNode element : array(data.path("result"))) {
                List<Sample> samples = new ArrayList<>();
                for (JsonNode pair : element.path("histograms")) {
                    require(pair.isArray() && pair.size() == 2 && pair.get(0).isNumber());
                    samples.add(new Sample(
                            Math.round(pair.get(0).asDouble() * 1000),
                            value(pair.get(1).path("count").asText())));
                }
                if (!samples.isEmpty()) {
                    series.add(new Series(labels(element), samples));
                }
            }
            return series;
        } catch (IllegalArgumentException e) {
            throw notPrometheus(attempt, "its result does not have the structure of Prometheus' API");
        }
    }

    /** The series of a vector, matrix or scalar. */
    List<Series> series(JsonNode data, String attempt) throws PrometheusException {
        JsonNode result = data.path("result");
        try {
            List<Series> series = new ArrayList<>();
            switch (data.path("resultType").asText()) {
                case "scalar" -> series.add(Series.of(Map.of(), sample(result)));
                case "vector" -> {
                    for (JsonNode element : array(result)) {
                        refuseHistogram(element, "histogram", attempt);
                        series.add(Series.of(labels(element), sample(element.path("value"))));
                    }
                }
                case "matrix" -> {
                    for (JsonNode element : array(result)) {
                        refuseHistogram(element, "histograms", attempt);
                        List<Sample> samples = new ArrayList<>();
                        for (JsonNode value : array(element.path("values"))) {
                            samples.add(sample(value));
                        }
                        series.add(new Series(labels(element), samples));
                    }
                }
                case "string" -> throw failure(Kind.BAD_QUERY, attempt, "the result is a text", "ask for a number");
                default -> throw notPrometheus(attempt, "its result is neither scalar, vector nor matrix");
            }
            return series;
        } catch (IllegalArgumentException e) {
            throw notPrometheus(attempt, "its result does not have the structure of Prometheus' API");
        }
    }

    private void refuseHistogram(JsonNode element, String field, String attempt) throws PrometheusException {
        if (element.has(field)) {
            throw failure(
                    Kind.BAD_QUERY,
                    attempt,
                    "the result is a native histogram",
                    "take a number of it, as histogram_count(…) or histogram_quantile(0.99, …) do");
        }
    }

    private static TreeMap<String, String> labels(JsonNode element) {
        JsonNode metric = element.path("metric");
        require(metric.isObject());
        TreeMap<String, String> labels = new TreeMap<>();
        metric.properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }

    private static Sample sample(JsonNode pair) {
        require(pair.isArray()
                && pair.size() == 2
                && pair.get(0).isNumber()
                && pair.get(1).isTextual()
                && Math.abs(pair.get(0).asDouble()) < LATEST);
        return new Sample(
                Math.round(pair.get(0).asDouble() * 1000), value(pair.get(1).asText()));
    }

    /** Prometheus writes floats as text, the odd ones as NaN, +Inf and -Inf. */
    private static double value(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> {
                require(NUMBER.matcher(text).matches());
                yield Double.parseDouble(text);
            }
        };
    }

    private static JsonNode array(JsonNode node) {
        require(node.isArray());
        return node;
    }

    private static void require(boolean documented) {
        if (!documented) {
            throw new IllegalArgumentException("not as Prometheus' API documents it");
        }
    }

    List<Target> targets(JsonNode data, String attempt) throws PrometheusException {
        JsonNode active = data.path("activeTargets");
        if (!active.isArray()) {
            throw notPrometheus(attempt, "its answer lists no targets");
        }
        List<Target> targets = new ArrayList<>();
        for (JsonNode target : active) {
            Map<String, String> labels = new HashMap<>();
            target.path("labels")
                    .properties()
                    .forEach(l -> labels.put(l.getKey(), l.getValue().asText()));
            targets.add(new Target(
                    labels,
                    target.path("health").asText().toLowerCase(Locale.ROOT),
                    target.path("lastError").asText(),
                    PrometheusDuration.parse(target.path("scrapeInterval").asText())
                            .orElse(Duration.ZERO)));
        }
        return targets;
    }

    PrometheusException notPrometheus(String attempt, String what) {
        return failure(Kind.NOT_PROMETHEUS, attempt, what, "check that the address is Prometheus' own");
    }

    private PrometheusException failure(Kind kind, String attempt, String what, String advice) {
        return new PrometheusException(
                kind, what, "Could not " + attempt + " at " + origin + ": " + what + "; " + advice + ".");
    }

    private String said(HttpPort.Response reply) {
        String excerpt = origin.mayQuote() ? Excerpt.of(reply.body()) : "";
        return excerpt.isEmpty() ? "" : " (" + excerpt + ")";
    }
}
