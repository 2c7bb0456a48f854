package io.jenkins.plugins.seldon.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HelmClosingTest {

    private final List<String> done = new ArrayList<>();
    private final HelmClosing closing = new HelmClosing();

    @AfterEach
    void leaveNoInterruption() {
        Thread.interrupted();
    }

    @Test
    void endsFirstAndRemovesThenAndBothOnce() {
        assertThat(closing.hasBegun()).isFalse();
        run(() -> done.add("end"));
        run(() -> done.add("end"));
        assertThat(closing.hasBegun()).isTrue();
        assertThat(done).containsExactly("end", "remove");
    }

    @Test
    void removesThoughTheEndFailsAndSaysWhatMayBeLeft() {
        run(() -> {
            throw new IOException("no channel");
        });
        assertThat(done)
                .containsExactly(
                        "WARNING: Helm's process or its folder /tmp/helm-1 may be left on the agent until the next run"
                                + " there: no channel",
                        "remove");
    }

    @Test
    void removesThoughItIsInterruptedAndKeepsTheInterruption() {
        run(() -> {
            throw new InterruptedException();
        });
        assertThat(done).containsExactly("remove");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void worksInAThreadThatWasInterruptedBefore() {
        Thread.currentThread().interrupt();
        run(() -> done.add(Thread.currentThread().isInterrupted() ? "end at once" : "end in peace"));
        assertThat(done).containsExactly("end in peace", "remove");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    private void run(HelmClosing.Work end) {
        closing.run(end, () -> done.add("remove"), "/tmp/helm-1", done::add);
    }
}
