package io.jenkins.plugins.seldon.settings;

import hudson.Extension;
import hudson.model.Describable;
import hudson.model.Descriptor;
import io.jenkins.plugins.seldon.load.LoadLimits;
import java.io.Serializable;
import java.time.Duration;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** An administrator's caps on bursts of predictions, against accidents; what is blank has {@link LoadLimits#DEFAULT}. */
public class BurstLimits implements Describable<BurstLimits>, Serializable {

    private static final long serialVersionUID = 1L;

    private Integer maxRequests;
    private Double maxRate;
    private Integer maxDurationSeconds;
    private Integer maxConcurrency;
    private Integer maxBodyBytes;
    private boolean onController;

    @DataBoundConstructor
    public BurstLimits() {
        // Everything is optional.
    }

    /** Requests of one burst. */
    public Integer getMaxRequests() {
        return maxRequests;
    }

    @DataBoundSetter
    public void setMaxRequests(Integer maxRequests) {
        this.maxRequests = maxRequests;
    }

    /** Requests a second. */
    public Double getMaxRate() {
        return maxRate;
    }

    @DataBoundSetter
    public void setMaxRate(Double maxRate) {
        this.maxRate = maxRate;
    }

    /** Seconds of one burst. */
    public Integer getMaxDurationSeconds() {
        return maxDurationSeconds;
    }

    @DataBoundSetter
    public void setMaxDurationSeconds(Integer maxDurationSeconds) {
        this.maxDurationSeconds = maxDurationSeconds;
    }

    /** Requests under way at the same time. */
    public Integer getMaxConcurrency() {
        return maxConcurrency;
    }

    @DataBoundSetter
    public void setMaxConcurrency(Integer maxConcurrency) {
        this.maxConcurrency = maxConcurrency;
    }

    /** Bytes of a payload and of an answer. */
    public Integer getMaxBodyBytes() {
        return maxBodyBytes;
    }

    @DataBoundSetter
    public void setMaxBodyBytes(Integer maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    /** Whether a gate outside of a node sends its burst from the controller. */
    public boolean isOnController() {
        return onController;
    }

    @DataBoundSetter
    public void setOnController(boolean onController) {
        this.onController = onController;
    }

    /** The caps as the engine takes them. */
    public LoadLimits toLimits() {
        LoadLimits otherwise = LoadLimits.DEFAULT;
        return new LoadLimits(
                positive(maxRequests) ? maxRequests : otherwise.requests(),
                maxRate != null && maxRate > 0 ? maxRate : otherwise.rate(),
                positive(maxDurationSeconds) ? Duration.ofSeconds(maxDurationSeconds) : otherwise.duration(),
                positive(maxConcurrency) ? maxConcurrency : otherwise.concurrency(),
                positive(maxBodyBytes) ? maxBodyBytes : otherwise.bodyBytes());
    }

    private static boolean positive(Integer value) {
        return value != null && value > 0;
    }

    /** The form's part for the caps. */
    @Extension
    public static class DescriptorImpl extends Descriptor<BurstLimits> {

        @Override
        public String getDisplayName() {
            return Messages.BurstLimits_displayName();
        }
    }
}
