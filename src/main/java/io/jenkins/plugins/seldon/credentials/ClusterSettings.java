package io.jenkins.plugins.seldon.credentials;

import java.util.List;

/** What an administrator has settled on clusters, as far as connecting depends on it. */
public interface ClusterSettings {

    /** A cluster that jobs may name, with its own credential in Jenkins' own store. */
    interface Global extends ClusterOptions {

        String getName();

        /** @param jobFullName the job's full name, such as {@code models/iris/release} */
        boolean usableBy(String jobFullName);

        /** Whether its credential may go to agents, where Helm installs and uninstalls. */
        boolean isHelmOnAgents();
    }

    List<? extends Global> getClusters();

    /** Whether a job that names no cluster may use the controller's own service account. */
    boolean isControllerServiceAccount();

    /** The list that {@link AllowedUrls} reads, one prefix a line. */
    String getAllowedUrls();
}
