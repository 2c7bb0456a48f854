package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Whose a target is: which of the deployment's pods, as the API server lists them, brought its series. Pure.
 *
 * @param pods every pod with an executor that was there at some time of the measurement; none where nobody could be asked
 */
public record Owners(List<ExecutorPod> pods) {

    /** IPv4's or IPv6's. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]++|[0-9a-fA-F.]*+:[0-9a-fA-F:.]*+");

    public Owners {
        pods = List.copyOf(pods);
    }

    /** By what an owner is known, the best first. */
    public enum Basis {
        /** A label holds the pod's name. */
        POD_NAME("by the pods' names"),
        /** The scraped address is the pod's. */
        ADDRESS("by the pods' addresses"),
        /** Only the deployment's and the namespace's names, which others may have too. */
        LABELS("by labels only");

        private final String told;

        Basis(String told) {
            this.told = told;
        }

        @Override
        public String toString() {
            return told;
        }
    }

    /**
     * An owner.
     *
     * @param pod the pod's name; empty where labels alone tell
     * @param basis by what it is known
     * @param foreign whether it names a pod that is none of the deployment's
     */
    public record Owner(String pod, Basis basis, boolean foreign) {

        /** One that may be the deployment's, as far as this tells. */
        public static Owner of(String pod, Basis basis) {
            return new Owner(pod, basis, false);
        }

        /** A pod that is none of the deployment's. */
        public static Owner foreign(String pod) {
            return new Owner(pod, Basis.POD_NAME, true);
        }
    }

    /** The owner of what a target with these labels brings. */
    public Owner of(Map<String, String> labels) {
        if (pods.isEmpty()) {
            return Owner.of(PredictionSeries.podOf(labels), Basis.LABELS);
        }
        List<String> named = PredictionSeries.podsIn(labels);
        for (ExecutorPod pod : pods) {
            if (named.contains(pod.name())) {
                return Owner.of(pod.name(), Basis.POD_NAME);
            }
        }
        for (ExecutorPod pod : pods) {
            if (pod.ips().contains(host(labels))) {
                return Owner.of(pod.name(), Basis.ADDRESS);
            }
        }
        return named.isEmpty() ? Owner.of("", Basis.LABELS) : Owner.foreign(named.get(0));
    }

    /** The predictor that a series is of: the one that its label names, or else that of its pod; empty where neither tells. */
    String predictorOf(Map<String, String> labels) {
        String named = labels.getOrDefault("predictor_name", "");
        return named.isEmpty()
                ? pods.stream()
                        .filter(pod -> pod.name().equals(of(labels).pod()))
                        .map(ExecutorPod::predictor)
                        .findFirst()
                        .orElse("")
                : named;
    }

    /** Whether labels that the scrape copied from the pod say that a series is a shadow's, or its pod's own do. */
    boolean isShadow(Map<String, String> labels) {
        return "true".equals(labels.get("seldon_io_shadow"))
                || pods.stream()
                        .anyMatch(pod ->
                                pod.shadow() && pod.name().equals(of(labels).pod()));
    }

    /** Whether a target's address is the one of the pod that its labels name. */
    boolean isAtItsAddress(Map<String, String> labels, String pod) {
        return pods.stream()
                .anyMatch(each -> each.name().equals(pod) && each.ips().contains(host(labels)));
    }

    /** Whether a target has an address, and that is none of the pod that its labels name. */
    boolean isAtAnotherAddress(Map<String, String> labels, String pod) {
        return ADDRESS.matcher(host(labels)).matches() && !isAtItsAddress(labels, pod);
    }

    /** The address without its port: {@code 10.0.0.1:8000}, {@code [fd00::1]:8000}. */
    private static String host(Map<String, String> labels) {
        String instance = labels.getOrDefault("instance", "");
        int port = instance.lastIndexOf(':');
        String host = port > 0 && instance.indexOf(':') == port || instance.startsWith("[")
                ? instance.substring(0, Math.max(port, 0))
                : instance;
        return host.replace("[", "").replace("]", "");
    }
}
