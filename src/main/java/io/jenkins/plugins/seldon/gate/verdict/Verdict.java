package io.jenkins.plugins.seldon.gate.verdict;

import java.util.Collections;
import java.util.List;

/** What a gate says of a release. Only {@link #PASS} rests on evidence that this burst was counted. */
public enum Verdict {
    /** Every condition was measured and holds. */
    PASS,
    /** The measurement does not allow a decision. */
    INCONCLUSIVE,
    /** Something that has to be measured could not be. */
    ERROR,
    /** A condition was measured and does not hold. */
    FAIL;

    /** The graver of two: a condition that certainly does not hold outweighs one that could not be measured. */
    public Verdict and(Verdict other) {
        return Collections.max(List.of(this, other));
    }
}
