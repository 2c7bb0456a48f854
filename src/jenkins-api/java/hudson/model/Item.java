package hudson.model;

import hudson.security.AccessControlled;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import java.io.IOException;
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

    String getName();

    String getFullName();

    String getDisplayName();

    void save() throws IOException;
}
