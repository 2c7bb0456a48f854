package org.jenkinsci.remoting;

public interface RoleSensitive {

    void checkRoles(RoleChecker roleChecker) throws SecurityException;
}
