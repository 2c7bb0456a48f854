package io.jenkins.plugins.seldon.readiness;

import java.time.Duration;
import java.util.Optional;

/**
 * How long something that has gone wrong may last before it ends a wait: by the clock of that part of Kubernetes which
 * may still mend it, never by one of ours. The criteria's failure grace comes on top, except where noted.
 *
 * <p>Sources, unless said otherwise: k8s.io/kubernetes 1.33.
 */
public enum Grace {
    /** Nothing but a change of the object mends it. The failure grace does not apply. */
    NONE(Duration.ZERO),

    /**
     * It is over, but what tells why (the pod of a Job, of another watch) may be under way: the watches of two kinds keep
     * no order between them. The failure grace does not apply.
     */
    MOMENT(Duration.ofSeconds(3)),

    /** The failure grace alone. */
    USUAL(Duration.ZERO),

    /** The failure grace alone where nobody leaves the quota; {@link #afterHelp} where somebody did. */
    QUOTA(Duration.ZERO),

    /**
     * An image that could not be pulled for what passes: the kubelet tries again after 10, 20 and 40 s
     * (pkg/kubelet/images/image_manager.go with the back-off of pkg/kubelet/kubelet.go).
     */
    PULL(Duration.ofSeconds(75)),

    /**
     * A runtime that has not answered in time: the kubelet gives a request two minutes and asks anew with its next sync
     * (KubeletConfiguration, {@code runtimeRequestTimeout}), and until the former request ends the container's name is taken.
     */
    RUNTIME(Duration.ofMinutes(3)),

    /**
     * A sandbox without a network: a new node's comes up within minutes, and an address is free again some time after its
     * pod is gone. No clock says when; the kubelet tries for ever.
     */
    SANDBOX(Duration.ofMinutes(5)),

    /**
     * A container that has ended with an error: the kubelet starts it again, at once, then after 10 s, then after 20 s.
     * When it has had these it is a crash loop, and {@link #USUAL} (pkg/kubelet/kubelet.go, {@code backOffPeriod}, {@code
     * MaxContainerBackOff}; {@link CrashRule} has the count). The time here is for a node that says nothing more: the three
     * pauses, the quarter of a minute that each end takes to be told, and short runs.
     */
    RESTARTS(Duration.ofMinutes(2)),

    /**
     * A readiness probe that fails kills nothing and stops nothing, and a model may take any time to load: the workload's
     * progress deadline and the step's own time decide.
     */
    READINESS(null),

    /**
     * No node is there, and an autoscaler, if there is one, has not spoken of the pod yet: it asks for a node within 60 s
     * in a cluster of 100 nodes and more, 30 s in a smaller one (cluster-autoscaler, FAQ.md, "Service Level Objectives"),
     * and tells it by an event. Karpenter collects pods for 10 s ({@code BATCH_MAX_DURATION}).
     */
    AUTOSCALER(Duration.ofSeconds(60)),

    /**
     * The same where an autoscaler has said that it adds none: the scheduler tries again with every change of a node or a
     * pod; kstatus gives it 15 s ({@code ScheduleWindow}).
     */
    SCHEDULER(Duration.ofSeconds(15)),

    /**
     * No node is there, and only events tell whether an autoscaler adds one or can't; they can't be read. It may take a quarter
     * of an hour for one node and tries another group of nodes after that (cluster-autoscaler, {@code
     * max-node-provision-time}): the step's own time decides.
     */
    UNSEEN_NODE(null),

    /**
     * A Secret that a controller makes of a custom resource of the release: an authority or a store may have to be asked, and
     * the custom resource says how that goes. The step's own time decides.
     */
    SECRET(null),

    /**
     * A claim that no volume fits is looked at again every 15 s, and not when a volume comes (pkg/controller/volume/
     * persistentvolume, {@code syncUnboundClaim}, {@code PVClaimBinderSyncPeriod}).
     */
    BINDER(Duration.ofSeconds(15)),

    /**
     * An external provisioner that exists takes a claim up within seconds, and says so; one that is being replaced has to
     * win its lease first (kubernetes-csi/external-provisioner, {@code leader-election-lease-duration} 15 s and restart).
     */
    PROVISIONER(Duration.ofMinutes(1)),

    /** Claims are not bound, and what becomes of them can't be seen: longer than a slow disk takes to be made. */
    UNSEEN_CLAIM(Duration.ofMinutes(5)),

    /** One whole attempt of the kubelet (pkg/kubelet/volumemanager, {@code podAttachAndMountTimeout}). */
    MOUNT(Duration.ofSeconds(123)),

    /**
     * A volume that is attached to another node is forced off it in the end (pkg/controller/volume/attachdetach, {@code
     * ReconcilerMaxWaitForUnmountDuration}, 6 min); the rest is for attaching it here.
     */
    ATTACH(Duration.ofMinutes(7)),

    /**
     * Controllers try to create a pod again after pauses that double from 5 ms on (client-go, {@code
     * DefaultControllerRateLimiter}): about 41, 82 and 164 s after the first attempt. A webhook's pod that is being
     * replaced is back before the last of these.
     */
    WEBHOOK(Duration.ofMinutes(3)),

    /**
     * A node that starts, is drained or short of memory or disk is back within some minutes; pods of one that is not ready
     * are put out after 5 min, and replaced (plugin/pkg/admission/defaulttolerationseconds, {@code
     * DefaultNotReadyTolerationSeconds}); the rest is for doing it. After 5 min, too, an autoscaler asks a group of nodes
     * again that has failed to grow ({@link SchedulingRule}).
     */
    NODE(Duration.ofMinutes(6));

    private final Duration beyond;

    Grace(Duration beyond) {
        this.beyond = beyond;
    }

    /**
     * The patience since help came, such as room in a quota: whoever needs it has to try again, controllers with the pauses of
     * {@link #WEBHOOK}.
     */
    Grace afterHelp() {
        return this == QUOTA ? WEBHOOK : this;
    }

    /** How long such a failure may last since it was first seen; empty where it ends nothing by itself. */
    public Optional<Duration> allowed(Duration failureGrace) {
        return switch (this) {
            case NONE, MOMENT -> Optional.of(beyond);
            case READINESS, UNSEEN_NODE, SECRET -> Optional.empty();
            default -> Optional.of(failureGrace.plus(beyond));
        };
    }
}
