package io.jenkins.plugins.seldon.steps;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** What was measured, as tables show it. */
final class Measured {

    private Measured() {}

    /** The value below which so much of all lies. */
    static double quantile(List<Long> nanos, double share) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[Math.max(0, (int) Math.ceil(sorted.length * share) - 1)];
    }

    /** Milliseconds, as precisely as a person wants to know. */
    static String millis(double nanos) {
        return number(nanos / 1e6) + " ms";
    }

    /** Milliseconds, or from one second on, seconds. */
    static String time(double nanos) {
        return nanos < 1e9 ? millis(nanos) : String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }

    static String micros(double nanos) {
        return number(nanos / 1e3) + " µs";
    }

    /** The median of several, and where they are more than one, the least and the most. */
    static String ofAll(List<Double> values, DoubleFunction<String> shown) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        String median = shown.apply(sorted[sorted.length / 2]);
        return sorted.length == 1
                ? median
                : median + " (" + shown.apply(sorted[0]) + " to " + shown.apply(sorted[sorted.length - 1]) + ")";
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value < 20 ? "%.1f" : "%.0f", value);
    }

    /** Of all that runs on the machine, over the last minute. */
    static String load() {
        return String.format(
                Locale.ROOT,
                "%.0f",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** Prints a row of a table. */
    static void row(Object... cells) {
        StringBuilder row = new StringBuilder("|");
        for (Object cell : cells) {
            row.append(' ').append(cell).append(cell.toString().isEmpty() ? "|" : " |");
        }
        System.out.println(row);
    }
}
