package hudson.security;

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
            return "SYSTEM";
        }

        @Override
        public Object getDetails() {
            return null;
        }

        @Override
        public Object getPrincipal() {
            return "SYSTEM";
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
            return "SYSTEM";
        }
    }

    public static final Authentication SYSTEM2 = new SystemAuthentication();

    public ACL() {}

    public static ACLContext as2(Authentication user) {
        Authentication before = CURRENT.get();
        CURRENT.set(user);
        return new ACLContext(() -> CURRENT.set(before));
    }

    public final void checkPermission(Permission permission) {
        if (!hasPermission(permission)) {
            throw new AccessDeniedException("the " + permission.name + " permission is missing");
        }
    }

    public final boolean hasPermission(Permission permission) {
        Authentication user = CURRENT.get();
        return user == SYSTEM2 || hasPermission2(user, permission);
    }

    public boolean hasPermission2(Authentication authentication, Permission permission) {
        throw new UnsupportedOperationException("signature only");
    }
}
