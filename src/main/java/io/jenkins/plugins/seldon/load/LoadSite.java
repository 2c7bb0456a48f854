package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.load.http1.Route;
import java.io.IOException;
import java.util.function.Consumer;

/** The machine that bursts are sent from: an agent in Jenkins, this JVM in the demo and in tests. */
public interface LoadSite {

    /** The machine of the caller, with the proxies that its JVM is set up for. */
    LoadSite LOCAL = local(Route.Choice.JVM);

    /** The machine of the caller, with proxies of one's own choice. */
    static LoadSite local(Route.Choice routes) {
        return new LoadSite() {
            @Override
            public LoadResult run(LoadPlan plan, Consumer<LoadProgress> progress)
                    throws IOException, InterruptedException {
                Rehearsal.of(plan);
                return new LoadGenerator(plan, it -> PredictionTransport.open(it, routes)).run(progress);
            }

            @Override
            public String read(PageRequest request) throws IOException {
                return request.read(routes);
            }
        };
    }

    /**
     * Sends a burst and waits for its end; an interruption ends it within a second.
     *
     * @param progress told about once a second
     * @throws IOException with a sentence, when the site can't send it; failed requests are part of the result
     */
    LoadResult run(LoadPlan plan, Consumer<LoadProgress> progress) throws IOException, InterruptedException;

    /**
     * Reads one page from where the burst was sent to.
     *
     * @throws IOException with a clause that says why, when there is no such page
     */
    String read(PageRequest request) throws IOException, InterruptedException;
}
