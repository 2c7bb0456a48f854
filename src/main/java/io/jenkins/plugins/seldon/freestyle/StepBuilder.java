package io.jenkins.plugins.seldon.freestyle;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import io.jenkins.plugins.seldon.settings.SubmittedForm;
import io.jenkins.plugins.seldon.steps.ClusterStep;
import java.io.IOException;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * A freestyle build step that holds a Pipeline step and runs it: every option is declared, documented and checked once,
 * on the step. Variables of the build in its texts are expanded ({@link Expansion}).
 *
 * <p>Not a {@code SimpleBuildStep}: with the symbol of the step it would take the step's place in the Snippet Generator.
 *
 * @param <S> the step's type
 */
public abstract class StepBuilder<S extends ClusterStep> extends Builder {

    private final S step;

    protected StepBuilder(S step) {
        this.step = step;
    }

    /**
     * The step that is configured and run. A subclass offers it as {@code getStep()} with its own type: Jenkins' forms
     * look for the step's descriptor by that method's return type, and must find no method of this name here.
     */
    protected final S step() {
        return step;
    }

    @Override
    public boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
            throws InterruptedException, IOException {
        if (step == null) {
            throw new AbortException("The build step has no options: the job's configuration lacks them. Open the "
                    + "job's configuration, check the step, and save it.");
        }
        EnvVars environment = build.getEnvironment(listener);
        EnvVars variables = new EnvVars(environment);
        variables.putAll(build.getBuildVariables());
        new BuildStepContext(build, launcher, listener, environment).run(Expansion.of(step, variables::expand));
        return true;
    }

    /** Offers the build step in every freestyle job. */
    public abstract static class StepBuilderDescriptor extends BuildStepDescriptor<Builder> {

        /** Refuses what would be bound to nothing. */
        @Override
        public Builder newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            SubmittedForm.check(clazz, form);
            return super.newInstance(request, form);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public boolean isApplicable(Class<? extends AbstractProject> jobType) {
            return true;
        }
    }
}
