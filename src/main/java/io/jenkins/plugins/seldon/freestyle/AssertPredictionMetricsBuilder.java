package io.jenkins.plugins.seldon.freestyle;

import hudson.Extension;
import io.jenkins.plugins.seldon.steps.AssertPredictionMetricsStep;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code assertPredictionMetrics} in a freestyle job. */
public class AssertPredictionMetricsBuilder extends StepBuilder<AssertPredictionMetricsStep> {

    @DataBoundConstructor
    public AssertPredictionMetricsBuilder(AssertPredictionMetricsStep step) {
        super(step);
    }

    /** The step that is configured and run; the type is what Jenkins' forms go by. */
    public AssertPredictionMetricsStep getStep() {
        return step();
    }

    /** Offers it in the job's form. */
    @Extension
    @Symbol("assertPredictionMetrics")
    public static class DescriptorImpl extends StepBuilderDescriptor {

        @Override
        public String getDisplayName() {
            return Messages.AssertPredictionMetricsBuilder_displayName();
        }
    }
}
