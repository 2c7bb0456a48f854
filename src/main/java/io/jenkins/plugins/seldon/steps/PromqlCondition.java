package io.jenkins.plugins.seldon.steps;

import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.seldon.gate.verdict.Effect;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition;
import io.jenkins.plugins.seldon.node.Connections;
import io.jenkins.plugins.seldon.node.FormConnections;
import io.jenkins.plugins.seldon.settings.ClusterForm;
import io.jenkins.plugins.seldon.settings.FormCalls;
import io.jenkins.plugins.seldon.settings.FormNumbers;
import io.jenkins.plugins.seldon.settings.Required;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.Serializable;
import java.time.Duration;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A limit on a query of the user's own: {@code [promql: '…', above: 1, below: 5, reduce: 'all']}. */
public class PromqlCondition implements Describable<PromqlCondition>, Serializable {

    private static final long serialVersionUID = 1L;
    private static final String DEFAULT_REDUCE = "only";
    private static final String DEFAULT_SEVERITY = "fail";
    private static final String DEFAULT_NO_DATA = "inconclusive";

    private final String promql;
    private String name;
    private Double above;
    private Double below;
    private String reduce;
    private String over;
    private Double forSeconds;
    private String severity;
    private String noData;

    @DataBoundConstructor
    public PromqlCondition(@Required String promql) {
        this.promql = Util.fixNull(Util.fixEmptyAndTrim(promql));
    }

    /** The query whose result is held against the limits. */
    public String getPromql() {
        return promql;
    }

    /** For messages; blank for the query itself. */
    public String getName() {
        return Util.fixNull(name);
    }

    @DataBoundSetter
    public void setName(String name) {
        this.name = Util.fixEmptyAndTrim(name);
    }

    /** Values must be greater; null for no such limit. */
    public Double getAbove() {
        return above;
    }

    @DataBoundSetter
    public void setAbove(Double above) {
        this.above = above;
    }

    /** Values must be less; null for no such limit. */
    public Double getBelow() {
        return below;
    }

    @DataBoundSetter
    public void setBelow(Double below) {
        this.below = below;
    }

    /** {@code only} (exactly one series), {@code all} or {@code any}. */
    public String getReduce() {
        return reduce == null ? DEFAULT_REDUCE : reduce;
    }

    @DataBoundSetter
    public void setReduce(String reduce) {
        this.reduce = ClusterStep.unless(DEFAULT_REDUCE, reduce);
    }

    /** {@code burst}, or a duration until now such as {@code 5m}; blank for one moment. */
    public String getOver() {
        return Util.fixNull(over);
    }

    @DataBoundSetter
    public void setOver(String over) {
        this.over = Util.fixEmptyAndTrim(over);
    }

    /** For how long after the burst it has to hold; null for one look. */
    public Double getForSeconds() {
        return forSeconds;
    }

    @DataBoundSetter
    public void setForSeconds(Double forSeconds) {
        this.forSeconds = forSeconds;
    }

    /** {@code fail} or {@code unstable}. */
    public String getSeverity() {
        return severity == null ? DEFAULT_SEVERITY : severity;
    }

    @DataBoundSetter
    public void setSeverity(String severity) {
        this.severity = ClusterStep.unless(DEFAULT_SEVERITY, severity);
    }

    /** What it means where there is nothing to hold against the limits: {@code inconclusive} or {@code fail}. */
    public String getNoData() {
        return noData == null ? DEFAULT_NO_DATA : noData;
    }

    @DataBoundSetter
    public void setNoData(String noData) {
        this.noData = ClusterStep.unless(DEFAULT_NO_DATA, noData);
    }

    MetricCondition toCondition() {
        return new MetricCondition(
                getName(),
                promql,
                above,
                below,
                MetricCondition.Reduce.named(getReduce()),
                MetricCondition.Period.of(getOver()),
                Duration.ofMillis(forSeconds == null ? 0 : Math.round(forSeconds * 1000)),
                effect(),
                MetricCondition.noDataNamed(getNoData()));
    }

    private Effect effect() {
        return switch (getSeverity()) {
            case DEFAULT_SEVERITY -> Effect.FAILURE;
            case "unstable" -> Effect.UNSTABLE;
            default ->
                throw new InvalidOptionException("The severity of a condition is unknown: use fail or unstable.");
        };
    }

    /** The form's part for one condition. */
    @Extension
    public static class DescriptorImpl extends Descriptor<PromqlCondition> {

        @Override
        public String getDisplayName() {
            return Messages.PromqlCondition_displayName();
        }

        /** For the form's fields. */
        public String number(Double given) {
            return FormNumbers.shown(given);
        }

        /** By our own rules, then by the parser of the Prometheus that the gate's form names, where one can be asked. */
        @POST
        public FormValidation doCheckPromql(
                @AncestorInPath Item item, @QueryParameter String value, PrometheusQuery prometheus) {
            FormValidation written = ClusterForm.checkRequired(
                    item, "promql", value, text -> above(text, "0").toCondition());
            return written.kind == FormValidation.Kind.OK && Util.fixEmptyAndTrim(value) != null
                    ? prometheus.read(
                            item,
                            connections(item),
                            typingLimit(),
                            above(value, "0").toCondition())
                    : written;
        }

        /** The ways to what the form names. */
        Connections connections(Item item) {
            return new FormConnections(item);
        }

        Duration typingLimit() {
            return FormCalls.TYPING;
        }

        @POST
        public FormValidation doCheckAbove(@AncestorInPath Item item, @QueryParameter String value) {
            return ClusterForm.checkNumber(
                    item, value, text -> above("up", text).toCondition());
        }

        @POST
        public FormValidation doCheckBelow(@AncestorInPath Item item, @QueryParameter String value) {
            return ClusterForm.checkNumber(item, value, text -> FormNumbers.decimal("below", text));
        }

        @POST
        public FormValidation doCheckOver(@AncestorInPath Item item, @QueryParameter String value) {
            return ClusterForm.check(item, value, text -> MetricCondition.Period.of(text));
        }

        @POST
        public FormValidation doCheckForSeconds(@AncestorInPath Item item, @QueryParameter String value) {
            return ClusterForm.checkNumber(item, value, text -> {
                PromqlCondition condition = above("up", "0");
                condition.setForSeconds(FormNumbers.decimal("forSeconds", text));
                condition.toCondition();
            });
        }

        private static PromqlCondition above(String promql, String limit) {
            PromqlCondition condition = new PromqlCondition(promql);
            condition.setAbove(FormNumbers.decimal("above", limit));
            return condition;
        }

        @POST
        public ListBoxModel doFillReduceItems(@QueryParameter String reduce) {
            Jenkins.get().checkPermission(Jenkins.READ);
            ListBoxModel list = new ListBoxModel();
            list.add(Messages.PromqlCondition_only(), "only");
            list.add(Messages.PromqlCondition_all(), "all");
            list.add(Messages.PromqlCondition_any(), "any");
            return ClusterForm.keeping(list, reduce);
        }

        @POST
        public ListBoxModel doFillNoDataItems(@QueryParameter String noData) {
            Jenkins.get().checkPermission(Jenkins.READ);
            ListBoxModel list = new ListBoxModel();
            list.add(Messages.PromqlCondition_inconclusive(), "inconclusive");
            list.add(Messages.PromqlCondition_failing(), "fail");
            return ClusterForm.keeping(list, noData);
        }

        @POST
        public ListBoxModel doFillSeverityItems(@QueryParameter String severity) {
            Jenkins.get().checkPermission(Jenkins.READ);
            ListBoxModel list = new ListBoxModel();
            list.add(Messages.PromqlCondition_fail(), "fail");
            list.add(Messages.PromqlCondition_unstable(), "unstable");
            return ClusterForm.keeping(list, severity);
        }
    }
}
