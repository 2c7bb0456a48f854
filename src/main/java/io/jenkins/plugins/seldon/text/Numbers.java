package io.jenkins.plugins.seldon.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;

/** Numbers as people write them. */
public final class Numbers {

    /** Of what was measured nobody reads more. */
    private static final int DIGITS = 3;

    private Numbers() {}

    /** At most three digits behind the point, none that say nothing; {@code NaN} and {@code Infinity} as Java has them. */
    public static String of(double value) {
        return Double.isFinite(value)
                ? plain(BigDecimal.valueOf(value).setScale(DIGITS, RoundingMode.HALF_UP))
                : Double.toString(value);
    }

    /** A number that somebody gave, as it was given: {@code 0.9995}. */
    public static String given(double value) {
        return Double.isFinite(value) ? plain(BigDecimal.valueOf(value)) : Double.toString(value);
    }

    /**
     * A number that was measured, by three significant digits: {@code 33.2}, {@code 0.0125}, {@code 1054}.
     *
     * @param limits what it is held against. It gets as many more digits as it takes to stay on its side of each, so that
     *     0.9996 is no 1 where 1 is asked for
     */
    public static String measured(double value, double... limits) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        BigDecimal exact = BigDecimal.valueOf(value);
        int whole = exact.precision() - exact.scale();
        for (int scale = Math.max(0, DIGITS - whole); scale < exact.scale(); scale++) {
            BigDecimal rounded = exact.setScale(scale, RoundingMode.HALF_UP);
            if (Arrays.stream(limits).allMatch(limit -> isOnOneSide(exact, rounded, limit))) {
                return plain(rounded);
            }
        }
        return plain(exact);
    }

    /** A ratio that was measured, in percent, likewise; less than everything is never told as 100. */
    public static String percent(double ratio, double... limits) {
        if (!Double.isFinite(ratio)) {
            return Double.toString(ratio);
        }
        double[] bounds = Arrays.copyOf(limits, limits.length + 1);
        bounds[limits.length] = 1;
        return plain(new BigDecimal(measured(ratio, bounds)).movePointRight(2));
    }

    private static boolean isOnOneSide(BigDecimal one, BigDecimal other, double limit) {
        if (!Double.isFinite(limit)) {
            return true;
        }
        BigDecimal bound = BigDecimal.valueOf(limit);
        return one.compareTo(bound) == other.compareTo(bound);
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
