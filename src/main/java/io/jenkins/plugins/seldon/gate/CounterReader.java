package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.measure.Counters;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusDuration;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.time.Duration;
import java.util.List;

/**
 * Reads a deployment's {@link Counters} from Prometheus.
 *
 * @param prometheus where they are
 * @param scope which series are the deployment's
 */
record CounterReader(PrometheusClient prometheus, PredictionSeries scope) {

    private static final Duration LONGEST = Duration.ofHours(6);

    /** @param sinceMillis the oldest sample that matters, on Prometheus' clock */
    Counters predictions(long sinceMillis) throws PrometheusException {
        return read(scope.readSelector(), sinceMillis, true);
    }

    /** The buckets of the executor's histogram instead. */
    Counters buckets(long sinceMillis) throws PrometheusException {
        return read(scope.bucketSelector(), sinceMillis, false);
    }

    private Counters read(String selector, long sinceMillis, boolean counts) throws PrometheusException {
        long now = prometheus.nowMillis();
        Duration window = Duration.ofMillis(Math.max(1000, now - sinceMillis + 1000));
        String range = "[" + PrometheusDuration.seconds(window.compareTo(LONGEST) > 0 ? LONGEST : window) + "]";
        // Targets first: what is seen of a scrape is then seen of its series too.
        List<Series> ups = prometheus.query(scope.upSelector() + range);
        List<Series> starts = prometheus.query(scope.startSelector() + range);
        List<Series> series = prometheus.query(selector + range);
        if (series.isEmpty() && counts) {
            series = prometheus.observations(scope.histogramSelector() + range);
        }
        return new Counters(scope, now, series, ups, starts);
    }
}
