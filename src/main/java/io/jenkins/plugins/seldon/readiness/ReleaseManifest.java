package io.jenkins.plugins.seldon.readiness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The workloads of a Helm release, from the Secret in which Helm 3 and 4 keep it: JSON, gzipped, base64, and base64 once
 * more as data of a Secret (helm.sh/helm, pkg/storage/driver/util.go). Pure.
 */
final class ReleaseManifest {

    private static final int LARGEST = 20 * 1024 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

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
     * The workloads that a manifest names in a namespace, and that must exist: hooks are no part of it, and Jobs with a
     * time to live are left out.
     */
    static Set<WorkloadName> parse(String manifest, String namespace) throws IOException {
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(LARGEST);
        limits.setMaxAliasesForCollections(1000);
        Map<String, WatchedKind> kinds = new HashMap<>();
        for (WatchedKind kind : WatchedKind.values()) {
            if (!kind.isOptional()) {
                kinds.put(kind.kind(), kind);
            }
        }
        Set<WorkloadName> workloads = new LinkedHashSet<>();
        try {
            for (Object document : new Yaml(new SafeConstructor(limits)).loadAll(manifest)) {
                if (!(document instanceof Map<?, ?> map) || !(map.get("metadata") instanceof Map<?, ?> metadata)) {
                    continue;
                }
                WatchedKind kind = kinds.get(String.valueOf(map.get("kind")));
                if (kind != null
                        && metadata.get("name") instanceof String name
                        && isIn(metadata.get("namespace"), namespace)
                        && !isTakenAway(map)) {
                    workloads.add(new WorkloadName(kind, name));
                }
            }
        } catch (YAMLException e) {
            throw new IOException("the release's manifest is not YAML", e);
        }
        return workloads;
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
