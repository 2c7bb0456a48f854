package hudson.security;

import hudson.model.User;
import java.util.Arrays;
import java.util.function.BiFunction;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;

public abstract class ACL {
    private static final ThreadLocal<Authentication> CURRENT = new ThreadLocal<>();

    private static final class SystemAuthentication implements Authentication {
        private static final long serialVersionUID = 1L;

        @Override
        public java.util.List<org.springframework.security.core.GrantedAuthority> getAuthorities() {
            return java.util.List.of();
        }

        @Override
        public Object getCredentials() {
            return SYSTEM_USERNAME;
        }

        @Override
        public Object getDetails() {
            return null;
        }

        @Override
        public Object getPrincipal() {
            return SYSTEM_USERNAME;
        }

        @Override
        public boolean isAuthenticated() {
            return true;
        }

        @Override
        public void setAuthenticated(boolean authenticated) {
            throw new UnsupportedOperationException("signature only");
        }

        @Override
        public String getName() {
            return SYSTEM_USERNAME;
        }
    }

    public static final String ANONYMOUS_USERNAME = "anonymous";

    public static final String SYSTEM_USERNAME = "SYSTEM";

    public static final Authentication SYSTEM2 = new SystemAuthentication();

    public ACL() {}

    public final void checkPermission(Permission permission) {
        if (!hasPermission(permission)) {
            throw new AccessDeniedException("the " + permission.name + " permission is missing");
        }
    }

    public final void checkAnyPermission(Permission... permissions) {
        if (!hasAnyPermission(permissions)) {
            throw new AccessDeniedException("a permission is missing");
        }
    }

    public final boolean hasPermission(Permission permission) {
        Authentication user = CURRENT.get();
        return user == SYSTEM2 || hasPermission2(user, permission);
    }

    public final boolean hasAnyPermission(Permission... permissions) {
        return Arrays.stream(permissions).anyMatch(this::hasPermission);
    }

    public boolean hasPermission2(Authentication authentication, Permission permission) {
        throw new UnsupportedOperationException("signature only");
    }

    public static ACL lambda2(BiFunction<Authentication, Permission, Boolean> biFunction) {
        return new ACL() {
            @Override
            public boolean hasPermission2(Authentication user, Permission permission) {
                return biFunction.apply(user, permission);
            }
        };
    }

    public static ACLContext as2(Authentication authentication) {
        Authentication before = CURRENT.get();
        CURRENT.set(authentication);
        return new ACLContext(() -> CURRENT.set(before));
    }

    public static ACLContext as(User user) {
        throw new UnsupportedOperationException("signature only");
    }
}
