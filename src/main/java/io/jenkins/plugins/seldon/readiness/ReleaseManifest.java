package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Secret;
import io.jenkins.plugins.seldon.helm.record.ReleaseSecrets;
import io.jenkins.plugins.seldon.yaml.InvalidYamlException;
import io.jenkins.plugins.seldon.yaml.YamlDocument;
import io.jenkins.plugins.seldon.yaml.YamlLimits;
import io.jenkins.plugins.seldon.yaml.YamlReader;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The workloads of a Helm release, from what Helm recorded of it. Pure.
 *
 * @param workloads the workloads and custom resources in the namespace of the release
 * @param elsewhere those in other namespaces, with these, for people
 * @param begun when Helm began with the revision, by the cluster's clock; the epoch if unknown
 */
public record ReleaseManifest(Set<WorkloadName> workloads, Set<String> elsewhere, Instant begun) {

    /** Nothing is known of a release. */
    public static final ReleaseManifest NONE = new ReleaseManifest(Set.of(), Set.of(), Instant.EPOCH);

    private static final int LARGEST = 20 * 1024 * 1024;
    private static final YamlReader YAML = YamlReader.typed(new YamlLimits(LARGEST, 200));

    public ReleaseManifest {
        workloads = Collections.unmodifiableSet(new LinkedHashSet<>(workloads));
        elsewhere = Collections.unmodifiableSet(new LinkedHashSet<>(elsewhere));
    }

    /** What is known of the revision beside the names. */
    public Revision revision() {
        boolean isKnown = !begun.equals(Instant.EPOCH);
        return new Revision(begun, isKnown && workloads.isEmpty() && elsewhere.isEmpty());
    }

    /**
     * What the newest revision among a release's Secrets names; nothing if there is no revision.
     *
     * @throws IOException if the newest revision can't be read
     */
    public static ReleaseManifest newest(Collection<Secret> revisions, String namespace) throws IOException {
        Optional<Secret> newest = ReleaseSecrets.newest(revisions);
        if (newest.isEmpty()) {
            return NONE;
        }
        ReleaseManifest parsed = parse(ReleaseSecrets.decode(newest.get()).manifest(), namespace);
        Instant begun = Events.instant(newest.get().getMetadata().getCreationTimestamp());
        return new ReleaseManifest(parsed.workloads(), parsed.elsewhere(), begun);
    }

    /**
     * The workloads and custom resources that a manifest names, and that must exist: hooks are no part of it,
     * and Jobs with a time to live are left out. Where the API serves a custom kind is not known here.
     */
    static ReleaseManifest parse(String manifest, String namespace) throws IOException {
        Collected collected = new Collected(namespace, new LinkedHashSet<>(), new LinkedHashSet<>());
        try {
            for (YamlDocument document : YAML.documents(manifest)) {
                collect(document.value(), null, collected);
            }
        } catch (InvalidYamlException e) {
            throw new IOException("the release's manifest " + e.getMessage(), e);
        }
        return new ReleaseManifest(collected.workloads(), collected.elsewhere(), Instant.EPOCH);
    }

    private record Collected(String namespace, Set<WorkloadName> workloads, Set<String> elsewhere) {

        void add(WorkloadName name, Object where) {
            if (where == null || where.equals(namespace) || "".equals(where)) {
                workloads.add(name);
            } else {
                elsewhere.add(name + " (" + where + ")");
            }
        }
    }

    /**
     * What the API server makes of an object: of a List its items, of these again their items.
     *
     * @param listed the version of the list that the object stands in, which it need not repeat
     */
    private static void collect(Object object, Object listed, Collected collected) {
        if (!(object instanceof Map<?, ?> map)) {
            return;
        }
        Object version = map.get("apiVersion") == null ? listed : map.get("apiVersion");
        if (String.valueOf(map.get("kind")).endsWith("List") && map.get("items") instanceof List<?> items) {
            items.forEach(item -> collect(item, version, collected));
            return;
        }
        WatchedKind kind = WatchedKind.of(String.valueOf(version), String.valueOf(map.get("kind")))
                .orElse(null);
        if (kind != null
                && !kind.isOptional()
                && map.get("metadata") instanceof Map<?, ?> metadata
                && metadata.get("name") instanceof String name
                && !isTakenAway(map)) {
            collected.add(new WorkloadName(kind, name), metadata.get("namespace"));
        }
    }

    /** A Job that is deleted some time after its end may be gone already; while it is there, it is found by itself. */
    private static boolean isTakenAway(Map<?, ?> object) {
        return "Job".equals(object.get("kind"))
                && object.get("spec") instanceof Map<?, ?> spec
                && spec.get("ttlSecondsAfterFinished") != null;
    }
}
