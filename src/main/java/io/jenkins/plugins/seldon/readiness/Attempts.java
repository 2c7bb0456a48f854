package io.jenkins.plugins.seldon.readiness;

import java.util.regex.Pattern;

/**
 * Which words say that the next attempt may do better: a limit of requests, an answer that came too late, something that is
 * being started. What else goes wrong with an image, a container or a volume stays so until somebody mends it.
 *
 * <p>Sources: k8s.io/kubernetes, pkg/kubelet/images/puller.go and pkg/kubelet/kuberuntime ({@code pull QPS exceeded}),
 * pkg/kubelet/util/manager and pkg/kubelet/{secret,configmap} ({@code failed to sync … cache}, {@code not registered});
 * containerd, internal/cri ({@code failed to reserve container name}, {@code image_pull_progress_timeout}: {@code context
 * canceled}); golang.org/x/net/http2, of a registry or a proxy that gives a connection up; nginx,
 * src/http/ngx_http_header_filter_module.c, for the words beside a proxy's codes; pkg/kubelet/eviction, which
 * frees a full disk of images that are not used; kubernetes-csi/external-provisioner, {@code checkError}, for the gRPC codes
 * of a volume that may yet come. In CRI-O's words: containers/image, docker/errors.go ({@code ErrTooManyRequests}), and
 * cri-o/cri-o, internal/lib ({@code ReserveContainerName}), of a container that a request before this one is making. A
 * runtime that is started anew is {@code Unavailable} (google.golang.org/grpc, codes), as on each node that NVIDIA's GPU
 * Operator sets up.
 */
final class Attempts {

    private static final Pattern PULL = Pattern.compile("pull QPS exceeded|429 Too Many Requests|toomanyrequests"
            + "|too many requests to registry"
            + "|i/o timeout|TLS handshake timeout|Client\\.Timeout exceeded|deadline exceeded|connection re(fused|set)"
            + "|unexpected EOF|: EOF\\b|Temporary failure in name resolution|server misbehaving|no route to host"
            + "|broken pipe|use of closed network connection"
            + "|stream error: stream ID|http2: (server sent GOAWAY|client connection lost)|connection timed out"
            + "|context canceled|no space left on device|code = Unavailable"
            + "|(500|502|503|504) (Internal Server Error|Bad Gateway"
            + "|Service (Temporarily )?Unavailable|Gateway Time-?out)");

    /** Docker Hub's limit is one of hours. */
    private static final Pattern LASTING = Pattern.compile("pull rate limit");

    /**
     * Of a sandbox that has ended, whose process is the 0th then, the kubelet makes another (containerd, issue 7388). A
     * kubelet that starts makes no container before it has read the cluster's Services (k8s.io/kubernetes,
     * pkg/kubelet/kubelet_pods.go, {@code makeEnvironmentVariables}).
     */
    private static final Pattern CONTAINER = Pattern.compile("failed to reserve container name|deadline exceeded"
            + "|error reserving ctr name"
            + "|failed to sync (secret|configmap) cache|object \\S+ not registered|code = Unavailable"
            + "|failed to get sandbox container task|/proc/0/ns/|no space left on device"
            + "|services have not yet been read at least once");

    /**
     * That a node's driver has no topology yet, or is on no node yet, is told in external-provisioner's
     * pkg/controller/topology.go, that a snapshot or a claim to copy is not there yet, in its controller.go ({@code
     * getVolumeContentSource}), and that a node is gone, for which the scheduler chooses another, in
     * sig-storage-lib-external-provisioner's controller.go.
     */
    private static final Pattern VOLUME = Pattern.compile("code = (Canceled|DeadlineExceeded|Unavailable|Aborted)\\b"
            + "|no topology key found on CSINode|no available topology found|StatusCode: 429|[Tt]hrottled"
            + "|RequestLimitExceeded|\\bnodes? \"[^\"]*\" not found|\\bsnapshot \\S+ (is not Ready|not bound)"
            + "|PVC DataSource \\S+ must have a status of Bound");

    /** A class that only names volumes, as of those that an administrator makes, need not exist. */
    private static final Pattern NO_CLASS = Pattern.compile("storageclass\\.storage\\.k8s\\.io \"[^\"]*\" not found");

    private Attempts() {}

    /** The patience with a container that waits for this reason. */
    static Grace ofContainer(FailureKind kind, String reason, String message) {
        return switch (reason) {
            case "InvalidImageName", "ErrImageNeverPull" -> Grace.NONE;
            case "ImageInspectError" -> Grace.RUNTIME;
            case "RegistryUnavailable" -> Grace.PULL;
            default -> kind == FailureKind.IMAGE_PULL ? ofPull(message) : ofCreation(message);
        };
    }

    private static Grace ofPull(String message) {
        return PULL.matcher(message).find() && !LASTING.matcher(message).find() ? Grace.PULL : Grace.USUAL;
    }

    private static Grace ofCreation(String message) {
        return CONTAINER.matcher(message).find() ? Grace.RUNTIME : Grace.USUAL;
    }

    /** The patience with a claim that is refused like this, by its provisioner or for want of a volume that fits. */
    static Grace ofClaim(String reason, String message) {
        String said = message == null ? "" : message;
        if (VOLUME.matcher(said).find()) {
            return Grace.UNSEEN_CLAIM;
        }
        return "FailedBinding".equals(reason) || NO_CLASS.matcher(said).find() ? Grace.BINDER : Grace.USUAL;
    }
}
