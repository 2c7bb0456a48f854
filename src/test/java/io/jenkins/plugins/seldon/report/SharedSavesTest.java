package io.jenkins.plugins.seldon.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.fixture.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A build is saved as a whole: a hundred waits that end together must not save it a hundred times. */
class SharedSavesTest {

    private final SharedSaves<String> shared = new SharedSaves<>();
    private final List<String> kept = new ArrayList<>();
    private final List<Integer> saves = new ArrayList<>();

    private void add(String item) {
        try {
            shared.add(item, this, kept::add, () -> saves.add(kept.size()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void oneAfterTheOtherIsSavedEach() {
        add("a");
        add("b");
        assertThat(saves).containsExactly(1, 2);
    }

    @Test
    void whatComesWhileASaveIsUnderWayIsSavedTogether() throws Exception {
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(i -> new Thread(() -> add("item " + i)))
                .toList();
        synchronized (this) {
            threads.forEach(Thread::start);
            Await.until("all have come", Duration.ofMinutes(1), () -> threads.stream()
                    .allMatch(thread -> thread.getState() == Thread.State.BLOCKED));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(saves).containsExactly(8);
        assertThat(kept).hasSize(8);
    }

    @Test
    void whatCouldNotBeSavedIsInTheNextSave() throws IOException {
        assertThatThrownBy(() -> shared.add("a", this, kept::add, () -> {
                    throw new IOException("full");
                }))
                .hasMessage("full");
        add("b");
        assertThat(saves).containsExactly(2);
        assertThat(kept).containsExactly("a", "b");
    }
}
