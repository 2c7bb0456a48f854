package io.jenkins.plugins.seldon.release.preflight;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.jenkins.plugins.seldon.text.Listing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The namespace's Pod Security level, where the API server enforces it (Kubernetes 1.23 and later).
 *
 * <p>Rules: Kubernetes, Pod Security Standards. Of level restricted, those that pods of charts commonly break.
 */
final class PodSecurityCheck {

    private static final String LABEL = "pod-security.kubernetes.io/enforce";
    private static final Pattern VERSION = Pattern.compile("v?1\\.(\\d+)");
    private static final int FIRST_MINOR = 23;
    private static final Set<String> BASELINE_CAPABILITIES = Set.of(
            "AUDIT_WRITE",
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "MKNOD",
            "NET_BIND_SERVICE",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT");

    private PodSecurityCheck() {}

    static List<Problem> problems(List<Workload> wanted, ClusterSnapshot cluster) {
        String level = cluster.labels() == null ? "" : cluster.labels().getOrDefault(LABEL, "");
        boolean restricted = level.equals("restricted");
        if (!isEnforced(cluster.version()) || (!restricted && !level.equals("baseline"))) {
            return List.of();
        }
        List<String> refused = wanted.stream()
                .filter(workload -> workload.isIn(cluster.namespace(), cluster.namespace()))
                .map(workload -> describe(workload, restricted))
                .filter(text -> !text.isEmpty())
                .toList();
        return refused.isEmpty()
                ? List.of()
                : List.of(Problem.refusal(
                        PreflightCheck.POD_SECURITY,
                        "Namespace " + cluster.namespace() + " enforces the Pod Security level " + level
                                + ", which refuses " + Listing.and(refused) + ": use another namespace, have the label "
                                + LABEL
                                + " changed, or leave these out through the values."));
    }

    private static boolean isEnforced(String version) {
        Matcher matcher = VERSION.matcher(version);
        return matcher.find() && Integer.parseInt(matcher.group(1)) >= FIRST_MINOR;
    }

    private static String describe(Workload workload, boolean restricted) {
        List<String> violations = baseline(workload);
        if (restricted) {
            violations.addAll(restricted(workload));
        }
        return violations.isEmpty() ? "" : workload.label() + " (" + String.join(", ", violations) + ")";
    }

    private static List<String> baseline(Workload workload) {
        PodSpec pod = workload.pod();
        List<String> violations = new ArrayList<>();
        addIf(violations, Boolean.TRUE.equals(pod.getHostNetwork()), "hostNetwork");
        addIf(violations, Boolean.TRUE.equals(pod.getHostPID()), "hostPID");
        addIf(violations, Boolean.TRUE.equals(pod.getHostIPC()), "hostIPC");
        addIf(
                violations,
                pod.getVolumes().stream().anyMatch(volume -> volume.getHostPath() != null),
                "hostPath volumes");
        List<Container> containers = workload.containers();
        addIf(
                violations,
                containers.stream()
                        .flatMap(container -> container.getPorts().stream())
                        .anyMatch(port -> port.getHostPort() != null && port.getHostPort() != 0),
                "host ports");
        addIf(
                violations,
                containers.stream()
                        .map(Container::getSecurityContext)
                        .anyMatch(context -> context != null && Boolean.TRUE.equals(context.getPrivileged())),
                "privileged");
        addIf(
                violations,
                containers.stream()
                        .map(Container::getSecurityContext)
                        .anyMatch(context -> context != null
                                && context.getCapabilities() != null
                                && !BASELINE_CAPABILITIES.containsAll(
                                        context.getCapabilities().getAdd())),
                "added capabilities");
        return violations;
    }

    private static List<String> restricted(Workload workload) {
        PodSpec pod = workload.pod();
        List<String> violations = new ArrayList<>();
        List<SecurityContext> contexts = workload.containers().stream()
                .map(container ->
                        container.getSecurityContext() == null ? new SecurityContext() : container.getSecurityContext())
                .toList();
        boolean podNonRoot = pod.getSecurityContext() != null
                && Boolean.TRUE.equals(pod.getSecurityContext().getRunAsNonRoot());
        boolean podSeccomp =
                pod.getSecurityContext() != null && pod.getSecurityContext().getSeccompProfile() != null;
        addIf(
                violations,
                contexts.stream()
                        .anyMatch(context ->
                                !(context.getRunAsNonRoot() == null ? podNonRoot : context.getRunAsNonRoot())),
                "no runAsNonRoot");
        addIf(
                violations,
                contexts.stream().anyMatch(context -> !Boolean.FALSE.equals(context.getAllowPrivilegeEscalation())),
                "no allowPrivilegeEscalation: false");
        addIf(
                violations,
                contexts.stream()
                        .anyMatch(context -> context.getCapabilities() == null
                                || !context.getCapabilities().getDrop().contains("ALL")),
                "capabilities not dropped");
        addIf(
                violations,
                contexts.stream().anyMatch(context -> context.getSeccompProfile() == null && !podSeccomp),
                "no seccompProfile");
        addIf(
                violations,
                pod.getVolumes().stream().anyMatch(PodSecurityCheck::isInline),
                "volumes of a restricted kind");
        return violations;
    }

    /** Kinds of volumes that the level does not list, as far as they are common. */
    private static boolean isInline(Volume volume) {
        return volume.getNfs() != null
                || volume.getGitRepo() != null
                || volume.getIscsi() != null
                || volume.getCephfs() != null;
    }

    private static void addIf(List<String> violations, boolean violated, String name) {
        if (violated) {
            violations.add(name);
        }
    }
}
