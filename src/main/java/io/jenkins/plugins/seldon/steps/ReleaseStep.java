package io.jenkins.plugins.seldon.steps;

import hudson.Util;
import io.jenkins.plugins.seldon.node.Platform;
import org.kohsuke.stapler.DataBoundSetter;

/** What the steps share that have Helm work on a release. */
public abstract class ReleaseStep extends ClusterStep {

    public static final int DEFAULT_TIMEOUT_SECONDS = 600;

    private static final long serialVersionUID = 1L;

    private int timeoutSeconds = DEFAULT_TIMEOUT_SECONDS;
    private String helm;

    /** How long the whole step may take. */
    public final int getTimeoutSeconds() {
        return timeoutSeconds > 0 ? timeoutSeconds : DEFAULT_TIMEOUT_SECONDS;
    }

    @DataBoundSetter
    public final void setTimeoutSeconds(int timeoutSeconds) {
        this.timeoutSeconds = timeoutSeconds > 0 ? timeoutSeconds : DEFAULT_TIMEOUT_SECONDS;
    }

    /** Which Helm works: empty for the embedded one, {@link Platform#HELM_ON_PATH}, or the name of a Helm installation. */
    public final String getHelm() {
        return Util.fixNull(helm);
    }

    @DataBoundSetter
    public final void setHelm(String helm) {
        this.helm = Util.fixEmptyAndTrim(helm);
    }

    /** What was given, null where that is blank or the default. */
    static String unless(String usual, String given) {
        String text = Util.fixEmptyAndTrim(given);
        return usual.equals(text) ? null : text;
    }
}
