package io.jenkins.plugins.seldon.report;

import io.jenkins.plugins.seldon.report.LineChart.Point;
import io.jenkins.plugins.seldon.text.Numbers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the gates of some builds told, build by build: rows for a table, and for each gate charts of its request rate, its
 * latency and its failures. Pure.
 */
public final class GateTrend {

    /** A page with more pictures tells less. */
    private static final int MOST_GATES = 6;

    private static final Set<String> KEPT = Set.of("requestRate", "latency", "errorRatio", "countedBy");

    private final List<Entry> entries;

    /**
     * What one gate of one build told. Numbers are null where no burst was measured: those of the request that an
     * endpoint refused are none of the model's.
     *
     * @param build its number
     * @param subject whose gate it was
     * @param mark of its verdict
     * @param rate counted predictions a second
     * @param p95 milliseconds within which 95 % were answered
     * @param errors the part of the requests that failed
     */
    public record Entry(int build, String subject, Mark mark, Double rate, Double p95, Double errors) {

        /** Of a section of a build; reads only those of its values that a trend has. */
        static Entry of(int build, ReportSection section) {
            Map<String, Object> data = section.top(KEPT);
            boolean isMeasured = GateView.isMeasured(data);
            Object latency = data.get("latency") instanceof Map<?, ?> map ? map.get("p95") : null;
            return new Entry(
                    build,
                    ReportSection.shown(section.getSubject()),
                    section.getMark(),
                    isMeasured ? number(data.get("requestRate")) : null,
                    isMeasured ? number(latency) : null,
                    isMeasured ? number(data.get("errorRatio")) : null);
        }

        private static Double number(Object value) {
            return value instanceof Number number && Double.isFinite(number.doubleValue())
                    ? (Double) number.doubleValue()
                    : null;
        }

        public String toldRate() {
            return ReportSection.perSecond(rate);
        }

        public String toldP95() {
            return p95 == null ? "" : Numbers.measured(p95) + " ms";
        }

        public String toldErrors() {
            return ReportSection.percent(errors);
        }
    }

    /**
     * One gate's charts.
     *
     * @param subject whose it is
     * @param charts those that have something to show
     */
    public record Charts(String subject, List<LineChart> charts) {}

    /** @param entries newest first */
    GateTrend(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** Newest first. */
    public List<Entry> getEntries() {
        return entries;
    }

    /** The same, the ten that come first. */
    public List<Entry> getLatest() {
        return entries.subList(0, Math.min(10, entries.size()));
    }

    /**
     * The charts of those gates that measured last.
     *
     * @param toBuild leads from the page to the builds' own, such as {@code ../}
     */
    public List<Charts> charts(String toBuild) {
        Map<String, List<Entry>> byGate = new LinkedHashMap<>();
        for (Entry entry : entries) {
            byGate.computeIfAbsent(entry.subject(), subject -> new ArrayList<>())
                    .add(entry);
        }
        List<Charts> all = new ArrayList<>();
        byGate.forEach((subject, newestFirst) -> {
            List<Entry> its = new ArrayList<>(newestFirst);
            Collections.reverse(its);
            List<LineChart> charts = new ArrayList<>();
            add(charts, its, Quantity.RATE, toBuild);
            add(charts, its, Quantity.LATENCY, toBuild);
            add(charts, its, Quantity.FAILED, toBuild);
            if (!charts.isEmpty() && all.size() < MOST_GATES) {
                all.add(new Charts(subject, charts));
            }
        });
        return all;
    }

    private enum Quantity {
        RATE("page.requestRate", "/s"),
        LATENCY("page.latencyP95", " ms"),
        FAILED("page.failedRequests", " %");

        private final String title;
        private final String unit;

        Quantity(String title, String unit) {
            this.title = title;
            this.unit = unit;
        }

        private Double of(Entry entry) {
            return switch (this) {
                case RATE -> entry.rate();
                case LATENCY -> entry.p95();
                case FAILED -> entry.errors() == null ? null : (Double) (100 * entry.errors());
            };
        }

        private String told(Entry entry) {
            return switch (this) {
                case RATE -> entry.toldRate();
                case LATENCY -> entry.toldP95();
                case FAILED -> entry.toldErrors();
            };
        }
    }

    private static void add(List<LineChart> charts, List<Entry> oldestFirst, Quantity quantity, String toBuild) {
        List<Point> points = new ArrayList<>();
        List<Entry> shown = new ArrayList<>();
        for (Entry entry : oldestFirst) {
            Double value = quantity.of(entry);
            if (value != null) {
                String label = "#" + entry.build() + " " + entry.mark().word() + ": " + quantity.told(entry);
                String link = toBuild + entry.build() + "/seldon-analytics/";
                points.add(new Point(points.size(), value, entry.mark().style(), "#" + entry.build(), label, link));
                shown.add(entry);
            }
        }
        if (!points.isEmpty()) {
            Entry first = shown.get(0);
            Entry last = shown.get(shown.size() - 1);
            String description = shown.size() == 1
                    ? "Build #" + last.build() + ": " + quantity.told(last) + "."
                    : "Build #" + first.build() + ": " + quantity.told(first) + "; build #" + last.build() + ": "
                            + quantity.told(last) + ".";
            charts.add(new LineChart(
                    Viewer.say(quantity.title),
                    last.subject(),
                    Viewer.translate(description),
                    points,
                    List.of(),
                    null,
                    quantity.unit));
        }
    }
}
