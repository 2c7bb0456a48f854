package io.jenkins.plugins.seldon.steps;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Has what a step knows written with the build before it does something that it has to know of after a restart. Pipeline writes
 * in a thread of its own, which may be busy, and no more once it sleeps as Jenkins ends, while steps still run
 * (CpsStepContext, CpsFlowExecution). Holds no state.
 */
final class StateWriting {

    private static final Logger LOGGER = Logger.getLogger(StateWriting.class.getName());

    /** Longer than a Pipeline takes to write its state, unless its own thread is stuck. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private StateWriting() {}

    /** Waits until it is written, or that takes too long. */
    static void await(StepContext context) throws InterruptedException {
        try {
            context.saveState().get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.log(Level.FINE, "What a step does next may be unknown after a restart.", e);
        }
    }
}
