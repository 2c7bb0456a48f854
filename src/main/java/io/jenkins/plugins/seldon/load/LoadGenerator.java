package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.load.http1.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Sends one burst from this machine. Use an instance once:
 * {@code new LoadGenerator(plan).run(progress -> log.println(progress))}.
 *
 * <p>Open model: callers take up requests when they are due, more callers joining up to the plan's concurrency while none is
 * idle. A request that had to wait for a caller has its wait in its latency, as wrk2 does it. A latency ends with the last
 * byte of the answer, or with its failure. After the planned end the backlog gets a tenth of the duration, at least the
 * answer timeout, to drain; what is not sent by then stays unsent and shows as {@code sent < planned}.
 *
 * <p>Closed model: each caller sends its next request when it has the answer to its last one.
 *
 * <p>Confined to the thread that runs it; callers have threads of their own, which end with the burst.
 */
public final class LoadGenerator {

    private final LoadPlan plan;
    private final LoadProfile profile;
    private final List<byte[]> payloads = new ArrayList<>();
    private final Tally tally = new Tally();
    private final AtomicLong next = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private final PredictionTransport.Opener opener;
    private final Judges judges = new Judges(tally);
    private PredictionTransport transport;
    private Arrivals arrivals;
    private long start;
    private volatile boolean stopped;

    /** @param plan what to send; nothing is sent before it is run */
    public LoadGenerator(LoadPlan plan) {
        this(plan, it -> PredictionTransport.open(it, Route.Choice.JVM));
    }

    LoadGenerator(LoadPlan plan, PredictionTransport.Opener opener) {
        this.plan = plan;
        this.opener = opener;
        this.profile = plan.profile();
        plan.payloads().forEach(payload -> payloads.add(payload.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Sends the burst and waits for its end.
     *
     * @param progress told about once a second, on the calling thread
     * @return what became of it; failed requests are part of the result, not exceptions
     * @throws InterruptedException when the calling thread is interrupted; every request under way is cancelled and
     *     every thread has ended or is about to
     * @throws IOException with a sentence, when the plan can't be carried out at all
     */
    public LoadResult run(Consumer<LoadProgress> progress) throws IOException, InterruptedException {
        transport = opener.open(plan);
        try {
            transport.connect(profile.mostInAStall());
            long startedAtMillis = System.currentTimeMillis();
            start = System.nanoTime();
            arrivals = new Arrivals(profile, start, () -> stopped, this::isJoined);
            if (profile.isOpen()) {
                arrivals.begin();
            } else {
                callBackToBack();
            }
            await(progress);
            long endedAtMillis = System.currentTimeMillis();
            judges.await();
            return tally.result(profile.requests(), startedAtMillis, endedAtMillis, plannedSpanMillis());
        } finally {
            stopped = true;
            transport.close();
            judges.close();
            running().forEach(Thread::interrupt);
        }
    }

    private long plannedSpanMillis() {
        return profile.isOpen() ? profile.dueNanos(profile.requests() - 1) / 1_000_000 : 0;
    }

    private void await(Consumer<LoadProgress> progress) throws InterruptedException {
        long told = 0;
        for (List<Thread> left = running(); !left.isEmpty(); left = running()) {
            left.get(0).join(200);
            long elapsed = (System.nanoTime() - start) / 1_000_000;
            if (elapsed - told >= 1000) {
                told = elapsed;
                progress.accept(tally.progress(profile.requests(), elapsed));
            }
            if (profile.isOpen() && elapsed > drainedByMillis()) {
                stopped = true;
                arrivals.end();
            }
        }
    }

    private long drainedByMillis() {
        long grace =
                Math.max(plan.answerTimeout().toMillis(), profile.duration().toMillis() / 10);
        return plannedSpanMillis() + grace;
    }

    /** Whether there is one caller more of the open model. */
    private boolean isJoined() {
        synchronized (threads) {
            if (threads.size() == profile.concurrency()) {
                return false;
            }
            spawn(this::callWhenDue);
            return true;
        }
    }

    private void callWhenDue() {
        try {
            for (long index = arrivals.take(); index != Arrivals.NONE; index = arrivals.take()) {
                call(index, arrivals.dueAt(index));
            }
        } catch (InterruptedException e) {
            // The burst is over.
        }
    }

    /** Callers that begin one after the other have a thread each, since no transport waits for the time. */
    private void callBackToBack() {
        int callers = profile.concurrency();
        int threads = profile.rampUp().isZero() ? transport.threads(callers) : callers;
        for (int thread = 0; thread < threads; thread++) {
            long delay = profile.rampUp().toNanos() / callers * thread;
            List<BackToBack> served = Stream.generate(BackToBack::new)
                    .limit((callers - thread + threads - 1) / threads)
                    .toList();
            spawn(() -> {
                sleepUntil(start + delay);
                serve(served);
            });
        }
    }

    private void serve(List<BackToBack> served) {
        try {
            transport.serve(served);
        } catch (IOException e) {
            for (BackToBack caller : served) {
                if (caller.next() != null) {
                    caller.failed(e);
                }
            }
        }
    }

    private final class BackToBack implements PredictionTransport.Caller {

        private long sentAt;

        @Override
        public byte[] next() {
            long now = System.nanoTime();
            boolean isOver = stopped
                    || !profile.duration().isZero()
                            && now - start >= profile.duration().toNanos();
            long index = isOver ? 0 : next.getAndIncrement();
            if (isOver || profile.requests() > 0 && index >= profile.requests()) {
                return null;
            }
            sentAt = now;
            tally.sending(sentAt - start);
            return payload(index);
        }

        @Override
        public void received(PredictionTransport.Received answer) {
            long took = System.nanoTime() - sentAt;
            judges.take(answer, took, took);
        }

        @Override
        public void failed(IOException cause) {
            long took = System.nanoTime() - sentAt;
            tally.unanswered(cause, took, took);
        }
    }

    private byte[] payload(long index) {
        return payloads.get((int) (index % payloads.size()));
    }

    private void call(long index, long dueAt) {
        long sentAt = System.nanoTime();
        tally.sending(sentAt - start);
        try {
            PredictionTransport.Received received = transport.predict(payload(index));
            long now = System.nanoTime();
            judges.take(received, now - dueAt, now - sentAt);
        } catch (IOException e) {
            long now = System.nanoTime();
            tally.unanswered(e, now - dueAt, now - sentAt);
        }
    }

    private void sleepUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0 && !stopped; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(500)));
        }
    }

    private List<Thread> running() {
        synchronized (threads) {
            return threads.stream().filter(Thread::isAlive).toList();
        }
    }

    private void spawn(Runnable work) {
        Thread thread = new Thread(work, "seldon-analytics burst caller");
        thread.setDaemon(true);
        synchronized (threads) {
            threads.add(thread);
            thread.start();
        }
    }
}
