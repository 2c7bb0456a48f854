package io.jenkins.plugins.seldon.gate.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each result has its own effect; the build gets the worst of them. */
class EffectTest {

    @ParameterizedTest(name = "{0}, {1} when inconclusive: {2}")
    @CsvSource({
        "PASS/FAILURE,                            FAILURE,  NONE",
        "FAIL/FAILURE,                            NONE,     FAILURE",
        "ERROR/FAILURE,                           NONE,     FAILURE",
        "FAIL/UNSTABLE,                           FAILURE,  UNSTABLE",
        "ERROR/UNSTABLE,                          NONE,     UNSTABLE",
        "INCONCLUSIVE/FAILURE,                    FAILURE,  FAILURE",
        "INCONCLUSIVE/FAILURE,                    UNSTABLE, UNSTABLE",
        "INCONCLUSIVE/FAILURE,                    NONE,     NONE",
        "INCONCLUSIVE/UNSTABLE,                   FAILURE,  UNSTABLE",
        "INCONCLUSIVE/UNSTABLE,                   NONE,     NONE",
        "INCONCLUSIVE/FAILURE FAIL/UNSTABLE,      NONE,     UNSTABLE",
        "FAIL/UNSTABLE INCONCLUSIVE/FAILURE,      FAILURE,  FAILURE",
        "PASS/FAILURE FAIL/FAILURE FAIL/UNSTABLE, UNSTABLE, FAILURE",
    })
    void theWorstOfAllResultsCounts(String results, Effect onInconclusive, Effect expected) {
        List<CheckResult> given =
                Arrays.stream(results.split(" ")).map(EffectTest::result).toList();
        assertThat(Effect.of(given, onInconclusive)).isEqualTo(expected);
    }

    @Test
    void whatTheUserChoosesIsOneOfThree() {
        assertThat(Effect.ofInconclusive("failure")).isEqualTo(Effect.FAILURE);
        assertThat(Effect.ofInconclusive("unstable")).isEqualTo(Effect.UNSTABLE);
        assertThat(Effect.ofInconclusive("ignore")).isEqualTo(Effect.NONE);
        assertThatThrownBy(() -> Effect.ofInconclusive("pass"))
                .hasMessage("onInconclusive is unknown: use failure, unstable or ignore.");
    }

    private static CheckResult result(String verdictAndSeverity) {
        String[] parts = verdictAndSeverity.split("/");
        return new CheckResult(
                Check.CONDITION, "c", "up", "", "", Verdict.valueOf(parts[0]), Effect.valueOf(parts[1]), "It is so.");
    }
}
