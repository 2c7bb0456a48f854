package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnsTest {

    private final Turns turns = new Turns();

    @Test
    void theSecondIsToldForWhomItWaitsUntilTheFirstGivesItsTurnBack() {
        Turns.Turn first = turns.turn("ns/iris", "models #7");
        Turns.Turn second = turns.turn("ns/iris", "models #8");
        assertThat(first.take()).isEmpty();
        assertThat(first.take()).as("its own turn").isEmpty();
        assertThat(second.take()).contains("models #7");
        second.giveBack();
        assertThat(second.take()).as("it had none to give back").contains("models #7");
        first.giveBack();
        assertThat(second.take()).isEmpty();
        assertThat(first.take()).contains("models #8");
    }

    @Test
    void otherDeploymentsAreNotWaitedFor() {
        assertThat(turns.turn("ns/iris", "a").take()).isEmpty();
        assertThat(turns.turn("ns/rose", "b").take()).isEmpty();
        assertThat(Turns.FREE.take()).isEmpty();
    }
}
