package io.jenkins.plugins.seldon.steps;

import hudson.AbortException;
import io.jenkins.plugins.seldon.node.Platform;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** What a step has failed with as Jenkins is told it. Holds no state. */
final class SaidFailure {

    private static final Logger LOGGER = Logger.getLogger(SaidFailure.class.getName());

    private SaidFailure() {}

    /**
     * A failure that is a sentence, in the log's language: Jenkins writes it there. Nothing comes with it that Jenkins may not be
     * able to write to the build, such as another failure: then it would show all of their stack traces.
     */
    static Throwable of(Throwable failure, StepContext context) {
        if (!(failure instanceof AbortException) || failure.getMessage() == null) {
            return failure;
        }
        return StepFailure.alone(failure, inTheLogsLanguage(failure.getMessage(), context));
    }

    private static String inTheLogsLanguage(String sentence, StepContext context) {
        try {
            return Platform.of(context).language().translate(sentence);
        } catch (IOException | InterruptedException | RuntimeException e) {
            LOGGER.log(Level.FINE, "A failure is told in English.", e);
            return sentence;
        }
    }
}
