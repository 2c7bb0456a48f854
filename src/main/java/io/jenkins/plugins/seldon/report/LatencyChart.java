package io.jenkins.plugins.seldon.report;

import io.jenkins.plugins.seldon.report.LineChart.Point;
import io.jenkins.plugins.seldon.text.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How the latencies of a burst are distributed: a line through its quantiles, from the median to the slowest. Pure. */
final class LatencyChart {

    private static final String MEDIAN = "p50";
    private static final String SLOWEST = "max";
    private static final List<String> QUANTILES = List.of(MEDIAN, "p90", "p95", "p99", "p999", SLOWEST);

    private LatencyChart() {}

    /**
     * @param latency milliseconds by quantile, as a build has kept them
     * @return null where one of them is not told
     */
    static LineChart of(String subject, Object latency) {
        List<Point> points = new ArrayList<>();
        for (String quantile : QUANTILES) {
            if (latency instanceof Map<?, ?> kept
                    && kept.get(quantile) instanceof Number millis
                    && Double.isFinite(millis.doubleValue())) {
                points.add(new Point(points.size(), millis.doubleValue(), "", told(quantile), "", ""));
            }
        }
        if (points.size() < QUANTILES.size()) {
            return null;
        }
        String description = "Half of the requests took at most "
                + Numbers.measured(points.get(0).y()) + " ms, the slowest "
                + Numbers.measured(points.get(points.size() - 1).y()) + " ms.";
        return new LineChart(
                Viewer.say("page.latency"), subject, Viewer.translate(description), points, List.of(), null, " ms");
    }

    /** A quantile as people write it: {@code p999} is 99.9 %. */
    static String told(String quantile) {
        return quantile.equals("p999") ? "p99.9" : quantile;
    }
}
