package io.jenkins.plugins.seldon.credentials;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.model.Run;
import hudson.security.ACL;
import java.io.IOException;
import java.util.List;
import jenkins.model.Jenkins;

/**
 * Jenkins' stores, as a build sees them.
 *
 * @param run null where only Jenkins' own store is asked
 */
record RunCredentials(Run<?, ?> run) implements CredentialSource {

    @Override
    public StandardCredentials visible(String id) throws IOException, InterruptedException {
        return CredentialsProvider.findCredentialById(id, StandardCredentials.class, run);
    }

    @Override
    public StandardCredentials jenkinsOwn(String id) {
        return CredentialsProvider.findCredentialByIdInItemGroup(
                id, StandardCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of());
    }

    @Override
    public void used(StandardCredentials credential) {
        if (run != null) {
            CredentialsProvider.track(run, credential);
        }
    }
}
