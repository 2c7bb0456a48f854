package io.jenkins.plugins.seldon.gate.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.measure.CountsBuilder;
import io.jenkins.plugins.seldon.gate.verdict.Check;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is to blame where series may be others', or nobody may list the pods. */
class UnlistedPodsTest extends ObservedGate {

    /** Ten may be lost, and of two clusters' series nobody can tell whose they are. */
    @ParameterizedTest(name = "{0} counted, pages read: {1}, in doubt by {2}: {3}")
    @CsvSource({
        "200, false, they differ; narrow them by matchers, QUERY",
        "200, true,  they differ; narrow them by matchers, QUERY",
        "200, false, two take turns,                       NONE",
        "200, false, '',                                   NONE",
        "189, false, they differ; narrow them by matchers, EXECUTOR",
    })
    void executorsThatLackNothingAreNotToBlame(double rise, boolean pages, String doubt, Layer layer) {
        CountsBuilder built = CountsBuilder.counted(200, rise);
        built = pages ? built : built.unread("it is forbidden");
        counts = (doubt.isEmpty() ? built : built.doubt(doubt)).build();
        assertThat(of(Check.COUNTED).layer()).isEqualTo(layer);
        assertThat(of(Check.COUNTED).cause().isEmpty()).isEqualTo(layer == Layer.QUERY);
    }

    /** As where an agent can't write on any more, and nobody may list the pods. */
    @Test
    void whereNoSampleCameAnyMoreNoPodIsSaidToHaveChanged() {
        unsteady = true;
        Diagnosis diagnosis = Diagnosis.of(List.of(finding(Check.COUNTED)), true, seen());
        assertThat(diagnosis.layer()).isEqualTo(Layer.SCRAPE);
        assertThat(diagnosis.cause()).startsWith("Prometheus has not sampled all of its pods since the burst ended");
        targets = List.of(DOWN);
        assertThat(Diagnosis.of(List.of(finding(Check.COUNTED)), true, seen()).cause())
                .isEqualTo("Prometheus can't scrape 1 of its 1 pods: connection refused");
    }
}
