package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.gate.measure.CounterDelta.SeriesDelta;
import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import java.util.ArrayList;
import java.util.List;

/**
 * The request rate at one moment, for a chart.
 *
 * @param atMillis on Prometheus' clock
 * @param perSecond successful predictions a second, over all series
 * @param failedPerSecond predictions a second that were counted with an error, likewise
 */
public record RatePoint(long atMillis, double perSecond, double failedPerSecond) {

    private static final int MOST = 240;

    /**
     * The rate between the samples of all series, at equal steps. Steeper than PromQL's {@code rate}, which averages over
     * minutes; a fall of a counter counts from zero.
     *
     * @param stepMillis at least the scrape interval; longer where the chart would get too many points
     */
    public static List<RatePoint> of(
            List<Series> successes, List<Series> failures, long fromMillis, long toMillis, long stepMillis) {
        long step = Math.max(Math.max(1, stepMillis), (toMillis - fromMillis) / MOST);
        List<RatePoint> points = new ArrayList<>();
        for (long at = fromMillis; at <= toMillis; at += step) {
            points.add(new RatePoint(at, slope(successes, at), slope(failures, at)));
        }
        return points;
    }

    /**
     * A series with the zero at which it began, one scrape before its first sample: a counter of errors has none before the
     * first error, and by its first sample all of the burst's may be in it. As it is where that is not proven.
     */
    public static Series fromZero(Series series, SeriesDelta rise, long intervalMillis) {
        Sample first = series.first();
        if (!rise.isFromZero() || !first.equals(rise.first())) {
            return series;
        }
        List<Sample> samples = new ArrayList<>(series.samples());
        samples.add(0, new Sample(first.atMillis() - intervalMillis, 0));
        return new Series(series.labels(), samples);
    }

    private static double slope(List<Series> series, long at) {
        double sum = 0;
        for (Series each : series) {
            sum += slopeOf(each.samples(), at);
        }
        return sum;
    }

    /** The rise a second between the two samples around a moment; 0 outside of the samples. */
    private static double slopeOf(List<Sample> samples, long at) {
        for (int i = 1; i < samples.size(); i++) {
            Sample before = samples.get(i - 1);
            Sample after = samples.get(i);
            if (before.atMillis() <= at && at < after.atMillis()) {
                double rise = after.value() < before.value() ? after.value() : after.value() - before.value();
                return Double.isFinite(rise) ? rise * 1000 / (after.atMillis() - before.atMillis()) : 0;
            }
        }
        return 0;
    }
}
