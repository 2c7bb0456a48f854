package hudson.model;

import hudson.EnvVars;
import hudson.FilePath;
import java.io.IOException;
import java.util.Map;

public abstract class AbstractBuild<P extends AbstractProject<P, R>, R extends AbstractBuild<P, R>> extends Run<P, R>
        implements Queue.Executable {

    public Node getBuiltOn() {
        throw new UnsupportedOperationException("signature only");
    }

    public final FilePath getWorkspace() {
        throw new UnsupportedOperationException("signature only");
    }

    public EnvVars getEnvironment(TaskListener taskListener) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public Map<String, String> getBuildVariables() {
        throw new UnsupportedOperationException("signature only");
    }

    public abstract void run();

    AbstractBuild() {
        super(null, 0);
    }
}
