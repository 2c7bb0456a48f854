package io.jenkins.plugins.seldon.steps;

import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;

/**
 * A kubeconfig as a cloud's own tool writes it, and the program that its user logs in with, {@code cloud-auth-plugin}, beside
 * it: a shell script in the place of {@code aws}, {@code gke-gcloud-auth-plugin} or {@code kubelogin}.
 *
 * @param folder that both lie in
 */
record CloudLogin(Path folder) {

    static CloudLogin to(EmbeddedCluster cluster, Path folder) throws IOException {
        String authority =
                Base64.getEncoder().encodeToString(cluster.caCertificate().getBytes(StandardCharsets.UTF_8));
        CloudLogin login = new CloudLogin(folder);
        Files.writeString(
                login.kubeconfig(),
                """
                apiVersion: v1
                kind: Config
                current-context: models
                contexts: [{name: models, context: {cluster: models, user: cloud}}]
                clusters: [{name: models, cluster: {server: '%s', certificate-authority-data: '%s'}}]
                users:
                - name: cloud
                  user:
                    exec:
                      apiVersion: client.authentication.k8s.io/v1beta1
                      command: %s
                      args: [get-token, --cluster, 'it''s models']
                      env: [{name: CLOUD_KEY, value: s3cret-key-of-the-cloud}]
                      provideClusterInfo: true
                """
                        .formatted(cluster.url(), authority, folder.resolve("cloud-auth-plugin")));
        return login;
    }

    Path kubeconfig() {
        return folder.resolve("kubeconfig");
    }

    /**
     * Gives the program its behaviour, lines of a shell script. The file comes into being whole, and never open for writing:
     * Linux runs none that a process being started meanwhile still has open so (ETXTBSY).
     */
    void program(String behaviour) throws IOException {
        Path fresh = Files.writeString(folder.resolve("fresh-plugin"), "#!/bin/sh\n" + behaviour);
        if (!fresh.toFile().setExecutable(true)) {
            throw new IOException(fresh + " can't be made executable");
        }
        Files.move(fresh, folder.resolve("cloud-auth-plugin"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** One that answers with this token, good for so many seconds from when it is asked on. */
    void token(String token, int seconds) throws IOException {
        program(
                """
                until=$(date -u -d '%d seconds' +%%Y-%%m-%%dT%%H:%%M:%%SZ)
                printf '{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1beta1", "status": {"token": "%s", "expirationTimestamp": "%%s"}}' "$until"
                """
                        .formatted(seconds, token));
    }
}
