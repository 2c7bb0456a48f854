package io.jenkins.plugins.seldon.load;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The machine that bursts are sent from: an agent in Jenkins, this JVM in the demo and in tests. */
@FunctionalInterface
public interface LoadSite {

    /**
     * Starts a burst and returns at once. The future completes with the result, or exceptionally with an
     * {@link java.io.IOException} whose message is a sentence when the site can't send it; cancelling the future ends
     * the burst within a second.
     *
     * @param progress told about once a second, on a thread of the site
     */
    CompletableFuture<LoadResult> run(LoadPlan plan, Consumer<LoadProgress> progress);
}
