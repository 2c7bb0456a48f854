package hudson.model;

import hudson.ExtensionPoint;
import hudson.security.ACL;
import java.io.IOException;
import java.util.SortedMap;

@SuppressWarnings({"rawtypes", "unchecked"})
public abstract class Job<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> extends AbstractItem
        implements ExtensionPoint {

    protected Job(ItemGroup itemGroup, String text) {
        super((ItemGroup) null, (String) null);
    }

    public synchronized void save() throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public abstract boolean isBuildable();

    public RunT getLastBuild() {
        throw new UnsupportedOperationException("signature only");
    }

    public RunT getLastSuccessfulBuild() {
        throw new UnsupportedOperationException("signature only");
    }

    public RunT getLastCompletedBuild() {
        throw new UnsupportedOperationException("signature only");
    }

    public ACL getACL() {
        throw new UnsupportedOperationException("signature only");
    }

    protected abstract SortedMap<Integer, ? extends RunT> _getRuns();

    protected abstract void removeRun(RunT run);
}
