package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gate about a counter of the user's own, whose option names a port of another container's. */
class OtherPagesTest {

    @ParameterizedTest(name = "own: {0}, its pages show {1} and {2}, Prometheus {3}: {4}")
    @CsvSource({
        "true,  0, 0,   100, true",
        "true,  0, 100, 100, false",
        "true,  5, 5,   100, false",
        "true,  0, 0,   0,   false",
        "false, 0, 0,   100, false",
    })
    void pagesWithoutTheCounterTellNoLoss(boolean own, double before, double after, double scraped, boolean doubted) {
        BurstSeen read = own ? new BurstSeen().ownServer("") : new BurstSeen();
        read.page(BurstSeen.pod("main-0", "10.0.0.1"), before, after, after);
        read.target("pod=main-0,instance=10.0.0.1:8000", 0, scraped);
        assertThat(read.counts().doubts().stream().filter(doubt -> doubt.startsWith("no page of the pods")))
                .hasSize(doubted ? 1 : 0);
    }
}
