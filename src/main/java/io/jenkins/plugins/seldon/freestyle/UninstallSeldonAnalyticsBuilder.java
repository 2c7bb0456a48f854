package io.jenkins.plugins.seldon.freestyle;

import hudson.Extension;
import io.jenkins.plugins.seldon.steps.UninstallSeldonAnalyticsStep;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code uninstallSeldonAnalytics} in a freestyle job. */
public final class UninstallSeldonAnalyticsBuilder extends StepBuilder<UninstallSeldonAnalyticsStep> {

    @DataBoundConstructor
    public UninstallSeldonAnalyticsBuilder(UninstallSeldonAnalyticsStep step) {
        super(step);
    }

    /** The step that is configured and run; the type is what Jenkins' forms go by. */
    public UninstallSeldonAnalyticsStep getStep() {
        return step();
    }

    /** Offers it in the job's form. */
    @Extension
    @Symbol("uninstallSeldonAnalytics")
    public static final class DescriptorImpl extends StepBuilderDescriptor {

        @Override
        public String getDisplayName() {
            return Messages.UninstallSeldonAnalyticsBuilder_displayName();
        }
    }
}
