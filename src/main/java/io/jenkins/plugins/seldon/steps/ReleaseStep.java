package io.jenkins.plugins.seldon.steps;

import hudson.Util;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.time.Duration;
import org.kohsuke.stapler.DataBoundSetter;

/** What the steps share that have Helm work on a release. */
public abstract class ReleaseStep extends ClusterStep {

    private static final int DEFAULT_TIMEOUT_SECONDS = 600;

    private static final long serialVersionUID = 1L;

    private int timeoutSeconds = DEFAULT_TIMEOUT_SECONDS;
    private String helm;

    /** How long the whole step may take; 0 is what is read from a job that does not say it, and the default. */
    public final int getTimeoutSeconds() {
        return timeoutSeconds == 0 ? DEFAULT_TIMEOUT_SECONDS : timeoutSeconds;
    }

    /** Less than 1 is kept, and refused when the step runs. */
    @DataBoundSetter
    public final void setTimeoutSeconds(int timeoutSeconds) {
        this.timeoutSeconds = timeoutSeconds == 0 ? -1 : timeoutSeconds;
    }

    /**
     * The same as a duration.
     *
     * @throws InvalidOptionException with a sentence, if no time is left to do anything in
     */
    final Duration timeout() {
        if (getTimeoutSeconds() < 1) {
            throw new InvalidOptionException("timeoutSeconds must be at least 1.");
        }
        return Duration.ofSeconds(getTimeoutSeconds());
    }

    /** @throws InvalidOptionException with a sentence, when an option has a word, or an entry, that there is not */
    void requireKnown() {
        // Not every step has options that are words, or lists.
    }

    /** Which Helm works: empty for the embedded one, {@link Platform#HELM_ON_PATH}, or the name of a Helm installation. */
    public final String getHelm() {
        return Util.fixNull(helm);
    }

    @DataBoundSetter
    public final void setHelm(String helm) {
        this.helm = Util.fixEmptyAndTrim(helm);
    }
}
