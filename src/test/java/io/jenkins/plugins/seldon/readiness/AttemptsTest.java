package io.jenkins.plugins.seldon.readiness;

import static io.jenkins.plugins.seldon.readiness.Objects.claim;
import static io.jenkins.plugins.seldon.readiness.Objects.event;
import static io.jenkins.plugins.seldon.readiness.Objects.pod;
import static io.jenkins.plugins.seldon.readiness.Objects.running;
import static io.jenkins.plugins.seldon.readiness.Objects.terminated;
import static io.jenkins.plugins.seldon.readiness.Objects.unready;
import static io.jenkins.plugins.seldon.readiness.Objects.unscheduled;
import static io.jenkins.plugins.seldon.readiness.Objects.waiting;
import static io.jenkins.plugins.seldon.readiness.Objects.withClaim;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a container may not be made or started, by the words of containerd (issues 4068 and 7388), CRI-O, runc and Go. */
class AttemptsTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            CreateContainerError | failed to get sandbox container task: no running task found: task 7ab not found   | 185
            RunContainerError    | unable to create new parent process: namespace path: lstat /proc/0/ns/ipc: no such | 185
            StartError           | failed to start containerd task "7ab": context deadline exceeded                  | 185
            StartError           | exec: "serve": executable file not found in $PATH                                | 5
            ErrImagePull         | failed to copy: stream error: stream ID 7; INTERNAL_ERROR; received from peer      | 80
            ErrImagePull         | failed to do request: Head "https://r.example.org": http2: client connection lost | 80
            ErrImagePull         | failed to copy: write tcp 10.0.0.7:41234->10.0.0.9:443: write: broken pipe         | 80
            ErrImagePull         | dial udp 10.0.0.2:53: connect: network is unreachable                              | 5
            ErrImagePull         | unexpected status from HEAD request to https://r/v2/m: 503 Service Temporarily Unavailable | 80
            ErrImagePull         | initializing source docker://r/m: reading manifest 1: too many requests to registry | 80
            ErrImagePull         | code = Unavailable desc = dial unix /run/containerd/containerd.sock: no such file   | 80
            CreateContainerError | failed to create snapshot: mkdir /var/lib/containerd/x: no space left on device     | 185
            CreateContainerError | ready and will be provided on next retry: error reserving ctr name k8s_main: name is reserved | 185
            CreateContainerConfigError | services have not yet been read at least once, cannot construct envvars      | 185
            CreateContainerError | no command specified                                                              | 5
            """)
    void aContainerHasTheTimeOfTheNextAttempts(String reason, String message, int seconds) {
        ContainerStatus status = waiting("main", reason, message);
        if (reason.equals("StartError")) {
            status = terminated("main", 128, reason);
            status.getState().getTerminated().setMessage(message);
        }
        assertEnds(seconds, List.of(unready(pod("web", null), status)));
    }

    /** In the words of kubernetes-csi/external-provisioner, pkg/controller/controller.go. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            VolumeSnapshot by Name models: snapshot models is not Ready                                          | 305
            VolumeSnapshot by Name models: snapshot models not bound                                             | 305
            PersistentVolumeClaim by Name models: the PVC DataSource models must have a status of Bound.  Got {} | 305
            VolumeSnapshot by Name models: requested volume size 1 is less than the size 2 for the source        | 5
            """)
    void aClaimHasTheTimeOfWhatItCopies(String message, int seconds) {
        PersistentVolumeClaim claim = claim("data", "Pending", "gp3");
        String refusal =
                "failed to provision volume with StorageClass \"gp3\": error getting handle for DataSource Type ";
        assertEnds(
                seconds,
                List.of(
                        withClaim(unscheduled(pod("web", null), "pod has unbound immediate claims"), "data"),
                        claim,
                        event(claim, "ProvisioningFailed", refusal + message, 1)));
    }

    /** What comes up on a node, or in a namespace, that is new. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            driver name s3.csi.aws.com not found in the list of registered CSI drivers | 365
            configmap "istio-ca-root-cert" not found                                   | 128
            configmap "istio-ca-root-cert-2" not found                                 | 5
            """)
    void aVolumeHasTheTimeOfWhatIsToComeUp(String message, int seconds) {
        Pod creating = unready(pod("web", null), waiting("main", "ContainerCreating", null));
        String refusal = "MountVolume.SetUp failed for volume \"models\" : " + message;
        assertEnds(seconds, List.of(creating, event(creating, "FailedMount", refusal, 1)));
    }

    /** As while a node's network is updated, or its kubelet comes back (kubernetes issue 140037). */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            NetworkNotReady | network is not ready: container runtime network not ready: cni plugin not initialized
            FailedMount     | MountVolume.SetUp failed for volume "token": object "ns"/"kube-root-ca.crt" not registered
            FailedMount     | MountVolume.SetUp failed for volume "models": configmap "models" not found
            """)
    void whatANodeLacksKeepsNoContainerFromGettingReadyThatRuns(String reason, String message) {
        Pod loading = unready(pod("web", null), running("main", false));
        Pod creating = unready(pod("web", null), waiting("main", "ContainerCreating", null));
        assertThat(Verdicts.after(HOUR, Verdicts.RELEASE, List.of(loading, event(loading, reason, message, 1))))
                .isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(Verdicts.after(HOUR, Verdicts.RELEASE, List.of(creating, event(creating, reason, message, 1))))
                .isInstanceOf(RolloutStatus.Failed.class);
    }

    private static void assertEnds(int seconds, List<HasMetadata> objects) {
        assertThat(Verdicts.after(Duration.ofSeconds(seconds - 1), Verdicts.RELEASE, objects))
                .isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(Verdicts.after(Duration.ofSeconds(seconds), Verdicts.RELEASE, objects))
                .isInstanceOf(RolloutStatus.Failed.class);
    }
}
