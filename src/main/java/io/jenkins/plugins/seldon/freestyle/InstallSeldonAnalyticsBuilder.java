package io.jenkins.plugins.seldon.freestyle;

import hudson.Extension;
import io.jenkins.plugins.seldon.steps.InstallSeldonAnalyticsStep;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code installSeldonAnalytics} in a freestyle job. */
public final class InstallSeldonAnalyticsBuilder extends StepBuilder<InstallSeldonAnalyticsStep> {

    @DataBoundConstructor
    public InstallSeldonAnalyticsBuilder(InstallSeldonAnalyticsStep step) {
        super(step);
    }

    /** The step that is configured and run; the type is what Jenkins' forms go by. */
    public InstallSeldonAnalyticsStep getStep() {
        return step();
    }

    /** Offers it in the job's form. */
    @Extension
    @Symbol("installSeldonAnalytics")
    public static final class DescriptorImpl extends StepBuilderDescriptor {

        @Override
        public String getDisplayName() {
            return Messages.InstallSeldonAnalyticsBuilder_displayName();
        }
    }
}
