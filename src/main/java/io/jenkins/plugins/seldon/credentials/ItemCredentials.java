package io.jenkins.plugins.seldon.credentials;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.model.Item;
import java.util.List;

/**
 * Jenkins' stores, as builds of an item see them while it is being configured; no use is tracked.
 *
 * @param item null outside of any, where Jenkins' own store is all that there is
 */
record ItemCredentials(Item item) implements CredentialSource {

    @Override
    public StandardCredentials visible(String id) {
        return item == null
                ? jenkinsOwn(id)
                : BuildUsers.first(
                        BuildUsers.of(item),
                        user -> CredentialsProvider.findCredentialByIdInItem(
                                id, StandardCredentials.class, item, user, List.of()));
    }

    @Override
    public StandardCredentials jenkinsOwn(String id) {
        return new RunCredentials(null).jenkinsOwn(id);
    }
}
