package io.jenkins.plugins.seldon.readiness.wait;

import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.lanes.Hosts;
import io.jenkins.plugins.seldon.readiness.Assessment;
import io.jenkins.plugins.seldon.readiness.Criteria;
import io.jenkins.plugins.seldon.readiness.RolloutState;
import io.jenkins.plugins.seldon.readiness.RolloutStatus;
import io.jenkins.plugins.seldon.readiness.Snapshot;
import io.jenkins.plugins.seldon.readiness.Subject;
import io.jenkins.plugins.seldon.readiness.WatchedKind;
import io.jenkins.plugins.seldon.readiness.WorkloadName;
import io.jenkins.plugins.seldon.readiness.watch.ClusterLookups;
import io.jenkins.plugins.seldon.readiness.watch.ObjectFeed;
import io.jenkins.plugins.seldon.readiness.watch.Reachability;
import io.jenkins.plugins.seldon.readiness.watch.SharedWatches;
import io.jenkins.plugins.seldon.readiness.watch.WatchedManifest;
import io.jenkins.plugins.seldon.text.PlainLine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Waits until a subject is ready, has failed or its time is over, and says so exactly once.
 *
 * <p>Takes part in the {@linkplain SharedWatches shared watches} and judges anew when something has changed, or when a
 * verdict may change by time alone. Holds no thread in between: the timer triggers, the workers run. Evaluations of one
 * wait never overlap.
 */
public final class RolloutWait {

    private static final Logger LOGGER = Logger.getLogger(RolloutWait.class.getName());

    private static final Duration HEARTBEAT = Duration.ofMinutes(1);

    /** How long a failure is kept back for the events about it. */
    private static final Duration EVENTS_COME = Duration.ofSeconds(3);

    /** How often a namespace is looked for that does not exist yet, where the user may do nothing outside of it. */
    private static final Duration NAMESPACE_AGAIN = Duration.ofSeconds(3);

    private final Request request;
    private final Site site;
    private final Listener listener;
    private final WaitLog log;
    private final Reachability reachability;

    /** The kinds without which there is no verdict; what else is watched is asked for as it is needed. */
    private final Set<WatchedKind> required;

    private final AtomicInteger signals = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Progress progress = Progress.of("connecting");

    // Written by the one running evaluation; the signal counter carries it to the next.
    private volatile SharedWatches.Subscription subscription;
    private ClusterConnection connection;
    private Instant begun;
    private Instant failedAt;
    private RolloutState state;
    private Snapshot snapshot = new Snapshot(List.of());
    private Assessment last = Assessment.NONE;
    private Instant heartbeat;
    private final Alarm alarm;

    /**
     * What to wait for.
     *
     * @param connect reads the connection, and with it the credential, anew at each call; may block
     * @param criteria when the wait is over
     * @param deadline when it gives up
     * @param contact whether this goes on with a wait that has already reached the cluster
     * @param readySince what {@link Listener#readySince} was told last before this went on; empty otherwise
     */
    public record Request(
            Callable<ClusterConnection> connect,
            Criteria criteria,
            Instant deadline,
            Reachability.Contact contact,
            Optional<Instant> readySince) {

        /** A wait that knows nothing of an earlier one but whether there was one. */
        public Request(
                Callable<ClusterConnection> connect,
                Criteria criteria,
                Instant deadline,
                Reachability.Contact contact) {
            this(connect, criteria, deadline, contact, Optional.empty());
        }
    }

    /**
     * What a wait works with; all of it is shared and stays the caller's.
     *
     * @param watches what all waits of the controller see together
     * @param timer only triggers
     * @param workers runs what computes
     * @param connecting runs {@code connect} the first time
     * @param servers runs what blocks on short I/O, in lanes by API server
     * @param clock the controller's
     */
    public record Site(
            SharedWatches watches,
            ScheduledExecutorService timer,
            Executor workers,
            Executor connecting,
            Hosts servers,
            Clock clock) {}

    /** Is told how the wait goes; called by one thread at a time. */
    public interface Listener {

        /** A line for the log. */
        void log(String line);

        /** Since when all is ready, empty where it no longer is; told with each change, to be kept over a restart. */
        default void readySince(Optional<Instant> since) {}

        /** The end; nothing is said after it. Not called after {@link RolloutWait#cancel}. */
        void ended(Outcome outcome);

        /** The end because of what {@code connect} threw, or a bug; as {@link #ended}. */
        void broken(Exception cause);
    }

    /** Does nothing before {@link #start}. */
    public RolloutWait(Request request, Site site, Listener listener) {
        this.request = Objects.requireNonNull(request, "request");
        this.site = Objects.requireNonNull(site, "site");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.log = new WaitLog(listener::log);
        this.required = request.criteria().subject().kinds();
        this.reachability = new Reachability(request.contact());
        this.alarm = new Alarm(site.timer(), this::signal);
        this.state = RolloutState.resumed(request.readySince());
    }

    /** Begins; returns at once. */
    public void start() {
        signal();
    }

    /** Ends the wait without an outcome, whether it has begun or not; the second call does nothing. */
    public void cancel() {
        if (over.compareAndSet(false, true)) {
            release();
        }
    }

    /** What is awaited now, in a few lowercase words on one line. */
    public String status() {
        return PlainLine.of(progress.at(site.clock().instant()));
    }

    /** Has the wait evaluated soon; calls while one is running are joined into one more. */
    private void signal() {
        if (signals.getAndIncrement() == 0) {
            SharedWatches.Subscription held = subscription;
            Executor executor = held == null ? site.connecting() : held.lane();
            try {
                executor.execute(this::drain);
            } catch (RejectedExecutionException e) {
                signals.set(0);
            } catch (Error e) {
                signals.set(0);
                broken(e);
            }
        }
    }

    /** Nothing that is thrown may leave the wait behind as one that nobody ends. */
    private void drain() {
        int handled;
        do {
            handled = signals.get();
            try {
                if (!over.get()) {
                    evaluate();
                }
            } catch (Exception e) {
                if (finish()) {
                    listener.broken(e);
                }
            } catch (Error e) {
                broken(e);
            }
        } while (signals.addAndGet(-handled) != 0);
    }

    /** Ends the wait for an error of the machine: a class that is gone after an update, memory or stack that is used up. */
    private void broken(Error error) {
        if (!finish()) {
            return;
        }
        LOGGER.log(Level.WARNING, "A wait for " + request.criteria().subject() + " ended with an error.", error);
        Outcome outcome = Outcome.ofError(
                request.criteria().subject(), error, site.clock().instant());
        try {
            listener.ended(outcome);
        } catch (Error again) {
            listener.broken(new IllegalStateException(outcome.sentence(), again));
        }
    }

    private void evaluate() throws Exception {
        Instant now = site.clock().instant();
        if (subscription == null) {
            begun = now;
            heartbeat = now.plus(HEARTBEAT);
            subscribe(request.connect().call());
        }
        subscription.states().values().forEach(ObjectFeed.State::throwError);
        boolean isTimeOver = !now.isBefore(request.deadline());
        Optional<Instant> wake = isTimeOver ? Optional.empty() : askable(now);
        if (!over.get() && isCurrent()) {
            wake = judge(now);
        }
        if (over.get()) {
            return;
        }
        if (isTimeOver) {
            Reachability.Advice advice = reachability.advise(subscription.states(required), now);
            end(report(now).timedOut(status(), advice instanceof Reachability.KeepTrying away ? away.failure() : null));
            return;
        }
        if (!now.isBefore(heartbeat)) {
            log.heartbeat(status(), Duration.between(now, request.deadline()));
            heartbeat = now.plus(HEARTBEAT);
        }
        arm(now, wake);
    }

    private void subscribe(ClusterConnection fresh) {
        Set<WatchedKind> kinds = new LinkedHashSet<>(required);
        SharedWatches.Subscription before = subscription;
        SharedWatches.Subscription next = site.watches()
                .subscribe(
                        fresh,
                        new SharedWatches.Means(site.timer(), site.workers(), site.servers()),
                        request.criteria().subject()::isConcerned,
                        this::signal);
        if (before != null) {
            kinds.addAll(before.states().keySet());
            before.close();
        }
        connection = fresh;
        subscription = next;
        next.want(kinds);
        if (over.get()) {
            next.close();
        }
    }

    /** Whether the cluster can be asked; ends the wait where it never will. Returns when to look again. */
    private Optional<Instant> askable(Instant now) throws Exception {
        Reachability.Advice advice = reachability.advise(subscription.states(required), now);
        if (advice instanceof Reachability.Fine) {
            log.trouble(null);
            log.limits(subscription.states());
            return Optional.empty();
        }
        if (advice instanceof Reachability.GiveUp hopeless) {
            ClusterFailure failure = hopeless.failure();
            if (failure.kind() == ClusterFailure.Kind.FORBIDDEN
                    && subscription.lookups().isNamespaceMissing(now)) {
                progress = noNamespace();
                return Optional.of(now.plus(NAMESPACE_AGAIN));
            }
            end(report(now).unreachable(hopeless.kind(), failure));
            return Optional.empty();
        }
        if (advice instanceof Reachability.ReadAgain refused) {
            log.trouble(refused.failure().sentence("watch namespace " + connection.namespace(), connection.server()));
            ClusterConnection fresh = request.connect().call();
            if (!fresh.identity().equals(connection.identity())) {
                log.once("The credential has changed; continuing with the new one.");
                subscribe(fresh);
            }
            return Optional.of(now.plus(Duration.ofSeconds(1)));
        }
        Reachability.KeepTrying trying = (Reachability.KeepTrying) advice;
        progress =
                Progress.of("the cluster does not answer: " + trying.failure().detail());
        log.trouble(trying.failure().sentence("watch namespace " + connection.namespace(), connection.server()));
        return trying.reconsider();
    }

    private Progress noNamespace() {
        return Progress.of("namespace " + connection.namespace() + " does not exist yet");
    }

    private boolean isCurrent() {
        return subscription.states(required).values().stream().allMatch(ObjectFeed.State::current);
    }

    /** The part of a manifest that can be watched. */
    private Set<WorkloadName> watched(Set<WorkloadName> manifest) {
        return WatchedManifest.of(manifest, request.criteria().subject(), subscription, log::once);
    }

    private Optional<Instant> judge(Instant now) {
        snapshot = subscription.snapshot();
        Subject subject = request.criteria().subject();
        ClusterLookups lookups = subscription.lookups();
        boolean lacks = !last.absent().isEmpty() && now.isBefore(request.deadline());
        Set<WorkloadName> manifest = lookups.manifest(subject, begun, lacks, snapshot, site.clock());
        RolloutState.Judgement judgement = judge(watched(manifest), now);
        if (judgement.status() instanceof RolloutStatus.Ready && manifest.isEmpty()) {
            judgement = judge(watched(lookups.manifest(subject, snapshot, site.clock())), now);
        }
        Optional<Instant> awaited = lookups.awaited(subject, now);
        if (awaited.isPresent()) {
            // What is missing anyway is told also where the time ends meanwhile.
            progress = judgement.status() instanceof RolloutStatus.Waiting waiting
                    ? Progress.of(judgement.next(), last, request.criteria(), waiting)
                    : Progress.of("reading what " + subject + " is made of");
            return awaited;
        }
        if (!judgement.next().readySince().equals(state.readySince())) {
            listener.readySince(judgement.next().readySince());
        }
        state = judgement.next();
        subscription.want(last.wanted());
        log.pods(last.table().pods());
        log.failures(last.failures(), request.criteria().failureGrace());
        if (judgement.status() instanceof RolloutStatus.Waiting waiting) {
            progress = snapshot.isEmpty() && subscription.lookups().isNamespaceMissing(now)
                    ? noNamespace()
                    : Progress.of(state, last, request.criteria(), waiting);
        } else if (judgement.status() instanceof RolloutStatus.Ready ready) {
            end(report(now).ready(ready));
        } else if (areEventsComing(now)) {
            return Optional.of(now.plus(EVENTS_COME));
        } else {
            end(report(now).failed((RolloutStatus.Failed) judgement.status()));
        }
        return judgement.reconsider();
    }

    /** Whether the events that tell more of a failure are about to be there: they are asked for when pods are not ready. */
    private boolean areEventsComing(Instant now) {
        failedAt = failedAt == null ? now : failedAt;
        ObjectFeed.State events = subscription.states().get(WatchedKind.EVENT);
        return events != null
                && !events.synced()
                && events.failure() == null
                && now.isBefore(failedAt.plus(EVENTS_COME));
    }

    private RolloutState.Judgement judge(Set<WorkloadName> manifest, Instant now) {
        Criteria criteria = request.criteria();
        last = snapshot.assess(criteria, manifest, subscription.lookups().revision(criteria.subject()));
        return state.judge(last, criteria, now);
    }

    private Report report(Instant now) {
        return new Report(request.criteria(), connection, subscription.client(), snapshot, last, now);
    }

    private void end(Outcome outcome) {
        if (finish()) {
            listener.ended(outcome);
        }
    }

    /** True for the one caller that ends the wait. */
    private boolean finish() {
        if (!over.compareAndSet(false, true)) {
            return false;
        }
        release();
        return true;
    }

    private void release() {
        alarm.close();
        Optional.ofNullable(subscription).ifPresent(SharedWatches.Subscription::close);
    }

    private void arm(Instant now, Optional<Instant> wake) {
        alarm.set(now, Collections.min(List.of(request.deadline(), heartbeat, wake.orElse(Instant.MAX))));
    }
}
