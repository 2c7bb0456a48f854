package hudson.model;

import hudson.security.ACL;
import hudson.security.AccessControlled;
import java.io.File;
import java.io.IOException;
import java.util.Collection;
import jenkins.model.Loadable;

@SuppressWarnings({"rawtypes", "unchecked"})
public abstract class AbstractItem extends Actionable implements Loadable, Item, AccessControlled {

    protected AbstractItem(ItemGroup itemGroup, String text) {}

    public String getName() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getDisplayName() {
        throw new UnsupportedOperationException("signature only");
    }

    public File getRootDir() {
        throw new UnsupportedOperationException("signature only");
    }

    public ItemGroup getParent() {
        throw new UnsupportedOperationException("signature only");
    }

    public abstract Collection<? extends Job> getAllJobs();

    public final String getFullName() {
        throw new UnsupportedOperationException("signature only");
    }

    public final String getFullDisplayName() {
        throw new UnsupportedOperationException("signature only");
    }

    public void onLoad(ItemGroup<? extends Item> itemGroup, String text) throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public void onCopiedFrom(Item item) {
        throw new UnsupportedOperationException("signature only");
    }

    public final String getUrl() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getShortUrl() {
        throw new UnsupportedOperationException("signature only");
    }

    public ACL getACL() {
        throw new UnsupportedOperationException("signature only");
    }

    public synchronized void save() throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public void delete() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public void load() throws IOException {
        throw new UnsupportedOperationException("signature only");
    }
}
