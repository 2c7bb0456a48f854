package io.jenkins.plugins.seldon.readiness.watch;

import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.seldon.helm.record.ReleaseSecrets;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.kubernetes.Pages;
import io.jenkins.plugins.seldon.lanes.Hosts;
import io.jenkins.plugins.seldon.readiness.ReleaseManifest;
import io.jenkins.plugins.seldon.readiness.Revision;
import io.jenkins.plugins.seldon.readiness.Snapshot;
import io.jenkins.plugins.seldon.readiness.Subject;
import io.jenkins.plugins.seldon.readiness.WatchedKind;
import io.jenkins.plugins.seldon.readiness.WorkloadName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What waits read of a namespace besides its watches, now and then: a release's manifest and whether the namespace
 * exists. Blocks for a moment. Neither is necessary: who may not read them waits by labels, and for a namespace as for
 * anything else that does not exist yet.
 *
 * <p>Thread-safe. Waits that ask at the same time share one answer.
 */
public final class ClusterLookups {

    /** How often something is asked for that is not there yet. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    /** How often a release is looked at for a later revision, as of another build's upgrade, while it lacks something. */
    private static final Duration LATER_REVISION = Duration.ofSeconds(30);

    /** How long an answer is waited for by whoever asks, on a thread of the server's lane. */
    private static final Duration SOON = Duration.ofMillis(200);

    /** How long a verdict is put off for an answer that does not come. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How long it is put off while each answer is one of a server that starts or has too much to do. */
    private static final Duration OUTAGE = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final String namespace;
    private final Hosts servers;
    private final String server;
    private final Runnable late;
    private final Map<String, Manifest> manifests = new ConcurrentHashMap<>();

    /** Where custom kinds are served that have been found once: a server that starts may not know of them for a moment. */
    private final Map<WatchedKind, WatchedKind> served = new ConcurrentHashMap<>();

    private Instant askNamespaceAt = Instant.MIN;
    private CompletableFuture<Boolean> namespaceAsking;
    private boolean isNamespaceMissing;

    /**
     * @param servers what is asked waits for its turn there
     * @param server whose lane that is
     * @param late told when an answer has come that was not waited for, on any thread
     */
    ClusterLookups(KubernetesClient client, String namespace, Hosts servers, String server, Runnable late) {
        this.client = client;
        this.namespace = namespace;
        this.servers = servers;
        this.server = server;
        this.late = late;
    }

    /** One release's manifest: what is known is read by anybody and replaced by who holds this. */
    private static final class Manifest {
        private volatile Known known = new Known(ReleaseManifest.NONE, false, Instant.MIN, null, null, null);
    }

    /**
     * @param asking null while nothing is asked
     * @param failingSince since when it is asked for in vain, with failures that may pass; null where the last answer was none
     */
    private record Known(
            ReleaseManifest manifest,
            boolean isSettled,
            Instant askedAt,
            Snapshot askedFor,
            CompletableFuture<ReleaseManifest> asking,
            Instant failingSince) {

        Known answered(Answer<ReleaseManifest> answer) {
            boolean isPassing = answer.failure() != null
                    && !(answer.failure() instanceof UncheckedIOException)
                    && ClusterFailure.of(answer.failure()).isTransient();
            ReleaseManifest now = answer.failure() == null ? answer.value() : manifest;
            boolean settled = answer.failure() == null ? !now.equals(ReleaseManifest.NONE) : !isPassing;
            Instant since = failingSince == null ? askedAt : failingSince;
            return new Known(now, settled, askedAt, askedFor, null, isPassing ? since : null);
        }

        /** Until when a verdict waits for the answer, or for the next one after a failure that may pass. */
        Instant awaitedUntil() {
            if (asking != null) {
                return askedAt.plus(PATIENCE);
            }
            return failingSince == null || !askedAt.isBefore(failingSince.plus(OUTAGE))
                    ? Instant.MIN
                    : askedAt.plus(ASK_AGAIN);
        }
    }

    /**
     * The workloads and custom resources of a release's manifest; empty where there is none, it may not be read, or for
     * another subject.
     *
     * @param since how old the answer may be at most, where it is one and lacks nothing
     * @param lacks whether something that it names is not there, which a later revision may do without
     * @param seen what the namespace shows
     */
    public Set<WorkloadName> manifest(Subject subject, Instant since, boolean lacks, Snapshot seen, Clock clock) {
        if (!(subject instanceof Subject.Release release)) {
            return Set.of();
        }
        Instant now = clock.instant();
        Instant orNone = later(since, now.minus(ASK_AGAIN));
        Instant orOlder = lacks ? later(since, now.minus(LATER_REVISION)) : since;
        return known(release, known -> known.askedAt().isBefore(known.isSettled() ? orOlder : orNone), seen, clock)
                .workloads();
    }

    /** The same, where an answer that there is none must be younger than what the namespace shows. */
    public Set<WorkloadName> manifest(Subject subject, Snapshot seen, Clock clock) {
        if (!(subject instanceof Subject.Release release)) {
            return Set.of();
        }
        return known(release, known -> !known.isSettled() && known.askedFor() != seen, seen, clock)
                .workloads();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** The workloads of a release's manifest that are in other namespaces, for people, as far as it is known. */
    Set<String> elsewhere(Subject subject) {
        Manifest manifest = subject instanceof Subject.Release release ? manifests.get(release.name()) : null;
        return manifest == null ? Set.of() : manifest.known.manifest().elsewhere();
    }

    /** What else is known of a release's newest revision. */
    public Revision revision(Subject subject) {
        Manifest manifest = subject instanceof Subject.Release release ? manifests.get(release.name()) : null;
        return manifest == null ? Revision.UNKNOWN : manifest.known.manifest().revision();
    }

    /** Until when a verdict should wait for an answer; empty when there is none to wait for. */
    public Optional<Instant> awaited(Subject subject, Instant now) {
        Manifest manifest = subject instanceof Subject.Release release ? manifests.get(release.name()) : null;
        if (manifest == null) {
            return Optional.empty();
        }
        Instant until = manifest.known.awaitedUntil();
        return until.isAfter(now) ? Optional.of(until) : Optional.empty();
    }

    /** What is known, asked for where it is old; who comes while somebody asks waits with him for a moment. */
    private ReleaseManifest known(Subject.Release release, Predicate<Known> isOld, Snapshot seen, Clock clock) {
        Manifest manifest = manifests.computeIfAbsent(release.name(), name -> new Manifest());
        Known known = manifest.known;
        if (known.asking() == null && !isOld.test(known)) {
            return known.manifest();
        }
        synchronized (manifest) {
            known = manifest.known;
            boolean asks = known.asking() == null && isOld.test(known);
            if (asks) {
                known = new Known(
                        known.manifest(),
                        known.isSettled(),
                        clock.instant(),
                        seen,
                        ask("secrets", () -> read(release)),
                        known.failingSince());
                manifest.known = known;
            }
            Answer<ReleaseManifest> answer = known.asking() == null ? null : answer(known.asking(), asks);
            if (answer != null && answer.isThere()) {
                known = known.answered(answer);
                manifest.known = known;
            }
            return known.manifest();
        }
    }

    /** @throws UncheckedIOException when what Helm keeps can't be read */
    private ReleaseManifest read(Subject.Release release) {
        try {
            ReleaseManifest manifest = ReleaseManifest.newest(
                    Pages.ofLarge(
                            client.secrets().inNamespace(namespace).withLabels(ReleaseSecrets.labels(release.name())),
                            "secrets",
                            ReleaseSecrets.MOST),
                    namespace);
            return new ReleaseManifest(placed(manifest.workloads()), manifest.elsewhere(), manifest.begun());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What has become of a question: nothing yet, a value, or a failure. */
    private record Answer<T>(boolean isThere, T value, RuntimeException failure) {}

    private <T> CompletableFuture<T> ask(String what, Supplier<T> question) {
        return servers.call(server + " " + what, () -> CompletableFuture.supplyAsync(question, servers.pool()));
    }

    /** Whoever asks waits for a moment, and others don't: what hangs is gone on without, and its end is told. */
    private <T> Answer<T> answer(CompletableFuture<T> asking, boolean asks) {
        try {
            return new Answer<>(true, asking.get(asks ? SOON.toMillis() : 0, TimeUnit.MILLISECONDS), null);
        } catch (TimeoutException e) {
            if (asks) {
                asking.whenComplete((value, thrown) -> late.run());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            return new Answer<>(true, null, failure(e.getCause()));
        }
        return new Answer<>(false, null, null);
    }

    private static RuntimeException failure(Throwable thrown) {
        return thrown instanceof RuntimeException failure ? failure : new IllegalStateException(thrown);
    }

    /** Asks the API where it serves the custom kinds; those that it does not serve to be watched stay as they are. */
    private Set<WorkloadName> placed(Set<WorkloadName> workloads) {
        Map<WatchedKind, WatchedKind> places = new HashMap<>(served);
        Set<WorkloadName> placed = new LinkedHashSet<>();
        for (WorkloadName name : workloads) {
            placed.add(
                    name.kind().isCustom()
                            ? new WorkloadName(places.computeIfAbsent(name.kind(), this::placed), name.name())
                            : name);
        }
        places.values().removeIf(kind -> kind.plural().isEmpty());
        served.putAll(places);
        return placed;
    }

    private WatchedKind placed(WatchedKind kind) {
        APIResourceList resources = client.getApiResources(kind.apiVersion());
        if (resources == null) {
            return kind;
        }
        return resources.getResources().stream()
                .filter(resource -> kind.kind().equals(resource.getKind())
                        && !resource.getName().contains("/")
                        && resource.getVerbs().containsAll(List.of("list", "watch")))
                .findFirst()
                .map(resource -> kind.at(resource.getName(), Boolean.TRUE.equals(resource.getNamespaced())))
                .orElse(kind);
    }

    /** Whether the API server says that there is no such namespace; false too where it may not be asked. */
    public synchronized boolean isNamespaceMissing(Instant now) {
        boolean asks = namespaceAsking == null && !now.isBefore(askNamespaceAt);
        if (asks) {
            askNamespaceAt = now.plus(ASK_AGAIN);
            namespaceAsking = ask(
                    "namespaces", () -> client.namespaces().withName(namespace).get() == null);
        }
        if (namespaceAsking != null) {
            Answer<Boolean> answer = answer(namespaceAsking, asks);
            if (answer.isThere()) {
                namespaceAsking = null;
                isNamespaceMissing = answer.failure() == null && answer.value();
            }
        }
        return isNamespaceMissing;
    }
}
