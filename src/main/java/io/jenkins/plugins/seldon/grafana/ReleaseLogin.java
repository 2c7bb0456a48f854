package io.jenkins.plugins.seldon.grafana;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** The administrator's login that Grafana's chart keeps in a Secret; needs {@code get} on it. */
public final class ReleaseLogin implements Login.Source {

    private final KubernetesClient client;
    private final String namespace;
    private final String name;

    /** @param client stays the caller's to close */
    public ReleaseLogin(KubernetesClient client, String namespace, String name) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
    }

    @Override
    public Login get() throws IOException {
        Secret secret;
        try {
            secret = client.secrets().inNamespace(namespace).withName(name).get();
        } catch (KubernetesClientException e) {
            String server = client.getMasterUrl().toString();
            throw new GrafanaException(ClusterFailure.sentence("read Grafana's login in Secret " + name, server, e), e);
        }
        Map<String, String> data = secret == null || secret.getData() == null ? Map.of() : secret.getData();
        if (!data.containsKey("admin-user") || !data.containsKey("admin-password")) {
            throw new GrafanaException("The Secret " + name + " in namespace " + namespace
                    + " has no login for Grafana (admin-user, admin-password); give grafanaCredentialsId.");
        }
        return new Login(decoded(data.get("admin-user")), decoded(data.get("admin-password")));
    }

    private String decoded(String base64) throws GrafanaException {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new GrafanaException("The Secret " + name + " in namespace " + namespace
                    + " has a login for Grafana that is not base64; give grafanaCredentialsId.");
        }
    }
}
