package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/**
 * What Helm recorded of one release in the cluster. Talks to the API server at each call; fabric8's exceptions pass.
 */
public final class ReleaseHistory {

    private static final String KEY = "release";

    private final KubernetesClient client;
    private final String namespace;
    private final String name;

    public ReleaseHistory(KubernetesClient client, String namespace, String name) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
    }

    /**
     * The newest revision, or null if there is none.
     *
     * @throws ReleaseException if its record can't be read
     */
    public ReleaseRecord latest() throws ReleaseException {
        Secret secret = newest(secrets());
        return secret == null ? null : decode(secret);
    }

    /**
     * Sets a newest revision that is pending to failed, so that Helm goes on from it; any other is left as it is.
     *
     * @param reason for the history
     * @return whether there was one
     */
    public boolean failPending(String reason) throws ReleaseException {
        Secret secret = newest(secrets());
        ReleaseRecord record = secret == null ? null : decode(secret);
        if (record == null || !record.status().isPending()) {
            return false;
        }
        String text = record.with(ReleaseStatus.FAILED, reason).encode();
        Secret failed = new SecretBuilder(secret)
                .editMetadata()
                .addToLabels("status", ReleaseStatus.FAILED.label())
                .endMetadata()
                .addToData(KEY, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                .build();
        client.secrets().inNamespace(namespace).resource(failed).update();
        return true;
    }

    private List<Secret> secrets() {
        return client.secrets()
                .inNamespace(namespace)
                .withLabel("owner", "helm")
                .withLabel("name", name)
                .list()
                .getItems();
    }

    private static Secret newest(List<Secret> secrets) {
        return secrets.stream()
                .max(Comparator.comparingInt(ReleaseHistory::revision))
                .orElse(null);
    }

    private static int revision(Secret secret) {
        try {
            return Integer.parseInt(secret.getMetadata().getLabels().get("version"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private ReleaseRecord decode(Secret secret) throws ReleaseException {
        try {
            byte[] data = Base64.getDecoder().decode(secret.getData().getOrDefault(KEY, ""));
            return ReleaseRecord.decode(new String(data, StandardCharsets.UTF_8));
        } catch (IOException | IllegalArgumentException e) {
            throw new ReleaseException(
                    "Helm's record of release " + name + " (Secret "
                            + secret.getMetadata().getName() + " in namespace " + namespace
                            + ") can't be read: remove it, or the release, by hand.",
                    e);
        }
    }
}
