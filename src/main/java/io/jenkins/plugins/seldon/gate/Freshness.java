package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusDuration;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.Selectors;
import io.jenkins.plugins.seldon.prometheus.Series;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

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
 */
record Freshness(PrometheusClient prometheus, long sinceMillis, long endMillis, Duration interval, Duration oldest) {

    /** In which Prometheus finds a sample: each series of a target, or of a node's pods, may have moments of its own. */
    private static final long LOOKBACK_MILLIS = 300_000;

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
                return Optional.of("has lost its samples of " + selector + " since the burst began");
            }
            if (first.isEmpty() && isInItsRanges(selector, promql) && !isOfNoAccount(selector, promql)) {
                return Optional.of("has samples of " + selector + " from before the burst only");
            }
        }
        return Optional.empty();
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

    /**
     * Whether the rise of something is looked at that has no sample in its range until the burst's end. A counter's first value
     * is no rise, whether Prometheus was away until then or the counter began in the burst.
     *
     * @param promql with its ranges as they are evaluated
     * @param over the time before now over which it is evaluated; zero where it is once
     * @param burstEndMillis on Prometheus' clock
     * @param nowMillis likewise, when it is evaluated
     */
    boolean isBlind(String promql, Duration over, long burstEndMillis, long nowMillis) throws PrometheusException {
        List<String> ranges = Selectors.rangesOf(promql);
        String written = withoutBlanks(promql);
        // What is within a subquery is evaluated at moments that reach back as far as that does.
        LongStream lengths = ranges.stream().mapToLong(Freshness::length);
        long least = Selectors.hasSubquery(promql) ? lengths.max().orElse(0) : 0;
        for (String range : ranges) {
            long length = Math.max(least, length(range));
            long from = nowMillis - over.toMillis() - length;
            for (String selector : Selectors.of(promql)) {
                if (length > 0
                        && from < burstEndMillis
                        && isLookedAt(written, withoutBlanks(selector + "[" + range))
                        && !isSampled(selector, from, burstEndMillis)
                        && isAboveZero(selector)
                        && !isTakenFromBefore(selector, burstEndMillis)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether rates lack what some series began with after the burst's end, more than a hundredth of what all rose: those of
     * processes of which others were there before, as of errors beside successes, or beside errors of another kind. What
     * began with a process of its own, as on a new replica, is left out.
     *
     * @param promql with its ranges as they are evaluated
     * @param over the time before now over which it is evaluated; zero where it is once
     * @param burstEndMillis on Prometheus' clock
     * @param nowMillis likewise, when it is evaluated
     */
    boolean lacksFirstValues(String promql, Duration over, long burstEndMillis, long nowMillis)
            throws PrometheusException {
        String written = withoutBlanks(promql);
        long since = Math.max(1, nowMillis - burstEndMillis);
        for (String range : Selectors.rangesOf(promql)) {
            long reach = length(range) + over.toMillis();
            for (String selector : Selectors.of(promql)) {
                String looked = withoutBlanks(selector + "[" + range + "]");
                boolean isRate = written.contains("rate(" + looked) || written.contains("increase(" + looked);
                if (isRate
                        && length(range) > 0
                        && reach > since
                        && haveBegun(selector, reach, since, nowMillis)
                        && !isTakenFromBefore(selector, burstEndMillis)) {
                    return true;
                }
            }
        }
        return false;
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

    /** In whole seconds, too: of what began in the burst's last one no rate has the first value, either. */
    private boolean haveBegun(String selector, long reach, long since, long nowMillis) throws PrometheusException {
        String until = "count_over_time(" + selector + "[" + seconds(reach - since + LOOKBACK_MILLIS) + "] offset "
                + seconds(since) + ")";
        double begun = value(
                "sum((" + selector + " unless " + until + ") and on (instance, pod) " + until + ") > 0", nowMillis);
        return begun > 0 && begun * 100 > value("sum(increase(" + selector + "[" + seconds(reach) + "]))", nowMillis);
    }

    private static String seconds(long millis) {
        return PrometheusDuration.seconds(Duration.ofMillis(millis));
    }

    /** What a query for one number gives at a moment; 0 for nothing. */
    private double value(String promql, long millis) throws PrometheusException {
        List<Series> told = prometheus.queryAt(promql, millis);
        return told.isEmpty() ? 0 : told.get(0).last().value();
    }

    /**
     * Whether nothing that is looked at back in time had two samples at a moment: it had no rise then, whatever it was.
     *
     * @param promql with its ranges as they are evaluated
     */
    boolean isWithoutRises(String promql, long millis) throws PrometheusException {
        String written = withoutBlanks(promql);
        for (String range : Selectors.rangesOf(promql)) {
            for (String selector : Selectors.of(promql)) {
                String count = "count(count_over_time(" + selector + "[" + range + "]) > 1)";
                if (isLookedAt(written, withoutBlanks(selector + "[" + range))
                        && !prometheus.queryAt(count, millis).isEmpty()) {
                    return false;
                }
            }
        }
        return true;
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

    /** Which may stand in front of a range and its selector's labels, and in brackets. */
    private static String withoutBlanks(String promql) {
        return promql.replaceAll("\\s", "");
    }

    /** What is not there, or is still 0 as a new pod's counters of errors and of restarts are, has not risen. */
    private boolean isAboveZero(String selector) throws PrometheusException {
        String above = "count(" + selector + " unless " + selector + " == 0)";
        return !prometheus.query(above).isEmpty();
    }

    /**
     * Whether a rise is one from the sample before its range, as in VictoriaMetrics (app/vmselect/promql/rollup.go,
     * {@code prevValue}), where there was one: a single sample makes a rise there, and none in Prometheus.
     */
    private boolean isTakenFromBefore(String selector, long burstEndMillis) throws PrometheusException {
        String before = "count(" + selector + ")";
        List<Series> latest = prometheus.queryAt(before, burstEndMillis).isEmpty() ? List.of() : first(selector);
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

    /** When the latest sample was taken of the series that has had none for longest. */
    private List<Series> first(String selector) throws PrometheusException {
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
        return true;
    }

    private boolean hasRisen(String selector, String range) throws PrometheusException {
        String length = range.startsWith("$")
                ? seconds(prometheus.nowMillis() - sinceMillis + interval.toMillis())
                : range;
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
