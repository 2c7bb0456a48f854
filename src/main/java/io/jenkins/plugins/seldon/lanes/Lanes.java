package io.jenkins.plugins.seldon.lanes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Shares a bounded number of calls among hosts: API servers, Prometheus servers, agents. Each host has a lane; lanes with
 * something to do take turns, and none has more than its width under way.
 *
 * <p>A lane is <em>trusted</em> while its last call ended soon. One that is not (nobody has asked its host yet, or the
 * last call took long) gets one call at a time, and all such lanes together no more than their share: hosts that hang
 * hold up each other, not those that answer. A call that fails after a long time breaks its lane: what waits there fails
 * with it at once, and so does what comes, until one call is let through after a pause that grows.
 *
 * <p>Thread-safe; holds no thread and no timer. Calls are begun in the thread that brings or ends one, so they must return
 * at once, as handing a task to a pool does.
 */
public final class Lanes {

    private static final int REMEMBERED = 1_000;

    private final Limits limits;
    private final LongSupplier nanoTime;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final Deque<Lane> turns = new ArrayDeque<>();
    private int running;
    private int runningUntrusted;

    /**
     * How many calls there may be.
     *
     * @param running at the same time
     * @param untrusted of these, to hosts that are not known to answer
     * @param width at the same time to one host
     * @param waiting for one host; more are refused
     * @param trusting whether every host is trusted whatever happens, as where calls take long by their nature
     */
    public record Limits(int running, int untrusted, int width, int waiting, boolean trusting) {

        /** For short calls. */
        public Limits(int running, int untrusted, int width, int waiting) {
            this(running, untrusted, width, waiting, false);
        }
    }

    /** @param nanoTime as {@link System#nanoTime} */
    public Lanes(Limits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /**
     * Begins a call when it is its lane's turn.
     *
     * @return completes as the call does, or exceptionally with what broke the lane, or with a {@link
     *     RejectedExecutionException} where too many wait already
     */
    public <T> CompletableFuture<T> call(String host, Supplier<? extends CompletionStage<T>> call) {
        Call<T> coming = new Call<>(call);
        Throwable refusal;
        synchronized (this) {
            Lane lane = lanes.computeIfAbsent(host, name -> new Lane());
            if (lane.waiting.size() >= limits.waiting()) {
                refusal = new RejectedExecutionException(
                        "More than " + limits.waiting() + " calls already wait for " + host + ".");
            } else {
                refusal = lane.breaker.refusal(nanoTime.getAsLong()).orElse(null);
            }
            if (refusal == null) {
                lane.waiting.add(coming);
                if (!lane.queued) {
                    lane.queued = true;
                    turns.add(lane);
                }
            }
            forget();
        }
        if (refusal != null) {
            coming.result.completeExceptionally(refusal);
        }
        go();
        return coming.result;
    }

    /**
     * Runs tasks in a lane, on the threads of a pool. A task that throws breaks nothing; that it takes long is noticed.
     *
     * @return its {@code execute} throws {@link RejectedExecutionException} where too many tasks wait, or the pool takes none
     */
    public Executor on(Executor pool, String host) {
        return task -> {
            CompletableFuture<Void> ran = call(host, () -> {
                CompletableFuture<Void> done = new CompletableFuture<>();
                pool.execute(() -> {
                    try {
                        task.run();
                    } finally {
                        done.complete(null);
                    }
                });
                return done;
            });
            if (ran.isCompletedExceptionally()) {
                try {
                    ran.join();
                } catch (CompletionException | CancellationException e) {
                    throw rejection(e.getCause());
                }
            }
        };
    }

    private static RejectedExecutionException rejection(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RejectedExecutionException rejected
                ? rejected
                : new RejectedExecutionException(thrown);
    }

    /** How many calls are under way now. */
    public synchronized int running() {
        return running;
    }

    /** How many calls wait for their turn now. */
    public synchronized int waiting() {
        return lanes.values().stream().mapToInt(lane -> lane.waiting.size()).sum();
    }

    /** Begins what may begin. */
    private void go() {
        for (Call<?> next = next(); next != null; next = next()) {
            next.begin();
        }
    }

    private synchronized Call<?> next() {
        if (running >= limits.running()) {
            return null;
        }
        for (int looks = turns.size(); looks > 0; looks--) {
            Lane lane = turns.poll();
            if (lane.waiting.isEmpty()) {
                lane.queued = false;
                continue;
            }
            turns.add(lane);
            boolean trusted = lane.isTrusted(nanoTime.getAsLong());
            boolean mayRun = trusted
                    ? lane.started.size() < limits.width()
                    : lane.started.isEmpty() && runningUntrusted < limits.untrusted();
            if (mayRun) {
                Call<?> call = lane.waiting.poll();
                running++;
                runningUntrusted += trusted ? 0 : 1;
                call.enter(lane, trusted);
                return call;
            }
        }
        return null;
    }

    /** Hosts are named by jobs, so there may come to be any number of them; what is known of trusted ones goes last. */
    private void forget() {
        if (lanes.size() > REMEMBERED) {
            lanes.values().removeIf(lane -> !lane.queued && lane.started.isEmpty() && !lane.trusted);
        }
        if (lanes.size() > REMEMBERED) {
            lanes.values().removeIf(lane -> !lane.queued && lane.started.isEmpty());
        }
    }

    /** One host's calls; guarded by the lanes. */
    private final class Lane {

        private final Deque<Call<?>> waiting = new ArrayDeque<>();
        private final Map<Call<?>, Long> started = new HashMap<>();
        private boolean queued;
        private boolean trusted = limits.trusting();
        private final Breaker breaker = new Breaker();

        boolean isTrusted(long now) {
            return limits.trusting()
                    || trusted && started.values().stream().noneMatch(since -> now - since > Breaker.LONG_NANOS);
        }
    }

    private final class Call<T> {

        private final Supplier<? extends CompletionStage<T>> call;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private Lane lane;
        private boolean trusted;
        private volatile Thread beginner;

        Call(Supplier<? extends CompletionStage<T>> call) {
            this.call = call;
        }

        void enter(Lane in, boolean isTrusted) {
            lane = in;
            trusted = isTrusted;
            lane.started.put(this, nanoTime.getAsLong());
        }

        void begin() {
            beginner = Thread.currentThread();
            try {
                call.get().whenComplete(this::end);
            } catch (Throwable e) {
                end(null, e);
            } finally {
                beginner = null;
            }
        }

        private void end(T value, Throwable thrown) {
            List<Call<?>> failed = leave(thrown);
            if (thrown == null) {
                result.complete(value);
            } else {
                Throwable cause = cause(thrown);
                result.completeExceptionally(cause);
                failed.forEach(waiting -> waiting.result.completeExceptionally(cause));
            }
            // Whoever has begun a call that ended at once goes on by itself.
            if (beginner != Thread.currentThread()) {
                go();
            }
        }

        private List<Call<?>> leave(Throwable thrown) {
            synchronized (Lanes.this) {
                running--;
                runningUntrusted -= trusted ? 0 : 1;
                long now = nanoTime.getAsLong();
                long began = lane.started.remove(this);
                lane.trusted = limits.trusting() || now - began <= Breaker.LONG_NANOS;
                if (!lane.breaker.ended(began, now, thrown == null ? null : cause(thrown))) {
                    return List.of();
                }
                List<Call<?>> failed = new ArrayList<>(lane.waiting);
                lane.waiting.clear();
                return failed;
            }
        }
    }

    private static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
