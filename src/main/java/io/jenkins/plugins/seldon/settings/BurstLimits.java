package io.jenkins.plugins.seldon.settings;

import hudson.Extension;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

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

        /** For the form's fields. */
        public String number(Double given) {
            return FormNumbers.shown(given);
        }

        @POST
        public FormValidation doCheckMaxRequests(@QueryParameter String value) {
            return cap("maxRequests", value, FormNumbers::whole);
        }

        @POST
        public FormValidation doCheckMaxRate(@QueryParameter String value) {
            return cap("maxRate", value, FormNumbers::decimal);
        }

        @POST
        public FormValidation doCheckMaxDurationSeconds(@QueryParameter String value) {
            return cap("maxDurationSeconds", value, FormNumbers::whole);
        }

        @POST
        public FormValidation doCheckMaxConcurrency(@QueryParameter String value) {
            return cap("maxConcurrency", value, FormNumbers::whole);
        }

        @POST
        public FormValidation doCheckMaxBodyBytes(@QueryParameter String value) {
            return cap("maxBodyBytes", value, FormNumbers::whole);
        }

        /** What {@link BurstLimits#toLimits} would not take for a cap. */
        private static FormValidation cap(
                String option, String value, BiFunction<String, String, ? extends Number> reading) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return refusal(option, value, reading).map(FormAnswer::error).orElseGet(FormValidation::ok);
        }

        static Optional<String> refusal(
                String option, String value, BiFunction<String, String, ? extends Number> reading) {
            try {
                Number number = reading.apply(option, value);
                return number == null || number.doubleValue() > 0
                        ? Optional.empty()
                        : Optional.of(option + " must be above 0; leave it empty for the default.");
            } catch (InvalidOptionException e) {
                return Optional.of(e.getMessage());
            }
        }
    }
}
