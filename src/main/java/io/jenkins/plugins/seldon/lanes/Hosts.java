package io.jenkins.plugins.seldon.lanes;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Lanes and the threads that go with them.
 *
 * @param lanes shares of both
 * @param pool runs what blocks; it needs as many threads as the lanes let run
 */
public record Hosts(Lanes lanes, Executor pool) {

    /** Begins a call that blocks nobody; see {@link Lanes#call}. */
    public <T> CompletableFuture<T> call(String host, Supplier<? extends CompletionStage<T>> call) {
        return lanes.call(host, call);
    }

    /** Runs what blocks while it asks this host; see {@link Lanes#on}. */
    public Executor of(String host) {
        return lanes.on(pool, host);
    }
}
