package hudson.model;

import hudson.ExtensionPoint;
import hudson.security.ACL;
import java.io.File;
import java.io.IOException;
import java.util.Collection;
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

    public void onLoad(ItemGroup<? extends Item> itemGroup, String text) throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public void onCopiedFrom(Item item) {
        throw new UnsupportedOperationException("signature only");
    }

    public Collection<? extends Job> getAllJobs() {
        throw new UnsupportedOperationException("signature only");
    }

    public void delete() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public abstract boolean isBuildable();

    public RunT getBuild(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public RunT getBuildByNumber(int number) {
        throw new UnsupportedOperationException("signature only");
    }

    public File getBuildDir() {
        throw new UnsupportedOperationException("signature only");
    }

    public RunT getLastBuild() {
        throw new UnsupportedOperationException("signature only");
    }

    public ACL getACL() {
        throw new UnsupportedOperationException("signature only");
    }

    protected abstract SortedMap<Integer, ? extends RunT> _getRuns();

    protected abstract void removeRun(RunT run);
}
