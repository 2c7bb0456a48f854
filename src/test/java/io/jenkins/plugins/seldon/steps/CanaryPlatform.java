package io.jenkins.plugins.seldon.steps;

import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.fixture.helm.LocalChildProcesses;
import io.jenkins.plugins.seldon.fixture.helm.LocalHelmTool;
import io.jenkins.plugins.seldon.helm.ChildProcesses;
import io.jenkins.plugins.seldon.helm.tool.HelmTool;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.TestCertificates;
import io.jenkins.plugins.seldon.node.Workspace;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** A node with a workspace in a folder, one cluster, and credentials by id. */
final class CanaryPlatform extends FakePlatform {

    private final Path workspace;
    private final String kubeconfig;
    private final Map<String, HttpAccess> credentials;
    private final Map<String, String> machine = new TreeMap<>(System.getenv());

    CanaryPlatform(Path workspace, String kubeconfig, Map<String, HttpAccess> credentials) {
        this.workspace = workspace;
        this.kubeconfig = kubeconfig;
        this.credentials = credentials;
    }

    /** That of a user with everything that a kubeconfig can hold, behind a proxy with a login of root. */
    static String kubeconfig(
            EmbeddedCluster cluster, User user, URI proxy, String proxyPassword, TestCertificates certificates)
            throws GeneralSecurityException {
        String url = proxy.toString().replace("//", "//root:" + proxyPassword + "@");
        return cluster.kubeconfigFor(user)
                .replace("server: " + cluster.url(), "server: " + cluster.url() + "\n    proxy-url: " + url)
                .replace(
                        "token: " + user.token(),
                        "token: " + user.token() + "\n    client-certificate-data: "
                                + base64(certificates.certificatePem()) + "\n    client-key-data: "
                                + base64(certificates.keyPem()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sets what the node's administrator adds to the machine's environment. */
    CanaryPlatform machine(String name, String value) {
        machine.put(name, value);
        return this;
    }

    /** Where Helm has its folders. */
    Path besideWorkspace() {
        return workspace.resolveSibling(workspace.getFileName() + "@tmp");
    }

    @Override
    public ChildProcesses childProcesses() {
        return new LocalChildProcesses(besideWorkspace(), machine);
    }

    /** {@inheritDoc} A name is the path of an executable. */
    @Override
    public HelmTool helmTool(String name) {
        return new LocalHelmTool(name, besideWorkspace());
    }

    @Override
    public ClusterConnection connect(ClusterOptions options) {
        return Kubeconfig.parse(kubeconfig).select(new Kubeconfig.Choice(null, null, "seldon-system"));
    }

    @Override
    public HttpAccess access(String credentialsId) {
        return credentials.getOrDefault(credentialsId, HttpAccess.NONE);
    }

    @Override
    public boolean insideNode() {
        return true;
    }

    @Override
    public Workspace workspace() {
        return new Workspace() {
            @Override
            public byte[] read(String path, int limit) throws IOException {
                return Files.readAllBytes(workspace.resolve(path));
            }

            @Override
            public Map<String, byte[]> readFolder(String path, int limit) {
                return Map.of();
            }

            @Override
            public void write(String path, byte[] content) throws IOException {
                Files.createDirectories(workspace.resolve(path).getParent());
                Files.write(workspace.resolve(path), content);
            }

            @Override
            public boolean exists(String path) {
                return Files.exists(workspace.resolve(path));
            }
        };
    }
}
