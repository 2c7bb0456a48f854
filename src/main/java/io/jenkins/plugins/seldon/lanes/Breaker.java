package io.jenkins.plugins.seldon.lanes;

import java.util.Optional;

/**
 * Remembers that a host hangs, so that not everybody has to find it out: a call that fails after a long time opens it, and
 * calls are refused with that failure until a pause is over; then one is let through, and its end decides. Times are
 * nanoseconds of one clock. Pure but for its memory; not thread-safe.
 */
final class Breaker {

    /** A failure that comes sooner tells of a host that answers, if only with a refusal. */
    static final long LONG_NANOS = 1_000_000_000L;

    private static final long FIRST_PAUSE_NANOS = 1_000_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 15_000_000_000L;

    private Throwable failure;
    private long openUntil;
    private long pause = FIRST_PAUSE_NANOS;
    private boolean trying;

    /** Why a call must not be made now; empty for one that may, whose end has to be told. */
    Optional<Throwable> refusal(long now) {
        if (failure == null) {
            return Optional.empty();
        }
        if (trying || now - openUntil < 0) {
            return Optional.of(failure);
        }
        trying = true;
        return Optional.empty();
    }

    /** A call that was let through has ended; whether it has opened the breaker. */
    boolean ended(long began, long now, Throwable thrown) {
        trying = false;
        if (thrown == null || now - began <= LONG_NANOS) {
            failure = null;
            pause = FIRST_PAUSE_NANOS;
            return false;
        }
        failure = thrown;
        openUntil = now + pause;
        pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        return true;
    }

    boolean isClosed() {
        return failure == null;
    }
}
