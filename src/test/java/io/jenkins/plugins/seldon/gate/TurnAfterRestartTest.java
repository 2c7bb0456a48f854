package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
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
        mine = turns.turn("iris", "models #7");
        MetricsGate.Ports ports = GateByHand.ports(new IdlePrometheus(millis::get), millis::get, line -> {}, mine);
        return MetricsGate.resume(GateByHand.config(100, List.of()), ports, state.toJson());
    }
}
