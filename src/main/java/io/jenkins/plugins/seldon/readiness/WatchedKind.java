package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;

/** The kinds of objects that a verdict may be built on, and where the API serves them. */
public enum WatchedKind {
    POD("Pod", "/api/v1", "pods", Pod.class),
    DEPLOYMENT("Deployment", "/apis/apps/v1", "deployments", Deployment.class),
    STATEFUL_SET("StatefulSet", "/apis/apps/v1", "statefulsets", StatefulSet.class),
    DAEMON_SET("DaemonSet", "/apis/apps/v1", "daemonsets", DaemonSet.class),
    REPLICA_SET("ReplicaSet", "/apis/apps/v1", "replicasets", ReplicaSet.class),
    JOB("Job", "/apis/batch/v1", "jobs", Job.class),
    EVENT("Event", "/api/v1", "events", Event.class),
    CLAIM("PersistentVolumeClaim", "/api/v1", "persistentvolumeclaims", PersistentVolumeClaim.class),
    SELDON_DEPLOYMENT(
            "SeldonDeployment",
            "/apis/machinelearning.seldon.io/v1",
            "seldondeployments",
            GenericKubernetesResource.class);

    private final String kind;
    private final String api;
    private final String plural;
    private final Class<? extends HasMetadata> type;

    WatchedKind(String kind, String api, String plural, Class<? extends HasMetadata> type) {
        this.kind = kind;
        this.api = api;
        this.plural = plural;
        this.type = type;
    }

    /** The kind as objects name it. */
    public String kind() {
        return kind;
    }

    /** The kind as users name it on kubectl's command line, in the singular. */
    public String noun() {
        return plural.substring(0, plural.length() - 1);
    }

    /** The resource as rights name it. */
    public String plural() {
        return plural;
    }

    /** The path of the collection in a namespace. */
    public String path(String namespace) {
        return api + "/namespaces/" + namespace + "/" + plural;
    }

    Class<? extends HasMetadata> type() {
        return type;
    }

    /**
     * Whether a wait can do without: reasons are poorer then, the verdict is the same. Without {@code true} a kind that
     * may not be read ends the wait.
     */
    boolean isOptional() {
        return this == EVENT || this == CLAIM;
    }
}
