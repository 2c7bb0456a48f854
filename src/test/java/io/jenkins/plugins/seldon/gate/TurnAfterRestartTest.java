package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.seldon.Endpoint;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two gates of one deployment in a controller that restarts: builds are resumed in whichever order. */
class TurnAfterRestartTest {

    private final Turns turns = new Turns();
    private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
    private final GateState state = new GateState();
    private final Turns.Turn others = turns.turn("iris", "models #8");

    /** Held, as a session does: a turn that nobody holds is free. */
    private Turns.Turn mine;

    @ParameterizedTest(name = "{0}, and another has the turn: {1}")
    @CsvSource({
        "REACH,    true,  PREPARE",
        "BASELINE, true,  PREPARE",
        "PAUSE,    true,  PREPARE",
        "PAUSE,    false, PAUSE",
        "SETTLE,   true,  PREPARE",
        "SETTLE,   false, SETTLE",
        "JUDGE,    true,  JUDGE",
        "DONE,     true,  DONE",
    })
    void whoeverMeasuredGoesOnOnlyWithTheTurn(Phase phase, boolean other, Phase after) {
        if (other) {
            others.take();
        }
        state.phase = phase;
        String ofBurst = "The burst sent 200 of 500 payloads; for all of them requests has to be at least 500.";
        state.notes.add(ofBurst);
        GateState resumed = GateState.fromJson(resumed().state());
        assertThat(resumed.phase).isEqualTo(after);
        // Of the burst that is sent again it is told again.
        assertThat(resumed.notes).hasSize(1);
        assertThat(resumed.notes.contains(ofBurst)).isEqualTo(phase == after);
    }

    /** It had waited before its own turn, which is over once it has it. */
    @Test
    void whoWaitsAgainHasTheWholeTimeForIt() {
        others.take();
        MetricsGate gate = resumed();
        assertThat(gate.advance()).isInstanceOf(Next.Wait.class);
        others.giveBack();
        millis.addAndGet(Duration.ofMinutes(14).toMillis());
        assertThat(gate.advance()).isInstanceOf(Next.Send.class);
        state.turnAwaitedUntilAt = GateState.fromJson(gate.state()).turnAwaitedUntilAt;
        state.phase = Phase.SETTLE;
        mine.giveBack();
        others.take();
        millis.addAndGet(Duration.ofMinutes(2).toMillis());
        assertThat(resumed().advance()).isInstanceOf(Next.Wait.class);
    }

    private MetricsGate resumed() {
        GateConfig config = new GateConfig(
                new PredictionSeries("ns", "iris", "", "kubernetes_namespace"),
                new GateConfig.Request(
                        new Endpoint.Wish("http://127.0.0.1:1/", "", Protocol.SELDON, ""),
                        List.of(),
                        List.of(),
                        HttpAccess.NONE,
                        Duration.ofSeconds(1),
                        Duration.ZERO,
                        ""),
                new GateConfig.Burst(100, 0, 1, 0, 0, 10, LoadLimits.DEFAULT),
                Thresholds.DEFAULT,
                List.of(),
                "",
                Patience.DEFAULT);
        MetricsGate.Ports ports = new MetricsGate.Ports(
                new PrometheusClient(new IdlePrometheus(millis::get)),
                ModelCluster.UNKNOWN,
                null,
                () -> Instant.ofEpochMilli(millis.get()),
                new SplittableRandom(1),
                line -> {},
                mine = turns.turn("iris", "models #7"));
        return MetricsGate.resume(config, ports, state.toJson());
    }
}
