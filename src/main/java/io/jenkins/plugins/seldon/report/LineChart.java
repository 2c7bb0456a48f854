package io.jenkins.plugins.seldon.report;

import io.jenkins.plugins.seldon.text.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A line over a number line, laid out for the SVG in {@code svg.jelly}: positions as SVG writes them, beside the texts
 * for those who read and don't see. Drawn on the server, so that it needs no script. Pure, immutable.
 */
public final class LineChart {

    private static final int WIDTH = 480;
    private static final int HEIGHT = 190;
    private static final int LEAST_LEFT = 70;
    private static final int RIGHT = 24;
    private static final int TOP = 22;
    private static final int BOTTOM = 32;

    /** What a character of a label takes, about. */
    private static final int CHARACTER = 7;

    /** The same of the axis at the left, where charts side by side have larger letters. */
    private static final int WIDE_CHARACTER = 9;

    /** Between the labels at the left and the line, for the first point's mark. */
    private static final int GAP = 12;

    /** Ticks on the axis below. */
    private static final int TICKS = 6;

    private final String heading;
    private final String subject;
    private final String description;
    private final List<Point> points;
    private final List<Point> beside;
    private final List<Span> spans;
    private final Double limit;
    private final String unit;
    private final double from;
    private final double to;
    private final double top;
    private final List<Tick> rows;
    private final int left;

    /**
     * One value.
     *
     * @param x where on the number line
     * @param y not negative
     * @param mark a style: {@code good}, {@code bad} or {@code open}; empty for a point that is only part of the line
     * @param tick what the axis below calls it; empty where that axis has numbers
     * @param label what the point is, for its tooltip
     * @param link where it leads; empty for nowhere
     */
    public record Point(double x, double y, String mark, String tick, String label, String link) {

        Point(double x, double y) {
            this(x, y, "", "", "", "");
        }
    }

    /**
     * A part of the number line that is shaded and named.
     *
     * @param from where it begins, in the unit of the x axis
     * @param to where it ends, likewise
     * @param name what it is called, in the language of whoever looks at it
     * @param kind the end of its class in the style sheet
     */
    public record Span(double from, double to, String name, String kind) {}

    /**
     * A shaded part as it is drawn.
     *
     * @param x of its left edge, in the drawing's units
     * @param width likewise
     * @param middle where its name is centred, likewise
     * @param name empty where there is no room for it
     * @param kind the end of its class in the style sheet
     */
    public record Band(String x, String width, String middle, String name, String kind) {}

    /**
     * A label at an axis.
     *
     * @param at its place along the axis, in the drawing's units
     * @param label its text
     */
    public record Tick(String at, String label) {}

    /**
     * A marked point as it is drawn.
     *
     * @param x in the drawing's units
     * @param y likewise
     * @param mark the end of its class in the style sheet
     * @param label what is said of it
     * @param link where it leads; empty for nowhere
     */
    public record Dot(String x, String y, String mark, String label, String link) {}

    /**
     * @param heading what is shown, in some words
     * @param subject whose it is
     * @param description the same as somebody would say it who looks at it
     * @param points in the order of their x, one at least
     * @param beside those of a second, dashed line within the ends of the first; empty for none
     * @param limit drawn as a line across; null for none
     * @param unit behind numbers of the line's axis, such as {@code /s}
     */
    LineChart(
            String heading,
            String subject,
            String description,
            List<Point> points,
            List<Point> beside,
            List<Span> spans,
            Double limit,
            String unit) {
        this.heading = heading;
        this.subject = subject;
        this.description = description;
        this.points = List.copyOf(points);
        this.beside = List.copyOf(beside);
        this.spans = List.copyOf(spans);
        this.limit = limit;
        this.unit = unit;
        this.from = points.get(0).x();
        this.to = Math.max(points.get(points.size() - 1).x(), from + 1e-9);
        double highest = Stream.concat(points.stream(), beside.stream())
                .mapToDouble(Point::y)
                .max()
                .orElse(0);
        this.top = round(Math.max(highest, limit == null ? 0 : limit));
        this.rows = List.of(row(0), row(top / 2), row(top));
        int longest = rows.stream().mapToInt(row -> row.label().length()).max().orElse(0);
        this.left = Math.max(LEAST_LEFT, longest * WIDE_CHARACTER + GAP);
    }

    /** One line alone. */
    LineChart(
            String heading,
            String subject,
            String description,
            List<Point> points,
            List<Span> spans,
            Double limit,
            String unit) {
        this(heading, subject, description, points, List.of(), spans, limit, unit);
    }

    private Tick row(double value) {
        return new Tick(y(value), Numbers.measured(value) + unit);
    }

    /** The next of 1, 2, 2.5, 5 and 10 times a power of ten. */
    static double round(double value) {
        if (!(value > 0) || !Double.isFinite(value)) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double step : new double[] {1, 2, 2.5, 5}) {
            if (value <= step * power * (1 + 1e-9)) {
                return step * power;
            }
        }
        return 10 * power;
    }

    public String getHeading() {
        return heading;
    }

    public String getTitle() {
        return Viewer.say("page.chartOf", heading, subject);
    }

    public String getDescription() {
        return description;
    }

    /** What the SVG's own coordinates span. */
    public String getViewBox() {
        return "0 0 " + WIDTH + " " + HEIGHT;
    }

    /** The line's corners. */
    public String getLine() {
        return corners(points);
    }

    /** Those of the line beside it; empty where there is none. */
    public String getBeside() {
        return corners(beside);
    }

    private String corners(List<Point> of) {
        StringBuilder line = new StringBuilder();
        for (Point point : of) {
            line.append(x(point.x())).append(',').append(y(point.y())).append(' ');
        }
        return line.toString().stripTrailing();
    }

    public List<Band> getBands() {
        List<Band> bands = new ArrayList<>();
        for (Span span : spans) {
            double start = position(Math.max(from, span.from()));
            double end = position(Math.min(to, span.to()));
            if (end > start) {
                boolean fits = end - start > CHARACTER * span.name().length();
                bands.add(new Band(
                        text(start), text(end - start), text((start + end) / 2), fits ? span.name() : "", span.kind()));
            }
        }
        return bands;
    }

    /** Where bands begin and end. */
    public String getTop() {
        return text(TOP);
    }

    public String getInnerHeight() {
        return text(HEIGHT - TOP - BOTTOM);
    }

    /** The ends of lines across. */
    public String getLeft() {
        return text(left);
    }

    public String getRight() {
        return text(WIDTH - RIGHT);
    }

    /** Labels of the axis at the left, with the grid's lines. */
    public List<Tick> getRows() {
        return rows;
    }

    /** Where those labels end. */
    public String getRowsX() {
        return text(left - GAP);
    }

    /** Labels of the axis below: what points are called there, not too many, else seconds in round numbers. */
    public List<Tick> getColumns() {
        List<Tick> ticks = new ArrayList<>();
        if (!points.get(0).tick().isEmpty()) {
            int step = Math.max(1, (points.size() + TICKS - 1) / TICKS);
            for (int i = (points.size() - 1) % step; i < points.size(); i += step) {
                ticks.add(new Tick(x(points.get(i).x()), points.get(i).tick()));
            }
            return ticks;
        }
        double step = round((to - from) / TICKS);
        for (double at = Math.ceil(from / step) * step; at <= to; at += step) {
            ticks.add(new Tick(x(at), Numbers.of(at) + " s"));
        }
        return ticks;
    }

    public String getColumnsY() {
        return text(HEIGHT - 8);
    }

    public boolean isLimited() {
        return limit != null;
    }

    /** Where the line of the limit is. */
    public String getLimitY() {
        return y(limit);
    }

    public List<Dot> getDots() {
        return points.stream()
                .filter(point -> !point.mark().isEmpty())
                .map(point -> new Dot(x(point.x()), y(point.y()), point.mark(), point.label(), point.link()))
                .toList();
    }

    private double position(double x) {
        double part = points.size() == 1 ? 0.5 : (x - from) / (to - from);
        return left + part * (WIDTH - left - RIGHT);
    }

    private String x(double x) {
        return text(position(x));
    }

    private String y(double y) {
        return text(TOP + (1 - Math.min(Math.max(y, 0), top) / top) * (HEIGHT - TOP - BOTTOM));
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
