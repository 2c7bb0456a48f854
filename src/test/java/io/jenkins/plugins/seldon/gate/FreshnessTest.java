package io.jenkins.plugins.seldon.gate;

import static io.jenkins.plugins.seldon.gate.AnsweredQueries.NOTHING;
import static io.jenkins.plugins.seldon.gate.AnsweredQueries.prometheus;
import static io.jenkins.plugins.seldon.gate.AnsweredQueries.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.verdict.Effect;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Period;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Reduce;
import io.jenkins.plugins.seldon.gate.verdict.MetricConditions;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a metric counts as sampled since a burst that began at 1000 s and ended at 1020 s. */
class FreshnessTest {

    private static final Duration INTERVAL = Duration.ofSeconds(15);

    /**
     * Asked of series that are there alone: a pod that went before the burst leaves none to wait for, though VictoriaMetrics
     * knows when they ended.
     *
     * @param oldest seconds of the oldest of its series' latest samples; none where it has no series
     */
    @ParameterizedTest(name = "{0}: latest sample at {1}, then there: {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "sum(x)         | 1020.5 | true  | -",
                "sum(x)         | 1020   | true  | -",
                // As of an exporter that is scraped once a minute: of the rest of the burst it knows nothing.
                "sum(x)         | 1001   | true  | has series without a sample of x since the burst ended",
                "sum(x)         | 1019.9 | true  | has series without a sample of x since the burst ended",
                "rate(x[5m])    | 940    | true  | has series without a sample of x since the burst ended",
                "sum(x)         | -      | true  | has lost its samples of x since the burst began",
                "x or vector(0) | -      | false | -",
                "rate(old[5m])  | -      | false | has samples of old from before the burst only",
                "rate(x[5m]) or vector(0) | - | false | -",
                "absent(x)      | -      | true  | -",
                "time()         | -      | true  | -",
            })
    void itsLatestSampleTells(String promql, String oldest, boolean there, String missing) throws Exception {
        assertThat(freshness(oldest, there, Duration.ZERO).missing(promql)).isEqualTo(Optional.ofNullable(missing));
    }

    /** As of a model's former pods, some of whose errors are known still: those that took their place have counted none. */
    @ParameterizedTest(name = "{0}, ended in the burst {1}, risen in its range {2}: {3}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "(sum(rate(x{e=\"1\"}[5m])) or vector(0)) / sum(rate(x[5m]))   | false | false | -",
                "(sum(rate(x{e=\"1\"}[5m])) or vector(0)) / sum(rate(x[5m]))   | true  | false | -",
                "(sum(increase( x{e=\"1\"} [5m] )) or vector(0)) / sum(x)      | true  | false | -",
                "(sum(increase(x{e=\"1\"}[$__range])) or vector(0)) / sum(x)   | true  | false | -",
                "(sum(increase(x{e=\"1\"}[$__range])) or vector(0)) / sum(x)   | true  | true  | has lost its samples of x{e=\"1\"} since the burst began",
                "(sum(rate(x{e=\"1\"}[5m])) or vector(0)) / sum(rate(x[5m]))   | false | true  | has samples of x{e=\"1\"} from before the burst only",
                "(sum(rate(x{e=\"1\"}[5m])) or vector(0)) / sum(rate(x[5m]))   | true  | true  | has lost its samples of x{e=\"1\"} since the burst began",
                "(sum(x{e=\"1\"}) or vector(0)) / sum(x)                       | true  | false | has lost its samples of x{e=\"1\"} since the burst began",
                "sum(rate(x{e=\"1\"}[5m])) or vector(0)                        | false | false | has samples of x{e=\"1\"} from before the burst only",
                "sum(rate(x{e=\"1\"}[5m])) / sum(rate(y[5m]))                  | false | false | has samples of x{e=\"1\"} from before the burst only",
                "max(max_over_time(x{e=\"1\"}[5m])) / sum(rate(x[5m]))         | false | false | has samples of x{e=\"1\"} from before the burst only",
                "max_over_time(rate(x{e=\"1\"}[1m])[5m:]) / sum(x)             | false | false | has samples of x{e=\"1\"} from before the burst only",
            })
    void whatEndedAndHasNotRisenIsNotMissed(String promql, boolean inBurst, boolean risen, String missing)
            throws Exception {
        PrometheusClient prometheus = prometheus((query, time) -> {
            boolean isThere = query.equals("count(x{e=\"1\"})")
                    ? inBurst
                    : query.startsWith("count(increase(x{")
                            ? risen
                            : !query.contains("(timestamp(x{") && !query.startsWith("count(max_over_time(");
            return isThere ? vector("1060.5", "1030") : NOTHING;
        });
        Freshness freshness = new Freshness(prometheus, 1_000_000, 1_020_000, INTERVAL, Duration.ZERO, Map.of());
        assertThat(freshness.missing(promql)).isEqualTo(Optional.ofNullable(missing));
    }

    /** As errors of a replica that came in the burst and went: with a single sample they have not risen. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatBeganInTheBurstAndEndedIsMissed(boolean hasBegun) throws Exception {
        String begun = "count(max_over_time(x{e=\"1\"}[30s]) > 0 unless count_over_time(x{e=\"1\"}[5m] offset 30s))";
        PrometheusClient prometheus = prometheus((query, time) -> {
            boolean isThere = query.equals(begun)
                    ? hasBegun
                    : query.startsWith("count(count_over_time(x{") || !query.contains("x{");
            return isThere ? vector("1060.5", "1030") : NOTHING;
        });
        Freshness freshness = new Freshness(prometheus, 1_000_000, 1_020_000, INTERVAL, Duration.ZERO, Map.of());
        assertThat(freshness.missing("(sum(rate(x{e=\"1\"}[5m])) or vector(0)) / sum(rate(x[5m]))"))
                .isEqualTo(
                        hasBegun
                                ? Optional.of("has samples of x{e=\"1\"} from before the burst only")
                                : Optional.empty());
    }

    /** Evaluated right after the burst's end, before its last samples came, it may know nothing of the burst. */
    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "sum(job:x:rate1m)        | 1035.5 | -",
                "sum(job:x:rate1m)        | 1034.5 | has series without a sample of job:x:rate1m since the burst was scraped",
                "sum(job:x:rate1m)        | 1019.5 | has series without a sample of job:x:rate1m since the burst ended",
                "sum(x{a=\"b:c\"})        | 1020.5 | -",
                "count(ALERTS)            | 1020.5 | has series without a sample of ALERTS since the burst was scraped",
            })
    void whatARuleMakesIsAScrapeYounger(String promql, String latest, String missing) throws Exception {
        assertThat(freshness(latest, true, Duration.ZERO).missing(promql)).isEqualTo(Optional.ofNullable(missing));
    }

    /** As of an agent that writes to it and was killed: there is no mark that its series have ended, for five minutes. */
    @ParameterizedTest(name = "{0} s old: {1}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "1021 | 40 | -",
                "1021 | 39 | has had no sample of x for 39 s",
                "1019 | 39 | has series without a sample of x since the burst ended",
                "-    | 39 | has lost its samples of x since the burst began",
            })
    void whatHasToHoldGoesOnBySamplesThatAreNotOld(String latest, long oldest, String missing) throws Exception {
        // It is evaluated at 1060.5 s.
        assertThat(freshness(latest == null ? null : latest + ".0", true, Duration.ofSeconds(oldest))
                        .missing("x"))
                .isEqualTo(Optional.ofNullable(missing));
    }

    /** As of a replica that was replaced, by cAdvisor: its timestamps are its own, and Prometheus marks no end of such. */
    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource({"x, 999.5, true", "x, 1001, false", "x, 1021, false", "old, 999.5, false", "absent(x), 999.5, false"})
    void whatEndedBeforeTheBurstIsToldFromWhatEndedInIt(String promql, String latest, boolean ended) throws Exception {
        assertThat(freshness(latest, true, Duration.ZERO).hasEnded(promql)).isEqualTo(ended);
    }

    /** Its series are found for five minutes where nothing marks their end. */
    @Test
    void aReplicaThatEndsWhileItHasToHoldEndsNothing() throws Exception {
        PrometheusClient prometheus =
                prometheus((query, time) -> vector("1310", query.startsWith("max(") ? "1300" : "1030"));
        Freshness freshness =
                new Freshness(prometheus, 1_000_000, 1_020_000, INTERVAL, Duration.ofSeconds(150), Map.of());
        assertThat(freshness.missing("x")).isEmpty();
    }

    /** As of a store that Thanos does without, or of a Prometheus without a volume that was replaced in the burst. */
    @ParameterizedTest(name = "{0} series then, {1} now, {2} then by now: {3}")
    @CsvSource({
        "3, 2, 2, true",
        "3, 0, 0, true",
        // They are all back; of a replica that was replaced there is still what it had.
        "3, 3, 0, false",
        "3, 2, 3, false",
        "0, 0, 0, false",
    })
    void whatWasThereIsKnown(long then, String now, String past, boolean lost) throws Exception {
        PrometheusClient prometheus = prometheus((query, time) -> {
            String number = query.equals("count(x)") ? now : "1000".equals(time) ? past : "1021";
            return number.equals("0") || now.equals("0") && number.equals("1021") ? NOTHING : vector("1030", number);
        });
        Freshness freshness =
                new Freshness(prometheus, 1_000_000, 1_020_000, INTERVAL, Duration.ZERO, Map.of("x", then));
        assertThat(freshness.missing("sum(x) or vector(0)"))
                .isEqualTo(lost ? Optional.of("has lost its samples of x since the burst began") : Optional.empty());
    }

    /** As of an ingress' errors beside its successes, which it has whatever became of the burst. */
    @ParameterizedTest(name = "{0}, {1}, scraped at {2}: {3}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "x{job=\"a\", code=~\"5..\"} or vector(0)  | x{job=\"a\"}     | 1019 | true",
                "x{job=\"a\", code=~\"5..\"} or vector(0)  | x{job=\"a\"}     | 1020 | false",
                "x{job=\"a\", code=~\"5..\"} or vector(0)  | x{job=\"a\"}     | -    | false",
                "sum(rate(x{le=`job=\"a\"`}[5m]))         | x{}              | 1019 | true",
                "absent(x{pod=~`a.*`,namespace!=\"}\"})    | x{pod=~`a.*`,namespace!=\"}\"} | 1019 | true",
                "absent(x)                                | x{}              | 1019 | true",
                "there                                    | there{}          | 1019 | false",
                "{__name__=\"x\"}                         | {}               | 1019 | false",
            })
    void whatIsNotThereMayBeOfATargetThatHasNotBeenScraped(
            String promql, String others, String scraped, boolean unscraped) throws Exception {
        PrometheusClient prometheus = prometheus((query, time) ->
                query.equals("min(timestamp(up) and on (instance, job) " + others + ")") && scraped != null
                        ? vector("1060.5", scraped)
                        : query.contains("there") ? vector("1060.5", "1021") : NOTHING);
        Freshness freshness = new Freshness(prometheus, 1_000_000, 1_020_000, INTERVAL, Duration.ZERO, Map.of());
        assertThat(freshness.isUnscraped(promql)).isEqualTo(unscraped);
    }

    @Test
    void whatIsThereIsCountedAsFarAsThatIsTold() {
        PrometheusClient prometheus = prometheus((query, time) -> switch (query) {
            case "count(x)" -> vector(time, "3");
            case "count(y)" -> NOTHING;
            default -> "broken";
        });
        List<MetricCondition> conditions = List.of(condition("sum(x) / sum(y)"), condition("z + x"));
        assertThat(Freshness.seriesOf(prometheus, conditions, 1_000_000)).isEqualTo(Map.of("x", 3L, "y", 0L));
    }

    private static MetricCondition condition(String promql) {
        return MetricConditions.of("", promql, 1.0, null, Reduce.ONLY, Period.INSTANT, Duration.ZERO, Effect.FAILURE);
    }

    private static Freshness freshness(String latest, boolean there, Duration oldest) {
        PrometheusClient prometheus = prometheus((query, time) -> {
            if (query.contains("(timestamp(") && !query.contains("old") && latest != null) {
                return vector("1060.5", latest);
            }
            return query.equals("count(count_over_time(old[5m]))") || query.equals("count(x)") && there
                    ? "{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[[1000,\"1\"]]}]}"
                    : NOTHING;
        });
        return new Freshness(prometheus, 1_000_000, 1_020_000, INTERVAL, oldest, Map.of());
    }
}
