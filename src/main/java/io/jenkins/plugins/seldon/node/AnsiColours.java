package io.jenkins.plugins.seldon.node;

import hudson.EnvVars;
import hudson.model.AbstractBuild;
import hudson.model.Run;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Whether a build's log shows ANSI's colours: where the plugin AnsiColor does, which need not be there. It marks the build by
 * an action of its own, in a freestyle job for the whole of it; in a Pipeline its block sets {@code TERM}, as other blocks may
 * without it (ansicolor 1.0, AnsiColorStep, AnsiColorBuildWrapper).
 */
final class AnsiColours {

    private static final String PLUGIN = "hudson.plugins.ansicolor.";
    private static final String TERMINAL = "TERM";
    private static final Logger LOGGER = Logger.getLogger(AnsiColours.class.getName());

    private AnsiColours() {}

    static boolean areShown(StepContext context) throws IOException, InterruptedException {
        Run<?, ?> run = context.get(Run.class);
        boolean isMarked = run != null
                && run.getActions().stream()
                        .anyMatch(action -> isOfPlugin(action.getClass().getName()));
        return isMarked && (run instanceof AbstractBuild || isInBlock(context.get(EnvironmentExpander.class)));
    }

    static boolean isOfPlugin(String type) {
        return type.startsWith(PLUGIN);
    }

    /** Whether blocks around a step set it; what the agent's own process has says nothing of the log. */
    static boolean isInBlock(EnvironmentExpander blocks) throws InterruptedException {
        if (blocks == null) {
            return false;
        }
        EnvVars variables = new EnvVars();
        try {
            blocks.expand(variables);
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.FINE, "A build's log is taken for one without colours.", e);
        }
        return variables.containsKey(TERMINAL);
    }
}
