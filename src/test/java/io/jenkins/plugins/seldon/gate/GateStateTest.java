package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.gate.measure.Measurements;
import io.jenkins.plugins.seldon.gate.measure.RatePoint;
import io.jenkins.plugins.seldon.gate.verdict.Checks;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.load.LoadResults;
import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GateStateTest {

    @Test
    void everyFactSurvivesItsTextForm() {
        GateState state = new GateState();
        state.phase = Phase.JUDGE;
        state.patienceEndsAt = 5;
        state.url = "http://h/";
        state.baseline = List.of(Series.of(Map.of("code", "200"), new Sample(7, 8)));
        state.others = 0.5;
        state.load = LoadResults.of(190, 5, 3, 2);
        state.measured = Measurements.of(state.load, 95);
        state.findings.addAll(Checks.of(state.measured, Thresholds.DEFAULT));
        state.rates = List.of(new RatePoint(1, 2));
        state.notes.add("A note.");
        GateState read = GateState.fromJson(state.toJson());
        assertThat(read).usingRecursiveComparison().isEqualTo(state);
        assertThat(read.toJson()).isEqualTo(state.toJson());
    }

    @Test
    void whatALaterVersionAddedIsIgnored() {
        assertThat(GateState.fromJson("{\"phase\":\"SETTLE\",\"invented\":{\"a\":1}}").phase)
                .isEqualTo(Phase.SETTLE);
    }

    @Test
    void whatIsNoStateIsRefusedWithASentence() {
        for (String text : List.of("", "[]", "{\"phase\":\"INVENTED\"}", "{")) {
            assertThatThrownBy(() -> GateState.fromJson(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("What was kept of the gate before the restart can't be read.");
        }
    }
}
