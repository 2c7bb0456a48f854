package io.jenkins.plugins.seldon.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * One line of {@code helm history}, read from the cluster as Helm reads it and by none of the code under test: a Secret
 * whose {@code release} is base64 of base64 of gzipped JSON.
 *
 * @param release name and revision, as the Secret's name has them
 * @param status the release's own status
 * @param label the status that its Secret is labelled with
 * @param chart name and version
 */
record HelmListing(String release, String status, String label, String chart) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Every revision in a namespace, by name. */
    static List<HelmListing> of(KubernetesClient client, String namespace) {
        return client.secrets().inNamespace(namespace).withLabel("owner", "helm").list().getItems().stream()
                .filter(secret -> "helm.sh/release.v1".equals(secret.getType()))
                .sorted(Comparator.comparing(secret -> secret.getMetadata().getName()))
                .map(HelmListing::read)
                .toList();
    }

    private static HelmListing read(Secret secret) {
        byte[] zipped = Base64.getDecoder()
                .decode(Base64.getDecoder().decode(secret.getData().get("release")));
        try (GZIPInputStream json = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            JsonNode release = JSON.readTree(json);
            JsonNode chart = release.at("/chart/metadata");
            return new HelmListing(
                    release.path("name").asText() + ".v"
                            + release.path("version").asInt(),
                    release.at("/info/status").asText(),
                    secret.getMetadata().getLabels().get("status"),
                    chart.path("name").asText() + "-" + chart.path("version").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
