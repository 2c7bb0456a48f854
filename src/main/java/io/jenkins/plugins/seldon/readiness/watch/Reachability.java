package io.jenkins.plugins.seldon.readiness.watch;

import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.readiness.WatchedKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Decides, from how the watches stand, whether to go on, to read the credential again or to give up. Pure but for its own
 * memory; times are given.
 *
 * <p>Before the cluster has answered once, a failure is most likely a mistake in the connection and is reported soon.
 * Afterwards it is an outage, waited for until the deadline; only a credential that stays refused, or a right that stays
 * away, ends the wait.
 */
public final class Reachability {

    /** How long a cluster that never answered may stay unreachable. */
    static final Duration FIRST_CONTACT = Duration.ofSeconds(10);

    /** How long a credential may stay refused that was good before: rotation takes a moment. */
    static final Duration ROTATION = Duration.ofSeconds(60);

    /** How often a refused credential is read again. */
    static final Duration READ_AGAIN = Duration.ofSeconds(5);

    /**
     * How long a right or a kind may be missing that was there before: a server that starts refuses everybody until it has
     * read who may what (k8s.io/kubernetes, plugin/pkg/auth/authorizer/rbac over informers), and has not found its
     * definitions yet (staging/src/k8s.io/apiserver, pkg/util/notfoundhandler, answers 503 instead in newer ones).
     */
    static final Duration STARTING = Duration.ofSeconds(30);

    /** Whether the cluster is known to be one that answers. */
    public enum Contact {
        /** It was never asked: what keeps it from answering is a mistake of the user. */
        FIRST,
        /** It has answered before a restart: one that is away is waited for. */
        AGAIN
    }

    private boolean patient;
    private Instant unreachableSince;
    private Instant refusedSince;
    private Instant absentSince;
    private Instant readAgainAt;

    /** Of a cluster that this session has not asked yet. */
    public Reachability(Contact contact) {
        this.patient = contact == Contact.AGAIN;
    }

    /** What to do. */
    public sealed interface Advice {}

    /** All is well. */
    public record Fine() implements Advice {}

    /**
     * Go on: the watches try again by themselves.
     *
     * @param failure what they fail with
     * @param reconsider when to ask again what to do; empty where the deadline is soon enough
     */
    public record KeepTrying(ClusterFailure failure, Optional<Instant> reconsider) implements Advice {}

    /**
     * Read the credential again, it was refused.
     *
     * @param failure the refusal
     */
    public record ReadAgain(ClusterFailure failure) implements Advice {}

    /**
     * Give up.
     *
     * @param kind whose feed it is that fails
     * @param failure what it fails with
     */
    public record GiveUp(WatchedKind kind, ClusterFailure failure) implements Advice {}

    /** What to do about feeds that stand like this. Remembers since when a cluster is away; one thread at a time. */
    public Advice advise(Map<WatchedKind, ObjectFeed.State> feeds, Instant now) {
        WatchedKind kind = null;
        ClusterFailure failure = null;
        boolean synced = true;
        for (Map.Entry<WatchedKind, ObjectFeed.State> feed : feeds.entrySet()) {
            if (feed.getKey().isOptional()) {
                continue;
            }
            synced &= feed.getValue().synced();
            ClusterFailure own = feed.getValue().failure();
            if (own != null && (failure == null || isWorse(own, failure))) {
                kind = feed.getKey();
                failure = own;
            }
        }
        if (failure == null) {
            patient |= synced;
            unreachableSince = null;
            refusedSince = null;
            absentSince = null;
            readAgainAt = null;
            return new Fine();
        }
        return switch (failure.kind()) {
            case UNAUTHORIZED -> refused(kind, failure, now);
            case FORBIDDEN, NOT_FOUND -> absent(kind, failure, now);
            case TLS, BAD_REQUEST, OTHER ->
                patient ? new KeepTrying(failure, Optional.empty()) : new GiveUp(kind, failure);
            case UNREACHABLE, TIMEOUT -> unreachable(kind, failure, now);
            case GONE, THROTTLED, SERVER_ERROR -> new KeepTrying(failure, Optional.empty());
        };
    }

    private Advice refused(WatchedKind kind, ClusterFailure failure, Instant now) {
        if (refusedSince == null) {
            refusedSince = now;
            readAgainAt = now.plus(READ_AGAIN);
            return new ReadAgain(failure);
        }
        Duration allowed = patient ? ROTATION : Duration.ofSeconds(1);
        if (!now.isBefore(refusedSince.plus(allowed))) {
            return new GiveUp(kind, failure);
        }
        if (!now.isBefore(readAgainAt)) {
            readAgainAt = now.plus(READ_AGAIN);
            return new ReadAgain(failure);
        }
        Instant next = patient ? readAgainAt : refusedSince.plus(allowed);
        return new KeepTrying(failure, Optional.of(next));
    }

    /** What was allowed and there before is so again when the server has started. */
    private Advice absent(WatchedKind kind, ClusterFailure failure, Instant now) {
        if (absentSince == null) {
            absentSince = now;
        }
        Instant end = absentSince.plus(STARTING);
        return patient && now.isBefore(end) ? new KeepTrying(failure, Optional.of(end)) : new GiveUp(kind, failure);
    }

    private Advice unreachable(WatchedKind kind, ClusterFailure failure, Instant now) {
        if (unreachableSince == null) {
            unreachableSince = now;
        }
        // What answers next has started since, and may refuse everybody for as long as the one before.
        absentSince = null;
        if (patient) {
            return new KeepTrying(failure, Optional.empty());
        }
        Instant end = unreachableSince.plus(FIRST_CONTACT);
        return now.isBefore(end) ? new KeepTrying(failure, Optional.of(end)) : new GiveUp(kind, failure);
    }

    /** What needs somebody's help comes before what passes. */
    private static boolean isWorse(ClusterFailure one, ClusterFailure other) {
        return other.isTransient() && !one.isTransient();
    }
}
