package io.jenkins.plugins.seldon.pipeline;

import hudson.Extension;
import hudson.model.Describable;
import hudson.model.Descriptor;
import io.jenkins.plugins.seldon.gate.Thresholds;
import java.io.Serializable;
import org.kohsuke.stapler.DataBoundConstructor;

/** A limit on the latency at one quantile: {@code [quantile: 0.99, millis: 250]}. */
public class LatencyLimit implements Describable<LatencyLimit>, Serializable {

    private static final long serialVersionUID = 1L;

    private final Double quantile;
    private final Double millis;

    @DataBoundConstructor
    public LatencyLimit(Double quantile, Double millis) {
        this.quantile = quantile;
        this.millis = millis;
    }

    /** Between 0 and 1. */
    public Double getQuantile() {
        return quantile;
    }

    /** The latency that this share of the predictions must not exceed. */
    public Double getMillis() {
        return millis;
    }

    Thresholds.LatencyLimit toLimit() {
        return new Thresholds.LatencyLimit(quantile == null ? 0 : quantile, millis == null ? 0 : millis);
    }

    /** The form's part for one limit. */
    @Extension
    public static class DescriptorImpl extends Descriptor<LatencyLimit> {

        @Override
        public String getDisplayName() {
            return Messages.LatencyLimit_displayName();
        }
    }
}
