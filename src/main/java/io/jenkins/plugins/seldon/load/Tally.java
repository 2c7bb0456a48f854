package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.load.http1.ExchangeFailure;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Counts what becomes of the requests of one burst. Thread-safe; its size does not depend on the burst's. */
final class Tally {

    private static final long LONGEST_MICROS = 3_600_000_000L;

    private final AtomicLong sent = new AtomicLong();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder httpErrors = new LongAdder();
    private final LongAdder badBodies = new LongAdder();
    private final LongAdder connectionErrors = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private final LongAdder unsent = new LongAdder();
    private final ConcurrentMap<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, LongAdder> flaws = new ConcurrentHashMap<>();
    private final LongAccumulator lastSending = new LongAccumulator(Math::max, 0);
    private final Histogram latency = new ConcurrentHistogram(1, LONGEST_MICROS, 3);
    private final Histogram serviceTime = new ConcurrentHistogram(1, LONGEST_MICROS, 3);
    private volatile boolean isTaken;

    /** A request is about to be sent, this long after the burst's start. */
    void sending(long nanosSinceStart) {
        sent.incrementAndGet();
        lastSending.accumulate(nanosSinceStart);
    }

    void answered(Answer answer, long nanosSinceDue, long nanosSinceSent) {
        statuses.computeIfAbsent(answer.status(), status -> new LongAdder()).increment();
        ended(nanosSinceDue, nanosSinceSent);
        if (answer.isPrediction()) {
            accepted.increment();
            return;
        }
        (answer.isSuccess() ? badBodies : httpErrors).increment();
        flaw("an answer with " + answer.flaw().orElseThrow());
    }

    /** A request ended without a whole answer: it would have taken at least that long. */
    void unanswered(IOException cause, long nanosSinceDue, long nanosSinceSent) {
        connectionErrors.increment();
        if (isLate(cause)) {
            timeouts.increment();
        }
        if (isTaken(cause)) {
            isTaken = true;
        }
        if (isUnsent(cause)) {
            unsent.increment();
        }
        ended(nanosSinceDue, nanosSinceSent);
        flaw(clause(cause));
    }

    private static String clause(IOException cause) {
        String message = Excerpt.of(cause.getMessage());
        if (cause instanceof ExchangeFailure failure && failure.kind() == ExchangeFailure.Kind.MALFORMED) {
            return message;
        }
        String what = isLate(cause) ? "no answer in time" : "no answer";
        return message.isEmpty() ? what : what + ": " + message;
    }

    private static boolean isLate(IOException cause) {
        return cause instanceof InterruptedIOException
                || cause instanceof ExchangeFailure failure
                        && (failure.kind() == ExchangeFailure.Kind.TIMEOUT
                                || failure.kind() == ExchangeFailure.Kind.UNCONNECTED);
    }

    /** Whether the request was sent: of one that found no connection no model can be late. */
    private static boolean isTaken(IOException cause) {
        if (cause instanceof ExchangeFailure failure) {
            return switch (failure.kind()) {
                case TIMEOUT, RESET, MALFORMED -> true;
                case CONNECT, PROXY, TLS, UNCONNECTED, ENDED -> false;
            };
        }
        return cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException);
    }

    /** Whether it certainly was not: what broke a handshake or a burst off may have come later. */
    private static boolean isUnsent(IOException cause) {
        if (cause instanceof ExchangeFailure failure) {
            return switch (failure.kind()) {
                case CONNECT, PROXY, UNCONNECTED -> true;
                case TLS, TIMEOUT, RESET, MALFORMED, ENDED -> false;
            };
        }
        // Over gRPC, which sends no call a second time that was begun; the first of these was connecting still.
        return cause instanceof SocketTimeoutException
                || cause.getCause() instanceof ConnectException
                || cause.getCause() instanceof UnknownHostException;
    }

    private void flaw(String sentence) {
        LongAdder known = flaws.get(sentence);
        if (known != null) {
            known.increment();
        } else if (flaws.size() < LoadResult.MOST_FLAWS) {
            flaws.computeIfAbsent(sentence, key -> new LongAdder()).increment();
        }
    }

    private void ended(long nanosSinceDue, long nanosSinceSent) {
        record(latency, nanosSinceDue);
        record(serviceTime, nanosSinceSent);
    }

    private static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.min(LONGEST_MICROS, Math.max(1, nanos / 1000)));
    }

    LoadProgress progress(long planned, long elapsedMillis) {
        long failed = httpErrors.sum() + badBodies.sum() + connectionErrors.sum();
        return new LoadProgress(planned, sent.get(), accepted.sum(), failed, elapsedMillis);
    }

    LoadResult result(long planned, long startedAtMillis, long endedAtMillis, long plannedSpanMillis) {
        Map<Integer, Long> byStatus = new TreeMap<>();
        statuses.forEach((status, count) -> byStatus.put(status, count.sum()));
        Map<String, Long> told = new HashMap<>();
        flaws.forEach((flaw, count) -> told.put(flaw, count.sum()));
        Latency service = Latency.of(serviceTime);
        // Where answers pace the sending, callers are busy after it, and send one request for each that is answered.
        long pause = plannedSpanMillis > 0 ? 0 : Math.round(service.mean());
        return new LoadResult(
                planned > 0 ? planned : sent.get(),
                sent.get(),
                accepted.sum(),
                httpErrors.sum(),
                badBodies.sum(),
                connectionErrors.sum(),
                isTaken || !byStatus.isEmpty() ? timeouts.sum() : 0,
                unsent.sum(),
                new TreeMap<>(byStatus),
                told,
                startedAtMillis,
                endedAtMillis,
                plannedSpanMillis,
                lastSending.get() / 1_000_000 + pause,
                Latency.of(latency),
                service,
                encoded(latency));
    }

    static String encoded(Histogram micros) {
        ByteBuffer buffer = ByteBuffer.allocate(micros.getNeededByteBufferCapacity());
        int length = micros.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }
}
