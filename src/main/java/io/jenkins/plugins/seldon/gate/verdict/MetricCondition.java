package io.jenkins.plugins.seldon.gate.verdict;

import io.jenkins.plugins.seldon.prometheus.PrometheusDuration;
import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Selectors;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import io.jenkins.plugins.seldon.text.Numbers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.LongStream;

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
 * @param noData the verdict where there are no numbers to hold against the limits; never PASS
 */
public record MetricCondition(
        String name,
        String promql,
        Double above,
        Double below,
        Reduce reduce,
        Period over,
        Duration holding,
        Effect severity,
        Verdict noData) {

    /** Prometheus is read by GET, and servers and proxies take lines of 8 kB. */
    private static final int LONGEST = 4096;

    /** What a query may contain for the time from the last scrape before the burst to its evaluation, as in Grafana. */
    private static final String RANGE = "$__range";

    /** For a range that is longer than others, written as only one server has it, or what reaches back to the burst. */
    private static final Duration UNREAD = Duration.ofDays(365);

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
         * @throws InvalidOptionException with a sentence, when it is neither
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
                    .orElseThrow(() -> new InvalidOptionException("The over of a condition is '" + Excerpt.of(text)
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

        /** @throws InvalidOptionException with a sentence, when the name is none */
        public static Reduce named(String name) {
            for (Reduce reduce : values()) {
                if (reduce.toString().equals(name)) {
                    return reduce;
                }
            }
            throw new InvalidOptionException(
                    "The reduce of a condition is '" + Excerpt.of(name) + "': use only, all or any.");
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What the user calls the verdict without data.
     *
     * @param name {@code fail} or {@code inconclusive}
     * @throws InvalidOptionException with a sentence, when it is another
     */
    public static Verdict noDataNamed(String name) {
        return switch (name) {
            case "fail" -> Verdict.FAIL;
            case "inconclusive" -> Verdict.INCONCLUSIVE;
            default ->
                throw new InvalidOptionException("The noData of a condition is unknown: use fail or inconclusive.");
        };
    }

    /** @throws InvalidOptionException with a sentence, when it has no query, or no limit that values can keep */
    public MetricCondition {
        if (promql == null || promql.isBlank()) {
            throw new InvalidOptionException("A condition needs a promql query.");
        }
        if (above == null && below == null) {
            throw new InvalidOptionException("The condition " + promql + " needs a limit: above, below, or both.");
        }
        if (promql.length() > LONGEST) {
            throw new InvalidOptionException("The promql of a condition has " + promql.length()
                    + " characters; a GET request to Prometheus takes at most " + LONGEST + ".");
        }
        boolean finite = (above == null || Double.isFinite(above)) && (below == null || Double.isFinite(below));
        if (!finite || above != null && below != null && above >= below) {
            throw new InvalidOptionException("No value satisfies the limits of the condition " + Excerpt.of(promql)
                    + ": " + limit(above, below) + ".");
        }
        if (holding.isNegative() || holding.compareTo(Duration.ofHours(1)) > 0) {
            throw new InvalidOptionException("The forSeconds of a condition must be between 0 and an hour.");
        }
        name = name == null || name.isBlank() ? promql : name;
    }

    public String promqlOver(String range) {
        return promql.replace(RANGE, range);
    }

    /** Whether it looks at more than what is there at one moment. */
    public boolean looksBack() {
        return !over.isInstant() || !Selectors.rangesOf(promql).isEmpty();
    }

    /**
     * Whether it still looks at everything of so many milliseconds, were it evaluated now. One without a range looks at what is
     * there now, whenever that is.
     */
    public boolean looksBackFor(long millis) {
        List<String> ranges = Selectors.rangesOf(promql);
        LongStream reach = ranges.stream().mapToLong(range -> length(range).toMillis());
        long least = (Selectors.hasSubquery(promql) ? reach.max() : reach.min()).orElse(0);
        return over.isBurst()
                || over.isInstant() && ranges.isEmpty()
                || over.length().toMillis() + least >= millis;
    }

    private static Duration length(String range) {
        return PrometheusDuration.ofRange(range).orElse(UNREAD);
    }

    String limit() {
        return limit(above, below);
    }

    private static String limit(Double above, Double below) {
        if (above == null || below == null) {
            return above != null
                    ? "above " + Numbers.given(above)
                    : below != null ? "below " + Numbers.given(below) : "";
        }
        return "above " + Numbers.given(above) + " and below " + Numbers.given(below);
    }

    private boolean holds(double value) {
        return (above == null || value > above) && (below == null || value < below);
    }

    /**
     * Holds a query's result against the limits; of several samples of a series each must satisfy them.
     *
     * @param steps how many samples each series must have: those of the time that it is evaluated over, without a gap
     */
    public CheckResult judge(List<Series> result, int steps) {
        if (result.isEmpty()) {
            return unmeasuredSince("has no data");
        }
        if (reduce == Reduce.ONLY && result.size() > 1) {
            return finding(
                    Verdict.INCONCLUSIVE,
                    "",
                    "has " + result.size() + " series where one is expected; aggregate, or reduce by all or any");
        }
        List<Double> values = result.stream()
                .flatMap(series -> series.samples().stream())
                .map(Sample::value)
                .toList();
        String told = values.size() == 1 ? measured(values.get(0)) : range(values);
        if (values.stream().anyMatch(value -> !Double.isFinite(value))) {
            return finding(noData, told, "has values that are not numbers");
        }
        Predicate<Series> satisfied = series -> series.samples().stream().allMatch(s -> holds(s.value()));
        Predicate<Series> whole = series -> series.samples().size() >= steps;
        boolean any = reduce == Reduce.ANY;
        if (any
                ? result.stream().anyMatch(satisfied.and(whole))
                : result.stream().allMatch(satisfied.and(whole))) {
            return measured(Verdict.PASS, told, "");
        }
        boolean broken =
                any ? result.stream().allMatch(whole) : !result.stream().allMatch(satisfied);
        return broken ? measured(Verdict.FAIL, told, "") : measured(noData, told, gap(result, steps));
    }

    private static String gap(List<Series> result, int steps) {
        int least = result.stream()
                .mapToInt(series -> series.samples().size())
                .min()
                .orElseThrow();
        return " with gaps: " + least + " samples where " + steps + " are due";
    }

    /** When what it looks at has no samples that count; the clause tells what is missing. */
    public CheckResult unmeasuredSince(String clause) {
        return finding(noData, "", clause);
    }

    /**
     * When it has no value at all.
     *
     * @param absent the first selector of which there are no series, as of errors that have not occurred; empty for none
     * @param interval between two scrapes
     */
    public CheckResult withoutData(Optional<String> absent, Duration interval) {
        if (absent.isPresent() && below != null) {
            return unmeasuredSince("has no data since there are no series of " + absent.get()
                    + ", which 'or vector(0)' takes for 0 where that is meant");
        }
        Optional<String> least = Selectors.rangesOf(promql).stream()
                .filter(range -> length(range).compareTo(interval.multipliedBy(2)) < 0)
                .findFirst();
        return absent.isEmpty() && least.isPresent()
                ? unmeasuredSince("has no data since a range of " + least.get()
                        + " may hold less than two scrapes, with one every " + Numbers.of(interval.toMillis() / 1000.0)
                        + " s")
                : judge(List.of(), 1);
    }

    private String range(List<Double> values) {
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return least == most ? measured(least) : measured(least) + " to " + measured(most);
    }

    private String measured(double value) {
        return Numbers.measured(value, above == null ? Double.NaN : above, below == null ? Double.NaN : below);
    }

    /** When the query could not be evaluated. */
    public CheckResult unmeasured(String sentence) {
        return new CheckResult(Check.CONDITION, name, promql, "", limit(), Verdict.ERROR, severity, sentence);
    }

    private CheckResult measured(Verdict verdict, String value, String gap) {
        return told(
                verdict, value, "The condition " + title() + " is " + value + gap + " (required: " + limit() + ").");
    }

    private CheckResult finding(Verdict verdict, String value, String told) {
        return told(
                verdict,
                value,
                "The condition " + title() + " can't be judged: it " + told + " (required: " + limit() + ").");
    }

    private String title() {
        return name.equals(promql) ? promql : name + " (" + promql + ")";
    }

    private CheckResult told(Verdict verdict, String value, String sentence) {
        return new CheckResult(Check.CONDITION, name, promql, value, limit(), verdict, severity, sentence);
    }
}
