package io.jenkins.plugins.seldon.release.chart;

import java.util.Set;

/** Why a server has no place for an object, told by its API group: Kubernetes' own, or one that a CRD brings. Pure. */
final class Missing {

    /** The groups that an API server has built in, from the discovery of Kubernetes 1.20 to 1.33. */
    private static final Set<String> BUILT_IN = Set.of(
            "",
            "admissionregistration.k8s.io",
            "apiextensions.k8s.io",
            "apiregistration.k8s.io",
            "apps",
            "auditregistration.k8s.io",
            "authentication.k8s.io",
            "authorization.k8s.io",
            "autoscaling",
            "batch",
            "certificates.k8s.io",
            "coordination.k8s.io",
            "discovery.k8s.io",
            "events.k8s.io",
            "extensions",
            "flowcontrol.apiserver.k8s.io",
            "internal.apiserver.k8s.io",
            "networking.k8s.io",
            "node.k8s.io",
            "policy",
            "rbac.authorization.k8s.io",
            "resource.k8s.io",
            "scheduling.k8s.io",
            "settings.k8s.io",
            "storage.k8s.io",
            "storagemigration.k8s.io");

    private Missing() {}

    /** The reason, and what to do about it: a clause. */
    static String reason(RenderedObject object, ServedApis served) {
        Set<String> versions = served.versionsOf(object.group());
        String version = object.apiVersion().substring(object.apiVersion().indexOf('/') + 1);
        if (!BUILT_IN.contains(object.group())) {
            return versions.isEmpty() || versions.contains(version)
                    ? "the cluster has no kind " + object.kind() + " (" + object.apiVersion()
                            + "): install its CRD first, or switch it off in the values"
                    : "the cluster has " + object.group() + " in " + String.join(", ", versions) + ", not in " + version
                            + ": use a version of the chart for that CRD, or install the CRD that the chart is for";
        }
        String obstacle = ApiSuccession.obstacle(object, served);
        if (obstacle != null) {
            return object.apiVersion() + " is gone, and " + obstacle
                    + ": use another version of the chart, or values that set them";
        }
        if (version.matches("v[0-9]+")) {
            return "the cluster does not have " + object.apiVersion() + " " + object.kind()
                    + " yet: use an older version of the chart, or values that leave it out";
        }
        return "nothing with the same schema took the place of " + object.apiVersion() + " " + object.kind()
                + ": use another version of the chart, or values that leave it out";
    }
}
