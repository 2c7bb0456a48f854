package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * What a wait reads besides its watches, now and then: the release's manifest and whether the namespace exists. Blocks on
 * short I/O. Neither is necessary: who may not read them waits by labels, and for a namespace as for anything else that
 * does not exist yet. Not thread-safe.
 */
final class ClusterLookups {

    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final String namespace;
    private Set<WorkloadName> manifest = Set.of();
    private boolean isManifestSettled;
    private Instant askManifestAt = Instant.MIN;
    private Instant askNamespaceAt = Instant.MIN;
    private boolean isNamespaceMissing;

    ClusterLookups(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** The workloads of a release's manifest, asked for now and then until it is there; empty for another subject. */
    Set<WorkloadName> manifest(Subject subject, Instant now) {
        if (!isManifestSettled && !now.isBefore(askManifestAt)) {
            askManifestAt = now.plus(ASK_AGAIN);
            isManifestNews(subject);
        }
        return manifest;
    }

    /** Asks again, where no manifest was found, and tells whether there is one now: before a wait ends without one. */
    boolean isManifestNews(Subject subject) {
        if (isManifestSettled || !(subject instanceof Subject.Release release)) {
            return false;
        }
        try {
            manifest = ReleaseManifest.workloads(
                    client.secrets()
                            .inNamespace(namespace)
                            .withLabelSelector(ReleaseManifest.selector(release.name()))
                            .list()
                            .getItems(),
                    namespace);
            isManifestSettled = !manifest.isEmpty();
        } catch (IOException e) {
            isManifestSettled = true;
        } catch (RuntimeException e) {
            isManifestSettled = !ClusterFailure.of(e).isTransient();
        }
        return !manifest.isEmpty();
    }

    /** Whether the API server says that there is no such namespace; false too where it may not be asked. */
    boolean isNamespaceMissing(Instant now) {
        if (now.isBefore(askNamespaceAt)) {
            return isNamespaceMissing;
        }
        askNamespaceAt = now.plus(ASK_AGAIN);
        try {
            isNamespaceMissing = client.namespaces().withName(namespace).get() == null;
        } catch (RuntimeException e) {
            isNamespaceMissing = false;
        }
        return isNamespaceMissing;
    }
}
