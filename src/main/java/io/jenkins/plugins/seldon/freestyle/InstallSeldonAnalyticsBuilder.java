package io.jenkins.plugins.seldon.freestyle;

import hudson.Extension;
import io.jenkins.plugins.seldon.pipeline.InstallSeldonAnalyticsStep;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code installSeldonAnalytics} in a freestyle job. */
public final class InstallSeldonAnalyticsBuilder extends StepBuilder<InstallSeldonAnalyticsStep> {

    @DataBoundConstructor
    public InstallSeldonAnalyticsBuilder(InstallSeldonAnalyticsStep step) {
        super(step);
    }

    /** Offers it in the job's form. */
    @Extension
    @Symbol("installSeldonAnalytics")
    public static final class DescriptorImpl extends StepBuilderDescriptor {

        @Override
        public String getDisplayName() {
            return "Install Seldon's analytics (Prometheus, Grafana) with Helm";
        }
    }
}
