package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one namespace showed at one time, with the questions that rules ask of it answered by indexes. Immutable; the
 * objects in it are not to be changed. The order in which objects are given has no influence.
 */
public final class Snapshot {

    private static final Comparator<HasMetadata> BY_NAME =
            Comparator.comparing(object -> object.getMetadata().getName());

    private final Map<Key, List<HasMetadata>> byKind = new HashMap<>();
    private final List<Pod> pods;
    private final Map<String, List<Pod>> podsByOwner = new HashMap<>();
    private final Map<String, List<ReplicaSet>> replicaSetsByOwner = new HashMap<>();
    private final Map<String, List<Event>> eventsByObject = new HashMap<>();
    private final Set<Key> hidden;
    private final Instant nodeDue;
    private final Map<Question, Assessment> assessments = new ConcurrentHashMap<>();

    private record Question(Subject subject, Set<WorkloadName> manifest, Revision revision) {}

    /** A kind in whatever version. */
    private record Key(String group, String kind) {
        static Key of(WatchedKind kind) {
            return new Key(kind.group(), kind.kind());
        }
    }

    /** A snapshot of these objects of one namespace; kinds that no rule knows are left out. */
    public Snapshot(Collection<? extends HasMetadata> objects) {
        this(objects, Set.of());
    }

    /**
     * The same where some kinds can't be read.
     *
     * @param hidden the kinds of which nothing can be told, not even that there is none, or not any more
     */
    public Snapshot(Collection<? extends HasMetadata> objects, Set<WatchedKind> hidden) {
        this.hidden = hidden.stream().map(Key::of).collect(Collectors.toUnmodifiableSet());
        HasMetadata before = null;
        List<HasMetadata> like = null;
        for (HasMetadata object : objects) {
            // They come kind by kind, thousands of one.
            if (before == null || !isOfOneKind(before, object)) {
                like = WatchedKind.of(object.getApiVersion(), object.getKind())
                        .map(kind -> byKind.computeIfAbsent(Key.of(kind), key -> new ArrayList<>()))
                        .orElse(null);
            }
            if (like != null) {
                like.add(object);
            }
            before = object;
        }
        byKind.values().forEach(list -> list.sort(BY_NAME));
        pods = all(WatchedKind.POD, Pod.class);
        index();
        nodeDue = SchedulingRule.nodeDue(pods, this::eventsOf);
    }

    private static boolean isOfOneKind(HasMetadata one, HasMetadata other) {
        return Objects.equals(one.getKind(), other.getKind())
                && Objects.equals(one.getApiVersion(), other.getApiVersion());
    }

    private void index() {
        for (Pod pod : pods()) {
            owner(pod).ifPresent(owner -> podsByOwner
                    .computeIfAbsent(owner.getUid(), uid -> new ArrayList<>())
                    .add(pod));
        }
        for (ReplicaSet set : all(WatchedKind.REPLICA_SET, ReplicaSet.class)) {
            owner(set).ifPresent(owner -> replicaSetsByOwner
                    .computeIfAbsent(owner.getUid(), uid -> new ArrayList<>())
                    .add(set));
        }
        for (Event event : all(WatchedKind.EVENT, Event.class)) {
            String uid = event.getInvolvedObject() == null
                    ? null
                    : event.getInvolvedObject().getUid();
            // One of core/v1 need not have a reason (k8s.io/kubernetes, pkg/apis/core/validation/events.go): no rule
            // knows it.
            if (uid != null && event.getReason() != null) {
                eventsByObject.computeIfAbsent(uid, u -> new ArrayList<>()).add(event);
            }
        }
        eventsByObject.values().forEach(list -> list.sort(Events.BY_TIME));
    }

    /**
     * What it says by {@link Readiness#assess}, found out once for all who ask the same.
     *
     * @param revision what is known of the release's newest revision
     */
    public Assessment assess(Criteria criteria, Set<WorkloadName> manifest, Revision revision) {
        return assessments.computeIfAbsent(
                new Question(criteria.subject(), manifest, revision),
                question -> Readiness.assess(this, criteria, manifest, revision));
    }

    /** The objects of a kind, by name. */
    public <T extends HasMetadata> List<T> all(WatchedKind kind, Class<T> type) {
        return byKind.getOrDefault(Key.of(kind), List.of()).stream()
                .map(type::cast)
                .toList();
    }

    /** The objects of a kind, by name. */
    public List<HasMetadata> all(WatchedKind kind) {
        return byKind.getOrDefault(Key.of(kind), List.of());
    }

    /** The objects of every kind that a definition defines. */
    Stream<GenericKubernetesResource> customResources() {
        return byKind.values().stream()
                .flatMap(List::stream)
                .filter(GenericKubernetesResource.class::isInstance)
                .map(GenericKubernetesResource.class::cast);
    }

    /** An object by its name. */
    Optional<HasMetadata> find(WatchedKind kind, String name) {
        List<HasMetadata> named = all(kind);
        int low = 0;
        int high = named.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = named.get(middle).getMetadata().getName().compareTo(name);
            if (order == 0) {
                return Optional.of(named.get(middle));
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return Optional.empty();
    }

    /** Whether objects of the kind can't be read. */
    boolean isHidden(WatchedKind kind) {
        return hidden.contains(Key.of(kind));
    }

    /** Whether there is nothing at all. */
    public boolean isEmpty() {
        return byKind.isEmpty();
    }

    /** Every pod of the namespace, by name. */
    List<Pod> pods() {
        return pods;
    }

    /** The pods that an object controls, by name. */
    List<Pod> podsOf(HasMetadata controller) {
        return podsByOwner.getOrDefault(controller.getMetadata().getUid(), List.of());
    }

    /** The ReplicaSets that a Deployment controls, by name. */
    List<ReplicaSet> replicaSetsOf(HasMetadata deployment) {
        return replicaSetsByOwner.getOrDefault(deployment.getMetadata().getUid(), List.of());
    }

    /** The events about an object, oldest first. */
    public List<Event> eventsOf(HasMetadata object) {
        return eventsByObject.getOrDefault(object.getMetadata().getUid(), List.of());
    }

    /** Until when a node is due that an autoscaler was asked for a pod without one; the epoch where none was. */
    Instant nodeDue() {
        return nodeDue;
    }

    /** A claim by name; empty also where claims were not read. */
    Optional<PersistentVolumeClaim> claim(String name) {
        return find(WatchedKind.CLAIM, name).map(PersistentVolumeClaim.class::cast);
    }

    /** The controller of an object. */
    static Optional<OwnerReference> owner(HasMetadata object) {
        for (OwnerReference reference : object.getMetadata().getOwnerReferences()) {
            if (Boolean.TRUE.equals(reference.getController())) {
                return Optional.of(reference);
            }
        }
        return Optional.empty();
    }

    /** Whether an object is controlled by another of one of these kinds. */
    static boolean isControlledBy(HasMetadata object, Set<String> kinds) {
        return owner(object).filter(owner -> kinds.contains(owner.getKind())).isPresent();
    }
}
