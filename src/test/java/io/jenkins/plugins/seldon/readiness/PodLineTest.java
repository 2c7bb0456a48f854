package io.jenkins.plugins.seldon.readiness;

import static io.jenkins.plugins.seldon.readiness.Objects.crashed;
import static io.jenkins.plugins.seldon.readiness.Objects.phase;
import static io.jenkins.plugins.seldon.readiness.Objects.pod;
import static io.jenkins.plugins.seldon.readiness.Objects.running;
import static io.jenkins.plugins.seldon.readiness.Objects.terminated;
import static io.jenkins.plugins.seldon.readiness.Objects.terminating;
import static io.jenkins.plugins.seldon.readiness.Objects.unready;
import static io.jenkins.plugins.seldon.readiness.Objects.waiting;
import static io.jenkins.plugins.seldon.readiness.Objects.withInit;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of {@code kubectl get pods}; the expectations are what kubectl prints for such pods. */
class PodLineTest {

    private static final Pod POD = pod("web", null);

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void showsTheStatusOfKubectl(String status, Pod pod) {
        assertThat(PodLine.of(pod).status()).isEqualTo(status);
    }

    static Stream<Arguments> showsTheStatusOfKubectl() {
        return Stream.of(
                Arguments.of("Running", POD),
                Arguments.of("Terminating", terminating(POD)),
                Arguments.of("Pending", unready(POD)),
                Arguments.of("ContainerCreating", unready(POD, waiting("main", "ContainerCreating", null))),
                Arguments.of("CrashLoopBackOff", unready(POD, crashed("main", "CrashLoopBackOff", 1, "Error"))),
                Arguments.of("Error", unready(POD, terminated("main", 1, "Error"))),
                Arguments.of("ExitCode:3", unready(POD, terminated("main", 3, null))),
                Arguments.of(
                        "Completed", phase(unready(POD, terminated("main", 0, "Completed")), "Succeeded", null, null)),
                Arguments.of(
                        "Evicted",
                        phase(
                                new PodBuilder(POD)
                                        .editStatus()
                                        .withContainerStatuses(List.of())
                                        .endStatus()
                                        .build(),
                                "Failed",
                                "Evicted",
                                "")),
                Arguments.of("Init:0/1", withInit(unready(POD), running("setup", false), null)),
                Arguments.of(
                        "Init:CrashLoopBackOff",
                        withInit(unready(POD), crashed("setup", "CrashLoopBackOff", 1, ""), null)),
                Arguments.of("Init:Error", withInit(unready(POD), terminated("setup", 1, "Error"), null)),
                Arguments.of(
                        "PodInitializing",
                        withInit(
                                unready(POD, waiting("main", "PodInitializing", null)),
                                terminated("setup", 0, "Completed"),
                                null)),
                Arguments.of("Running", withInit(POD, running("proxy", true), "Always")));
    }

    @Test
    void countsSidecarsAmongTheContainers() {
        PodLine line = PodLine.of(withInit(POD, running("proxy", true), "Always"));
        assertThat(line.brief()).isEqualTo("Running, ready 2/2");
        assertThat(PodLine.of(withInit(POD, terminated("setup", 0, "Completed"), null))
                        .brief())
                .isEqualTo("Running, ready 1/1");
    }

    @Test
    void makesColumnsAsWideAsTheirWidestCell() {
        Instant now = Instant.parse(Objects.CREATED).plusSeconds(90);
        List<PodLine> pods = Stream.of(
                        POD, unready(pod("a-long-name", null), crashed("main", "CrashLoopBackOff", 1, "Error")))
                .map(PodLine::of)
                .toList();
        assertThat(new PodTable(pods).lines(now))
                .containsExactly(
                        "NAME          READY   STATUS             RESTARTS   AGE",
                        "web           1/1     Running            0          90s",
                        "a-long-name   0/1     CrashLoopBackOff   3          90s");
    }

    @Test
    void aClockThatIsAheadMakesNoNegativeAge() {
        assertThat(new PodTable(List.of(PodLine.of(POD)))
                        .lines(Instant.parse(Objects.CREATED).minusSeconds(60))
                        .get(1))
                .endsWith("0s");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s", "119, 119s", "120, 2m", "125, 2m5s", "599, 9m59s", "600, 10m", "10799, 179m", "10800, 3h",
        "12600, 3h30m", "28800, 8h", "172799, 47h", "172800, 2d", "176400, 2d1h", "691200, 8d", "63072000, 2y",
                "63158400, 2y1d"
    })
    void agesReadAsInKubectl(long seconds, String text) {
        assertThat(PodTable.human(Duration.ofSeconds(seconds))).isEqualTo(text);
    }
}
