package io.jenkins.plugins.seldon.release;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.seldon.helm.record.ReleaseRecord;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;

/** Brings a release's newest record into a state that others leave: a killed Helm, an older cluster. */
final class Pending {

    private Pending() {}

    /** As a killed Helm leaves it. */
    static void make(KubernetesClient client, String namespace, String name, ReleaseStatus status) throws IOException {
        change(client, namespace, name, record -> record.with(status, "under way"));
    }

    /** As a Helm keeps it that removes the release just now, since this time. */
    static void leave(KubernetesClient client, String namespace, String name, Instant since) throws IOException {
        Secret secret = newest(client, namespace, name);
        ObjectNode release = release(secret);
        ((ObjectNode) release.get("info"))
                .put("deleted", since.toString())
                .put("status", ReleaseStatus.UNINSTALLING.label());
        String text = Base64.getEncoder().encodeToString(release.toString().getBytes(StandardCharsets.UTF_8));
        store(client, secret, ReleaseRecord.decode(text));
    }

    /** As it is when the cluster was an old one at the time: under API versions that are gone since. */
    static void age(KubernetesClient client, String namespace, String name) throws IOException {
        change(
                client,
                namespace,
                name,
                record -> record.withManifest(record.manifest()
                                .replace("rbac.authorization.k8s.io/v1\n", "rbac.authorization.k8s.io/v1beta1\n")
                        + "---\napiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: {name: strict}\n"));
    }

    /** As it is when its chart said these objects otherwise at the time. */
    static void restate(KubernetesClient client, String namespace, String name, String manifest) throws IOException {
        change(client, namespace, name, record -> record.withManifest(manifest));
    }

    /** As it is when a definition was deleted since, and with it the objects. */
    static void undefine(KubernetesClient client, String namespace, String name) throws IOException {
        change(
                client,
                namespace,
                name,
                record -> record.withManifest(
                        record.manifest() + "---\napiVersion: example.org/v1\nkind: Widget\nmetadata: {name: blue}\n"));
    }

    /**
     * As a Helm that keeps all revisions leaves them, made of the only one that there is: before the deployed one superseded, after
     * it failed.
     */
    static void repeat(KubernetesClient client, String namespace, String name, int revisions, int deployed)
            throws IOException {
        Secret only = client.secrets()
                .inNamespace(namespace)
                .withLabel("owner", "helm")
                .withLabel("name", name)
                .list()
                .getItems()
                .get(0);
        ObjectNode release = release(only);
        client.secrets().inNamespace(namespace).resource(only).delete();
        for (int revision = 1; revision <= revisions; revision++) {
            ReleaseStatus status = revision == deployed
                    ? ReleaseStatus.DEPLOYED
                    : revision < deployed ? ReleaseStatus.SUPERSEDED : ReleaseStatus.FAILED;
            release.put("version", revision);
            ((ObjectNode) release.get("info")).put("status", status.label());
            String text = Base64.getEncoder().encodeToString(release.toString().getBytes(StandardCharsets.UTF_8));
            client.secrets()
                    .inNamespace(namespace)
                    .resource(new SecretBuilder(only)
                            .withNewMetadata()
                            .withName("sh.helm.release.v1." + name + ".v" + revision)
                            .withNamespace(namespace)
                            .withLabels(only.getMetadata().getLabels())
                            .addToLabels("status", status.label())
                            .addToLabels("version", Integer.toString(revision))
                            .endMetadata()
                            .addToData(
                                    "release",
                                    Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                            .build())
                    .create();
        }
    }

    private static void change(
            KubernetesClient client, String namespace, String name, UnaryOperator<ReleaseRecord> change)
            throws IOException {
        Secret secret = newest(client, namespace, name);
        String text = new String(Base64.getDecoder().decode(secret.getData().get("release")), StandardCharsets.UTF_8);
        store(client, secret, change.apply(ReleaseRecord.decode(text)));
    }

    private static Secret newest(KubernetesClient client, String namespace, String name) {
        return client
                .secrets()
                .inNamespace(namespace)
                .withLabel("owner", "helm")
                .withLabel("name", name)
                .list()
                .getItems()
                .stream()
                .max(Comparator.comparing(
                        found -> found.getMetadata().getLabels().get("version")))
                .orElseThrow();
    }

    private static ObjectNode release(Secret secret) throws IOException {
        byte[] packed = Base64.getDecoder()
                .decode(Base64.getDecoder().decode(secret.getData().get("release")));
        return (ObjectNode) new ObjectMapper().readTree(new GZIPInputStream(new ByteArrayInputStream(packed)));
    }

    private static void store(KubernetesClient client, Secret secret, ReleaseRecord record) {
        client.secrets()
                .inNamespace(secret.getMetadata().getNamespace())
                .resource(new SecretBuilder(secret)
                        .editMetadata()
                        .addToLabels("status", record.status().label())
                        .endMetadata()
                        .addToData(
                                "release",
                                Base64.getEncoder()
                                        .encodeToString(record.encode().getBytes(StandardCharsets.UTF_8)))
                        .build())
                .update();
    }
}
