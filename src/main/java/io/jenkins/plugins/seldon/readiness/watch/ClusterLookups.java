package io.jenkins.plugins.seldon.readiness.watch;

import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.seldon.helm.record.ReleaseSecrets;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.readiness.ReleaseManifest;
import io.jenkins.plugins.seldon.readiness.Snapshot;
import io.jenkins.plugins.seldon.readiness.Subject;
import io.jenkins.plugins.seldon.readiness.WatchedKind;
import io.jenkins.plugins.seldon.readiness.WorkloadName;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What waits read of a namespace besides its watches, now and then: a release's manifest and whether the namespace
 * exists. Blocks on short I/O. Neither is necessary: who may not read them waits by labels, and for a namespace as for
 * anything else that does not exist yet.
 *
 * <p>Thread-safe. Waits that ask at the same time share one answer.
 */
public final class ClusterLookups {

    /** How often something is asked for that is not there yet. */
    public static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    /** Whatever fails sooner does not hang. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final String namespace;
    private final Map<String, Manifest> manifests = new ConcurrentHashMap<>();
    private Instant askNamespaceAt = Instant.MIN;
    private boolean isNamespaceMissing;

    ClusterLookups(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** What is known of one release's manifest; guarded by itself. */
    private static final class Manifest {
        private Set<WorkloadName> workloads = Set.of();
        private boolean isSettled;
        private Instant askedAt = Instant.MIN;
        private Instant notBefore = Instant.MIN;
        private Snapshot askedFor;
    }

    /**
     * The workloads and custom resources of a release's manifest; empty where there is none, it may not be read, or for another subject.
     *
     * @param since how old the answer may be at most
     * @param orNone how old the answer may be that there is none
     * @param seen what the namespace shows
     */
    public Set<WorkloadName> manifest(Subject subject, Instant since, Instant orNone, Snapshot seen, Clock clock) {
        if (!(subject instanceof Subject.Release release)) {
            return Set.of();
        }
        Manifest manifest = manifests.computeIfAbsent(release.name(), name -> new Manifest());
        synchronized (manifest) {
            if (manifest.askedAt.isBefore(manifest.isSettled ? since : orNone)
                    && !clock.instant().isBefore(manifest.notBefore)) {
                ask(release, manifest, seen, clock);
            }
            return manifest.workloads;
        }
    }

    /** The same, where an answer that there is none must be younger than what the namespace shows. */
    public Set<WorkloadName> manifest(Subject subject, Snapshot seen, Clock clock) {
        if (!(subject instanceof Subject.Release release)) {
            return Set.of();
        }
        Manifest manifest = manifests.computeIfAbsent(release.name(), name -> new Manifest());
        synchronized (manifest) {
            if (!manifest.isSettled
                    && manifest.askedFor != seen
                    && !clock.instant().isBefore(manifest.notBefore)) {
                ask(release, manifest, seen, clock);
            }
            return manifest.workloads;
        }
    }

    private void ask(Subject.Release release, Manifest manifest, Snapshot seen, Clock clock) {
        manifest.askedAt = clock.instant();
        manifest.askedFor = seen;
        try {
            manifest.workloads = placed(ReleaseManifest.workloads(
                    client.secrets()
                            .inNamespace(namespace)
                            .withLabels(ReleaseSecrets.labels(release.name()))
                            .list()
                            .getItems(),
                    namespace));
            manifest.isSettled = !manifest.workloads.isEmpty();
        } catch (IOException e) {
            manifest.isSettled = true;
        } catch (RuntimeException e) {
            manifest.isSettled = !ClusterFailure.of(e).isTransient();
            manifest.notBefore = afterHanging(manifest.askedAt, clock.instant());
        }
    }

    /** What took long to fail is left alone for three times as long: each time a thread waits for it. */
    private static Instant afterHanging(Instant asked, Instant now) {
        Duration took = Duration.between(asked, now);
        return took.compareTo(SOON) > 0 ? now.plus(took.multipliedBy(3)) : now;
    }

    /** Asks the API where it serves the custom kinds; those that it does not serve to be watched stay as they are. */
    private Set<WorkloadName> placed(Set<WorkloadName> workloads) {
        Set<WorkloadName> placed = new LinkedHashSet<>();
        for (WorkloadName name : workloads) {
            placed.add(name.kind().isCustom() ? new WorkloadName(placed(name.kind()), name.name()) : name);
        }
        return placed;
    }

    private WatchedKind placed(WatchedKind kind) {
        APIResourceList served = client.getApiResources(kind.apiVersion());
        if (served == null) {
            return kind;
        }
        return served.getResources().stream()
                .filter(resource -> kind.kind().equals(resource.getKind())
                        && !resource.getName().contains("/")
                        && resource.getVerbs().containsAll(List.of("list", "watch")))
                .findFirst()
                .map(resource -> kind.at(resource.getName(), Boolean.TRUE.equals(resource.getNamespaced())))
                .orElse(kind);
    }

    /** Whether the API server says that there is no such namespace; false too where it may not be asked. */
    public synchronized boolean isNamespaceMissing(Instant now) {
        if (now.isBefore(askNamespaceAt)) {
            return isNamespaceMissing;
        }
        askNamespaceAt = now.plus(ASK_AGAIN);
        long began = System.nanoTime();
        try {
            isNamespaceMissing = client.namespaces().withName(namespace).get() == null;
        } catch (RuntimeException e) {
            isNamespaceMissing = false;
            askNamespaceAt = askNamespaceAt.plusNanos(3 * (System.nanoTime() - began));
        }
        return isNamespaceMissing;
    }
}
