package hudson.tasks;

import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import java.io.IOException;

@SuppressWarnings("rawtypes")
public enum BuildStepMonitor {
    NONE {
        @Override
        public boolean perform(BuildStep step, AbstractBuild build, Launcher launcher, BuildListener listener)
                throws IOException, InterruptedException {
            throw new UnsupportedOperationException("signature only");
        }
    },
    STEP {
        @Override
        public boolean perform(BuildStep step, AbstractBuild build, Launcher launcher, BuildListener listener)
                throws IOException, InterruptedException {
            throw new UnsupportedOperationException("signature only");
        }
    },
    BUILD {
        @Override
        public boolean perform(BuildStep step, AbstractBuild build, Launcher launcher, BuildListener listener)
                throws IOException, InterruptedException {
            throw new UnsupportedOperationException("signature only");
        }
    };

    public abstract boolean perform(BuildStep step, AbstractBuild build, Launcher launcher, BuildListener listener)
            throws IOException, InterruptedException;
}
