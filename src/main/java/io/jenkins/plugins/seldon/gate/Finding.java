package io.jenkins.plugins.seldon.gate;

/**
 * One condition held against the measurement.
 *
 * @param name the parameter's name, or the condition's own
 * @param query what was measured: a PromQL query or a quantity of the burst
 * @param value as measured; empty when there is none
 * @param limit what is required, such as {@code above 0}
 * @param verdict of this condition alone
 * @param failing whether it fails the build when it does not hold, rather than making it unstable
 * @param sentence one sentence that says it all
 */
public record Finding(
        String name, String query, String value, String limit, Verdict verdict, boolean failing, String sentence) {}
