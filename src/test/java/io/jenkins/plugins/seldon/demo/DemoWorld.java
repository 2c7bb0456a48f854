package io.jenkins.plugins.seldon.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.OperatorKinds;
import io.jenkins.plugins.seldon.fixture.cluster.player.PodFault;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelReplica;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.OperatedPrometheus;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * The world that the demo runs in: a cluster with the models {@code sklearn} and {@code income} in it, an ingress to
 * them, a repository with the chart, and a Prometheus behind the service that the chart makes.
 */
final class DemoWorld implements AutoCloseable {

    static final String NAMESPACE = "seldon-system";

    private static final String EXECUTOR = "seldon-container-engine";
    private static final int EXECUTOR_PORT = 8000;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SELDON_DEPLOYMENT =
            """
            apiVersion: machinelearning.seldon.io/v1
            kind: SeldonDeployment
            metadata: {name: %s, namespace: %s}
            spec:
              predictors:
                - name: default
                  replicas: 1
                  graph: {name: classifier, implementation: SKLEARN_SERVER, modelUri: gs://seldon-models/sklearn/iris}
            """;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final EmbeddedCluster cluster;
    private final ChartRepository repository;
    private final ModelServer models;
    private final ModelDeployment sklearn;
    private final ModelDeployment income;

    DemoWorld(Scenario scenario, Duration podsReadyAfter) {
        try {
            boolean isOperated = scenario == Scenario.KUBE_PROMETHEUS_STACK;
            EmbeddedCluster.Builder builder = EmbeddedCluster.builder().discovery(scenario.discovery());
            cluster = opened((isOperated ? OperatorKinds.on(builder) : builder).start());
            repository = opened(ChartRepository.serving(isOperated ? Chart.kubePrometheusStack() : Chart.analytics()));
            models = opened(ModelServer.start());
            sklearn = deploy("sklearn");
            income = deploy("income");
            if (isOperated) {
                serveOperatedPrometheus();
            } else {
                servePrometheus(scenario);
            }
            cluster.player().readyAfter(podsReadyAfter);
            play(scenario);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** The cluster's administrator. */
    String kubeconfig() {
        return cluster.kubeconfig();
    }

    /** The Helm repository that has the chart. */
    URI repository() {
        return repository.url();
    }

    /** The ingress. */
    URI endpoint() {
        return models.url();
    }

    EmbeddedCluster cluster() {
        return cluster;
    }

    /** The model that is delivered. */
    ModelDeployment sklearn() {
        return sklearn;
    }

    /** Another model, which is none of the release's business. */
    ModelDeployment income() {
        return income;
    }

    private ModelDeployment deploy(String name) {
        cluster.put(SELDON_DEPLOYMENT.formatted(name, NAMESPACE));
        ModelDeployment model = models.deploy(Predictor.sklearn(NAMESPACE, name), 0);
        Await.until(
                "the pod of " + name + " is there", LIMIT, () -> !podsOf(name).isEmpty());
        for (String pod : podsOf(name)) {
            ModelReplica replica = model.addReplica(pod);
            cluster.servePod(NAMESPACE, pod, EXECUTOR_PORT, replica.url());
        }
        return model;
    }

    private List<String> podsOf(String seldonDeployment) {
        return cluster.objects("pods", NAMESPACE).stream()
                .filter(pod ->
                        pod.at("/metadata/labels/seldon-deployment-id").asText().equals(seldonDeployment))
                .map(DemoWorld::name)
                .toList();
    }

    private static String name(ObjectNode object) {
        return object.at("/metadata/name").asText();
    }

    private void servePrometheus(Scenario scenario) {
        List<ScrapeTarget> targets = new ArrayList<>(income.scrapeTargets());
        if (scenario != Scenario.NOT_SCRAPED) {
            targets.addAll(sklearn.scrapeTargets());
        }
        PrometheusProcess prometheus = opened(PrometheusProcess.with()
                .scrapeInterval(Duration.ofSeconds(1))
                .targets(targets)
                .start());
        cluster.serve(NAMESPACE, "seldon-core-analytics-prometheus-seldon", 80, prometheus.url());
    }

    /** What it scrapes, the PodMonitors tell that the installation makes. */
    private void serveOperatedPrometheus() {
        OperatedPrometheus prometheus = opened(
                new OperatedPrometheus(cluster, Duration.ofSeconds(1), (pod, container) -> Stream.of(sklearn, income)
                        .flatMap(model -> model.replicas().stream())
                        .filter(replica -> replica.podName().equals(pod) && container.equals(EXECUTOR))
                        .map(ModelReplica::url)
                        .findFirst()));
        cluster.serve(NAMESPACE, "seldon-core-analytics-kube-prometheus", 9090, prometheus.url());
    }

    private void play(Scenario scenario) {
        switch (scenario) {
            case IMAGE_PULL ->
                cluster.player()
                        .fault(
                                "seldon-core-analytics-grafana",
                                PodFault.imagePull("toomanyrequests: You have reached your pull rate limit")
                                        .container("grafana"));
            case MODEL_ERRORS -> sklearn.errorRatio(0.3);
            case OTHER_TRAFFIC -> {
                sklearn.route(income);
                opened(new Traffic(income, 20));
            }
            default -> {
                // Nothing is wrong.
            }
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
