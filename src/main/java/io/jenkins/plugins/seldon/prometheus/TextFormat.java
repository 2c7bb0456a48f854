package io.jenkins.plugins.seldon.prometheus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one metric out of a metrics page in Prometheus' text format. */
public final class TextFormat {

    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"\\s*,?\\s*");

    private TextFormat() {}

    /**
     * The current value of each series of a metric; lines that are no sample of it are skipped.
     *
     * @param atMillis the time that the samples get
     */
    public static List<Series> read(String page, String metric, long atMillis) {
        List<Series> series = new ArrayList<>();
        for (String line : page.split("\n")) {
            if (line.startsWith(metric + "{") || line.startsWith(metric + " ")) {
                sample(line.substring(metric.length()), atMillis, series);
            }
        }
        return series;
    }

    /** The current value of a metric that has one series on a page; empty where it has none, several, or no number. */
    public static OptionalDouble only(String page, String metric) {
        List<Series> found = read(page, metric, 0);
        double value = found.size() == 1 ? found.get(0).last().value() : Double.NaN;
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private static void sample(String rest, long atMillis, List<Series> into) {
        Map<String, String> labels = new TreeMap<>();
        int end = 0;
        if (rest.startsWith("{")) {
            Matcher label = LABEL.matcher(rest).region(1, rest.length());
            end = 1;
            while (label.lookingAt()) {
                labels.put(label.group(1), unescaped(label.group(2)));
                end = label.end();
                label.region(end, rest.length());
            }
            if (end >= rest.length() || rest.charAt(end) != '}') {
                return;
            }
            end++;
        }
        try {
            String value = rest.substring(end).strip().split("\\s+")[0];
            into.add(Series.of(labels, new Sample(atMillis, Double.parseDouble(value))));
        } catch (NumberFormatException e) {
            // Not a sample: skipped like any other line that isn't one.
        }
    }

    private static String unescaped(String value) {
        StringBuilder plain = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                c = value.charAt(++i) == 'n' ? '\n' : value.charAt(i);
            }
            plain.append(c);
        }
        return plain.toString();
    }
}
