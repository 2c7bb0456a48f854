package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusDuration;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.Selectors;
import io.jenkins.plugins.seldon.prometheus.Series;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What counters rose by in the ranges of a query, as far as samples tell: a rise is one between two of them.
 *
 * @param prometheus where the samples are
 */
record Rises(PrometheusClient prometheus) {

    /** Within which what is scraped once a minute has a sample, whatever a shorter range has of it. */
    private static final long RAREST_SCRAPE = 75_000;

    /**
     * Whether the rise of something is looked at that has no sample in its range until the burst's end. A counter's first value
     * is no rise, whether Prometheus was away until then or the counter began in the burst. Of several, what one began with is
     * told by {@link FirstValues}.
     *
     * @param promql with its ranges as they are evaluated
     * @param over the time before now over which it is evaluated; zero where it is once
     * @param burstEndMillis on Prometheus' clock
     * @param nowMillis likewise, when it is evaluated
     */
    boolean areUnknown(String promql, Duration over, long burstEndMillis, long nowMillis) throws PrometheusException {
        List<String> ranges = Selectors.rangesOf(promql);
        String written = Freshness.withoutBlanks(promql);
        // What is within a subquery is evaluated at moments that reach back as far as that does.
        LongStream lengths = ranges.stream().mapToLong(Rises::length);
        long least = Selectors.hasSubquery(promql) ? lengths.max().orElse(0) : 0;
        for (String range : ranges) {
            long length = Math.max(least, length(range));
            long from = nowMillis - over.toMillis() - length;
            for (String selector : Selectors.of(promql)) {
                if (length > 0
                        && from < burstEndMillis
                        && isLookedAt(written, Freshness.withoutBlanks(selector + "[" + range))
                        && (isSampled(selector, from, burstEndMillis)
                                ? hasGap(selector, burstEndMillis - from, burstEndMillis, nowMillis)
                                : isAboveZero(selector))
                        && !areTakenFromBefore(selector, burstEndMillis)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether one of several has risen from before its range until after the burst, as of a pod that was too busy meanwhile;
     * not where this server can't evaluate that, as it can the condition.
     */
    private boolean hasGap(String selector, long until, long burstEndMillis, long nowMillis)
            throws PrometheusException {
        String since = seconds(nowMillis - burstEndMillis);
        long gap = Math.max(until, RAREST_SCRAPE);
        String seen = "count_over_time(" + selector + "[" + seconds(gap) + "] offset " + since + ")";
        String before = "max_over_time(" + selector + "[15m] offset " + seconds(gap + nowMillis - burstEndMillis) + ")";
        String risen = "count((" + selector + " unless " + selector + " == 0 unless " + seen + ") != " + before + ")";
        try {
            return !prometheus.queryAt(risen, nowMillis).isEmpty();
        } catch (PrometheusException e) {
            if (e.isTransient()) {
                throw e;
            }
            return false;
        }
    }

    /**
     * Whether there is a sample between two moments. In two ranges of whole seconds, which together are the time between:
     * Prometheus before 2.21, as Seldon's chart has it, reads no milliseconds (promql/parser/lex.go, {@code lexDuration}).
     */
    private boolean isSampled(String selector, long fromMillis, long toMillis) throws PrometheusException {
        long seconds = (toMillis - fromMillis) / 1000;
        long first = fromMillis + seconds * 1000;
        String count = "count(count_over_time(" + selector + "[" + seconds + "s]))";
        return seconds > 0
                && (!prometheus.queryAt(count, toMillis).isEmpty()
                        || first < toMillis && !prometheus.queryAt(count, first).isEmpty());
    }

    /**
     * Whether nothing that is looked at back in time had two samples at a moment: it had no rise then, whatever it was.
     *
     * @param promql with its ranges as they are evaluated
     */
    boolean areAbsent(String promql, long millis) throws PrometheusException {
        String written = Freshness.withoutBlanks(promql);
        for (String range : Selectors.rangesOf(promql)) {
            for (String selector : Selectors.of(promql)) {
                String count = "count(count_over_time(" + selector + "[" + range + "]) > 1)";
                if (isLookedAt(written, Freshness.withoutBlanks(selector + "[" + range))
                        && !prometheus.queryAt(count, millis).isEmpty()) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Whether a rise is one from the sample before its range, as in VictoriaMetrics (app/vmselect/promql/rollup.go,
     * {@code prevValue}), where there was one: a single sample makes a rise there, and none in Prometheus.
     */
    boolean areTakenFromBefore(String selector, long burstEndMillis) throws PrometheusException {
        String before = "count(" + selector + ")";
        List<Series> latest = prometheus.queryAt(before, burstEndMillis).isEmpty()
                ? List.of()
                : Freshness.first(prometheus, selector);
        if (latest.isEmpty()) {
            return false;
        }
        long sampled = Math.round(latest.get(0).last().value() * 1000);
        String single = "count(increase(" + selector + "[1ms]))";
        try {
            return !prometheus.queryAt(single, sampled).isEmpty();
        } catch (PrometheusException e) {
            if (e.kind() != PrometheusException.Kind.BAD_QUERY) {
                throw e;
            }
            // One that reads no milliseconds is a Prometheus.
            return false;
        }
    }

    /** What is not there, or is still 0 as a new pod's counters of errors and of restarts are, has not risen. */
    private boolean isAboveZero(String selector) throws PrometheusException {
        String above = "count(" + selector + " unless " + selector + " == 0)";
        return !prometheus.query(above).isEmpty();
    }

    private static String seconds(long millis) {
        return PrometheusDuration.seconds(Duration.ofMillis(millis));
    }

    private static long length(String range) {
        return PrometheusDuration.ofRange(range).map(Duration::toMillis).orElse(0L);
    }

    /** In a range of its own, or as a subquery whose rise is asked for. */
    private static boolean isLookedAt(String written, String looked) {
        return written.contains(looked + "]")
                || written.contains("rate(" + looked + ":")
                || written.contains("increase(" + looked + ":");
    }
}
