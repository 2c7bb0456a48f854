package io.jenkins.plugins.seldon.seldon;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.http.HttpFailure;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.kubernetes.Pages;
import io.jenkins.plugins.seldon.kubernetes.ServiceProxy;
import io.jenkins.plugins.seldon.prometheus.TextFormat;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * A model's cluster, through its API server: the SeldonDeployment, or what else is the model's object, and each pod's own
 * metrics by the pod proxy.
 */
public final class SeldonCluster implements ModelCluster {

    /** What the operator calls the executor's port for metrics. */
    private static final String METRICS_PORT = "metrics";

    /** Istio, pkg/kube/inject ({@code applyPrometheusMerge}) and pilot/cmd/pilot-agent/status ({@code handleStats}). */
    private static final String ISTIO_PAGE = "stats/prometheus";

    /** No escapes, queries or empty names. */
    private static final Pattern PAGE = Pattern.compile("[A-Za-z0-9._~-]++(?:/[A-Za-z0-9._~-]++){0,20}+/?+");

    /** Each page is a request of its own. */
    private static final int MOST_PODS = 64;

    private static final int MOST_LISTED = 5_000;

    /** As where a policy of the network keeps the API server from them: each that is asked in vain takes all of its time. */
    private static final int MOST_SILENT = 3;

    /** From a pod's start until its conditions are told first, at most. */
    private static final Duration FIRST_STATUS = Duration.ofSeconds(5);

    private static final Logger LOGGER = Logger.getLogger(SeldonCluster.class.getName());

    private final KubernetesClient client;
    private final ServiceProxy proxy;
    private final String server;

    /** How many ready pods' pages did not answer in time before any did. */
    private final AtomicInteger silent = new AtomicInteger();

    /**
     * @param client stays the caller's to close
     * @param proxy over the same client
     * @param server the API server's URL, for messages
     */
    public SeldonCluster(KubernetesClient client, ServiceProxy proxy, String server) {
        this.client = client;
        this.proxy = proxy;
        this.server = server;
    }

    @Override
    public Optional<Deployment> deployment(PredictionSeries scope) throws IOException {
        IOException problem = null;
        for (ModelKind kind : scope.servedBy().kinds()) {
            try {
                Optional<GenericKubernetesResource> found = object(kind, scope);
                if (found.isPresent()) {
                    return found.map(object -> read(kind, scope, object));
                }
            } catch (IOException e) {
                LOGGER.log(Level.FINE, "Who may read one kind need not be allowed to read the others.", e);
                problem = problem == null ? e : problem;
            }
        }
        if (problem != null) {
            throw problem;
        }
        return Optional.empty();
    }

    private Optional<GenericKubernetesResource> object(ModelKind kind, PredictionSeries scope) throws IOException {
        try {
            return Optional.ofNullable(client.genericKubernetesResources(ModelNames.context(kind))
                    .inNamespace(scope.namespace())
                    .withName(scope.deployment())
                    .get());
        } catch (KubernetesClientException e) {
            throw new IOException(ClusterFailure.sentence("read the " + kind + " " + scope, server, e), e);
        }
    }

    private static Deployment read(ModelKind kind, PredictionSeries scope, GenericKubernetesResource found) {
        return kind == ModelKind.SELDON_DEPLOYMENT ? read(scope, found) : ServedObject.read(kind, found);
    }

    static Deployment read(PredictionSeries scope, GenericKubernetesResource found) {
        return new Deployment(
                text(found.get("status", "state")),
                text(found.get("status", "address", "url")),
                text(found.get("spec", "predictors", 0, "graph", "name")),
                text(found.get("spec", "protocol")),
                AmbassadorPrefix.of(scope, name -> annotation(found, name)),
                predictors(found),
                istioHost(found));
    }

    /**
     * The host of Istio's VirtualService; empty where it has an asterisk, which is no name to ask for. Source: seldon-core,
     * operator/controllers/seldondeployment_controller.go ({@code createIstioResources}).
     */
    private static String istioHost(GenericKubernetesResource deployment) {
        String host = annotation(deployment, "seldon.io/istio-host");
        return host.indexOf('*') >= 0 ? "" : host;
    }

    /** As the operator reads it: what the specification says before what the object says. */
    private static String annotation(GenericKubernetesResource deployment, String name) {
        String specified = deployment.get("spec", "annotations") instanceof Map<?, ?> map ? text(map.get(name)) : "";
        return specified.isEmpty() && deployment.getMetadata().getAnnotations() != null
                ? text(deployment.getMetadata().getAnnotations().get(name))
                : specified;
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }

    private static List<Predictor> predictors(GenericKubernetesResource deployment) {
        List<Predictor> predictors = new ArrayList<>();
        if (deployment.get("spec", "predictors") instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> predictor) {
                    predictors.add(new Predictor(
                            text(predictor.get("name")),
                            predictor.get("traffic") instanceof Number number ? number.doubleValue() : 0,
                            Boolean.TRUE.equals(predictor.get("shadow")),
                            "true".equalsIgnoreCase(annotation(predictor, "seldon.io/no-engine")),
                            annotation(predictor, "seldon.io/svc-name")));
                }
            }
        }
        return predictors;
    }

    /** Source: seldon-core 1.12, operator/controllers ({@code ANNOTATION_NO_ENGINE}, {@code ANNOTATION_CUSTOM_SVC_NAME}). */
    private static String annotation(Map<?, ?> predictor, String name) {
        return predictor.get("annotations") instanceof Map<?, ?> annotations ? text(annotations.get(name)) : "";
    }

    @Override
    public List<Replica> replicas(PredictionSeries scope) throws IOException {
        List<Pod> pods = AskedPods.of(scope, pods(scope, podLabels(scope)));
        if (scope.server().isSeldon()
                && pods.stream().noneMatch(pod -> executor(scope, pod).isPresent())) {
            pods = separateExecutors(scope);
        }
        List<Replica> replicas = new ArrayList<>();
        Set<String> revisions = revisions(scope);
        for (Pod pod : pods) {
            if (executor(scope, pod).isPresent() && !isOver(pod) && isRouted(pod, revisions)) {
                String unread = replicas.size() >= MOST_PODS
                        ? "only " + MOST_PODS + " pods are looked at"
                        : silent.get() >= MOST_SILENT ? "no page of the pods has answered in time" : "";
                replicas.add(unread.isEmpty() ? replica(scope, pod) : new Replica(pod(scope, pod), 0, 0, unread));
            }
        }
        return replicas;
    }

    private List<Pod> pods(PredictionSeries scope, Map<String, String> labels) throws IOException {
        try {
            return Pages.all(client.pods().inNamespace(scope.namespace()).withLabels(labels), "pods", MOST_LISTED);
        } catch (KubernetesClientException e) {
            throw new IOException(ClusterFailure.sentence("list the pods of " + scope, server, e), e);
        }
    }

    /**
     * Executors in pods of their own ({@code seldon.io/engine-separate-pod}), which have their predictor's key for the
     * deployment's id: seldon-core 1.18, operator/controllers/seldondeployment_controller.go ({@code createComponents}). None
     * where the object can't be read, as who may list pods need not be allowed to.
     */
    private List<Pod> separateExecutors(PredictionSeries scope) {
        List<Pod> executors = new ArrayList<>();
        try {
            Optional<Deployment> deployment = deployment(scope);
            for (Predictor each : deployment.map(Deployment::predictors).orElse(List.of())) {
                String key = each.serviceIn(scope.deployment());
                executors.addAll(pods(scope, Map.of("seldon-deployment-id", key, "seldon-app", key)));
            }
            return executors;
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "Executors in pods of their own are not known.", e);
            return List.of();
        }
    }

    /** @throws IOException with a sentence, when only the object would tell them and can't be read */
    private Map<String, String> podLabels(PredictionSeries scope) throws IOException {
        ModelKind kind = scope.servedBy().kind();
        Map<String, String> labels = kind.podLabels(scope.deployment());
        if (labels.isEmpty()) {
            labels = ServedObject.selector(object(kind, scope)
                    .orElseThrow(
                            () -> new IOException("There is no " + kind + " " + scope + ", so its pods are unknown.")));
        }
        if (labels.isEmpty()) {
            throw new IOException("The " + kind + " " + scope + " selects its pods by no labels.");
        }
        return labels;
    }

    /** Those that a Knative Service's route leads to; empty for any: older ones keep pods for a while that nobody asks. */
    private Set<String> revisions(PredictionSeries scope) {
        if (scope.servedBy().kind() != ModelKind.KNATIVE_SERVICE) {
            return Set.of();
        }
        try {
            return object(ModelKind.KNATIVE_SERVICE, scope)
                    .map(ServedObject::routed)
                    .orElse(Set.of());
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "Who may list pods need not be allowed to read the object.", e);
            return Set.of();
        }
    }

    private static boolean isRouted(Pod pod, Set<String> revisions) {
        return revisions.isEmpty()
                || revisions.contains(
                        Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.<String, String>of())
                                .getOrDefault(PodPredictor.REVISION, ""));
    }

    private static Optional<Container> executor(PredictionSeries scope, Pod pod) {
        return pod.getSpec().getContainers().stream()
                .filter(container -> isExecutor(scope, container.getName()))
                .findFirst();
    }

    /** Whether a container is the one that counts: the executor, for Seldon. */
    private static boolean isExecutor(PredictionSeries scope, String name) {
        String wanted = scope.servedBy().container();
        return wanted.isEmpty() || wanted.equals(name);
    }

    /** Whether it ran to its end, as a pod that was evicted: it stays in the list and counts nothing any more. */
    private static boolean isOver(Pod pod) {
        String phase = pod.getStatus() == null ? "" : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    private static ExecutorPod pod(PredictionSeries scope, Pod pod) {
        Map<String, String> labels =
                Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
        PodStatus status = Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
        List<String> ips = new ArrayList<>(status.getPodIPs().stream()
                .map(PodIP::getIp)
                .filter(Objects::nonNull)
                .toList());
        if (ips.isEmpty() && status.getPodIP() != null) {
            ips.add(status.getPodIP());
        }
        Optional<ContainerStatus> executor = status.getContainerStatuses().stream()
                .filter(container -> isExecutor(scope, container.getName()))
                .findFirst();
        Optional<PodCondition> readiness = status.getConditions().stream()
                .filter(c -> "Ready".equals(c.getType()))
                .findFirst();
        boolean ready = readiness.filter(c -> "True".equals(c.getStatus())).isPresent();
        boolean runs = executor.map(ContainerStatus::getState)
                .map(ContainerState::getRunning)
                .isPresent();
        return new ExecutorPod(
                pod.getMetadata().getName(),
                Objects.requireNonNullElse(pod.getMetadata().getUid(), ""),
                ips,
                PodPredictor.of(scope, pod),
                "true".equals(labels.get("seldon.io/shadow")),
                ready,
                ready
                        || runs
                                && pod.getMetadata().getDeletionTimestamp() == null
                                && readiness.filter(c -> hasTurned(c, status)).isPresent(),
                executor.map(ContainerStatus::getRestartCount).orElse(0),
                executor.map(ContainerStatus::getLastState)
                        .map(ContainerState::getTerminated)
                        .map(SeldonCluster::ended)
                        .orElse(""));
    }

    /**
     * Whether a condition has had another status: the kubelet keeps the time of the last transition until the status is
     * another one, and the first is of when the pod began (kubernetes, pkg/kubelet/status/status_manager.go, {@code
     * updateLastTransitionTime}).
     */
    private static boolean hasTurned(PodCondition condition, PodStatus status) {
        Optional<Instant> began = instant(status.getStartTime()).map(start -> start.plus(FIRST_STATUS));
        Optional<Instant> turned = instant(condition.getLastTransitionTime());
        return turned.isPresent() && began.filter(turned.get()::isAfter).isPresent();
    }

    private static Optional<Instant> instant(String stamp) {
        try {
            return Optional.ofNullable(stamp).map(Instant::parse);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static String ended(ContainerStateTerminated end) {
        return "exited with code " + end.getExitCode()
                + (end.getReason() == null ? "" : " (" + Excerpt.of(end.getReason()) + ")")
                + (end.getFinishedAt() == null ? "" : " at " + end.getFinishedAt());
    }

    private Replica replica(PredictionSeries scope, Pod found) {
        ExecutorPod pod = pod(scope, found);
        Map<String, String> annotations =
                Objects.requireNonNullElse(found.getMetadata().getAnnotations(), Map.of());
        ServerProfile.Page place = scope.server().page();
        String usual = scope.server().isSeldon() ? "/prometheus" : "/metrics";
        String path =
                page(place.path().isEmpty() ? annotations.getOrDefault("prometheus.io/path", usual) : place.path());
        if (path.isEmpty()) {
            return new Replica(pod, 0, 0, "its annotation prometheus.io/path is not a plain path");
        }
        try {
            String port = place.port().isEmpty()
                    ? port(scope, found, path, annotations.get("prometheus.io/port"))
                    : place.port();
            ServiceProxy.Backend backend = ServiceProxy.Backend.pod(scope.namespace(), pod.name(), port);
            HttpPort.Response answer = proxy.to(backend, "").send(HttpPort.Request.get(path, Map.of()));
            silent.set(Integer.MIN_VALUE);
            if (answer.status() != 200) {
                return new Replica(pod, 0, 0, "its metrics page answered " + answer.status());
            }
            String page = new String(answer.body(), StandardCharsets.UTF_8);
            double began = TextFormat.only(page, "process_start_time_seconds").orElse(0);
            return new Replica(pod, scope.successesOn(page), scope.errorsOn(page), "", began);
        } catch (HttpFailure e) {
            silent.addAndGet(pod.ready() && e.kind() == HttpFailure.Kind.TIMEOUT ? 1 : 0);
            return new Replica(pod, 0, 0, e.detail());
        } catch (IllegalArgumentException e) {
            return new Replica(pod, 0, 0, e.getMessage());
        }
    }

    /**
     * The path of a pod's page below its proxy, empty if it could lead elsewhere: whoever may annotate a pod must not choose
     * what the gate's credential reads from the API server.
     */
    static String page(String annotated) {
        String path = annotated.replaceFirst("^/", "");
        boolean plain = PAGE.matcher(path).matches()
                && Arrays.stream(path.split("/")).noneMatch(part -> part.equals(".") || part.equals(".."));
        return plain ? path : "";
    }

    /**
     * The number of the executor's port named metrics: the graph's containers may have one of that name too. Istio's sidecar
     * puts its own page in the annotations and shows the pod's behind its own metrics.
     */
    private static String port(PredictionSeries scope, Pod pod, String path, String annotated) {
        if (path.equals(ISTIO_PAGE) && annotated != null) {
            return annotated;
        }
        return executor(scope, pod).stream()
                .flatMap(container -> container.getPorts().stream())
                .filter(port -> METRICS_PORT.equals(port.getName()))
                .map(port -> port.getContainerPort().toString())
                .findFirst()
                .orElse(annotated == null ? "8000" : annotated);
    }
}
