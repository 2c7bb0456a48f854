package io.jenkins.plugins.seldon.steps;

import hudson.Extension;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.release.AnalyticsRelease;
import io.jenkins.plugins.seldon.release.ReleaseException;
import io.jenkins.plugins.seldon.release.UninstallRequest;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * {@code uninstallSeldonAnalytics}: removes the release that {@code installSeldonAnalytics} made; an absent one is fine.
 * Helm runs on the node. Returns name, namespace, status, changed and namespaceDeleted.
 */
public final class UninstallSeldonAnalyticsStep extends ReleaseStep {

    private static final long serialVersionUID = 1L;

    private boolean deleteNamespace;

    @DataBoundConstructor
    public UninstallSeldonAnalyticsStep() {}

    /** Whether the namespace goes too, if an install of this release made it. */
    public boolean isDeleteNamespace() {
        return deleteNamespace;
    }

    /** Whether the namespace goes too; one that the install step did not make stays in any case. */
    @DataBoundSetter
    public void setDeleteNamespace(boolean deleteNamespace) {
        this.deleteNamespace = deleteNamespace;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(this, context);
    }

    static final class Execution extends ReleaseStepExecution<UninstallSeldonAnalyticsStep> {

        private static final long serialVersionUID = 1L;

        Execution(UninstallSeldonAnalyticsStep step, StepContext context) {
            super(step, context);
        }

        @Override
        public String getStatus() {
            return "removing release " + step().getReleaseName() + " from namespace " + step().getNamespace();
        }

        @Override
        Object work(AnalyticsRelease release, Platform platform) throws ReleaseException, InterruptedException {
            UninstallRequest request = new UninstallRequest(
                    step().getReleaseName(), step().getNamespace(), step().deleteNamespace, left(platform));
            // Helm is started for a release that is there.
            return release.uninstall(request, hadBegun()).toMap();
        }
    }

    /** The step's name. */
    @Extension
    public static final class DescriptorImpl extends ReleaseStepDescriptor {

        @Override
        public String getFunctionName() {
            return "uninstallSeldonAnalytics";
        }

        @Override
        public String getDisplayName() {
            return Messages.UninstallSeldonAnalyticsStep_displayName();
        }
    }
}
