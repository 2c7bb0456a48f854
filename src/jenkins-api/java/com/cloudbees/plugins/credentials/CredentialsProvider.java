package com.cloudbees.plugins.credentials;

import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import hudson.ExtensionPoint;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Run;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import java.util.List;
import org.springframework.security.core.Authentication;

@SuppressWarnings({"rawtypes", "unchecked"})
public abstract class CredentialsProvider extends Descriptor<CredentialsProvider>
        implements ExtensionPoint, Describable<CredentialsProvider> {

    public static final PermissionGroup GROUP = new PermissionGroup(CredentialsProvider.class, null);

    public static final Permission USE_OWN = new Permission(GROUP, "UseOwn", null, null, PermissionScope.ITEM);

    public static final Permission USE_ITEM = new Permission(GROUP, "UseItem", null, null, PermissionScope.ITEM);

    public static final Permission VIEW = new Permission(GROUP, "View", null, null, PermissionScope.ITEM);

    public static <C extends IdCredentials> C findCredentialByIdInItemGroup(
            String text,
            Class<C> type,
            ItemGroup<?> itemGroup,
            Authentication authentication,
            List<DomainRequirement> list) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <C extends IdCredentials> C findCredentialByIdInItem(
            String text, Class<C> type, Item item, Authentication authentication, List<DomainRequirement> list) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <C extends IdCredentials> C findCredentialById(String text, Class<C> type, Run<?, ?> run) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <C extends Credentials> C track(Run run, C credentials) {
        throw new UnsupportedOperationException("signature only");
    }

    private CredentialsProvider() {}
}
