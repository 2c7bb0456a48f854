package hudson.model;

import hudson.EnvVars;
import hudson.ExtensionPoint;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import java.io.File;
import java.io.IOException;
import java.util.Calendar;
import java.util.List;
import org.springframework.security.access.AccessDeniedException;

public abstract class Run<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> extends Actionable
        implements ExtensionPoint, Comparable<RunT>, AccessControlled, PersistenceRoot {

    protected Run(JobT jobT, long number) {}

    public void addAction(Action action) {
        throw new UnsupportedOperationException("signature only");
    }

    public int compareTo(RunT runT) {
        throw new UnsupportedOperationException("signature only");
    }

    public Result getResult() {
        throw new UnsupportedOperationException("signature only");
    }

    public void setResult(Result result) {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean isBuilding() {
        throw new UnsupportedOperationException("signature only");
    }

    public Executor getExecutor() {
        throw new UnsupportedOperationException("signature only");
    }

    public List<Cause> getCauses() {
        throw new UnsupportedOperationException("signature only");
    }

    public <T extends Cause> T getCause(Class<T> type) {
        throw new UnsupportedOperationException("signature only");
    }

    public JobT getParent() {
        throw new UnsupportedOperationException("signature only");
    }

    public Calendar getTimestamp() {
        throw new UnsupportedOperationException("signature only");
    }

    public final long getTimeInMillis() {
        throw new UnsupportedOperationException("signature only");
    }

    public final long getStartTimeInMillis() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getDescription() {
        throw new UnsupportedOperationException("signature only");
    }

    public String toString() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getFullDisplayName() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getDisplayName() {
        throw new UnsupportedOperationException("signature only");
    }

    public int getNumber() {
        throw new UnsupportedOperationException("signature only");
    }

    public RunT getPreviousBuild() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getUrl() {
        throw new UnsupportedOperationException("signature only");
    }

    public final String getAbsoluteUrl() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getId() {
        throw new UnsupportedOperationException("signature only");
    }

    public File getRootDir() {
        throw new UnsupportedOperationException("signature only");
    }

    public File getArtifactsDir() {
        throw new UnsupportedOperationException("signature only");
    }

    public ACL getACL() {
        throw new UnsupportedOperationException("signature only");
    }

    public synchronized void save() throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public String getLog() throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public List<String> getLog(int number) throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public void setDescription(String text) throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public EnvVars getEnvironment() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public EnvVars getEnvironment(TaskListener taskListener) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public String getExternalizableId() {
        throw new UnsupportedOperationException("signature only");
    }

    public static Run<?, ?> fromExternalizableId(String text) throws IllegalArgumentException, AccessDeniedException {
        throw new UnsupportedOperationException("signature only");
    }
}
