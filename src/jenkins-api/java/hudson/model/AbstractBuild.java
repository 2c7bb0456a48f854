package hudson.model;

import hudson.EnvVars;
import hudson.FilePath;
import java.io.File;
import java.io.IOException;
import java.util.Calendar;
import java.util.Map;
import java.util.Set;

public abstract class AbstractBuild<P extends AbstractProject<P, R>, R extends AbstractBuild<P, R>> extends Run<P, R>
        implements Queue.Executable {

    protected AbstractBuild(P value) throws IOException {
        super(null, 0L);
    }

    protected AbstractBuild(P value, Calendar calendar) {
        super(null, 0L);
    }

    protected AbstractBuild(P value, File file) throws IOException {
        super(null, 0L);
    }

    public final P getProject() {
        throw new UnsupportedOperationException("signature only");
    }

    public R getPreviousBuild() {
        throw new UnsupportedOperationException("signature only");
    }

    public Node getBuiltOn() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getBuiltOnStr() {
        throw new UnsupportedOperationException("signature only");
    }

    public AbstractBuild<?, ?> getRootBuild() {
        throw new UnsupportedOperationException("signature only");
    }

    public final FilePath getWorkspace() {
        throw new UnsupportedOperationException("signature only");
    }

    public EnvVars getEnvironment(TaskListener taskListener) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public Set<String> getSensitiveBuildVariables() {
        throw new UnsupportedOperationException("signature only");
    }

    public Map<String, String> getBuildVariables() {
        throw new UnsupportedOperationException("signature only");
    }

    public abstract void run();
}
