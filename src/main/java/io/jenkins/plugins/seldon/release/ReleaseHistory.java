package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.seldon.helm.chart.InvalidChartException;
import io.jenkins.plugins.seldon.helm.chart.StoredManifest;
import io.jenkins.plugins.seldon.helm.record.ReleaseRecord;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import io.jenkins.plugins.seldon.kubernetes.Discovery;
import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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
        update(secret, record.with(ReleaseStatus.FAILED, reason));
        return true;
    }

    /**
     * Has the revisions that Helm goes on from, the newest and the deployed one, name API versions that the server still
     * has: it could not go on otherwise.
     *
     * @return what was changed, clauses for people; empty for nothing
     * @throws ReleaseException if a record can't be read, or names objects that the server knows no more
     */
    public Set<String> moveToServedApis() throws ReleaseException {
        List<Secret> secrets = secrets();
        Secret newest = newest(secrets);
        Set<String> changes = new TreeSet<>();
        for (Secret secret : secrets) {
            boolean deployed = ReleaseStatus.DEPLOYED
                    .label()
                    .equals(secret.getMetadata().getLabels().get("status"));
            if (deployed || secret.equals(newest)) {
                changes.addAll(moveToServedApis(secret));
            }
        }
        return changes;
    }

    private List<String> moveToServedApis(Secret secret) throws ReleaseException {
        ReleaseRecord record = decode(secret);
        StoredManifest stored;
        try {
            ServedApis served = Discovery.ask(client, StoredManifest.questions(record.manifest()));
            stored = StoredManifest.of(record.manifest(), served);
        } catch (InvalidChartException e) {
            return List.of();
        }
        if (!stored.lost().isEmpty()) {
            throw new ReleaseException("Release " + name + " in namespace " + namespace
                    + " has objects that the API server knows no more, so Helm can't go on from it: "
                    + String.join(", ", stored.lost())
                    + "; have its record mapped with helm mapkubeapis, or remove it (Secret "
                    + secret.getMetadata().getName() + ") by hand and install anew.");
        }
        if (!stored.changes().isEmpty()) {
            update(secret, record.withManifest(stored.text()));
        }
        return stored.changes();
    }

    private void update(Secret secret, ReleaseRecord record) {
        Secret changed = new SecretBuilder(secret)
                .editMetadata()
                .addToLabels("status", record.status().label())
                .endMetadata()
                .addToData(
                        KEY, Base64.getEncoder().encodeToString(record.encode().getBytes(StandardCharsets.UTF_8)))
                .build();
        client.secrets().inNamespace(namespace).resource(changed).update();
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
