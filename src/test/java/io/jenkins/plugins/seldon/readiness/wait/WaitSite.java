package io.jenkins.plugins.seldon.readiness.wait;

import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.lanes.Hosts;
import io.jenkins.plugins.seldon.lanes.Lanes;
import io.jenkins.plugins.seldon.readiness.Criteria;
import io.jenkins.plugins.seldon.readiness.watch.Reachability.Contact;
import io.jenkins.plugins.seldon.readiness.watch.SharedWatches;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The threads and clients that waits of one test share, sized as a controller sizes them. */
public final class WaitSite implements AutoCloseable {

    final SharedClients clients = new SharedClients();
    final SharedWatches watches;
    final ExecutorService workers = Executors.newFixedThreadPool(4);
    final ScheduledExecutorService timer;
    final RolloutWait.Site site;

    /** A site where time passes as it does. */
    public WaitSite() {
        this(1);
    }

    /**
     * A site whose clock and timer are so many times as fast: the same schedule, sooner over. What goes by other clocks
     * (the cluster, the network) does not hurry.
     */
    public WaitSite(int speed) {
        this(speed, 1_000);
    }

    WaitSite(int speed, int mostWatches) {
        watches = new SharedWatches(clients, mostWatches);
        Clock clock = new FastClock(Instant.now(), System.nanoTime(), speed);
        timer = new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                return super.schedule(task, unit.toNanos(delay) / speed, TimeUnit.NANOSECONDS);
            }
        };
        site = new RolloutWait.Site(watches, timer, workers, workers, servers(workers), clock);
    }

    /** Lanes as the controller has them, on these threads. */
    public static Hosts servers(Executor pool) {
        return new Hosts(new Lanes(new Lanes.Limits(64, 48, 4, 10_000), System::nanoTime), pool);
    }

    private static final class FastClock extends Clock {

        private final Instant start;
        private final long origin;
        private final int speed;

        FastClock(Instant start, long origin, int speed) {
            this.start = start;
            this.origin = origin;
            this.speed = speed;
        }

        @Override
        public Instant instant() {
            return start.plusNanos((System.nanoTime() - origin) * speed);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    /** A wait under way, with everything that it has said. */
    public static final class Waiting implements RolloutWait.Listener {

        public final List<String> lines = new CopyOnWriteArrayList<>();
        final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        RolloutWait wait;
        private final Clock clock;
        private volatile Instant failureSeen;
        private volatile Instant end;

        Waiting(Clock clock) {
            this.clock = clock;
        }

        @Override
        public void log(String line) {
            if (failureSeen == null && line.endsWith("unless it recovers.")) {
                failureSeen = clock.instant();
            }
            lines.add(line);
        }

        /** How long it took from the first failure that was seen to the end; zero where the failure was final. */
        Duration fromFirstFailureToEnd() {
            return failureSeen == null ? Duration.ZERO : Duration.between(failureSeen, end);
        }

        @Override
        public void ended(Outcome ended) {
            end = clock.instant();
            if (!outcome.complete(ended)) {
                throw new AssertionError("ended twice");
            }
        }

        @Override
        public void broken(Exception cause) {
            outcome.completeExceptionally(cause);
        }

        public Outcome outcome(Duration limit) throws InterruptedException {
            try {
                return outcome.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                throw new AssertionError(
                        "no outcome after " + limit + ": " + wait.status() + "\n" + String.join("\n", lines));
            } catch (ExecutionException e) {
                throw new AssertionError("broken", e.getCause());
            }
        }

        void awaitLine(String part) {
            await("a line with: " + part + " in\n" + lines, () -> lines.stream().anyMatch(l -> l.contains(part)));
        }
    }

    public Waiting start(String kubeconfig, Criteria criteria, Duration timeout) {
        return start(() -> connection(kubeconfig), criteria, timeout, Contact.FIRST);
    }

    public Waiting start(Callable<ClusterConnection> connect, Criteria criteria, Duration timeout, Contact contact) {
        Waiting waiting = new Waiting(site.clock());
        RolloutWait.Request request = new RolloutWait.Request(
                connect, criteria, site.clock().instant().plus(timeout), contact);
        waiting.wait = new RolloutWait(request, site, waiting);
        waiting.wait.start();
        return waiting;
    }

    public static ClusterConnection connection(String kubeconfig) {
        return Kubeconfig.parse(kubeconfig).select(new Kubeconfig.Choice(null, null, "seldon-system"));
    }

    public static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 60 s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdownNow();
        clients.close();
    }
}
