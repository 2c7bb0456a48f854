package io.jenkins.plugins.seldon.jenkins.container;

import hudson.EnvVars;
import hudson.Extension;
import hudson.LauncherDecorator;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code likeContainer('…') { … }}: what is launched in the block, is in a {@link Container}, see {@link Inside}. */
public final class ContainerStep extends Step {

    private final String name;

    /**
     * @param name as {@link Container#name} says
     */
    @DataBoundConstructor
    public ContainerStep(String name) {
        this.name = name;
    }

    public String getName() {
        return name;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context, name);
    }

    private static final class Execution extends StepExecution {

        private static final long serialVersionUID = 1L;

        private final String name;

        Execution(StepContext context, String name) {
            super(context);
            this.name = name;
        }

        @Override
        public boolean start() throws Exception {
            StepContext context = getContext();
            EnvVars build = context.get(Run.class).getEnvironment(context.get(TaskListener.class));
            LauncherDecorator inside = new Inside(Long.parseLong(name), build, context.get(EnvironmentExpander.class));
            context.newBodyInvoker()
                    .withContext(BodyInvoker.mergeLauncherDecorators(context.get(LauncherDecorator.class), inside))
                    .withCallback(BodyExecutionCallback.wrap(context))
                    .start();
            return false;
        }
    }

    /** The step's name. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor {

        @Override
        public String getFunctionName() {
            return "likeContainer";
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }
    }
}
