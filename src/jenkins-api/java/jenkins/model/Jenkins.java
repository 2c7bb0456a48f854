package jenkins.model;

import hudson.FilePath;
import hudson.Launcher;
import hudson.PluginManager;
import hudson.ProxyConfiguration;
import hudson.model.AbstractCIBase;
import hudson.model.TaskListener;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import java.io.IOException;

@SuppressWarnings({"rawtypes", "unchecked"})
public class Jenkins extends AbstractCIBase implements DirectlyModifiableTopLevelItemGroup, AccessControlled, Loadable {

    public static final PermissionGroup PERMISSIONS = new PermissionGroup(Jenkins.class, null);

    public static final Permission ADMINISTER =
            new Permission(PERMISSIONS, "Administer", null, null, PermissionScope.JENKINS);

    public static final Permission MANAGE =
            new Permission(PERMISSIONS, "Manage", null, ADMINISTER, PermissionScope.JENKINS);

    public static final Permission SYSTEM_READ =
            new Permission(PERMISSIONS, "SystemRead", null, ADMINISTER, PermissionScope.JENKINS);

    public static final Permission READ =
            new Permission(PERMISSIONS, "Read", null, ADMINISTER, PermissionScope.JENKINS);

    public static Jenkins get() throws IllegalStateException {
        throw new UnsupportedOperationException("signature only");
    }

    public static Jenkins getInstanceOrNull() {
        throw new UnsupportedOperationException("signature only");
    }

    public ProxyConfiguration getProxy() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getRootUrl() throws IllegalStateException {
        throw new UnsupportedOperationException("signature only");
    }

    public PluginManager getPluginManager() {
        throw new UnsupportedOperationException("signature only");
    }

    public Launcher createLauncher(TaskListener taskListener) {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean isTerminating() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getFullName() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getDisplayName() {
        throw new UnsupportedOperationException("signature only");
    }

    public FilePath getRootPath() {
        throw new UnsupportedOperationException("signature only");
    }

    public ACL getACL() {
        throw new UnsupportedOperationException("signature only");
    }

    public void load() throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public synchronized void save() throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    private Jenkins() {}
}
