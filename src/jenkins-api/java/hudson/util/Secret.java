package hudson.util;

import java.io.Serializable;

/** Holds its value as Jenkins' does; what Jenkins would write encrypted is left out. */
public final class Secret implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    @Override
    public String toString() {
        return value;
    }

    @Override
    public boolean equals(Object that) {
        return that instanceof Secret secret && value.equals(secret.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    public static String toString(Secret secret) {
        return secret == null ? null : secret.value;
    }
}
