package hudson.model;

import hudson.ExtensionPoint;
import hudson.FilePath;
import hudson.Launcher;
import hudson.remoting.VirtualChannel;
import hudson.security.ACL;
import hudson.security.AccessControlled;

public abstract class Node implements ExtensionPoint, AccessControlled, PersistenceRoot {

    public String getDisplayName() {
        throw new UnsupportedOperationException("signature only");
    }

    public abstract String getNodeName();

    public abstract Launcher createLauncher(TaskListener taskListener);

    public final Computer toComputer() {
        throw new UnsupportedOperationException("signature only");
    }

    public final VirtualChannel getChannel() {
        throw new UnsupportedOperationException("signature only");
    }

    public abstract FilePath getWorkspaceFor(TopLevelItem topLevelItem);

    public abstract FilePath getRootPath();

    public FilePath createPath(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public ACL getACL() {
        throw new UnsupportedOperationException("signature only");
    }

    Node() {}
}
