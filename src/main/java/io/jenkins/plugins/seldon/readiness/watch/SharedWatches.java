package io.jenkins.plugins.seldon.readiness.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.lanes.Batches;
import io.jenkins.plugins.seldon.lanes.Hosts;
import io.jenkins.plugins.seldon.readiness.Snapshot;
import io.jenkins.plugins.seldon.readiness.WatchedKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One watch per cluster, user, namespace and kind for all waits that share this, those of a controller: opened for the
 * first that needs it, closed when the last lets go. A kind is only opened when a verdict needs it.
 *
 * <p>Thread-safe. Who is told of a change asks for the snapshot, which is made once per change for all.
 */
public final class SharedWatches {

    private static final Logger LOGGER = Logger.getLogger(SharedWatches.class.getName());

    /** With more the objects are listed instead: each takes a thread. */
    private static final int MOST = 1_000;

    /** When changes are told that concern nobody by their names. */
    private static final long LATER_MILLIS = 250;

    /** Waits of one namespace that judge at the same time: a lane's width. */
    private static final int JUDGING = 4;

    private final SharedClients clients;
    private final OpenWatches open;
    private final Map<Key, Namespace> namespaces = new HashMap<>();

    /** @param clients lent to the watches while somebody waits; stay the caller's to close */
    public SharedWatches(SharedClients clients) {
        this(clients, MOST);
    }

    /** @param most how many watches are open at most; what has none is listed again and again */
    public SharedWatches(SharedClients clients, int most) {
        this.open = new OpenWatches(most);
        this.clients = Objects.requireNonNull(clients, "clients");
    }

    /**
     * What watches work with; all of it stays the caller's.
     *
     * @param timer only triggers
     * @param workers runs what is triggered, and short work after answers
     * @param servers what asks the API server, and judges with what it said, in lanes by server
     */
    public record Means(ScheduledExecutorService timer, Executor workers, Hosts servers) {}

    private record Key(String identity, String namespace) {}

    /** How many watches are open now. */
    public int open() {
        return open.size();
    }

    /** How many kinds are watched, or listed instead, now. */
    public synchronized int size() {
        return namespaces.values().stream().mapToInt(Namespace::size).sum();
    }

    /**
     * Takes part in the watches of a namespace.
     *
     * @param means those of the first who takes part serve all
     * @param isConcerned whether a change that is about an object of that name is told at once; others are told together, a
     *     quarter of a second later at most
     * @param changed told after changes, on any thread; must return at once
     */
    public Subscription subscribe(
            ClusterConnection connection, Means means, Predicate<String> isConcerned, Runnable changed) {
        Key key = new Key(connection.identity(), connection.namespace());
        synchronized (this) {
            Namespace namespace = namespaces.get(key);
            if (namespace == null) {
                namespace = new Namespace(key, connection.server(), clients.lease(connection), means, open);
                namespaces.put(key, namespace);
            }
            namespace.holders++;
            return new Subscription(namespace, isConcerned, changed);
        }
    }

    /** One wait's part in the watches of a namespace. */
    public final class Subscription implements AutoCloseable {

        private final Namespace namespace;
        private final Predicate<String> isConcerned;
        private final Runnable changed;

        /** Replaced as a whole, by one thread at a time. */
        private volatile Map<WatchedKind, ObjectFeed> held = Map.of();

        private final AtomicBoolean closed = new AtomicBoolean();

        private Subscription(Namespace namespace, Predicate<String> isConcerned, Runnable changed) {
            this.namespace = namespace;
            this.isConcerned = isConcerned;
            this.changed = changed;
            namespace.subscriptions.add(this);
        }

        /** Opens the watches of further kinds, where nobody has yet. */
        public void want(Set<WatchedKind> kinds) {
            if (held.keySet().containsAll(kinds)) {
                return;
            }
            synchronized (SharedWatches.this) {
                Map<WatchedKind, ObjectFeed> more = new LinkedHashMap<>(held);
                for (WatchedKind kind : kinds) {
                    if (!closed.get()) {
                        more.computeIfAbsent(kind, namespace::hold);
                    }
                }
                held = more;
            }
        }

        /** How the watches of the kinds stand that this wait has asked for. */
        public Map<WatchedKind, ObjectFeed.State> states() {
            Map<WatchedKind, ObjectFeed.State> states = new LinkedHashMap<>();
            held.forEach((kind, feed) -> states.put(kind, feed.state()));
            return states;
        }

        /** The same of these kinds alone. */
        public Map<WatchedKind, ObjectFeed.State> states(Set<WatchedKind> kinds) {
            Map<WatchedKind, ObjectFeed.State> states = states();
            states.keySet().retainAll(kinds);
            return states;
        }

        /** What the namespace shows now, of every kind that is watched. */
        public Snapshot snapshot() {
            return namespace.snapshot();
        }

        /** Where the waits of the server judge, a few at a time. */
        public Executor lane() {
            return namespace.lane;
        }

        /** What is read of the namespace besides. */
        public ClusterLookups lookups() {
            return namespace.lookups;
        }

        /** The client of the connection, until this is closed. */
        public KubernetesClient client() {
            return namespace.lease.client();
        }

        @Override
        public void close() {
            if (!closed.compareAndSet(false, true)) {
                return;
            }
            synchronized (SharedWatches.this) {
                namespace.subscriptions.remove(this);
                held.keySet().forEach(namespace::release);
                namespace.holders--;
                if (namespace.holders == 0) {
                    namespaces.remove(namespace.key);
                    namespace.lease.close();
                }
            }
        }
    }

    /** A snapshot, and of which version of what is watched it is. */
    private record Made(long of, Snapshot snapshot) {}

    private static final class Shared {

        private final ObjectFeed feed;
        private int holders;

        Shared(ObjectFeed feed) {
            this.feed = feed;
        }
    }

    /** The watches of one namespace. Its maps are guarded by the outer lock; its snapshot is not. */
    private static final class Namespace {

        private final Key key;
        private final SharedClients.Lease lease;
        private final ClusterLookups lookups;
        private final Executor lane;
        private final String server;
        private final Means means;
        private final OpenWatches.Share open;
        private final Map<WatchedKind, Shared> feeds = new HashMap<>();
        private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
        private final AtomicLong version = new AtomicLong();
        private final AtomicBoolean isLaterSet = new AtomicBoolean();
        private int holders;

        private final Object making = new Object();
        private volatile Map<WatchedKind, ObjectFeed> current = Map.of();
        private volatile Made made = new Made(-1, null);

        Namespace(Key key, String server, SharedClients.Lease lease, Means means, OpenWatches watches) {
            this.open = watches.of(server);
            this.key = key;
            this.lease = lease;
            this.server = server;
            this.means = means;
            this.lane = new Batches(means.servers().of(server), JUDGING, System::nanoTime);
            this.lookups = new ClusterLookups(lease.client(), key.namespace(), means.servers(), server, this::tell);
        }

        int size() {
            return feeds.size();
        }

        ObjectFeed hold(WatchedKind kind) {
            Shared held = feeds.get(kind);
            if (held == null) {
                ObjectApi api = new ObjectApi(lease.client(), kind, key.namespace());
                held = new Shared(new ObjectFeed(
                        api,
                        means.timer(),
                        means.workers(),
                        means.servers(),
                        server + " " + kind.plural(),
                        open,
                        this::changed));
                feeds.put(kind, held);
                publish();
                held.feed.start();
            }
            held.holders++;
            return held.feed;
        }

        void release(WatchedKind kind) {
            Shared held = feeds.get(kind);
            held.holders--;
            if (held.holders == 0) {
                feeds.remove(kind);
                publish();
                held.feed.close();
            }
        }

        private void publish() {
            Map<WatchedKind, ObjectFeed> now = new HashMap<>();
            feeds.forEach((kind, held) -> now.put(kind, held.feed));
            current = now;
            version.incrementAndGet();
        }

        /** A thousand waits, each for a pod of its own, must not all judge each time that one of these changes. */
        private void changed(Optional<String> about) {
            version.incrementAndGet();
            boolean others = false;
            for (Subscription subscription : subscriptions) {
                if (about.isEmpty() || subscription.isConcerned.test(about.get())) {
                    subscription.changed.run();
                } else {
                    others = true;
                }
            }
            if (others && isLaterSet.compareAndSet(false, true)) {
                try {
                    means.timer()
                            .schedule(
                                    () -> means.workers().execute(this::tellLater),
                                    LATER_MILLIS,
                                    TimeUnit.MILLISECONDS);
                } catch (RejectedExecutionException e) {
                    LOGGER.log(Level.FINE, "The timer has ended.", e);
                }
            }
        }

        private void tellLater() {
            isLaterSet.set(false);
            tell();
        }

        private void tell() {
            subscriptions.forEach(subscription -> subscription.changed.run());
        }

        public Snapshot snapshot() {
            Made last = made;
            if (last.of() == version.get()) {
                return last.snapshot();
            }
            synchronized (making) {
                long now = version.get();
                if (made.of() != now) {
                    Collection<HasMetadata> objects = new ArrayList<>();
                    Set<WatchedKind> hidden = new HashSet<>();
                    current.forEach((kind, feed) -> {
                        objects.addAll(feed.objects());
                        if (feed.state().isHidden(kind)) {
                            hidden.add(kind);
                        }
                    });
                    made = new Made(now, new Snapshot(objects, hidden));
                }
                return made.snapshot();
            }
        }
    }
}
