package io.jenkins.plugins.seldon.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What becomes of the pods behind a service that has no endpoints, for the sentence that tells of it. */
final class ServicePods {

    private static final Logger LOGGER = Logger.getLogger(ServicePods.class.getName());

    private static final int MOST = 3;
    private static final ListOptions FEW =
            new ListOptionsBuilder().withLimit(10L).build();

    private ServicePods() {}

    /**
     * A clause such as {@code its pod prometheus-0 is Running, not ready: prometheus waits in CrashLoopBackOff after 3
     * restarts, ended last with exit code 1 (Error)}; empty where the service or its pods may not be read, or select none.
     * Blocking, two requests.
     */
    static String told(KubernetesClient client, String namespace, String name) {
        try {
            Service service =
                    client.services().inNamespace(namespace).withName(name).get();
            Map<String, String> selector =
                    service == null ? Map.of() : service.getSpec().getSelector();
            if (selector == null || selector.isEmpty()) {
                return "";
            }
            List<Pod> pods = client.pods()
                    .inNamespace(namespace)
                    .withLabels(selector)
                    .list(FEW)
                    .getItems();
            return pods.isEmpty()
                    ? "no pod matches the service's selector"
                    : pods.stream().limit(MOST).map(ServicePods::told).collect(Collectors.joining("; "));
        } catch (KubernetesClientException e) {
            LOGGER.log(Level.FINE, e, () -> "The pods of service " + namespace + "/" + name + " could not be read.");
            return "";
        }
    }

    /** One pod, a clause. */
    static String told(Pod pod) {
        boolean ready = pod.getStatus().getConditions().stream()
                .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
        String containers = pod.getStatus().getContainerStatuses().stream()
                .filter(container -> !Boolean.TRUE.equals(container.getReady()))
                .map(ServicePods::told)
                .collect(Collectors.joining(", "));
        String phase = Optional.ofNullable(pod.getStatus().getPhase()).orElse("in no phase yet");
        return "its pod " + Excerpt.of(pod.getMetadata().getName()) + " is " + Excerpt.of(phase)
                + (ready ? ", ready" : ", not ready") + (containers.isEmpty() ? "" : ": " + containers);
    }

    private static String told(ContainerStatus container) {
        ContainerState state = Optional.ofNullable(container.getState()).orElseGet(ContainerState::new);
        String now = state.getWaiting() != null
                ? "waits in " + state.getWaiting().getReason()
                : state.getTerminated() != null ? ended(state.getTerminated()) : "runs and is not ready yet";
        int restarts = Optional.ofNullable(container.getRestartCount()).orElse(0);
        Stream<String> last = Stream.ofNullable(container.getLastState())
                .map(ContainerState::getTerminated)
                .filter(terminated -> terminated != null && state.getTerminated() == null)
                .map(terminated -> "the last time it " + ended(terminated));
        String before = restarts == 0
                ? ""
                : " after " + restarts + (restarts == 1 ? " restart" : " restarts")
                        + last.map(each -> ", " + each).collect(Collectors.joining());
        return Excerpt.of(container.getName() + " " + now + before);
    }

    private static String ended(ContainerStateTerminated terminated) {
        return "exited with code " + terminated.getExitCode()
                + (terminated.getReason() == null ? "" : " (" + terminated.getReason() + ")");
    }
}
