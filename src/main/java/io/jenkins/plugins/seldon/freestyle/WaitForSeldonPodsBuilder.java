package io.jenkins.plugins.seldon.freestyle;

import hudson.Extension;
import io.jenkins.plugins.seldon.steps.WaitForSeldonPodsStep;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code waitForSeldonPods} in a freestyle job. */
public final class WaitForSeldonPodsBuilder extends StepBuilder<WaitForSeldonPodsStep> {

    @DataBoundConstructor
    public WaitForSeldonPodsBuilder(WaitForSeldonPodsStep step) {
        super(step);
    }

    /** The step that is configured and run; the type is what Jenkins' forms go by. */
    public WaitForSeldonPodsStep getStep() {
        return step();
    }

    /** Offers it in the job's form. */
    @Extension
    @Symbol("waitForSeldonPods")
    public static final class DescriptorImpl extends StepBuilderDescriptor {

        @Override
        public String getDisplayName() {
            return Messages.WaitForSeldonPodsBuilder_displayName();
        }
    }
}
