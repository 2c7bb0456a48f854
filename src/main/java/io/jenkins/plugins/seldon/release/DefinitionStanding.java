package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.jenkins.plugins.seldon.helm.record.ReleaseMark;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a CustomResourceDefinition of the cluster stands to the one of a chart. Pure.
 *
 * @param kind what can be said of it
 * @param version the Prometheus Operator's that the cluster's is of, empty where it does not say
 * @param owner whose it is, empty where it may be anybody's
 */
record DefinitionStanding(Kind kind, String version, String owner) {

    /** What can be said of it. */
    enum Kind {
        /** There is none. */
        ABSENT,
        /** It is of an older version of the operator. */
        OLDER,
        /** It is of the same version. */
        SAME,
        /** It is of a newer version. */
        NEWER,
        /** One of the two does not say its version. */
        UNKNOWN,
        /** Somebody else keeps it. */
        FOREIGN
    }

    /** What the Prometheus Operator writes on its definitions since 0.70 (its Makefile, {@code generate-crds}). */
    static final String VERSION = "operator.prometheus.io/version";

    /** Labels and annotations by which those who keep objects know theirs. */
    private static final Map<String, String> KEEPERS = Map.of(
            "olm.managed", "Operator Lifecycle Manager",
            "argocd.argoproj.io/tracking-id", "Argo CD",
            "argocd.argoproj.io/instance", "Argo CD",
            "kustomize.toolkit.fluxcd.io/name", "Flux",
            "helm.toolkit.fluxcd.io/name", "Flux");

    /**
     * Decides.
     *
     * @param wanted the version of the chart's, or null
     * @param present the cluster's, or null
     * @param release the release that the chart is for
     * @param namespace its namespace
     */
    static DefinitionStanding of(String wanted, ObjectMeta present, String release, String namespace) {
        if (present == null) {
            return new DefinitionStanding(Kind.ABSENT, "", "");
        }
        String version =
                Optional.ofNullable(present.getAnnotations()).orElse(Map.of()).getOrDefault(VERSION, "");
        String owner = owner(present, release, namespace);
        if (!owner.isEmpty()) {
            return new DefinitionStanding(Kind.FOREIGN, version, owner);
        }
        if (wanted == null || !isVersion(wanted) || !isVersion(version)) {
            return new DefinitionStanding(Kind.UNKNOWN, version, "");
        }
        int order = Arrays.compare(numbers(version), numbers(wanted));
        return new DefinitionStanding(order < 0 ? Kind.OLDER : order > 0 ? Kind.NEWER : Kind.SAME, version, "");
    }

    /** Helm itself marks nothing that it makes of a folder {@code crds}. */
    private static String owner(ObjectMeta present, String release, String namespace) {
        if (present.getOwnerReferences() != null
                && !present.getOwnerReferences().isEmpty()) {
            var owner = present.getOwnerReferences().get(0);
            return owner.getKind() + " " + owner.getName();
        }
        Map<String, String> annotations =
                Optional.ofNullable(present.getAnnotations()).orElse(Map.of());
        Map<String, String> labels = Optional.ofNullable(present.getLabels()).orElse(Map.of());
        Optional<ReleaseMark> other =
                ReleaseMark.of(present).filter(found -> !found.equals(new ReleaseMark(release, namespace)));
        if (other.isPresent()) {
            return "release " + other.get().name() + " in namespace "
                    + other.get().namespace();
        }
        for (Set<String> marks : List.of(annotations.keySet(), labels.keySet())) {
            for (String mark : marks) {
                if (KEEPERS.containsKey(mark)) {
                    return KEEPERS.get(mark);
                }
                if (mark.startsWith("operators.coreos.com/")) {
                    return KEEPERS.get("olm.managed");
                }
            }
        }
        String manager = labels.getOrDefault("app.kubernetes.io/managed-by", "Helm");
        return manager.equals("Helm") ? "" : manager;
    }

    private static boolean isVersion(String text) {
        return text.matches("[0-9]{1,6}(?:\\.[0-9]{1,6}){0,3}");
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
    }
}
