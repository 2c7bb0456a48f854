package io.jenkins.plugins.seldon.report;

import io.jenkins.plugins.seldon.text.Numbers;
import java.math.BigDecimal;
import java.util.Set;

/**
 * A number and what it was held against, as people read them. Pure.
 *
 * @param value such as {@code 66.7/s}; {@code no value} without one
 * @param limit such as {@code at least 50/s}
 */
public record Told(String value, String limit) {

    /** Conditions whose numbers are ratios. */
    private static final Set<String> RATIOS =
            Set.of(GateView.COUNTED, "burst", "maxErrorRatio", "maxCountedErrorRatio");

    /**
     * What was kept of a condition, in its unit. A ratio has the digits that it was kept with, and a limit those that it
     * was given with: one of 99.95 % is none of 100 %. A rate stays on its side of the limit: 49.97 is no 50 where 50 is
     * asked for.
     */
    static Told of(String name, String value, String limit) {
        double bound = number(limit);
        return new Told(
                value.isEmpty() ? Viewer.translate("no value") : readable(name, value, bound),
                readable(name, limit, bound));
    }

    /** The last number in a limit; NaN where it has none. */
    static double number(String limit) {
        String[] words = limit.split(" ");
        for (int i = words.length - 1; i >= 0; i--) {
            Double number = GateView.number(words[i]);
            if (number != null) {
                return number;
            }
        }
        return Double.NaN;
    }

    /** A number, or one behind some words. */
    private static String readable(String name, String text, double bound) {
        int start = text.lastIndexOf(' ') + 1;
        Double number = GateView.number(text.substring(start));
        if (number == null || !Double.isFinite(number)) {
            return Viewer.translate(text);
        }
        String words = text.substring(0, start);
        return Viewer.translate(
                RATIOS.contains(name)
                        ? words + percent(number)
                        : name.equals(GateView.RATE) ? words + rate(number, start, bound) : text);
    }

    private static String percent(double ratio) {
        return BigDecimal.valueOf(ratio).movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    }

    private static String rate(double number, int behindWords, double bound) {
        return behindWords > 0 ? Numbers.given(number) + "/s" : ReportSection.perSecond(number, bound);
    }
}
