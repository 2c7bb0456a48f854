package io.jenkins.plugins.seldon.credentials;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import java.io.IOException;

/** Where credentials are looked up; null for one that is not there. */
interface CredentialSource {

    /** The credential of this id that the build may use, whoever's store has it. */
    StandardCredentials visible(String id) throws IOException, InterruptedException;

    /** The credential of this id in Jenkins' own store, in which only administrators put any. */
    StandardCredentials jenkinsOwn(String id);

    /**
     * Has the credential's page tell that its secret is used, as everybody does who reads one (credentials plugin,
     * {@code consumer.adoc}); nothing where no build does.
     */
    default void used(StandardCredentials credential) {}
}
