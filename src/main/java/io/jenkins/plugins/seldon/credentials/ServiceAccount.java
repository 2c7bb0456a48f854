package io.jenkins.plugins.seldon.credentials;

import hudson.AbortException;
import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.ApiUser;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The service account of the pod that the controller runs in, as Kubernetes mounts it. */
final class ServiceAccount {

    private static final Path FOLDER = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    private ServiceAccount() {}

    /** @throws AbortException where the controller does not run in a pod */
    static ClusterConnection connection(String namespace) throws IOException {
        String host = System.getenv("KUBERNETES_SERVICE_HOST");
        String port = System.getenv("KUBERNETES_SERVICE_PORT");
        if (host == null || port == null || !Files.isReadable(FOLDER.resolve("token"))) {
            throw new AbortException("No cluster is given, and the controller, whose own service "
                    + "account is allowed, does not run in a cluster: give credentialsId or cluster.");
        }
        String server = "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        return Kubeconfig.connection(
                ApiServer.at(server).withCertificateAuthority(Files.readString(FOLDER.resolve("ca.crt"))),
                ApiUser.token(Files.readString(FOLDER.resolve("token")).trim()),
                namespace);
    }
}
