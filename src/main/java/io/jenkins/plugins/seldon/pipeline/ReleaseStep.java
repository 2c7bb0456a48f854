package io.jenkins.plugins.seldon.pipeline;

import hudson.Util;
import org.kohsuke.stapler.DataBoundSetter;

/** What the steps share that have Helm work on a release. */
public abstract class ReleaseStep extends ClusterStep {

    public static final String DEFAULT_RELEASE = "seldon-core-analytics";
    public static final int DEFAULT_TIMEOUT_SECONDS = 600;

    private static final long serialVersionUID = 1L;

    private String releaseName;
    private int timeoutSeconds = DEFAULT_TIMEOUT_SECONDS;

    public final String getReleaseName() {
        return releaseName == null ? DEFAULT_RELEASE : releaseName;
    }

    @DataBoundSetter
    public final void setReleaseName(String releaseName) {
        this.releaseName = unless(DEFAULT_RELEASE, releaseName);
    }

    public final int getTimeoutSeconds() {
        return timeoutSeconds;
    }

    @DataBoundSetter
    public final void setTimeoutSeconds(int timeoutSeconds) {
        this.timeoutSeconds = timeoutSeconds > 0 ? timeoutSeconds : DEFAULT_TIMEOUT_SECONDS;
    }

    /** What was given, null where that is blank or the default. */
    static String unless(String usual, String given) {
        String text = Util.fixEmptyAndTrim(given);
        return usual.equals(text) ? null : text;
    }
}
