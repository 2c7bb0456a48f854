package hudson.model;

import hudson.security.AccessControlled;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import java.io.IOException;
import java.util.Collection;
import jenkins.model.FullyNamed;
import jenkins.model.FullyNamedModelObject;

@SuppressWarnings({"rawtypes", "unchecked"})
public interface Item extends PersistenceRoot, FullyNamedModelObject, FullyNamed, AccessControlled {

    public static final PermissionGroup PERMISSIONS = new PermissionGroup(Item.class, null);

    public static final Permission CREATE = new Permission(PERMISSIONS, "Create", null, null, PermissionScope.ITEM);

    public static final Permission DELETE = new Permission(PERMISSIONS, "Delete", null, null, PermissionScope.ITEM);

    public static final Permission CONFIGURE =
            new Permission(PERMISSIONS, "Configure", null, null, PermissionScope.ITEM);

    public static final Permission READ = new Permission(PERMISSIONS, "Read", null, null, PermissionScope.ITEM);

    public static final Permission DISCOVER = new Permission(PERMISSIONS, "Discover", null, READ, PermissionScope.ITEM);

    public static final Permission EXTENDED_READ =
            new Permission(PERMISSIONS, "ExtendedRead", null, CONFIGURE, PermissionScope.ITEM);

    public static final Permission BUILD = new Permission(PERMISSIONS, "Build", null, null, PermissionScope.ITEM);

    public static final Permission WORKSPACE =
            new Permission(PERMISSIONS, "Workspace", null, null, PermissionScope.ITEM);

    public static final Permission CANCEL = new Permission(PERMISSIONS, "Cancel", null, null, PermissionScope.ITEM);

    ItemGroup<? extends Item> getParent();

    Collection<? extends Job> getAllJobs();

    String getName();

    String getFullName();

    String getDisplayName();

    default String getRelativeNameFrom(ItemGroup itemGroup) {
        throw new UnsupportedOperationException("signature only");
    }

    default String getRelativeNameFrom(Item item) {
        throw new UnsupportedOperationException("signature only");
    }

    String getUrl();

    String getShortUrl();

    default String getAbsoluteUrl() {
        throw new UnsupportedOperationException("signature only");
    }

    void onLoad(ItemGroup<? extends Item> itemGroup, String text) throws IOException;

    void onCopiedFrom(Item item);

    void save() throws IOException;

    void delete() throws IOException, InterruptedException;
}
