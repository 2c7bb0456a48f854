package hudson.tasks;

import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.Action;
import hudson.model.BuildListener;
import java.io.IOException;
import java.util.Collection;

public interface BuildStep {

    boolean prebuild(AbstractBuild<?, ?> abstractBuild, BuildListener buildListener);

    boolean perform(AbstractBuild<?, ?> abstractBuild, Launcher launcher, BuildListener buildListener)
            throws InterruptedException, IOException;

    Action getProjectAction(AbstractProject<?, ?> abstractProject);

    Collection<? extends Action> getProjectActions(AbstractProject<?, ?> abstractProject);

    default BuildStepMonitor getRequiredMonitorService() {
        return BuildStepMonitor.BUILD;
    }
}
