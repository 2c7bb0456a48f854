package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusDuration;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What counters began with in the burst, as errors of a process that had none before. No rate has a counter's first value:
 * where that came after the burst, nothing of its errors, and where it came in the last moments, hardly any.
 *
 * @param prometheus where the samples are
 * @param sinceMillis the time since the burst's start
 * @param interval between two scrapes, which the two latest samples are apart
 */
record FirstValues(PrometheusClient prometheus, long sinceMillis, Duration interval) {

    /**
     * A rise of a counter: its function, of which the longer names are VictoriaMetrics', what it is of, its range, and how far
     * before.
     */
    private static final Pattern RISE = Pattern.compile("\\b((?:rollup_)?+(?:i?rate|increase)(?:_prometheus)?+)"
            + "\\s*+\\(\\s*+([a-zA-Z0-9_:]*+\\s*+"
            + "(?:\\{(?:[^}\"'`]++|\"(?:[^\"\\\\]++|\\\\.)*+\"|'(?:[^'\\\\]++|\\\\.)*+'|`[^`]*+`)*+\\})?+)"
            + "\\s*+\\[\\s*+([0-9a-z.]++)\\s*+(?::[^\\]]*+)?+\\]\\s*+(?:(?i:offset)\\s++([0-9a-z]++)\\s*+)?+\\)");

    /**
     * Whether a condition that holds does so, too, with its rises from 0 on, as they are where a counter is there before it
     * counts; not where that can't be evaluated.
     *
     * @param promql with its ranges as they are evaluated
     * @param burstEndMillis on Prometheus' clock
     * @param nowMillis likewise, when it is evaluated
     */
    boolean areAllowed(String promql, long burstEndMillis, long nowMillis, Evaluation evaluation)
            throws PrometheusException {
        Set<String> begun = begun(promql, nowMillis);
        if (begun.isEmpty()) {
            return true;
        }
        // In VictoriaMetrics an increase has them where they are small (app/vmselect/promql/rollup.go, rollupDelta).
        boolean hasThem = promql.contains("increase") && new Rises(prometheus).areTakenFromBefore("up", burstEndMillis);
        String counted = RISE.matcher(promql)
                .replaceAll(rise -> Matcher.quoteReplacement(
                        !begun.contains(rise.group(2))
                                        || hasThem && rise.group(1).endsWith("increase")
                                ? rise.group()
                                : fromZero(rise, nowMillis)));
        try {
            return evaluation.of(counted).verdict() == Verdict.PASS;
        } catch (PrometheusException e) {
            if (e.isTransient()) {
                throw e;
            }
            return false;
        }
    }

    /** Of which rises something began in the burst; of none where this server can't evaluate that, as it can the condition. */
    private Set<String> begun(String promql, long nowMillis) throws PrometheusException {
        Set<String> begun = new LinkedHashSet<>();
        Set<String> selectors = new LinkedHashSet<>();
        RISE.matcher(promql).results().forEach(rise -> selectors.add(rise.group(2)));
        // Whole seconds back to the burst's start and no further: what the warm-up began was sampled right before that.
        long millis = (sinceMillis + 999) / 1000 * 1000;
        long end = nowMillis - sinceMillis + millis;
        try {
            for (String selector : selectors) {
                String count = "count(" + begun(selector, millis, 0, end) + ")";
                if (!prometheus.queryAt(count, end).isEmpty()) {
                    begun.add(selector);
                }
            }
        } catch (PrometheusException e) {
            if (e.isTransient()) {
                throw e;
            }
        }
        return begun;
    }

    private String fromZero(MatchResult rise, long nowMillis) {
        long range = millis(rise.group(3));
        long before = rise.group(4) == null ? 0 : millis(rise.group(4));
        if (range == 0 || rise.group(4) != null && before == 0) {
            return rise.group();
        }
        String function = rise.group(1);
        long per = function.contains("increase")
                ? 1000
                : function.contains("irate") ? Math.min(range, interval.toMillis()) : range;
        String first = begun(rise.group(2), Math.min(range, sinceMillis), before, nowMillis);
        return "(sum without (began) (" + rise.group() + " or label_replace(" + first + " * 1000 / " + per
                + ", \"began\", \"1\", \"\", \"\")))";
    }

    /**
     * The first values of series that were not there at a moment, of processes that were, since they were scraped or had
     * others, or that began later, as a new replica's, which may have gone again. Of others the first value may be old: what
     * scrapes them may have just begun to. What began at 0 lacks nothing.
     */
    private static String begun(String selector, long millis, long beforeMillis, long nowMillis) {
        long moment = millis + beforeMillis;
        String there = "[5m] offset " + seconds(moment) + ")";
        String others = "count_over_time(" + selector + there;
        String until = "]" + (beforeMillis == 0 ? "" : " offset " + seconds(beforeMillis)) + ")";
        String first = "min_over_time(" + selector + "[" + seconds(millis) + until + " > 0";
        return "((" + first + " unless " + others + ") and on (instance, pod) (max_over_time(up" + there + " > 0 or "
                + others + " or max_over_time(process_start_time_seconds[5m" + until + " > "
                + (nowMillis - moment) / 1000 + "))";
    }

    /** Prometheus before 2.21, as Seldon's chart has it, reads no milliseconds. */
    private static String seconds(long millis) {
        return PrometheusDuration.seconds(Duration.ofMillis(millis));
    }

    private static long millis(String duration) {
        return PrometheusDuration.ofRange(duration).map(Duration::toMillis).orElse(0L);
    }
}
