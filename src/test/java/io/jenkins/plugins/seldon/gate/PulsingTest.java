package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.measure.Pages;
import io.jenkins.plugins.seldon.gate.measure.Routing;
import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Replica;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What others send, by pages that were read after the warm-up and ten seconds later. */
class PulsingTest {

    @Test
    void othersAreWhatThePagesRoseByMeanwhile() {
        assertThat(others(silent(0, shown("iris-0", 5000)), silent(10_000, shown("iris-0", 5020))))
                .hasValue(2);
        assertThat(others(silent(0, shown("iris-0", 5000)), silent(10_000, shown("iris-0", 0))))
                .as("it has restarted")
                .hasValue(0);
        assertThat(others(silent(0, shown("iris-0", 5000)), silent(10_000, shown("iris-0", 5000), shown("iris-1", 30))))
                .as("one pod is new")
                .hasValue(3);
    }

    /** Otherwise all that it ever counted would be others' of ten seconds, and the burst as large as those ask for. */
    @Test
    void whatAPageThatWasNotReadBeforeHasCountedIsNobodysOfThatTime() {
        Replica unread = new Replica(pod("iris-0"), 0, 0, "its metrics page answered 502");
        Pages now = silent(10_000, shown("iris-0", 5000), shown("iris-1", 110));
        assertThat(others(silent(0, unread, shown("iris-1", 100)), now)).isEmpty();
        assertThat(others(Pages.inSilence(0, List.of(), "The pods can't be listed."), now))
                .isEmpty();
        assertThat(others(now)).isEmpty();
    }

    private static OptionalDouble others(Pages... pages) {
        return Pulsing.othersRate(List.of(pages), Routing.UNKNOWN);
    }

    private static Pages silent(long atMillis, Replica... replicas) {
        return Pages.inSilence(atMillis, List.of(replicas), "");
    }

    private static Replica shown(String pod, double counted) {
        return new Replica(pod(pod), counted, 0, "");
    }

    private static ExecutorPod pod(String name) {
        return new ExecutorPod(name, "uid of " + name, List.of(), "main", false, true, true, 0, "");
    }
}
