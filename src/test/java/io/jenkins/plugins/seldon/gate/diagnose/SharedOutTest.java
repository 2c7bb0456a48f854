package io.jenkins.plugins.seldon.gate.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.measure.CountsBuilder;
import io.jenkins.plugins.seldon.gate.verdict.Check;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gate about a canary, whose weight nobody could be asked. */
class SharedOutTest extends ObservedGate {

    @ParameterizedTest(name = "the other predictor counted {0}, replicas changed: {1}")
    @CsvSource({"180, false, INGRESS", "180, true, EXECUTOR", "20, false, EXECUTOR"})
    void whatOthersGotIsNoFaultOfItsExecutors(double others, boolean changed, Layer layer) {
        counts = CountsBuilder.counted(200, 20)
                .wanted("canary")
                .predictor("canary", null, 20, 0, 200)
                .besidePredictor("main", null, others)
                .build();
        Diagnosis diagnosis = Diagnosis.of(List.of(finding(Check.COUNTED)), changed, seen());
        assertThat(diagnosis.layer()).isEqualTo(layer);
        assertThat(diagnosis.cause().contains("connect to the cluster, which tells its weight"))
                .isEqualTo(layer == Layer.INGRESS);
    }

    /** As of a port that is forwarded to its Service. */
    @ParameterizedTest(name = "the canary got {0} of 200, the other {1}: {2}")
    @CsvSource({"200, 0, true", "195, 5, true", "150, 50, false"})
    void whatGoesToOneAloneIsTold(double got, double others, boolean told) {
        counts = CountsBuilder.counted(200, 200)
                .predictor("canary", 0.1, got, 5, 40)
                .predictor("main", 0.9, others, 160, 195)
                .build();
        Diagnosis diagnosis = of(Check.SHARE);
        assertThat(diagnosis.layer()).isEqualTo(Layer.INGRESS);
        assertThat(diagnosis.cause().contains("one predictor got everything")).isEqualTo(told);
    }
}
