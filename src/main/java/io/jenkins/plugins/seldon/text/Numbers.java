package io.jenkins.plugins.seldon.text;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as people write them. */
public final class Numbers {

    private Numbers() {}

    /** At most three digits behind the point, none that say nothing; {@code NaN} and {@code Infinity} as Java has them. */
    public static String of(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value)
                        .setScale(3, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                : Double.toString(value);
    }
}
