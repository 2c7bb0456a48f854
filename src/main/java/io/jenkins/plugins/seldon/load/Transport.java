package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.Locale;

/** By which way predictions are asked for. */
public enum Transport {

    /** HTTP/1.1 with JSON. */
    REST,

    /** Unary calls over HTTP/2. */
    GRPC;

    /**
     * The transport of a name as users write it, in any case; REST where there is none.
     *
     * @throws InvalidOptionException with a sentence that lists the names
     */
    public static Transport named(String name) {
        if (name.isEmpty()) {
            return REST;
        }
        for (Transport transport : values()) {
            if (transport.toString().equalsIgnoreCase(name)) {
                return transport;
            }
        }
        throw new InvalidOptionException("The transport '" + Excerpt.of(name) + "' is unknown: use rest or grpc.");
    }

    /** The name as users write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
