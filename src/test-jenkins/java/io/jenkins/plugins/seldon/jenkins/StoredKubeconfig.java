package io.jenkins.plugins.seldon.jenkins;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;

/** A kubeconfig in Jenkins' own store, as the credential {@value #ID}. */
final class StoredKubeconfig {

    static final String ID = "cluster";

    private StoredKubeconfig() {}

    /** Puts it there, also for the next start of the controller. */
    static void store(String kubeconfig) throws IOException {
        SystemCredentialsProvider provider = SystemCredentialsProvider.getInstance();
        provider.getCredentials()
                .add(new FileCredentialsImpl(
                        CredentialsScope.GLOBAL,
                        ID,
                        "",
                        "kubeconfig",
                        SecretBytes.fromBytes(kubeconfig.getBytes(StandardCharsets.UTF_8))));
        provider.save();
    }
}
