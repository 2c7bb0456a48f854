package hudson.model;

import hudson.ExtensionPoint;
import hudson.FilePath;
import hudson.Launcher;
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

    public abstract FilePath getRootPath();

    public ACL getACL() {
        throw new UnsupportedOperationException("signature only");
    }

    Node() {}
}
