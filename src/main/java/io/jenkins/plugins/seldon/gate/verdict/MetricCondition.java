package io.jenkins.plugins.seldon.gate.verdict;

import io.jenkins.plugins.seldon.prometheus.PrometheusDuration;
import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.Numbers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A user's own condition on a PromQL query. Evaluated strictly: no data, NaN, an infinite value, or several series where
 * one is meant never pass.
 *
 * @param name for messages; the query itself where the user gave none
 * @param promql the query
 * @param above values must be greater; null for no such limit
 * @param below values must be less; null for no such limit
 * @param reduce how several series are taken
 * @param over the time that it is evaluated over; each value in it must satisfy the limits
 * @param holding for how long after the burst it has to hold at every look; zero for one look
 * @param severity what it makes of the build when it does not hold
 */
public record MetricCondition(
        String name,
        String promql,
        Double above,
        Double below,
        Reduce reduce,
        Period over,
        Duration holding,
        Effect severity) {

    /** What a query may contain for the time from the burst's start to its evaluation, as in Grafana. */
    private static final String RANGE = "$__range";

    /**
     * The time that a query is evaluated over.
     *
     * @param isBurst from the burst's start until now
     * @param length until now, where it is not the burst; zero for a moment
     */
    public record Period(boolean isBurst, Duration length) {

        /** One moment, now. */
        public static final Period INSTANT = new Period(false, Duration.ZERO);

        /**
         * Reads {@code burst}, a duration such as {@code 5m}, or nothing for a moment.
         *
         * @throws IllegalArgumentException with a sentence, when it is neither
         */
        public static Period of(String text) {
            if (text.isBlank()) {
                return INSTANT;
            }
            if (text.equals("burst")) {
                return new Period(true, Duration.ZERO);
            }
            return PrometheusDuration.parse(text)
                    .filter(length -> length.compareTo(Duration.ofDays(1)) <= 0)
                    .map(length -> new Period(false, length))
                    .orElseThrow(() -> new IllegalArgumentException("The over of a condition is '" + Excerpt.of(text)
                            + "': use burst, or a duration of at most a day such as 5m."));
        }

        public boolean isInstant() {
            return !isBurst && length.isZero();
        }
    }

    /** How the series of a result become one answer. */
    public enum Reduce {
        /** There must be exactly one. */
        ONLY,
        /** Each must satisfy the limits. */
        ALL,
        /** One of them must. */
        ANY;

        /** @throws IllegalArgumentException with a sentence, when the name is none */
        public static Reduce named(String name) {
            for (Reduce reduce : values()) {
                if (reduce.toString().equals(name)) {
                    return reduce;
                }
            }
            throw new IllegalArgumentException(
                    "The reduce of a condition is '" + Excerpt.of(name) + "': use only, all or any.");
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException with a sentence, when it has no query or no limit */
    public MetricCondition {
        if (promql == null || promql.isBlank()) {
            throw new IllegalArgumentException("A condition needs a promql query.");
        }
        if (above == null && below == null) {
            throw new IllegalArgumentException("The condition " + promql + " needs a limit: above, below, or both.");
        }
        if (holding.isNegative() || holding.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("The forSeconds of a condition must lie between 0 and an hour.");
        }
        name = name == null || name.isBlank() ? promql : name;
    }

    public boolean usesRange() {
        return promql.contains(RANGE);
    }

    public String promqlOver(String range) {
        return promql.replace(RANGE, range);
    }

    String limit() {
        String lower = above == null ? "" : "above " + Numbers.of(above);
        String upper = below == null ? "" : "below " + Numbers.of(below);
        return lower + (lower.isEmpty() || upper.isEmpty() ? "" : " and ") + upper;
    }

    private boolean holds(double value) {
        return (above == null || value > above) && (below == null || value < below);
    }

    /** Holds a query's result against the limits; of several samples of a series each must satisfy them. */
    public CheckResult judge(List<Series> result) {
        if (result.isEmpty()) {
            return finding(Verdict.INCONCLUSIVE, "", "has no data");
        }
        if (reduce == Reduce.ONLY && result.size() > 1) {
            return finding(
                    Verdict.INCONCLUSIVE,
                    "",
                    "has " + result.size() + " series where one is meant; aggregate, or reduce by all or any");
        }
        List<Double> values = result.stream()
                .flatMap(series -> series.samples().stream())
                .map(Sample::value)
                .toList();
        String told = values.size() == 1 ? Numbers.of(values.get(0)) : range(values);
        if (values.stream().anyMatch(value -> !Double.isFinite(value))) {
            return finding(Verdict.INCONCLUSIVE, told, "is not a number everywhere");
        }
        Predicate<Series> satisfied = series -> series.samples().stream().allMatch(s -> holds(s.value()));
        Stream<Series> each = result.stream();
        boolean holds = reduce == Reduce.ANY ? each.anyMatch(satisfied) : each.allMatch(satisfied);
        return finding(holds ? Verdict.PASS : Verdict.FAIL, told, "is " + told);
    }

    private static String range(List<Double> values) {
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return least == most ? Numbers.of(least) : Numbers.of(least) + " to " + Numbers.of(most);
    }

    /** When the query could not be evaluated. */
    public CheckResult unmeasured(String sentence) {
        return new CheckResult(Check.CONDITION, name, promql, "", limit(), Verdict.ERROR, severity, sentence);
    }

    private CheckResult finding(Verdict verdict, String value, String told) {
        String of = name.equals(promql) ? promql : name + " (" + promql + ")";
        return new CheckResult(
                Check.CONDITION,
                name,
                promql,
                value,
                limit(),
                verdict,
                severity,
                "The condition " + of + " " + told + " (required: " + limit() + ").");
    }
}
