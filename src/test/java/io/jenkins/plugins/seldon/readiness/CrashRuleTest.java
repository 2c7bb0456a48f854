package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How often a container has ended in a row, by the words of the kubelet (messages as recorded from 1.33). */
class CrashRuleTest {

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("ends")
    void counts(String what, ContainerStatus status, int expected) {
        assertThat(CrashRule.endsInARow(status)).isEqualTo(expected);
    }

    static Stream<Arguments> ends() {
        ContainerState none = new ContainerState();
        ContainerState short1 = end("16:00:00", "16:00:01");
        ContainerState short2 = end("16:00:02", "16:00:03");
        ContainerState day = end("01:00:00", "15:59:50");
        return Stream.of(
                Arguments.of("its first end", status(0, short1, none), 1),
                Arguments.of("its second", status(1, short2, short1), 2),
                Arguments.of("its fourth", status(3, short2, short1), 4),
                Arguments.of("after a long run, though it has ended often", status(20, day, short1), 1),
                Arguments.of("the second after a long run", status(21, short1, day), 2),
                Arguments.of(
                        "two ends with more than ten minutes between",
                        status(20, end("16:09:00", "16:11:00"), short1),
                        1),
                Arguments.of("the first back-off", status(1, backOff("10s"), short2), 2),
                Arguments.of("the second", status(2, backOff("20s"), short2), 3),
                Arguments.of("the third", status(3, backOff("40s"), short2), 4),
                Arguments.of("the first back-off after a long run", status(22, backOff("10s"), short2), 2),
                Arguments.of("a long back-off", status(5, backOff("2m40s"), short2), 6),
                Arguments.of("the longest", status(9, backOff("5m0s"), short2), 10),
                Arguments.of("a kubelet with pauses of its own", status(6, backOff("2s"), short2), 7),
                Arguments.of("a wait without a message", status(4, waiting("PostStartHookError", null), short2), 5));
    }

    @Test
    void aContainerWithAPolicyOfItsOwnIsStartedAgain() {
        Pod pod = new PodBuilder(Objects.unready(Objects.pod("web", null), Objects.terminated("main", 1, "Error")))
                .editSpec()
                .withRestartPolicy("Never")
                .editContainer(0)
                .withRestartPolicy("OnFailure")
                .endContainer()
                .endSpec()
                .build();
        assertThat(Verdicts.first(Verdicts.RELEASE, List.of(pod))).isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(Verdicts.after(Duration.ofSeconds(125), Verdicts.RELEASE, List.of(pod)))
                .isInstanceOf(RolloutStatus.Failed.class);
    }

    @ParameterizedTest(name = "exit code {0}: {1}")
    @CsvSource({"137, LIVENESS_PROBE", "143, LIVENESS_PROBE", "1, CRASH"})
    void isToldAsTheProbesAlsoOnceTheKubeletIsSilent(int exitCode, FailureKind kind) {
        ContainerState last = end("16:20:00", "16:20:10");
        last.getTerminated().setExitCode(exitCode);
        Event former = new EventBuilder()
                .withNewMetadata()
                .endMetadata()
                .withType("Normal")
                .withReason("Killing")
                .withMessage("Container main failed liveness probe, will be restarted")
                .withLastTimestamp("2026-11-22T16:10:00Z")
                .withNewInvolvedObject()
                .withFieldPath("spec.containers{main}")
                .endInvolvedObject()
                .build();
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("web-1")
                .endMetadata()
                .build();
        Failure failure = CrashRule.failure(
                pod, status(5, backOff("2m40s"), last), last.getTerminated(), "CrashLoopBackOff", "", List.of(former));
        assertThat(failure.kind()).isEqualTo(kind);
    }

    private static ContainerStatus status(int restarts, ContainerState now, ContainerState before) {
        return new ContainerStatusBuilder()
                .withName("main")
                .withRestartCount(restarts)
                .withState(now)
                .withLastState(before)
                .build();
    }

    private static ContainerState end(String started, String finished) {
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(1)
                .withStartedAt("2026-11-22T" + started + "Z")
                .withFinishedAt("2026-11-22T" + finished + "Z")
                .endTerminated()
                .build();
    }

    private static ContainerState backOff(String pause) {
        return waiting(
                "CrashLoopBackOff",
                "back-off " + pause + " restarting failed container=main pod=web-1_lab(240d2a49-64fe-4d88-a9ee)");
    }

    private static ContainerState waiting(String reason, String message) {
        return new ContainerStateBuilder().withNewWaiting(message, reason).build();
    }
}
