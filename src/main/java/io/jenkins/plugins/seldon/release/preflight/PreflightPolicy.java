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
public record PreflightPolicy(Set<PreflightCheck> warned) {

    /** Every check refuses. */
    public static final PreflightPolicy REFUSE = new PreflightPolicy(Set.of());

    private static final String WARN = "warn";

    public PreflightPolicy {
        warned = Collections.unmodifiableSet(
                warned.isEmpty() ? EnumSet.noneOf(PreflightCheck.class) : EnumSet.copyOf(warned));
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
            return new PreflightPolicy(EnumSet.allOf(PreflightCheck.class));
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
    public boolean warns(PreflightCheck check) {
        return warned.contains(check);
    }

    private static PreflightCheck check(String name) {
        return Arrays.stream(PreflightCheck.values())
                .filter(check -> check.label().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new InvalidOptionException("preflight names an unknown check: " + name
                        + "; the checks are "
                        + Arrays.stream(PreflightCheck.values())
                                .map(PreflightCheck::label)
                                .collect(Collectors.joining(", "))
                        + "."));
    }
}
