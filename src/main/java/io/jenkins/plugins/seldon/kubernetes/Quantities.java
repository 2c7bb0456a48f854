package io.jenkins.plugins.seldon.kubernetes;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.regex.Pattern;

/**
 * Which quantities can be calculated with. fabric8 takes any exponent, and {@code 1e99999999} has a hundred million digits;
 * Kubernetes keeps amounts below 2^63 of the smallest unit (apimachinery, pkg/api/resource/quantity.go). Pure.
 */
public final class Quantities {

    private static final Pattern KNOWN = Pattern.compile("[+-]?(?:[0-9]{1,20}+(?:\\.[0-9]{0,20}+)?+|\\.[0-9]{1,20}+)"
            + "(?:[numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]{1,2})?");

    private Quantities() {}

    /** The same quantity, null for none and for one that Kubernetes would not keep: it is taken as not said. */
    public static Quantity known(Quantity quantity) {
        if (quantity == null || quantity.getAmount() == null) {
            return null;
        }
        String format = quantity.getFormat() == null ? "" : quantity.getFormat();
        boolean known = quantity.getAmount().length() + format.length() <= 60
                && KNOWN.matcher(quantity.getAmount() + format).matches();
        return known ? quantity : null;
    }

    /**
     * Reads one.
     *
     * @return null for a text that is none that Kubernetes would keep
     */
    public static Quantity known(String text) {
        if (text == null || text.length() > 60 || !KNOWN.matcher(text.strip()).matches()) {
            return null;
        }
        return known(Quantity.parse(text.strip()));
    }
}
