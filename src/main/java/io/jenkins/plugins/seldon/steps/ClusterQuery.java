package io.jenkins.plugins.seldon.steps;

import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.settings.ClusterForm;
import java.util.stream.Stream;
import org.kohsuke.stapler.QueryParameter;

/** The cluster that a form names while it is being filled in: what its fields hold, as a step would read them. */
public final class ClusterQuery {

    private final ClusterStep given;

    private ClusterQuery(ClusterStep given) {
        this.given = given;
    }

    /** Called by Stapler for each method of a form that takes a query. */
    public static ClusterQuery fromStapler(
            @QueryParameter String cluster,
            @QueryParameter String credentialsId,
            @QueryParameter String serverUrl,
            @QueryParameter String caCertificate,
            @QueryParameter String contextName,
            @QueryParameter String clusterName,
            @QueryParameter String namespace) {
        ClusterStep given = new UninstallSeldonAnalyticsStep();
        given.setCluster(cluster);
        given.setCredentialsId(credentialsId);
        given.setServerUrl(serverUrl);
        given.setCaCertificate(caCertificate);
        given.setContextName(contextName);
        given.setClusterName(clusterName);
        given.setNamespace(namespace);
        return new ClusterQuery(given);
    }

    ClusterOptions options() {
        return given;
    }

    /** Whether only a build can tell which cluster is meant. */
    boolean hasVariables() {
        return Stream.of(
                        given.getCluster(),
                        given.getCredentialsId(),
                        given.getServerUrl(),
                        given.getCaCertificate(),
                        given.getContextName(),
                        given.getClusterName(),
                        given.getNamespace())
                .anyMatch(ClusterForm::hasVariable);
    }
}
