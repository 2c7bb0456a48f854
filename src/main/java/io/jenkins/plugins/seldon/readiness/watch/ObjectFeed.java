package io.jenkins.plugins.seldon.readiness.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.lanes.Hosts;
import io.jenkins.plugins.seldon.readiness.Events;
import io.jenkins.plugins.seldon.readiness.WatchedKind;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The objects of one kind in one namespace, kept up to date: a list, then a watch, then whatever it takes to go on. A watch
 * that ends is taken up where it ended; after 410 Gone, or once a new watch does not come about, the objects are listed
 * again; failures are tried again with growing pauses, {@code Retry-After} honoured; where listing works and watching does
 * not ({@link Upkeep}), the objects are listed every few seconds, and a watch is tried now and then ({@link ListPace}).
 *
 * <p>Thread-safe. Holds no thread of its own between events but the transport's.
 */
public final class ObjectFeed {

    private static final Logger LOGGER = Logger.getLogger(ObjectFeed.class.getName());

    private static final long WATCH_SECONDS = 300;

    /** A watch that lasted so long was a success, however it ended. */
    private static final long LASTING_NANOS = 500_000_000;

    private final ObjectApi api;
    private final ScheduledExecutorService timer;
    private final Executor workers;
    private final Hosts servers;
    private final String lane;
    private final OpenWatches.Share open;
    private final Consumer<Optional<String>> changed;
    private final Held held = new Held();
    private final ListPace pace = new ListPace();

    private String resourceVersion;
    private ObjectApi.Watching watching;
    private Future<?> retry;
    private int failures;
    private int expired;
    private boolean closed;
    private volatile State state = State.UNKNOWN;

    /** How far a feed knows its objects. */
    public enum Known {
        /** They have not been listed yet. */
        NOT_YET,
        /** As they were once; the server may have others by now. */
        ONCE,
        /** They are what the server has now. */
        AS_OF_NOW;

        private Known listed() {
            return this == NOT_YET ? ONCE : this;
        }

        private Known behind() {
            return this == AS_OF_NOW ? ONCE : this;
        }
    }

    /**
     * How things stand.
     *
     * @param known how far the objects are known
     * @param upkeep how they are kept so
     * @param failure the failure of the last attempt, null after a success
     * @param error what has ended the feed for good, an error of this machine; null while it goes on
     */
    public record State(Known known, Upkeep upkeep, ClusterFailure failure, Error error) {

        static final State UNKNOWN = new State(Known.NOT_YET, Upkeep.WATCHED, null, null);

        State listed() {
            return new State(Known.AS_OF_NOW, upkeep, null, null);
        }

        State watched() {
            return new State(Known.AS_OF_NOW, Upkeep.WATCHED, null, null);
        }

        State behind() {
            return new State(Known.ONCE, Upkeep.WATCHED, null, null);
        }

        State mayOnlyList(Upkeep why) {
            return new State(known.listed(), why, null, null);
        }

        State failed(ClusterFailure with) {
            return new State(known.behind(), upkeep, with, null);
        }

        State ended(Error by) {
            return new State(known.behind(), upkeep, null, by);
        }

        /** Whether the objects have been listed at least once. */
        public boolean synced() {
            return known != Known.NOT_YET;
        }

        /** Whether the objects are what the server has now. */
        public boolean current() {
            return known == Known.AS_OF_NOW;
        }

        /**
         * Whether nothing can be told of the objects: the last attempt has failed, and they have never been listed or are not
         * Kubernetes' own, so that no other kind's feed tells that they are old.
         */
        boolean isHidden(WatchedKind kind) {
            return failure != null && (!synced() || kind.isOfOthers());
        }

        /** Throws what has ended the feed for good, if anything has. */
        public void throwError() {
            if (error != null) {
                throw error;
            }
        }
    }

    /**
     * @param timer only triggers
     * @param workers runs what is triggered
     * @param servers what lists objects waits for its turn there
     * @param lane the server and the kind: one that hangs holds up no other
     * @param open how many watches there may be
     * @param changed told after each change of the objects or the state, on any thread, with the name of the one object that it
     *     is about, or none; must return at once
     */
    public ObjectFeed(
            ObjectApi api,
            ScheduledExecutorService timer,
            Executor workers,
            Hosts servers,
            String lane,
            OpenWatches.Share open,
            Consumer<Optional<String>> changed) {
        this.api = api;
        this.timer = timer;
        this.workers = workers;
        this.servers = servers;
        this.lane = lane;
        this.open = open;
        this.changed = changed;
    }

    /** How the feed stands; any thread may ask. */
    public State state() {
        return state;
    }

    Collection<HasMetadata> objects() {
        return held.objects();
    }

    /** Begins to list and watch; returns at once. Once only. */
    public synchronized void start() {
        list();
    }

    synchronized void close() {
        closed = true;
        if (retry != null) {
            retry.cancel(false);
        }
        if (watching != null) {
            watching.cancel().run();
        }
    }

    private synchronized void list() {
        if (closed) {
            return;
        }
        try {
            servers.call(lane, api::list).whenCompleteAsync(this::listed, workers);
        } catch (RuntimeException e) {
            failed(e, Attempt.LISTING);
        }
    }

    private void listed(ObjectApi.Listing listing, Throwable thrown) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (thrown != null) {
                failed(thrown, Attempt.LISTING);
            } else {
                failures = 0;
                boolean news = held.replace(listing);
                resourceVersion = listing.resourceVersion();
                state = state.listed();
                pace.listed(news);
                if (pace.mayWatch(state.upkeep())) {
                    watch();
                } else {
                    again(pace.pause(), this::list);
                }
            }
        }
        changed.accept(Optional.empty());
    }

    private synchronized void watch() {
        if (closed) {
            return;
        }
        if (!open.begin()) {
            state = state.mayOnlyList(Upkeep.TOO_MANY_WATCHES);
            again(pace.pause(), this::list);
            return;
        }
        long seconds = WATCH_SECONDS + ThreadLocalRandom.current().nextLong(WATCH_SECONDS);
        Session session = new Session();
        try {
            watching = api.watch(resourceVersion, seconds, session);
            session.limit(watching, seconds);
        } catch (RuntimeException | Error e) {
            open.end();
            failed(e, Attempt.WATCHING);
            return;
        }
        watching.ended()
                .whenComplete((nothing, thrown) -> {
                    session.times.close();
                    open.end();
                })
                .whenCompleteAsync((nothing, thrown) -> session.ended(thrown), workers);
    }

    /** One watch, from its request to its end. */
    private final class Session implements ObjectApi.Changes {

        private long establishedAt;
        private boolean established;
        private WatchTimes times;

        /** Has the watch taken for late, and broken off where it does not end when it was asked to. */
        void limit(ObjectApi.Watching watch, long seconds) {
            times = new WatchTimes(timer, seconds, this::late, () -> workers.execute(watch.cancel()));
        }

        /** What was listed is not known to be so any more. */
        private void late() {
            synchronized (ObjectFeed.this) {
                if (closed || established) {
                    return;
                }
                state = state.behind();
            }
            changed.accept(Optional.empty());
        }

        @Override
        public void established() {
            synchronized (ObjectFeed.this) {
                established = true;
                establishedAt = System.nanoTime();
                state = state.watched();
                pace.watched();
            }
            changed.accept(Optional.empty());
        }

        @Override
        public void changed(ObjectApi.Change change) throws ApiRefusal {
            synchronized (ObjectFeed.this) {
                if (!change.resourceVersion().isEmpty()) {
                    resourceVersion = change.resourceVersion();
                }
                if (change.object() == null) {
                    return;
                }
                if (!held.change(change)) {
                    throw new ApiRefusal(
                            new ClusterFailure(ClusterFailure.Kind.GONE, "a watch has delivered more than is kept"),
                            Duration.ZERO);
                }
            }
            changed.accept(Optional.of(Events.about(change.object())));
        }

        /** Only then does the next one begin without a pause, whatever it has brought: a server must not set the pace. */
        private boolean hasLasted() {
            return established && System.nanoTime() - establishedAt > LASTING_NANOS;
        }

        /** A watch that had come about is taken up again at once; one that had not leads to a new list. */
        void ended(Throwable thrown) {
            synchronized (ObjectFeed.this) {
                if (closed) {
                    return;
                }
                watching = null;
                boolean fatal = thrown != null && root(thrown) instanceof Error;
                ClusterFailure.Kind why = thrown == null || fatal
                        ? null
                        : ApiRefusal.failureOf(root(thrown)).kind();
                boolean gone = why == ClusterFailure.Kind.GONE;
                LOGGER.log(
                        Level.FINE, thrown, () -> "The watch of " + api + " ended" + (gone ? ", listing again." : "."));
                if (fatal) {
                    failed(thrown, Attempt.WATCHING);
                } else if (!established && why == ClusterFailure.Kind.TIMEOUT) {
                    pace.hung();
                    state = state.behind().mayOnlyList(Upkeep.WATCH_HANGS);
                    list();
                } else if (gone) {
                    state = state.behind();
                    expired = hasLasted() ? 0 : expired + 1;
                    again(WatchTimes.pause(expired), ObjectFeed.this::list);
                } else if (established) {
                    state = state.behind();
                    if (hasLasted()) {
                        failures = 0;
                        expired = 0;
                    }
                    again(pause(), ObjectFeed.this::watch);
                } else {
                    failed(thrown, Attempt.WATCHING);
                }
            }
            changed.accept(Optional.empty());
        }
    }

    private enum Attempt {
        LISTING,
        WATCHING
    }

    private void failed(Throwable thrown, Attempt attempt) {
        LOGGER.log(
                Level.FINE, thrown, () -> (attempt == Attempt.LISTING ? "Listing " : "Watching ") + api + " failed.");
        if (root(thrown) instanceof Error error) {
            closed = true;
            state = state.ended(error);
            return;
        }
        ClusterFailure failure = ApiRefusal.failureOf(root(thrown));
        if (attempt == Attempt.WATCHING && failure.kind() == ClusterFailure.Kind.FORBIDDEN) {
            state = state.mayOnlyList(Upkeep.MAY_NOT_WATCH);
            pace.refused();
            again(pace.pause(), this::list);
            return;
        }
        state = state.failed(failure);
        long retryAfter = root(thrown) instanceof ApiRefusal refusal
                ? refusal.retryAfter().toMillis()
                : 0;
        again(Math.max(retryAfter, pause()), this::list);
    }

    /** Zero at first, then twice as long with each failure in a row. */
    private long pause() {
        return WatchTimes.pause(failures++);
    }

    private void again(long millis, Runnable step) {
        try {
            retry = timer.schedule(() -> workers.execute(step), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            closed = true;
        }
    }

    private static Throwable root(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
