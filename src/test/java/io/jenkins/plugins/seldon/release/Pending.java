package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Brings a release's record into a state that a killed Helm leaves. */
final class Pending {

    private Pending() {}

    static void make(KubernetesClient client, String namespace, String name, ReleaseStatus status) throws IOException {
        Secret secret = client.secrets()
                .inNamespace(namespace)
                .withName("sh.helm.release.v1." + name + ".v1")
                .require();
        String text = new String(Base64.getDecoder().decode(secret.getData().get("release")), StandardCharsets.UTF_8);
        String pending = ReleaseRecord.decode(text).with(status, "under way").encode();
        client.secrets()
                .inNamespace(namespace)
                .resource(new SecretBuilder(secret)
                        .editMetadata()
                        .addToLabels("status", status.label())
                        .endMetadata()
                        .addToData(
                                "release", Base64.getEncoder().encodeToString(pending.getBytes(StandardCharsets.UTF_8)))
                        .build())
                .update();
    }
}
