package io.jenkins.plugins.seldon.helm.record;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The Secrets in which Helm 3 and 4 keep the revisions of a release: one each, of type {@code helm.sh/release.v1}
 * (helm.sh/helm, pkg/storage/driver/secrets.go). Pure.
 */
public final class ReleaseSecrets {

    /** Of one release that are read: Helm keeps ten revisions, or as many as {@code --history-max} says. */
    public static final int MOST = 300;

    /** Revisions of a release that Helm keeps unless it is told otherwise (helm.sh/helm, pkg/cli/environment.go). */
    private static final int KEPT = 10;

    private static final String TYPE = "helm.sh/release.v1";
    private static final String KEY = "release";

    private ReleaseSecrets() {}

    /** The labels by which a release's Secrets are listed. */
    public static Map<String, String> labels(String release) {
        return Map.of("owner", "helm", "name", release);
    }

    /** The Secret of the newest revision; empty if there is none. */
    public static Optional<Secret> newest(Collection<Secret> secrets) {
        return secrets.stream()
                .filter(secret -> TYPE.equals(secret.getType()))
                .max(Comparator.comparingInt(ReleaseSecrets::revision));
    }

    /** What the labels of a release's Secrets say of its revisions; other Secrets are left out. */
    public static NavigableMap<Integer, ReleaseStatus> revisions(Collection<Secret> secrets) {
        NavigableMap<Integer, ReleaseStatus> revisions = new TreeMap<>();
        for (Secret secret : secrets) {
            if (TYPE.equals(secret.getType()) && revision(secret) > 0) {
                revisions.put(
                        revision(secret),
                        ReleaseStatus.of(secret.getMetadata().getLabels().get("status")));
            }
        }
        return revisions;
    }

    /** The Secret of a revision; empty if there is none. */
    public static Optional<Secret> of(int revision, Collection<Secret> secrets) {
        return secrets.stream()
                .filter(secret -> TYPE.equals(secret.getType()) && revision(secret) == revision)
                .findAny();
    }

    /**
     * Those that have to go before one more revision is recorded, so that ten are left with it: the oldest ones, but
     * never the one that is deployed (helm.sh/helm, pkg/storage/storage.go, removeLeastRecent).
     */
    public static List<Secret> inTheWay(Collection<Secret> secrets) {
        NavigableMap<Integer, ReleaseStatus> revisions = revisions(secrets);
        int deployed = revisions.descendingMap().entrySet().stream()
                .filter(revision -> revision.getValue() == ReleaseStatus.DEPLOYED)
                .mapToInt(Map.Entry::getKey)
                .findFirst()
                .orElse(0);
        return revisions.keySet().stream()
                .filter(revision -> revision != deployed)
                .limit(Math.max(0, revisions.size() - (KEPT - 1)))
                .flatMap(revision -> of(revision, secrets).stream())
                .toList();
    }

    private static int revision(Secret secret) {
        Map<String, String> labels = secret.getMetadata().getLabels();
        String version = labels == null ? null : labels.get("version");
        return version != null && version.matches("\\d{1,9}") ? Integer.parseInt(version) : 0;
    }

    /** @throws IOException if the Secret holds no record of Helm */
    public static ReleaseRecord decode(Secret secret) throws IOException {
        Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
        try {
            byte[] text = Base64.getDecoder().decode(data.getOrDefault(KEY, ""));
            return ReleaseRecord.decode(new String(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new IOException("not in base64", e);
        }
    }

    /** The same Secret with another record. */
    public static Secret with(Secret secret, ReleaseRecord record) {
        return new SecretBuilder(secret)
                .editMetadata()
                .addToLabels("status", record.status().label())
                .endMetadata()
                .addToData(
                        KEY, Base64.getEncoder().encodeToString(record.encode().getBytes(StandardCharsets.UTF_8)))
                .build();
    }
}
