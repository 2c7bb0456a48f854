package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.verdict.MetricCondition;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusDuration;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.Selectors;
import io.jenkins.plugins.seldon.prometheus.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether what a query looks at was sampled since the burst ended. Prometheus answers with samples of up to five minutes
 * ago, and a rate from what its window still holds, so that an exporter that has died goes on keeping limits; and of one
 * that is scraped less often than the model, the latest sample may know nothing but the burst's first seconds.
 *
 * @param prometheus where the samples are
 * @param sinceMillis the burst's start on Prometheus' clock
 * @param endMillis its end, likewise
 * @param interval between two scrapes: what a rule makes sooner after the end may be of samples from before it
 * @param oldest how old the latest samples may be at most; zero where it is all the same
 * @param series how many series there were of its selectors when the burst began, as {@link #seriesOf} told it then; none
 *     where it is all the same
 */
record Freshness(
        PrometheusClient prometheus,
        long sinceMillis,
        long endMillis,
        Duration interval,
        Duration oldest,
        Map<String, Long> series) {

    private static final Pattern MATCHER = Pattern.compile("\\b[a-zA-Z_][a-zA-Z0-9_]*+\\s*+[=!]~?+=?+\\s*+"
            + "(?:\"(?:[^\"\\\\]++|\\\\.)*+\"|'(?:[^'\\\\]++|\\\\.)*+'|`[^`]*+`)");

    /** Labels by which scrapes tell their targets apart. */
    private static final Set<String> OF_TARGETS =
            Set.of("job", "instance", "namespace", "kubernetes_namespace", "pod", "kubernetes_pod_name", "service");

    /** How many series there are at a moment of what conditions look at, as far as Prometheus can tell that. */
    static Map<String, Long> seriesOf(PrometheusClient prometheus, List<MetricCondition> conditions, long millis) {
        Map<String, Long> series = new LinkedHashMap<>();
        for (MetricCondition condition : conditions) {
            for (String selector : Selectors.of(condition.promql())) {
                try {
                    if (!series.containsKey(selector)) {
                        series.put(selector, number(prometheus.queryAt("count(" + selector + ")", millis)));
                    }
                } catch (PrometheusException e) {
                    // The burst need not wait for that.
                    return series;
                }
            }
        }
        return series;
    }

    private static long number(List<Series> count) {
        return count.isEmpty() ? 0 : Math.round(count.get(0).last().value());
    }

    /** What is missing, as a clause about the condition; empty when nothing is. */
    Optional<String> missing(String promql) throws PrometheusException {
        for (String selector : Selectors.of(promql)) {
            // VictoriaMetrics tells timestamps of series that have ended, too (app/vmselect/promql, dropStaleNaNs).
            List<Series> first = first(selector);
            if (!first.isEmpty() && first.get(0).last().value() * 1000 < endMillis) {
                return Optional.of("has series without a sample of " + selector + " since the burst ended");
            }
            if (!first.isEmpty()
                    && Selectors.isOfRule(selector)
                    && first.get(0).last().value() * 1000 < endMillis + interval.toMillis()) {
                return Optional.of("has series without a sample of " + selector + " since the burst was scraped");
            }
            if (!first.isEmpty() && !oldest.isZero() && isTooOld(selector)) {
                return Optional.of("has had no sample of " + selector + " for " + oldest.toSeconds() + " s");
            }
            if (first.isEmpty() && wasThere(selector) && !isOfNoAccount(selector, promql)) {
                return lost(selector);
            }
            if (first.isEmpty() && isInItsRanges(selector, promql) && !isOfNoAccount(selector, promql)) {
                return Optional.of("has samples of " + selector + " from before the burst only");
            }
        }
        for (String selector : Selectors.of(promql)) {
            if (hasForgotten(selector)) {
                return lost(selector);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> lost(String selector) {
        return Optional.of("has lost its samples of " + selector + " since the burst began");
    }

    /**
     * Whether there are fewer series than when the burst began, and nothing is left of what these had then: Thanos goes on
     * without a store that its service does not name any more, and tells no warning; or another Prometheus answers.
     */
    private boolean hasForgotten(String selector) throws PrometheusException {
        long then = series.getOrDefault(selector, 0L);
        return then > 0
                && number(prometheus.query("count(" + selector + ")")) < then
                && number(prometheus.queryAt("count(count_over_time(" + selector + "[5m]))", sinceMillis)) < then;
    }

    /** Whether some of its series have no sample since before the burst: they ended, and nothing has marked that. */
    boolean hasEnded(String promql) throws PrometheusException {
        for (String selector : Selectors.of(promql)) {
            List<Series> first = first(selector);
            if (!first.isEmpty() && first.get(0).last().value() * 1000 < sinceMillis) {
                return true;
            }
        }
        return false;
    }

    /** Whether it looks at something of which there are no series, also where it asks just for that. */
    boolean isWithoutSeries(String promql) throws PrometheusException {
        return withoutSeries(promql).isPresent()
                || withoutSeries(Selectors.ofAbsence(promql)).isPresent();
    }

    /** The first selector of which there are no series; empty where there are some of each, and where it asks just for that. */
    Optional<String> withoutSeries(String promql) throws PrometheusException {
        return withoutSeries(Selectors.of(promql));
    }

    private Optional<String> withoutSeries(List<String> selectors) throws PrometheusException {
        for (String selector : selectors) {
            if (first(selector).isEmpty()) {
                return Optional.of(selector);
            }
        }
        return Optional.empty();
    }

    /** Whether that may be since a target which shows others of the same name has not been scraped after the burst's end. */
    boolean isUnscraped(String promql) throws PrometheusException {
        for (String selector : selectors(promql)) {
            String others = ofItsTargets(selector);
            String scraped = "min(timestamp(up) and on (instance, job) " + others + ")";
            if (!others.startsWith("{")
                    && first(selector).isEmpty()
                    && prometheus.query(scraped).stream()
                            .anyMatch(first -> first.last().value() * 1000 < endMillis)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> selectors(String promql) {
        List<String> selectors = new ArrayList<>(Selectors.of(promql));
        selectors.addAll(Selectors.ofAbsence(promql));
        return selectors;
    }

    /** A selector without what tells one series of a target from another, as the code of an answer. */
    private static String ofItsTargets(String selector) {
        String kept = MATCHER.matcher(selector)
                .results()
                .map(MatchResult::group)
                .filter(matcher -> OF_TARGETS.contains(matcher.split("[=!~\\s]", 2)[0]))
                .collect(Collectors.joining(","));
        return selector.split("\\{", 2)[0] + "{" + kept + "}";
    }

    private static String seconds(long millis) {
        return PrometheusDuration.seconds(Duration.ofMillis(millis));
    }

    /** Which may stand in front of a range and its selector's labels, and in brackets. */
    static String withoutBlanks(String promql) {
        return promql.replaceAll("\\s", "");
    }

    private List<Series> first(String selector) throws PrometheusException {
        return first(prometheus, selector);
    }

    /** When the latest sample was taken of the series that has had none for longest. */
    static List<Series> first(PrometheusClient prometheus, String selector) throws PrometheusException {
        return prometheus.query("min(timestamp(" + selector + ") and " + selector + ")");
    }

    /** Of all of them: one alone may have ended without a mark of it. */
    private boolean isTooOld(String selector) throws PrometheusException {
        List<Series> last = prometheus.query("max(timestamp(" + selector + ") and " + selector + ")");
        return !last.isEmpty()
                && last.get(0).last().atMillis() - last.get(0).last().value() * 1000 > oldest.toMillis();
    }

    /** A rate goes on with what its range still holds of series that ended before the burst, too. */
    private boolean isInItsRanges(String selector, String promql) throws PrometheusException {
        for (String range : Selectors.rangesOf(promql)) {
            String count = "count(count_over_time(" + selector + "[" + range + "]))";
            if (!range.startsWith("$") && !prometheus.query(count).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether what has ended adds nothing to the rates of it, as errors of pods that were replaced: it has not risen in their
     * ranges, and the query looks at more of the same counter, which goes on being counted.
     */
    private boolean isOfNoAccount(String selector, String promql) throws PrometheusException {
        String looked = withoutBlanks(selector);
        String written = withoutBlanks(promql);
        String others = written.replace("rate(" + looked + "[", "").replace("increase(" + looked + "[", "");
        if (Selectors.hasSubquery(promql) || others.contains(looked) || !isCountedBeside(selector, promql)) {
            return false;
        }
        for (String range : Selectors.rangesOf(promql)) {
            if (written.contains(looked + "[" + withoutBlanks(range)) && hasRisen(selector, range)) {
                return false;
            }
        }
        return !hasBegun(selector);
    }

    /** As errors of a replica that came in the burst and went: with a single sample they have no rise. */
    private boolean hasBegun(String selector) throws PrometheusException {
        String burst = seconds(prometheus.nowMillis() - sinceMillis);
        String begun = "max_over_time(" + selector + "[" + burst + "]) > 0";
        String before = "count_over_time(" + selector + "[5m] offset " + burst + ")";
        return !prometheus.query("count(" + begun + " unless " + before + ")").isEmpty();
    }

    private boolean hasRisen(String selector, String range) throws PrometheusException {
        String length =
                range.startsWith("$") ? seconds(prometheus.nowMillis() - sinceMillis + interval.toMillis()) : range;
        return !prometheus
                .query("count(increase(" + selector + "[" + length + "]) > 0)")
                .isEmpty();
    }

    private boolean isCountedBeside(String selector, String promql) throws PrometheusException {
        String name = name(selector);
        for (String other : Selectors.of(promql)) {
            if (!name.isEmpty() && !other.equals(selector) && name(other).equals(name)) {
                List<Series> first = first(other);
                if (!first.isEmpty() && first.get(0).last().value() * 1000 >= endMillis) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String name(String selector) {
        return selector.split("\\{", 2)[0].strip();
    }

    /** What never was may be meant, as in {@code errors or vector(0)}. */
    private boolean wasThere(String selector) throws PrometheusException {
        String count = "count(" + selector + ")";
        return !prometheus
                .queryRange(count, sinceMillis, sinceMillis, Duration.ofSeconds(1))
                .isEmpty();
    }
}
