package io.jenkins.plugins.seldon.gate.verdict;

import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Period;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Reduce;
import java.time.Duration;

/** Conditions that tests state. */
public final class MetricConditions {

    private MetricConditions() {}

    /** One that is inconclusive without data. */
    public static MetricCondition of(
            String name,
            String promql,
            Double above,
            Double below,
            Reduce reduce,
            Period over,
            Duration holding,
            Effect severity) {
        return new MetricCondition(name, promql, above, below, reduce, over, holding, severity, Verdict.INCONCLUSIVE);
    }
}
