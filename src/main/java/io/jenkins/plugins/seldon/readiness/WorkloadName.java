package io.jenkins.plugins.seldon.readiness;

import io.jenkins.plugins.seldon.kubernetes.ObjectName;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.Locale;
import java.util.Map;

/**
 * A workload as a user names it: {@code deployment/web}, {@code sts/db}, {@code job/migrate}; a bare name is a
 * Deployment.
 *
 * @param kind the kind of workload
 * @param name its name
 */
public record WorkloadName(WatchedKind kind, String name) {

    private static final Map<String, WatchedKind> KINDS = Map.ofEntries(
            Map.entry("deployment", WatchedKind.DEPLOYMENT),
            Map.entry("deployments", WatchedKind.DEPLOYMENT),
            Map.entry("deploy", WatchedKind.DEPLOYMENT),
            Map.entry("statefulset", WatchedKind.STATEFUL_SET),
            Map.entry("statefulsets", WatchedKind.STATEFUL_SET),
            Map.entry("sts", WatchedKind.STATEFUL_SET),
            Map.entry("daemonset", WatchedKind.DAEMON_SET),
            Map.entry("daemonsets", WatchedKind.DAEMON_SET),
            Map.entry("ds", WatchedKind.DAEMON_SET),
            Map.entry("replicaset", WatchedKind.REPLICA_SET),
            Map.entry("replicasets", WatchedKind.REPLICA_SET),
            Map.entry("rs", WatchedKind.REPLICA_SET),
            Map.entry("job", WatchedKind.JOB),
            Map.entry("jobs", WatchedKind.JOB),
            Map.entry("inferenceservice", WatchedKind.INFERENCE_SERVICE),
            Map.entry("inferenceservices", WatchedKind.INFERENCE_SERVICE),
            Map.entry("isvc", WatchedKind.INFERENCE_SERVICE),
            Map.entry("model", WatchedKind.MODEL),
            Map.entry("models", WatchedKind.MODEL),
            Map.entry("pipeline", WatchedKind.PIPELINE),
            Map.entry("pipelines", WatchedKind.PIPELINE),
            Map.entry("ksvc", WatchedKind.KNATIVE_SERVICE),
            Map.entry("pod", WatchedKind.POD),
            Map.entry("pods", WatchedKind.POD),
            Map.entry("po", WatchedKind.POD));

    /**
     * Reads {@code kind/name} or {@code name}.
     *
     * @throws InvalidOptionException with a sentence, if the kind is unknown or the name is not one
     */
    public static WorkloadName parse(String text) {
        String stripped = text.strip();
        int slash = stripped.indexOf('/');
        String kind = slash < 0 ? "deployment" : stripped.substring(0, slash).toLowerCase(Locale.ROOT);
        String name = stripped.substring(slash + 1);
        WatchedKind known = KINDS.getOrDefault(kind, ofGroup(kind));
        if (known == null) {
            throw new InvalidOptionException("The workload " + stripped + " is of an unknown kind; use deployment/,"
                    + " statefulset/, daemonset/, replicaset/, job/, pod/,"
                    + " inferenceservice/, model/, pipeline/ or ksvc/ and its name.");
        }
        if (!ObjectName.isSubdomain(name)) {
            throw new InvalidOptionException("The workload " + stripped + " has no name that Kubernetes allows.");
        }
        return new WorkloadName(known, name);
    }

    /** One with its group, as {@code kubectl get -o name} writes it: {@code deployment.apps}; null where it is none of these. */
    private static WatchedKind ofGroup(String kind) {
        return KINDS.values().stream()
                .filter(each -> kind.equals(each.kind().toLowerCase(Locale.ROOT) + "." + each.group()))
                .findFirst()
                .orElse(null);
    }

    @Override
    public String toString() {
        return kind.noun() + "/" + name;
    }
}
