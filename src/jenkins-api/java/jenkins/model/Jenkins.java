package jenkins.model;

import hudson.ExtensionList;
import hudson.FilePath;
import hudson.Launcher;
import hudson.PluginManager;
import hudson.ProxyConfiguration;
import hudson.model.AbstractCIBase;
import hudson.model.Computer;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.model.TopLevelItem;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import java.io.File;
import java.io.IOException;
import java.util.List;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;

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

    public String getNodeDescription() {
        throw new UnsupportedOperationException("signature only");
    }

    public ProxyConfiguration getProxy() {
        throw new UnsupportedOperationException("signature only");
    }

    public PluginManager getPluginManager() {
        throw new UnsupportedOperationException("signature only");
    }

    public Descriptor getDescriptor(Class<? extends Describable> type) {
        throw new UnsupportedOperationException("signature only");
    }

    public Descriptor getDescriptorOrDie(Class<? extends Describable> type) {
        throw new UnsupportedOperationException("signature only");
    }

    public <T extends Descriptor> T getDescriptorByType(Class<T> type) {
        throw new UnsupportedOperationException("signature only");
    }

    public Launcher createLauncher(TaskListener taskListener) {
        throw new UnsupportedOperationException("signature only");
    }

    public String getFullName() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getFullDisplayName() {
        throw new UnsupportedOperationException("signature only");
    }

    public List<TopLevelItem> getItems() {
        throw new UnsupportedOperationException("signature only");
    }

    public Computer getComputer(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public String getDisplayName() {
        throw new UnsupportedOperationException("signature only");
    }

    public Node getNode(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public String getUrlChildPrefix() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getRootUrl() throws IllegalStateException {
        throw new UnsupportedOperationException("signature only");
    }

    public File getRootDir() {
        throw new UnsupportedOperationException("signature only");
    }

    public FilePath getWorkspaceFor(TopLevelItem topLevelItem) {
        throw new UnsupportedOperationException("signature only");
    }

    public FilePath getRootPath() {
        throw new UnsupportedOperationException("signature only");
    }

    public <T> ExtensionList<T> getExtensionList(Class<T> type) {
        throw new UnsupportedOperationException("signature only");
    }

    public ACL getACL() {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean isTerminating() {
        throw new UnsupportedOperationException("signature only");
    }

    public TopLevelItem getItem(String text) throws AccessDeniedException {
        throw new UnsupportedOperationException("signature only");
    }

    public File getRootDirFor(TopLevelItem topLevelItem) {
        throw new UnsupportedOperationException("signature only");
    }

    public <T extends Item> T getItemByFullName(String text, Class<T> type) throws AccessDeniedException {
        throw new UnsupportedOperationException("signature only");
    }

    public Item getItemByFullName(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public void onRenamed(TopLevelItem topLevelItem, String text, String text2) throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public void onDeleted(TopLevelItem topLevelItem) throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public void load() throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public synchronized void save() throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public static Authentication getAuthentication2() {
        throw new UnsupportedOperationException("signature only");
    }

    private Jenkins() {}
}
