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
     * A number, or one behind some words, in its condition's unit. A ratio has the digits that it was kept with, and a limit
     * those that it was given with: one of 99.95 % is none of 100 %.
     */
    static String readable(String name, String text) {
        int start = text.lastIndexOf(' ') + 1;
        Double number = GateView.number(text.substring(start));
        if (number == null || !Double.isFinite(number)) {
            return Viewer.translate(text);
        }
        String words = text.substring(0, start);
        return Viewer.translate(
                RATIOS.contains(name)
                        ? words + percent(number)
                        : name.equals(GateView.RATE) ? words + rate(number, start) : text);
    }

    private static String percent(double ratio) {
        return BigDecimal.valueOf(ratio).movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    }

    private static String rate(double number, int behindWords) {
        return behindWords > 0 ? Numbers.given(number) + "/s" : ReportSection.perSecond(number);
    }
}
