package io.jenkins.plugins.seldon.gate.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckResultTest {

    /** What leads a gate's sentence is what the build failed of. */
    @Test
    void ofOneVerdictWhatFailsTheBuildIsGraverThanWhatMakesItUnstable() {
        CheckResult soft = condition("soft", Verdict.FAIL, Effect.UNSTABLE);
        CheckResult hard = condition("hard", Verdict.FAIL, Effect.FAILURE);
        assertThat(Collections.max(List.of(soft, hard), CheckResult.BY_GRAVITY)).isSameAs(hard);
        assertThat(Collections.max(List.of(hard, soft), CheckResult.BY_GRAVITY)).isSameAs(hard);
    }

    @Test
    void aVerdictIsGraverThanWhatItMakesOfTheBuild() {
        CheckResult soft = condition("soft", Verdict.FAIL, Effect.UNSTABLE);
        CheckResult open = condition("open", Verdict.INCONCLUSIVE, Effect.FAILURE);
        assertThat(Collections.max(List.of(open, soft), CheckResult.BY_GRAVITY)).isSameAs(soft);
    }

    private static CheckResult condition(String name, Verdict verdict, Effect severity) {
        return new CheckResult(Check.CONDITION, name, "", "", "", verdict, severity, "");
    }
}
