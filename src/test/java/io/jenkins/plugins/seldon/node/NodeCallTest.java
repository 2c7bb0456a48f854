package io.jenkins.plugins.seldon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeCallTest {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void givesUpOnANodeThatDoesNotAnswerAndKeepsNoInterruption() {
        CountDownLatch never = new CountDownLatch(1);
        assertThatThrownBy(() -> NodeCall.within(timer, Duration.ofMillis(20), "read the file a.json", () -> {
                    never.await();
                    return null;
                }))
                .isInstanceOf(AbortException.class)
                .hasMessageStartingWith("The agent did not read the file a.json within ");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void whatTheNodeSaysIsPassedOn() throws Exception {
        assertThat(NodeCall.within(timer, "answer", () -> "answer")).isEqualTo("answer");
        assertThatThrownBy(() -> NodeCall.within(timer, "answer", () -> {
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
    }

    @Test
    void anAbortStaysAnInterruption() {
        assertThatThrownBy(() -> NodeCall.within(timer, "answer", () -> {
                    throw new InterruptedException();
                }))
                .isInstanceOf(InterruptedException.class);
    }
}
