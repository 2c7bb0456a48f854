package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.jenkins.plugins.seldon.kubernetes.ApiGroups;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of objects that a verdict may be built on, and where the API serves it: one of the constants, or a kind that a
 * CustomResourceDefinition defines.
 *
 * @param apiVersion group and version, as objects name them
 * @param kind the kind, as objects name it
 * @param plural the resource, as paths and rights name it; empty for a custom kind that has not been looked up yet
 * @param isNamespaced whether its objects live in namespaces
 * @param type what its objects are read as
 */
public record WatchedKind(
        String apiVersion, String kind, String plural, boolean isNamespaced, Class<? extends HasMetadata> type) {

    public static final WatchedKind POD = new WatchedKind("v1", "Pod", "pods", Pod.class);
    public static final WatchedKind DEPLOYMENT =
            new WatchedKind("apps/v1", "Deployment", "deployments", Deployment.class);
    public static final WatchedKind STATEFUL_SET =
            new WatchedKind("apps/v1", "StatefulSet", "statefulsets", StatefulSet.class);
    public static final WatchedKind DAEMON_SET = new WatchedKind("apps/v1", "DaemonSet", "daemonsets", DaemonSet.class);
    public static final WatchedKind REPLICA_SET =
            new WatchedKind("apps/v1", "ReplicaSet", "replicasets", ReplicaSet.class);

    /** What a release may have in a Deployment's place; looked at where its manifest names one. */
    public static final WatchedKind REPLICATION_CONTROLLER =
            new WatchedKind("v1", "ReplicationController", "replicationcontrollers", ReplicationController.class);

    public static final WatchedKind JOB = new WatchedKind("batch/v1", "Job", "jobs", Job.class);
    public static final WatchedKind EVENT = new WatchedKind("v1", "Event", "events", Event.class);
    public static final WatchedKind CLAIM =
            new WatchedKind("v1", "PersistentVolumeClaim", "persistentvolumeclaims", PersistentVolumeClaim.class);
    public static final WatchedKind SELDON_DEPLOYMENT = new WatchedKind(
            "machinelearning.seldon.io/v1", "SeldonDeployment", "seldondeployments", GenericKubernetesResource.class);

    /** KServe's model. */
    public static final WatchedKind INFERENCE_SERVICE = new WatchedKind(
            "serving.kserve.io/v1beta1", "InferenceService", "inferenceservices", GenericKubernetesResource.class);

    /** Seldon Core 2's model. */
    public static final WatchedKind MODEL =
            new WatchedKind("mlops.seldon.io/v1alpha1", "Model", "models", GenericKubernetesResource.class);

    /** Seldon Core 2's pipeline. */
    public static final WatchedKind PIPELINE =
            new WatchedKind("mlops.seldon.io/v1alpha1", "Pipeline", "pipelines", GenericKubernetesResource.class);

    /** Knative Serving's service, which is none of Kubernetes' own. */
    public static final WatchedKind KNATIVE_SERVICE =
            new WatchedKind("serving.knative.dev/v1", "Service", "services", GenericKubernetesResource.class);

    /** The Prometheus Operator's group. Its other kinds are configuration: there as soon as they exist. */
    private static final String OPERATOR = "monitoring.coreos.com";

    private static final Set<String> OPERATED = Set.of("Prometheus", "PrometheusAgent", "Alertmanager", "ThanosRuler");

    private static final Map<String, Set<String>> SPEAKING = Map.of(
            "mlops.seldon.io",
            Set.of("Model", "Pipeline", "Experiment", "Server", "SeldonRuntime"),
            "serving.kserve.io",
            Set.of("InferenceGraph", "LLMInferenceService"),
            "flagger.app",
            Set.of("Canary"));

    private static final List<WatchedKind> KNOWN = List.of(
            POD,
            DEPLOYMENT,
            STATEFUL_SET,
            DAEMON_SET,
            REPLICA_SET,
            REPLICATION_CONTROLLER,
            JOB,
            EVENT,
            CLAIM,
            SELDON_DEPLOYMENT,
            INFERENCE_SERVICE,
            MODEL,
            PIPELINE,
            KNATIVE_SERVICE);

    private WatchedKind(String apiVersion, String kind, String plural, Class<? extends HasMetadata> type) {
        this(apiVersion, kind, plural, true, type);
    }

    /** The kinds that are known without asking the API. */
    public static List<WatchedKind> values() {
        return KNOWN;
    }

    /** A custom kind that {@link #at} still has to place. */
    static WatchedKind custom(String apiVersion, String kind) {
        return new WatchedKind(apiVersion, kind, "", GenericKubernetesResource.class);
    }

    /**
     * The kind of an object by what it says of itself: a known one in whatever version, also of a group that it has left
     * ({@code extensions}), or a custom one; empty for the other kinds of Kubernetes itself, which are there as soon as they
     * exist, and for what configures the Prometheus Operator.
     */
    static Optional<WatchedKind> of(String apiVersion, String kind) {
        String group = group(apiVersion);
        boolean isOwn = ApiGroups.isOwn(group);
        Optional<WatchedKind> known = KNOWN.stream()
                .filter(each -> each.kind.equals(kind))
                .filter(each ->
                        isOwn ? ApiGroups.isOwn(each.group()) : each.group().equals(group))
                .findFirst();
        boolean isConfiguration = group.equals(OPERATOR) && !OPERATED.contains(kind);
        return known.isPresent() || isOwn || isConfiguration ? known : Optional.of(custom(apiVersion, kind));
    }

    /** The same custom kind where the API serves it. */
    public WatchedKind at(String servedPlural, boolean inNamespaces) {
        return new WatchedKind(apiVersion, kind, servedPlural, inNamespaces, type);
    }

    /** The API group; empty for the core group. */
    String group() {
        return group(apiVersion);
    }

    private static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    /** Whether a CustomResourceDefinition defines it that no rule of its own is for. */
    public boolean isCustom() {
        return !KNOWN.contains(this);
    }

    /** Whether a definition, or an API server of its own, serves it, and may fail to while Kubernetes' own kinds are served. */
    public boolean isOfOthers() {
        return !ApiGroups.isOwn(group());
    }

    /** Whether its controller is known to say whether it is ready, so that one that says nothing is not. */
    boolean isSpeaking() {
        return SPEAKING.getOrDefault(group(), Set.of()).contains(kind);
    }

    /** Whether it is Flagger's Canary, which says so by a condition of another name. */
    boolean isCanary() {
        return group().equals("flagger.app") && kind.equals("Canary");
    }

    /** Whether the Prometheus Operator runs it. */
    boolean isOperated() {
        return group().equals(OPERATOR) && OPERATED.contains(kind);
    }

    /** Whether it is Argo's Rollout, which stands in the place of a Deployment. */
    boolean isArgoRollout() {
        return group().equals("argoproj.io") && kind.equals(ArgoRolloutRule.KIND);
    }

    /** Whether it is one of OpenKruise's kinds that make pods themselves. */
    boolean isKruise() {
        return group().equals(KruiseRule.GROUP) && KruiseRule.KINDS.contains(kind);
    }

    /** Whether it is OpenShift's DeploymentConfig, which stands in the place of a Deployment. */
    boolean isDeploymentConfig() {
        return group().equals("apps.openshift.io") && kind.equals(DeploymentConfigRule.KIND);
    }

    /** The kind as users name it on kubectl's command line, in the singular. */
    public String noun() {
        return equals(KNATIVE_SERVICE) ? "ksvc" : kind.toLowerCase(Locale.ROOT);
    }

    /** The path of the collection, in a namespace where it is in namespaces. */
    public String path(String namespace) {
        String api = (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
        return api + (isNamespaced ? "/namespaces/" + namespace : "") + "/" + plural;
    }

    /**
     * Whether a wait can do without: reasons are poorer then, and a failure that may pass is waited for until the time is
     * over ({@link Grace#UNSEEN_NODE}). Without {@code true} a kind that may not be read ends the wait.
     */
    public boolean isOptional() {
        return equals(EVENT) || equals(CLAIM);
    }
}
