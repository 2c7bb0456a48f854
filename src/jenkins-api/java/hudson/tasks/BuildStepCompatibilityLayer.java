package hudson.tasks;

import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.Action;
import hudson.model.Build;
import hudson.model.BuildListener;
import hudson.model.Project;
import java.io.IOException;
import java.util.Collection;

public abstract class BuildStepCompatibilityLayer implements BuildStep {

    public BuildStepCompatibilityLayer() {}

    public boolean prebuild(AbstractBuild<?, ?> abstractBuild, BuildListener buildListener) {
        return true;
    }

    public boolean perform(AbstractBuild<?, ?> abstractBuild, Launcher launcher, BuildListener buildListener)
            throws InterruptedException, IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public Action getProjectAction(AbstractProject<?, ?> abstractProject) {
        return null;
    }

    public Collection<? extends Action> getProjectActions(AbstractProject<?, ?> abstractProject) {
        return java.util.List.of();
    }

    public boolean prebuild(Build<?, ?> build, BuildListener buildListener) {
        return true;
    }

    public boolean perform(Build<?, ?> build, Launcher launcher, BuildListener buildListener)
            throws InterruptedException, IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public Action getProjectAction(Project<?, ?> project) {
        return null;
    }
}
