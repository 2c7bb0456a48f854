package io.jenkins.plugins.seldon.readiness;

import static io.jenkins.plugins.seldon.readiness.Objects.claim;
import static io.jenkins.plugins.seldon.readiness.Objects.crashed;
import static io.jenkins.plugins.seldon.readiness.Objects.event;
import static io.jenkins.plugins.seldon.readiness.Objects.notReady;
import static io.jenkins.plugins.seldon.readiness.Objects.pod;
import static io.jenkins.plugins.seldon.readiness.Objects.terminated;
import static io.jenkins.plugins.seldon.readiness.Objects.unready;
import static io.jenkins.plugins.seldon.readiness.Objects.unscheduled;
import static io.jenkins.plugins.seldon.readiness.Objects.waiting;
import static io.jenkins.plugins.seldon.readiness.Objects.withClaim;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How long each failure may last. */
class PatienceTest {

    private static final String UNBOUND = "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.";
    private static final Pod POD = pod("web", null);

    /** By whose clock each failure ends a wait; the criteria's failure grace is 5 s. */
    static Stream<Arguments> patience() {
        Pod creating = unready(POD, waiting("main", "ContainerCreating", null));
        PersistentVolumeClaim pending = claim("data", "Pending", "standard");
        return Stream.of(
                row("an invalid name", "0", unready(POD, waiting("main", "InvalidImageName", ""))),
                row("an image", "5", unready(POD, waiting("main", "ErrImagePull", "no"))),
                row("a crash loop", "5", unready(POD, crashed("main", "CrashLoopBackOff", 1, "Error"))),
                row("a crash that nobody says more of", "125", unready(POD, terminated("main", 1, "Error"))),
                row("the scheduler", "20", unscheduled(POD, "0/3 nodes: too few cpu")),
                row(
                        "a provisioner",
                        "65",
                        withClaim(unscheduled(POD, UNBOUND), "data"),
                        pending,
                        event(pending, "ExternalProvisioning", "Waiting", 1)),
                row("claims that can't be read", "305", withClaim(unscheduled(POD, UNBOUND), "data")),
                row("a mount", "128", creating, event(POD, "FailedMount", "timed out waiting for the condition", 1)),
                row(
                        "a volume that another node has",
                        "365",
                        creating,
                        event(POD, "FailedAttachVolume", "Multi-Attach error for volume \"pvc-1\"", 1)),
                row("a Secret to mount", "5", creating, event(POD, "FailedMount", "secret \"x\" not found", 1)),
                row("a node", "365", notReady(POD, null, null), event(POD, "NodeNotReady", "Node is not ready", 1)));
    }

    @ParameterizedTest(name = "{0}: {2} s")
    @MethodSource("patience")
    void hasItsTime(String what, List<HasMetadata> objects, String seconds) {
        Duration time = Duration.ofSeconds(Long.parseLong(seconds));
        if (!time.isZero()) {
            assertThat(Verdicts.after(time.minusSeconds(1), Verdicts.RELEASE, objects))
                    .isInstanceOf(RolloutStatus.Waiting.class);
        }
        assertThat(Verdicts.after(time, Verdicts.RELEASE, objects)).isInstanceOf(RolloutStatus.Failed.class);
    }

    private static Arguments row(String what, String seconds, HasMetadata... objects) {
        return Arguments.of(what, List.of(objects), seconds);
    }
}
