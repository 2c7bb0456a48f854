package hudson.security;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;

public interface AccessControlled {

    ACL getACL();

    default void checkPermission(Permission permission) throws AccessDeniedException {
        getACL().checkPermission(permission);
    }

    default void checkAnyPermission(Permission... permissions) throws AccessDeniedException {
        getACL().checkAnyPermission(permissions);
    }

    default boolean hasPermission(Permission permission) {
        return getACL().hasPermission(permission);
    }

    default boolean hasAnyPermission(Permission... permissions) {
        return getACL().hasAnyPermission(permissions);
    }

    default boolean hasPermission2(Authentication authentication, Permission permission) {
        return getACL().hasPermission2(authentication, permission);
    }
}
