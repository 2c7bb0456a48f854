package io.jenkins.plugins.seldon.text;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as people write them. */
public final class Numbers {

    private static final int DIGITS = 3;

    /** As many as a double has. */
    private static final int MOST_DIGITS = 17;

    private Numbers() {}

    /** At most three digits behind the point, none that say nothing; {@code NaN} and {@code Infinity} as Java has them. */
    public static String of(double value) {
        return Double.isFinite(value)
                ? plain(new BigDecimal(value).setScale(DIGITS, RoundingMode.HALF_UP))
                : Double.toString(value);
    }

    /** What somebody gave, a limit: with all of its digits, however many. */
    public static String given(double value) {
        return Double.isFinite(value) ? plain(BigDecimal.valueOf(value)) : Double.toString(value);
    }

    /** As {@link #of(double)}, with as many digits more as tell on which side of a limit it is. */
    public static String of(double value, double limit) {
        if (!Double.isFinite(value) || !Double.isFinite(limit)) {
            return of(value);
        }
        int side = Double.compare(value, limit);
        int digits = DIGITS;
        BigDecimal shown = new BigDecimal(value).setScale(digits, RoundingMode.HALF_UP);
        while (digits < MOST_DIGITS && shown.compareTo(BigDecimal.valueOf(limit)) != side) {
            digits++;
            shown = new BigDecimal(value).setScale(digits, RoundingMode.HALF_UP);
        }
        return plain(shown);
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
