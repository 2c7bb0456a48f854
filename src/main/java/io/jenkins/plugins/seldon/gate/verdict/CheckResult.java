package io.jenkins.plugins.seldon.gate.verdict;

import java.util.Comparator;

/**
 * One check held against the measurement.
 *
 * @param check which
 * @param name for people: the parameter's name, or the condition's own
 * @param query what was measured: a PromQL query or a quantity of the burst
 * @param value as measured; empty when there is none
 * @param limit what is required, such as {@code above 0}
 * @param verdict of this check alone
 * @param severity what it makes of the build when it does not hold
 * @param sentence one sentence that says it all
 */
public record CheckResult(
        Check check,
        String name,
        String query,
        String value,
        String limit,
        Verdict verdict,
        Effect severity,
        String sentence) {

    /** The gravest last; of one verdict what fails the build is graver than what makes it unstable. */
    public static final Comparator<CheckResult> BY_GRAVITY =
            Comparator.comparing(CheckResult::verdict).thenComparing(CheckResult::severity);

    /** One that fails the build when it does not hold, called as the check is. */
    public static CheckResult of(
            Check check, String query, String value, String limit, Verdict verdict, String sentence) {
        return new CheckResult(check, check.label(), query, value, limit, verdict, Effect.FAILURE, sentence);
    }
}
