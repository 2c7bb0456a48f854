package hudson.tasks;

import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.Build;
import hudson.model.BuildListener;
import java.io.IOException;

public abstract class BuildStepCompatibilityLayer implements BuildStep {

    public BuildStepCompatibilityLayer() {}

    public boolean perform(AbstractBuild<?, ?> abstractBuild, Launcher launcher, BuildListener buildListener)
            throws InterruptedException, IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean perform(Build<?, ?> build, Launcher launcher, BuildListener buildListener)
            throws InterruptedException, IOException {
        throw new UnsupportedOperationException("signature only");
    }
}
