package io.jenkins.plugins.seldon.steps;

import hudson.Extension;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.settings.ClusterForm;
import io.jenkins.plugins.seldon.settings.FormNumbers;
import io.jenkins.plugins.seldon.settings.Required;
import java.io.Serializable;
import java.util.function.Consumer;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A limit on the latency at one quantile: {@code [quantile: 0.99, millis: 250]}. */
public class LatencyLimit implements Describable<LatencyLimit>, Serializable {

    private static final long serialVersionUID = 1L;
    private static final String DEFAULT_SOURCE = "client";

    private final Double quantile;
    private final Double millis;
    private String source;

    @DataBoundConstructor
    public LatencyLimit(@Required Double quantile, @Required Double millis) {
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

    /** {@code client} (the sender) or {@code prometheus} (the executor's histogram). */
    public String getSource() {
        return source == null ? DEFAULT_SOURCE : source;
    }

    @DataBoundSetter
    public void setSource(String source) {
        this.source = ClusterStep.unless(DEFAULT_SOURCE, source);
    }

    Thresholds.LatencyLimit toLimit() {
        return new Thresholds.LatencyLimit(
                quantile == null ? 0 : quantile, millis == null ? 0 : millis, Thresholds.Source.named(getSource()));
    }

    /** The form's part for one limit. */
    @Extension
    public static class DescriptorImpl extends Descriptor<LatencyLimit> {

        @Override
        public String getDisplayName() {
            return Messages.LatencyLimit_displayName();
        }

        /** For the form's fields. */
        public String number(Double given) {
            return FormNumbers.shown(given);
        }

        @POST
        public FormValidation doCheckQuantile(@AncestorInPath Item item, @QueryParameter String value) {
            return number(item, "quantile", value, given -> new LatencyLimit(given, 1.0).toLimit());
        }

        @POST
        public FormValidation doCheckMillis(@AncestorInPath Item item, @QueryParameter String value) {
            return number(item, "millis", value, given -> new LatencyLimit(1.0, given).toLimit());
        }

        private static FormValidation number(Item item, String option, String value, Consumer<Double> reading) {
            FormValidation given = ClusterForm.checkRequired(item, option, value, text -> {});
            return given.kind == FormValidation.Kind.OK
                    ? ClusterForm.checkNumber(item, value, text -> reading.accept(FormNumbers.decimal(option, text)))
                    : given;
        }

        @POST
        public ListBoxModel doFillSourceItems(@QueryParameter String source) {
            Jenkins.get().checkPermission(Jenkins.READ);
            ListBoxModel list = new ListBoxModel();
            list.add(Messages.LatencyLimit_client(), "client");
            list.add(Messages.LatencyLimit_prometheus(), "prometheus");
            return ClusterForm.keeping(list, source);
        }
    }
}
