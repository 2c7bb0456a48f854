package io.jenkins.plugins.seldon.readiness;

import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The threads and clients that waits of one test share, sized as a controller sizes them. */
final class WaitSite implements AutoCloseable {

    final SharedClients clients = new SharedClients();
    final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    final ExecutorService workers = Executors.newFixedThreadPool(4);
    final RolloutWait.Site site = new RolloutWait.Site(clients, timer, workers, Clock.systemUTC());

    /** A wait under way, with everything that it has said. */
    static final class Waiting implements RolloutWait.Listener {

        final List<String> lines = new CopyOnWriteArrayList<>();
        final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        RolloutWait wait;
        private volatile long failureSeen;
        private volatile long end;

        @Override
        public void log(String line) {
            if (failureSeen == 0 && line.endsWith("to get over it.")) {
                failureSeen = System.nanoTime();
            }
            lines.add(line);
        }

        /** How long it took from the first failure that was seen to the end; zero where the failure was final. */
        Duration fromFirstFailureToEnd() {
            return failureSeen == 0 ? Duration.ZERO : Duration.ofNanos(end - failureSeen);
        }

        @Override
        public void ended(Outcome ended) {
            end = System.nanoTime();
            if (!outcome.complete(ended)) {
                throw new AssertionError("ended twice");
            }
        }

        @Override
        public void broken(Exception cause) {
            outcome.completeExceptionally(cause);
        }

        Outcome outcome(Duration limit) throws InterruptedException {
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

    Waiting start(String kubeconfig, Criteria criteria, Duration timeout) {
        return start(() -> connection(kubeconfig), criteria, timeout, false);
    }

    Waiting start(Callable<ClusterConnection> connect, Criteria criteria, Duration timeout, boolean resumed) {
        Waiting waiting = new Waiting();
        RolloutWait.Request request = new RolloutWait.Request(
                connect, criteria, site.clock().instant().plus(timeout), resumed);
        waiting.wait = new RolloutWait(request, site, waiting);
        waiting.wait.start();
        return waiting;
    }

    static ClusterConnection connection(String kubeconfig) {
        return Kubeconfig.parse(kubeconfig).select(new Kubeconfig.Choice(null, null, "seldon-system"));
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 20 s: " + what);
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
