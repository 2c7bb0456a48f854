package io.jenkins.plugins.seldon.report;

import io.jenkins.plugins.seldon.report.GateView.Condition;
import io.jenkins.plugins.seldon.report.GateView.Row;
import io.jenkins.plugins.seldon.report.LineChart.Point;
import io.jenkins.plugins.seldon.report.LineChart.Span;
import io.jenkins.plugins.seldon.text.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How many predictions a second Prometheus saw around a burst, and how many of them failed, by seconds since its start. Made of
 * what a build has kept. Pure.
 *
 * @param subject whose predictions
 * @param data what the build has kept of the gate
 * @param required the limit on the rate; null without one
 */
record RateChart(String subject, Map<String, Object> data, Condition required) {

    private static final String COUNTED = "rateSeries";
    private static final String FAILED = "errorSeries";

    /** As a picture; null without a burst. */
    LineChart drawn() {
        List<Point> points = points(COUNTED);
        if (points.size() < 2) {
            return null;
        }
        List<Double> burst = numbers(data.get("burst"));
        double end = burst.size() == 2 ? (burst.get(1) - burst.get(0)) / 1000 : 0;
        double first = points.get(0).x();
        double last = points.get(points.size() - 1).x();
        List<Span> spans = burst.size() == 2
                ? List.of(
                        new Span(first, 0, Viewer.say("page.warmUp"), "warm-up"),
                        new Span(0, end, Viewer.say("page.burst"), "burst"),
                        new Span(end, last, Viewer.say("page.settling"), "settling"))
                : List.of();
        Double limit = required == null
                ? null
                : GateView.number(required.limit().substring(required.limit().lastIndexOf(' ') + 1));
        // Above nothing at all there is no line to draw.
        boolean isLine = limit != null && limit > 0;
        List<Point> failed = points(FAILED);
        return new LineChart(
                Viewer.say("page.requestRate"),
                subject,
                description(points, failed, end, limit),
                points,
                failed,
                spans,
                isLine ? limit : null,
                "/s");
    }

    private String description(List<Point> points, List<Point> failed, double end, Double limit) {
        String counted = "The request rate rises to " + ReportSection.perSecond(highest(points))
                + (end > 0 ? "; the burst and its scrapes take from 0 to " + Numbers.of(Math.rint(end)) + " s" : "")
                + (limit == null ? "." : "; required: " + required.told().limit() + ".");
        return Viewer.translate(counted)
                + (failed.isEmpty()
                        ? ""
                        : " "
                                + Viewer.translate("The rate of failed predictions rises to "
                                        + ReportSection.perSecond(highest(failed)) + "."));
    }

    private static double highest(List<Point> points) {
        return points.stream().mapToDouble(Point::y).max().orElse(0);
    }

    /** The same as a table. */
    List<Row> rows() {
        Map<Double, Double> failed =
                points(FAILED).stream().collect(Collectors.toMap(Point::x, Point::y, (one, other) -> other));
        return points(COUNTED).stream()
                .map(point -> new Row(
                        Numbers.of(Math.rint(10 * point.x()) / 10) + " s", told(point.y(), failed.get(point.x()))))
                .toList();
    }

    private static String told(double counted, Double failed) {
        String rate = ReportSection.perSecond(counted);
        return failed == null || failed == 0 ? rate : Viewer.say("page.failing", rate, ReportSection.perSecond(failed));
    }

    private List<Point> points(String key) {
        List<Double> burst = numbers(data.get("burst"));
        List<Point> points = new ArrayList<>();
        if (data.get(key) instanceof List<?> series) {
            Double zero = burst.isEmpty() ? null : burst.get(0);
            for (Object pair : series) {
                List<Double> numbers = numbers(pair);
                if (numbers.size() == 2) {
                    zero = zero == null ? numbers.get(0) : zero;
                    points.add(new Point((numbers.get(0) - zero) / 1000, numbers.get(1)));
                }
            }
        }
        return points;
    }

    private static List<Double> numbers(Object list) {
        return list instanceof List<?> values
                ? values.stream()
                        .filter(Number.class::isInstance)
                        .map(value -> ((Number) value).doubleValue())
                        .toList()
                : List.of();
    }
}
