package io.jenkins.plugins.seldon.readiness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Secret;
import io.jenkins.plugins.seldon.yaml.InvalidYamlException;
import io.jenkins.plugins.seldon.yaml.YamlDocument;
import io.jenkins.plugins.seldon.yaml.YamlLimits;
import io.jenkins.plugins.seldon.yaml.YamlReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * The workloads of a Helm release, from the Secret in which Helm 3 and 4 keep it: JSON, gzipped, base64, and base64 once
 * more as data of a Secret (helm.sh/helm, pkg/storage/driver/util.go). Pure.
 */
final class ReleaseManifest {

    private static final int LARGEST = 20 * 1024 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YamlReader YAML = YamlReader.typed(new YamlLimits(LARGEST, 200));

    private ReleaseManifest() {}

    /** The label selector of a release's Secrets. */
    static String selector(String release) {
        return "owner=helm,name=" + release;
    }

    /**
     * The workloads of the newest revision among a release's Secrets that live in the namespace of the release; empty if
     * there is no revision.
     *
     * @throws IOException if the newest revision can't be read
     */
    static Set<WorkloadName> workloads(Collection<Secret> revisions, String namespace) throws IOException {
        Secret newest = revisions.stream()
                .filter(secret -> "helm.sh/release.v1".equals(secret.getType()) && secret.getData() != null)
                .max(Comparator.comparingInt(ReleaseManifest::revision))
                .orElse(null);
        return newest == null ? Set.of() : parse(manifest(newest.getData().get("release")), namespace);
    }

    private static int revision(Secret secret) {
        Map<String, String> labels = secret.getMetadata().getLabels();
        String version = labels == null ? null : labels.get("version");
        return version != null && version.matches("\\d{1,9}") ? Integer.parseInt(version) : 0;
    }

    private static String manifest(String data) throws IOException {
        try {
            byte[] packed = Base64.getDecoder().decode(Base64.getDecoder().decode(data));
            boolean zipped = packed.length > 2 && packed[0] == 0x1f && packed[1] == (byte) 0x8b;
            byte[] plain = zipped ? unzip(packed) : packed;
            JsonNode release = JSON.readTree(plain);
            return release.path("manifest").asText("");
        } catch (IllegalArgumentException e) {
            throw new IOException("the release's Secret is not base64", e);
        }
    }

    private static byte[] unzip(byte[] packed) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] plain = in.readNBytes(LARGEST + 1);
            if (plain.length > LARGEST) {
                throw new IOException("the release is larger than " + LARGEST + " bytes");
            }
            return plain;
        }
    }

    /**
     * The workloads and custom resources that a manifest names in a namespace, and that must exist: hooks are no part of it,
     * and Jobs with a time to live are left out. Where the API serves a custom kind is not known here.
     */
    static Set<WorkloadName> parse(String manifest, String namespace) throws IOException {
        Set<WorkloadName> workloads = new LinkedHashSet<>();
        try {
            for (YamlDocument document : YAML.documents(manifest)) {
                collect(document.value(), null, namespace, workloads);
            }
        } catch (InvalidYamlException e) {
            throw new IOException("the release's manifest " + e.getMessage(), e);
        }
        return workloads;
    }

    /**
     * What the API server makes of an object: of a List its items, of these again their items.
     *
     * @param listed the version of the list that the object stands in, which it need not repeat
     */
    private static void collect(Object object, Object listed, String namespace, Set<WorkloadName> workloads) {
        if (!(object instanceof Map<?, ?> map)) {
            return;
        }
        Object version = map.get("apiVersion") == null ? listed : map.get("apiVersion");
        if (String.valueOf(map.get("kind")).endsWith("List") && map.get("items") instanceof List<?> items) {
            items.forEach(item -> collect(item, version, namespace, workloads));
            return;
        }
        WatchedKind kind = WatchedKind.of(String.valueOf(version), String.valueOf(map.get("kind")))
                .orElse(null);
        if (kind != null
                && !kind.isOptional()
                && map.get("metadata") instanceof Map<?, ?> metadata
                && metadata.get("name") instanceof String name
                && isIn(metadata.get("namespace"), namespace)
                && !isTakenAway(map)) {
            workloads.add(new WorkloadName(kind, name));
        }
    }

    /** A Job that is deleted some time after its end may be gone already; while it is there, it is found by itself. */
    private static boolean isTakenAway(Map<?, ?> object) {
        return "Job".equals(object.get("kind"))
                && object.get("spec") instanceof Map<?, ?> spec
                && spec.get("ttlSecondsAfterFinished") != null;
    }

    private static boolean isIn(Object given, String namespace) {
        return given == null || given.equals(namespace) || "".equals(given);
    }
}
