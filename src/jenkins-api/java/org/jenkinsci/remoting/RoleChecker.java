package org.jenkinsci.remoting;

import java.util.Collection;

public abstract class RoleChecker {

    public RoleChecker() {}

    public abstract void check(RoleSensitive roleSensitive, Collection<Role> collection) throws SecurityException;

    public void check(RoleSensitive roleSensitive, Role role) throws SecurityException {
        throw new UnsupportedOperationException("signature only");
    }

    public void check(RoleSensitive roleSensitive, Role... roles) throws SecurityException {
        throw new UnsupportedOperationException("signature only");
    }
}
