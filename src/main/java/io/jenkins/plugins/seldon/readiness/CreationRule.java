package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a controller lacks pods: the newest of its creation events tells. Only Deployments and ReplicaSets carry the
 * refusal in a condition as well, {@code ReplicaFailure}; StatefulSets, DaemonSets and Jobs have events alone.
 *
 * <p>A webhook that can't be called ({@code failed calling webhook}: refused, no endpoints, too slow, a certificate that
 * is being made) is being started more often than gone; one that denies has spoken. The words are those of
 * k8s.io/apiserver, pkg/admission/plugin/webhook.
 */
final class CreationRule {

    private static final Set<String> CREATION = Set.of("FailedCreate", "SuccessfulCreate");

    /**
     * What the next attempt may not meet: a quota that is not counted yet or that two change at a time
     * (plugin/pkg/admission/resourcequota), a server or a store that is busy or changes its leader, the service account that
     * each new namespace gets (pkg/controller/serviceaccount).
     */
    private static final Pattern PASSING = Pattern.compile("status unknown for quota|the object has been modified"
            + "|etcdserver: |internal error occurred|deadline exceeded|timed out|timeout: request did not complete"
            + "|not yet ready to handle request|serviceaccount \"default\" not found");

    /**
     * A claim that goes with a StatefulSet's former pods, as {@code whenDeleted: Delete} has it, and is made anew when it
     * is gone (pkg/controller/statefulset/stateful_pod_control.go, {@code createPersistentVolumeClaims}); or a former pod of
     * that name, as of a StatefulSet that was deleted and made anew: older servers tell its controller to try again, newer
     * ones that the name is taken, of which it says nothing (k8s.io/apiserver, pkg/registry/rest/create.go, {@code
     * CheckGeneratedNameError}).
     */
    private static final Pattern LEAVING = Pattern.compile("pvc \\S+ is (being|to be) deleted|object is being deleted"
            + "|operation against pod could not be completed at this time");

    /** The words of a StatefulSet's controller, which tell the pod ({@code recordPodEvent}, {@code recordClaimEvent}). */
    private static final Pattern OF_A_POD = Pattern.compile("^create (?:Claim \\S+ for )?Pod (\\S+) in StatefulSet ");

    /** The whole object, with what its environment holds, which OpenKruise adds (cloneset/sync/cloneset_scale.go). */
    private static final Pattern DUMP = Pattern.compile(", (pod|pvc): \\{.*", Pattern.DOTALL);

    private CreationRule() {}

    /** Notes the refusal, if the controller's last attempt to create a pod was refused. */
    static void assess(HasMetadata controller, String name, Snapshot snapshot, Findings findings) {
        findings.wants(WatchedKind.EVENT);
        Optional<Event> last = Events.latest(snapshot.eventsOf(controller), CREATION);
        last.filter(event -> event.getReason().equals("FailedCreate") && !isThere(said(event), controller, snapshot))
                .ifPresent(event -> findings.failed(failure(name, event.getReason(), said(event), snapshot)));
    }

    /**
     * Whether the pod that was refused is there: a controller that asks twice is refused what it has just made
     * (kubernetes/kubernetes, issue 78649).
     */
    private static boolean isThere(String refusal, HasMetadata controller, Snapshot snapshot) {
        Matcher refused = OF_A_POD.matcher(refusal == null ? "" : refusal);
        return refused.find()
                && PodRule.active(snapshot.podsOf(controller)).stream().anyMatch(pod -> refused.group(1)
                        .equals(pod.getMetadata().getName()));
    }

    private static String said(Event event) {
        return event.getMessage() == null
                ? null
                : DUMP.matcher(event.getMessage()).replaceFirst("");
    }

    /** Whether a controller that was refused like this may not be when it tries again, after pauses as all make them. */
    static boolean isPassing(String message) {
        String said = message.toLowerCase(Locale.ROOT);
        return isOfAWebhookThatIsAway(said) || PASSING.matcher(said).find();
    }

    private static boolean isOfAWebhookThatIsAway(String said) {
        return said.contains("failed calling webhook") || said.contains("failed calling admission webhook");
    }

    static Failure failure(String name, String reason, String message, Snapshot snapshot) {
        String said = message == null ? "" : message.toLowerCase(Locale.ROOT);
        if (isOfAWebhookThatIsAway(said)) {
            return Failure.of(FailureKind.WEBHOOK, name, reason, message).with(Grace.WEBHOOK);
        }
        if (PASSING.matcher(said).find()) {
            return Failure.of(FailureKind.CREATION, name, reason, message).with(Grace.WEBHOOK);
        }
        if (LEAVING.matcher(said).find()) {
            return Failure.of(FailureKind.CREATION, name, reason, message)
                    .with(Grace.WEBHOOK)
                    .notBefore(Room.onNodes(snapshot));
        }
        if (said.contains("exceeded quota")) {
            return Failure.of(FailureKind.QUOTA, name, reason, message)
                    .with(Grace.QUOTA)
                    .notBefore(Room.inQuota(message, snapshot));
        }
        FailureKind kind = FailureKind.CREATION;
        if (said.contains("admission webhook")
                || said.contains("violates podsecurity")
                || said.contains("security context constraint")
                || said.contains("pod security policy")
                || said.contains("podsecuritypolicy")
                || said.contains("validatingadmissionpolicy")
                || said.contains("is forbidden")) {
            kind = FailureKind.ADMISSION;
        }
        return Failure.of(kind, name, reason, message);
    }
}
