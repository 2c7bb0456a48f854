package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.measure.Counters;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusDuration;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.seldon.server.Counter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a deployment's {@link Counters} from Prometheus.
 *
 * @param prometheus where they are
 * @param scope which series are the deployment's
 */
record CounterReader(PrometheusClient prometheus, PredictionSeries scope) {

    private static final Duration LONGEST = Duration.ofHours(6);

    /** Between two queries at most, about. */
    private static final long LONGEST_ANSWER = 10_000;

    /** @param sinceMillis the oldest sample that matters, on Prometheus' clock */
    Counters predictions(long sinceMillis) throws PrometheusException {
        return read(sinceMillis, this::counted);
    }

    /** Those of a histogram's buckets and of its sums instead, which have no {@code le}. */
    Counters histogram(String buckets, String sums, long sinceMillis) throws PrometheusException {
        return read(sinceMillis, range -> {
            List<Series> all = new ArrayList<>(prometheus.query(buckets + range));
            all.addAll(prometheus.query(sums + range));
            return all;
        });
    }

    /** How long the slowest scrape of the namespace's targets took between two moments; zero where nothing tells. */
    Duration slowestScrape(long sinceMillis, long nowMillis) throws PrometheusException {
        String range = range(sinceMillis, nowMillis);
        List<Series> slowest =
                prometheus.query("max(max_over_time(" + scope.ofTargets("scrape_duration_seconds") + range + "))");
        double seconds = slowest.isEmpty() ? 0 : slowest.get(0).last().value();
        return Duration.ofMillis(seconds > 0 && seconds < LONGEST.toSeconds() ? Math.round(seconds * 1000) : 0);
    }

    private static String range(long sinceMillis, long nowMillis) {
        Duration window = Duration.ofMillis(Math.max(1000, nowMillis - sinceMillis + 1000));
        return "[" + PrometheusDuration.seconds(window.compareTo(LONGEST) > 0 ? LONGEST : window) + "]";
    }

    private interface Reading {
        List<Series> of(String range) throws PrometheusException;
    }

    private List<Series> counted(String range) throws PrometheusException {
        List<Series> told = new ArrayList<>();
        for (Counter counter : scope.server().counters()) {
            List<Series> series = prometheus.query(scope.readSelector(counter) + range);
            boolean isOfHistogram = counter.equals(scope.server().counter())
                    && scope.histogramSelector().isPresent();
            if (series.isEmpty() && isOfHistogram) {
                series = prometheus.observations(scope.histogramSelector().get() + range);
            }
            series.forEach(each -> told.add(scope.told(counter, each)));
        }
        return told;
    }

    private Counters read(long sinceMillis, Reading reading) throws PrometheusException {
        long now = prometheus.nowMillis();
        String range = range(sinceMillis, now);
        // Targets first, and for a shorter time: what is seen of a scrape is then seen of its series too.
        List<Series> ups = prometheus.query(scope.upSelector() + range);
        // Clients of Prometheus for Go tell when their process began.
        List<Series> starts = prometheus.query(scope.ofTargets("process_start_time_seconds") + range);
        return new Counters(scope, now, reading.of(range(sinceMillis - LONGEST_ANSWER, now)), ups, starts);
    }
}
