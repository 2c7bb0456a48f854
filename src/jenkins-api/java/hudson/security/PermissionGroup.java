package hudson.security;

import org.jvnet.localizer.Localizable;

@SuppressWarnings("rawtypes")
public final class PermissionGroup {
    public final Class owner;
    public final Localizable title;

    public PermissionGroup(Class owner, Localizable title) throws IllegalStateException {
        this.owner = owner;
        this.title = title;
    }
}
