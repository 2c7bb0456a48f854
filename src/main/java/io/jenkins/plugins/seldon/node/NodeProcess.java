package io.jenkins.plugins.seldon.node;

import hudson.Proc;
import io.jenkins.plugins.seldon.helm.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process of a node whose end can be waited for with a limit, which {@link Proc} can't do without killing it. */
final class NodeProcess {

    private final Proc process;
    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    /**
     * @param name for the thread that waits for it
     */
    NodeProcess(Proc process, String name) {
        this.process = process;
        Thread waiter = new Thread(this::join, "seldon-analytics-" + name);
        waiter.setDaemon(true);
        waiter.start();
    }

    /**
     * Waits until it has ended.
     *
     * @return its exit status, {@link ChildProcess#UNREACHABLE} where the connection to the node broke; empty if it still
     *     runs after that time
     */
    OptionalInt await(Duration time) throws InterruptedException {
        try {
            return OptionalInt.of(status.get(time.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return OptionalInt.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void join() {
        try {
            status.complete(process.join());
        } catch (IOException | InterruptedException | RuntimeException e) {
            status.complete(ChildProcess.UNREACHABLE);
        }
    }
}
