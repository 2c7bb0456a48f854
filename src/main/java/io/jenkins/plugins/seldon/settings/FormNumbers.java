package io.jenkins.plugins.seldon.settings;

import hudson.Util;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import io.jenkins.plugins.seldon.text.Numbers;
import java.util.regex.Pattern;

/** Numbers that a form sends as texts. Pure. */
public final class FormNumbers {

    private static final Pattern DECIMAL = Pattern.compile("[+-]?(?:\\d++\\.?\\d*+|\\.\\d++)(?:[eE][+-]?\\d++)?");

    private FormNumbers() {}

    /**
     * A number as a person writes it.
     *
     * @param option names it in the refusal
     * @return null where the text is blank
     * @throws InvalidOptionException with a sentence that names the option and the text, when it is no finite number
     */
    public static Double decimal(String option, String text) {
        String given = Util.fixEmptyAndTrim(text);
        if (given == null) {
            return null;
        }
        if (!DECIMAL.matcher(given).matches() || !Double.isFinite(Double.parseDouble(given))) {
            throw new InvalidOptionException(option + " is '" + Excerpt.of(given)
                    + "', which is not a number: write digits with a point, such as 0.5, or leave it empty.");
        }
        return Double.valueOf(given);
    }

    /** A number for a field, as a person writes it: Java has a point and a nought behind 5000. Null for null. */
    public static String shown(Double number) {
        return number == null ? null : Numbers.given(number);
    }

    /** As {@link #decimal}, of a number without a fraction that fits 32 bits. */
    public static Integer whole(String option, String text) {
        String given = Util.fixEmptyAndTrim(text);
        try {
            return given == null ? null : Integer.valueOf(given);
        } catch (NumberFormatException e) {
            throw new InvalidOptionException(option + " is '" + Excerpt.of(given)
                    + "', which is not a whole number: write digits only, such as 200, or leave it empty.");
        }
    }
}
