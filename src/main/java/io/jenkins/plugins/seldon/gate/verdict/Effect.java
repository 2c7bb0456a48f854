package io.jenkins.plugins.seldon.gate.verdict;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** What a gate makes of the build, gravest last. */
public enum Effect {
    NONE,
    UNSTABLE,
    FAILURE;

    /**
     * The effect that a name stands for.
     *
     * @param name {@code ignore}, {@code unstable} or {@code failure}
     * @throws InvalidOptionException with a sentence, when it is another
     */
    public static Effect ofInconclusive(String name) {
        return switch (name) {
            case "ignore" -> NONE;
            case "unstable" -> UNSTABLE;
            case "failure" -> FAILURE;
            default -> throw new InvalidOptionException("onInconclusive is unknown: use failure, unstable or ignore.");
        };
    }

    /**
     * The worst of what each result does: one that passes nothing; one that is inconclusive what the user chose, but no
     * more than its severity; any other its severity.
     *
     * @param onInconclusive what the user chose for a check that allows no decision
     */
    public static Effect of(List<CheckResult> results, Effect onInconclusive) {
        return results.stream()
                .map(result -> of(result, onInconclusive))
                .max(Comparator.naturalOrder())
                .orElse(NONE);
    }

    private static Effect of(CheckResult result, Effect onInconclusive) {
        return switch (result.verdict()) {
            case PASS -> NONE;
            case INCONCLUSIVE -> Collections.min(List.of(onInconclusive, result.severity()));
            case FAIL, ERROR -> result.severity();
        };
    }
}
