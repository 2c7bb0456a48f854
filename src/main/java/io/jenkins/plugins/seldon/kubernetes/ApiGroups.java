package io.jenkins.plugins.seldon.kubernetes;

import java.util.Set;

/**
 * The API groups that Kubernetes itself serves or once served, from its discovery in 1.20 to 1.33. The end of a name does
 * not tell: definitions of its own projects end as some of these do. Pure.
 */
public final class ApiGroups {

    private static final Set<String> OWN = Set.of(
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

    private ApiGroups() {}

    /**
     * Whether Kubernetes serves or served the group itself; everything else comes from a definition or another API server.
     *
     * @param group as in an API version; empty for the core group
     */
    public static boolean isOwn(String group) {
        return OWN.contains(group);
    }
}
