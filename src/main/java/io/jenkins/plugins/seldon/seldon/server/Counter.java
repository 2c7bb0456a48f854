package io.jenkins.plugins.seldon.seldon.server;

import java.util.Map;

/**
 * A counter of requests.
 *
 * @param name its name
 * @param failures whether it counts nothing but failures
 * @param success which of its series are of successes, where it does not
 */
public record Counter(String name, boolean failures, LabelTest success) {

    /** Counts successes alone, or, where no other counter has the failures, both without telling them apart. */
    static Counter of(String name) {
        return new Counter(name, false, LabelTest.ANY);
    }

    /** Counts successes and failures, told apart by a label. */
    static Counter of(String name, LabelTest success) {
        return new Counter(name, false, success);
    }

    static Counter ofFailures(String name) {
        return new Counter(name, true, LabelTest.ANY);
    }

    /** Whether a series of it is of successes. */
    public boolean isSuccess(Map<String, String> labels) {
        return !failures && success.matches(labels);
    }
}
