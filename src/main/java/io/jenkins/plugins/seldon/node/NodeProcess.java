package io.jenkins.plugins.seldon.node;

import hudson.Proc;
import io.jenkins.plugins.seldon.helm.tool.HelmTool;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process of a node whose end can be waited for with a limit, which {@link Proc} can't do without killing it. */
final class NodeProcess implements HelmTool.Running {

    private final Proc process;
    private final LastLines said;
    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    /**
     * @param name for the thread that waits for it
     * @param said gets what it says
     */
    NodeProcess(Proc process, String name, LastLines said) {
        this.process = process;
        this.said = said;
        Thread waiter = new Thread(this::join, "seldon-analytics-" + name);
        waiter.setDaemon(true);
        waiter.start();
    }

    @Override
    public String said() {
        return said.toString();
    }

    /** {@inheritDoc} A connection to the node that breaks ends it with {@link #UNREACHABLE}. */
    @Override
    public OptionalInt await(Duration time) throws InterruptedException {
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
            status.complete(UNREACHABLE);
        }
    }
}
