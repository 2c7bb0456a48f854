package io.jenkins.plugins.seldon.release.preflight;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What comes of it when a check finds that an installation is bound to fail: it is refused, unless somebody who knows
 * better has it go on with a warning. Immutable.
 *
 * @param warned the checks that only warn
 */
public record PreflightPolicy(Set<Check> warned) {

    /** Every check refuses. */
    public static final PreflightPolicy REFUSE = new PreflightPolicy(Set.of());

    private static final String WARN = "warn";

    /** What is looked at. */
    public enum Check {
        /** The user's rights. */
        RIGHTS("rights"),
        /** Objects outside of namespaces that another release has, or none. */
        OWNERSHIP("ownership"),
        /** ResourceQuotas of the namespace. */
        QUOTA("quota"),
        /** LimitRanges of the namespace. */
        LIMIT_RANGE("limitRange"),
        /** The namespace's Pod Security level. */
        POD_SECURITY("podSecurity"),
        /** Admission webhooks; never refuses. */
        WEBHOOKS("webhooks"),
        /** Ports of nodes. */
        HOST_PORTS("hostPorts"),
        /** Processors of nodes; never refuses. */
        ARCHITECTURE("architecture");

        private final String label;

        Check(String label) {
            this.label = label;
        }

        /** Its name for people. */
        public String label() {
            return label;
        }
    }

    public PreflightPolicy {
        warned = Collections.unmodifiableSet(warned.isEmpty() ? EnumSet.noneOf(Check.class) : EnumSet.copyOf(warned));
    }

    /**
     * The policy of a text: {@code refuse}, {@code warn}, or {@code warn: quota, limitRange} for these checks alone.
     *
     * @throws InvalidOptionException with a sentence if it is none of these
     */
    public static PreflightPolicy parse(String text) {
        String given = text.strip();
        if (given.isEmpty() || given.equals("refuse")) {
            return REFUSE;
        }
        if (given.equals(WARN)) {
            return new PreflightPolicy(EnumSet.allOf(Check.class));
        }
        if (given.startsWith(WARN + ":")) {
            return new PreflightPolicy(
                    Arrays.stream(given.substring(WARN.length() + 1).split(","))
                            .map(name -> check(name.strip()))
                            .collect(Collectors.toSet()));
        }
        throw new InvalidOptionException("preflight must be refuse, warn, or warn: with names of checks, such as"
                + " warn: quota, limitRange; not " + given + ".");
    }

    /** Whether a check only warns. */
    public boolean warns(Check check) {
        return warned.contains(check);
    }

    private static Check check(String name) {
        return Arrays.stream(Check.values())
                .filter(check -> check.label().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new InvalidOptionException("preflight names a check that there is not: " + name
                        + "; there are "
                        + Arrays.stream(Check.values()).map(Check::label).collect(Collectors.joining(", ")) + "."));
    }
}
