package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.grpc.Status;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.model.Dialect;
import io.jenkins.plugins.seldon.fixture.model.GrpcServer;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The Jenkinsfiles of docs/recipes, as they stand, against a played cluster, a model server's page and a real Prometheus. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class RecipesTest {

    private static final Path RECIPES = Path.of("docs/recipes");

    private static final String DEPLOYMENT =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: %s
              namespace: models%s
            spec:
              replicas: 1
              selector: {matchLabels: {app: iris}}
              template:
                metadata: {labels: {app: iris, component: predictor, serving.kserve.io/inferenceservice: iris}}
                spec: {containers: [{name: kserve-container, image: iris}]}
            """;

    @TempDir
    Path workspace;

    @Test
    void kserve() throws Exception {
        PipelineBuild build = run("kserve.md", Dialect.KSERVE, 8080, "INGRESS", "", cluster -> {
            String uid = cluster.put(
                            """
                            apiVersion: serving.kserve.io/v1beta1
                            kind: InferenceService
                            metadata: {name: iris, namespace: models}
                            spec: {predictor: {model: {modelFormat: {name: sklearn}}}}
                            status:
                              url: http://iris.models.example.com
                              conditions: [{type: Ready, status: 'True'}]
                              modelStatus: {transitionStatus: UpToDate}
                              clusterServingRuntimeName: kserve-sklearnserver
                            """)
                    .get(0)
                    .at("/metadata/uid")
                    .asText();
            cluster.put(DEPLOYMENT.formatted(
                    "iris-predictor",
                    "\n  ownerReferences: [{apiVersion: serving.kserve.io/v1beta1, kind: InferenceService, name: iris,"
                            + " controller: true, uid: " + uid + "}]"));
        });
        assertThat(build.log()).contains("InferenceService models/iris is served by kserve");
    }

    @Test
    void mlserver() throws Exception {
        run("mlserver.md", Dialect.MLSERVER, 8082, "ENDPOINT", "", RecipesTest::deploy);
    }

    @Test
    void triton() throws Exception {
        run("triton.md", Dialect.TRITON, 8002, "ENDPOINT", "", RecipesTest::deploy);
    }

    @Test
    void seldonCore2() throws Exception {
        PipelineBuild build = run("seldon-core-2.md", Dialect.AGENT, 9006, "MESH", "", cluster -> {
            cluster.put(
                    """
                    apiVersion: mlops.seldon.io/v1alpha1
                    kind: Model
                    metadata: {name: iris, namespace: models}
                    spec: {storageUri: "gs://seldon-models/mlserver/iris", requirements: [sklearn]}
                    status: {conditions: [{type: ModelReady, status: 'True'}, {type: Ready, status: 'True'}]}
                    """);
            cluster.put(
                    """
                    apiVersion: v1
                    kind: Pod
                    metadata:
                      name: mlserver-0
                      namespace: models
                      labels: {app.kubernetes.io/name: seldon-server, seldon-server-name: mlserver}
                    spec: {containers: [{name: rclone, image: rclone}, {name: agent, image: agent}, {name: mlserver, image: mlserver}]}
                    """);
        });
        assertThat(build.log()).contains("Model models/iris is served by seldon-v2");
    }

    @Test
    void aPipelineOfSeldonCore2() throws Exception {
        run("seldon-core-2-pipeline.md", Dialect.PIPELINE_GATEWAY, 9006, "MESH", "", cluster -> {
            cluster.put(
                    """
                    apiVersion: mlops.seldon.io/v1alpha1
                    kind: Pipeline
                    metadata: {name: iris, namespace: models}
                    spec: {steps: [{name: iris}], output: {steps: [iris]}}
                    status: {conditions: [{type: PipelineReady, status: 'True'}, {type: Ready, status: 'True'}]}
                    """);
            cluster.put(
                    """
                    apiVersion: v1
                    kind: Pod
                    metadata:
                      name: seldon-pipelinegateway-0
                      namespace: models
                      labels: {app.kubernetes.io/name: seldon-pipelinegateway}
                    spec: {containers: [{name: pipelinegateway, image: pipelinegateway}]}
                    """);
        });
    }

    @Test
    void knative() throws Exception {
        run("knative.md", Dialect.QUEUE_PROXY, 9091, "INGRESS", "", cluster -> {
            cluster.put(
                    """
                    apiVersion: serving.knative.dev/v1
                    kind: Service
                    metadata: {name: iris, namespace: models}
                    spec: {template: {spec: {containers: [{image: iris}]}}}
                    status:
                      url: http://iris.models.example.com
                      address: {url: http://iris.models.svc.cluster.local}
                      conditions: [{type: ConfigurationsReady, status: 'True'}, {type: Ready, status: 'True'}, {type: RoutesReady, status: 'True'}]
                      traffic: [{latestRevision: true, percent: 100, revisionName: iris-00001}]
                    """);
            cluster.put(
                    """
                    apiVersion: v1
                    kind: Pod
                    metadata:
                      name: iris-00001-deployment-0
                      namespace: models
                      labels: {serving.knative.dev/service: iris, serving.knative.dev/revision: iris-00001}
                    spec: {containers: [{name: user-container, image: iris}, {name: queue-proxy, image: queue}]}
                    """);
        });
    }

    @Test
    void aServerOfOnesOwn() throws Exception {
        run("own-server.md", Dialect.OWN, 9000, "ENDPOINT", "/v2/models/iris/infer", RecipesTest::deploy);
    }

    /** Istio's gateway is grpc-java's server here, which finds the model by its metadata as the VirtualService does. */
    @Test
    @SuppressWarnings("unchecked")
    void grpc() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.builder()
                        .namespaces("models", "monitoring")
                        .custom("serving.kserve.io/v1beta1", "InferenceService", "inferenceservices")
                        .custom("mlops.seldon.io/v1alpha1", "Model", "models")
                        .start();
                ModelServer models = ModelServer.start()) {
            ModelDeployment model = models.deploy(Predictor.sklearn("models", "iris"), 0);
            cluster.put(
                    """
                    apiVersion: machinelearning.seldon.io/v1
                    kind: SeldonDeployment
                    metadata: {name: iris, namespace: models}
                    spec: {predictors: [{name: default, replicas: 1, graph: {name: classifier, implementation: SKLEARN_SERVER}}]}
                    """);
            Await.until(
                    "the pod is there",
                    Duration.ofSeconds(60),
                    () -> cluster.objects("pods", "models").size() == 1);
            String pod = cluster.objects("pods", "models")
                    .get(0)
                    .at("/metadata/name")
                    .asText();
            cluster.servePod("models", pod, 8000, model.addReplica(pod).url());
            try (PrometheusProcess prometheus = PrometheusProcess.with()
                            .scrapeInterval(Duration.ofSeconds(3))
                            .targets(model.scrapeTargets())
                            .start();
                    GrpcServer ingress = GrpcServer.start((request, metadata) -> {
                        if (!"iris".equals(GrpcServer.text(metadata, "seldon"))
                                || !"models".equals(GrpcServer.text(metadata, "namespace"))) {
                            throw Status.UNIMPLEMENTED.asRuntimeException();
                        }
                        model.countCall("/seldon.protos.Seldon/Predict", 0);
                        return request;
                    })) {
                prometheus.awaitTargetsUp();
                cluster.serve("monitoring", "prometheus-operated", 9090, prometheus.url());
                PipelineBuild build = PipelineRunner.in(workspace)
                        .credential("cluster", cluster.kubeconfig())
                        .parameter("INGRESS", "http://localhost:" + ingress.port())
                        .run(jenkinsfile("grpc.md"));
                assertThat(build.result()).as(build.log()).isEqualTo(Result.SUCCESS);
                Map<String, Object> gate =
                        (Map<String, Object>) build.returned().get("assertPredictionMetrics");
                assertThat(gate).containsEntry("verdict", "PASS").containsEntry("counted", 200L);
            }
        }
    }

    /** The model of the new version fails; the chart is the one that the recipe shows. */
    @Test
    void rollback() throws Exception {
        Chart.of("iris", "1.0.0", block("rollback.md", "yaml")).writeFolder(workspace.resolve("charts"));
        try (EmbeddedCluster cluster = EmbeddedCluster.builder()
                        .namespaces("models", "monitoring")
                        .start();
                ModelServer models = ModelServer.start();
                PrometheusProcess prometheus = PrometheusProcess.with().start()) {
            cluster.serve("monitoring", "prometheus-operated", 9090, prometheus.url());
            models.deploy(Predictor.sklearn("models", "iris"), 1).answer(ModelDeployment.Answers.NOTHING);
            PipelineBuild build = PipelineRunner.in(workspace)
                    .credential("cluster", cluster.kubeconfig())
                    .credential("deployer", cluster.kubeconfig())
                    .parameter("INGRESS", models.url().toString())
                    .run(jenkinsfile("rollback.md"));
            assertThat(build.result()).as(build.log()).isEqualTo(Result.FAILURE);
            assertThat(build.log())
                    .contains("Version 2 is refused; putting 1 back.")
                    .contains("Release iris in namespace models is deployed in revision 2");
            assertThat(cluster.object("seldondeployments.machinelearning.seldon.io", "models", "iris"))
                    .hasValueSatisfying(object -> assertThat(object.at("/spec/predictors/0/graph/modelUri")
                                    .asText())
                            .isEqualTo("gs://models/iris/1"));
            assertThat(build.failure())
                    .hasValueSatisfying(sentence -> assertThat(sentence).contains("models/iris"));
        }
    }

    private interface Setup {
        void of(EmbeddedCluster cluster);
    }

    private static void deploy(EmbeddedCluster cluster) {
        cluster.put(DEPLOYMENT.formatted("iris", ""));
    }

    @SuppressWarnings("unchecked")
    private PipelineBuild run(String recipe, Dialect dialect, int port, String parameter, String path, Setup setup)
            throws IOException {
        try (EmbeddedCluster cluster = EmbeddedCluster.builder()
                        .namespaces("models", "monitoring")
                        .custom("serving.kserve.io/v1beta1", "InferenceService", "inferenceservices")
                        .custom("mlops.seldon.io/v1alpha1", "Model", "models")
                        .custom("mlops.seldon.io/v1alpha1", "Pipeline", "pipelines")
                        .custom("serving.knative.dev/v1", "Service", "services")
                        .start();
                ModelServer models = ModelServer.start()) {
            setup.of(cluster);
            ModelDeployment model = models.deploy(Predictor.sklearn("models", "iris"), 0, dialect);
            Await.until(
                    "the pod is there",
                    Duration.ofSeconds(60),
                    () -> cluster.objects("pods", "models").size() == 1);
            String pod = cluster.objects("pods", "models")
                    .get(0)
                    .at("/metadata/name")
                    .asText();
            cluster.servePod("models", pod, port, model.addReplica(pod).url());
            try (PrometheusProcess prometheus = PrometheusProcess.with()
                    .scrapeInterval(Duration.ofSeconds(3))
                    .targets(model.scrapeTargets())
                    .start()) {
                prometheus.awaitTargetsUp();
                cluster.serve("monitoring", "prometheus-operated", 9090, prometheus.url());
                PipelineBuild build = PipelineRunner.in(workspace)
                        .credential("cluster", cluster.kubeconfig())
                        .parameter(parameter, models.url() + path)
                        .run(jenkinsfile(recipe));
                assertThat(build.result()).as(build.log()).isEqualTo(Result.SUCCESS);
                Map<String, Object> gate =
                        (Map<String, Object>) build.returned().get("assertPredictionMetrics");
                assertThat(gate).containsEntry("verdict", "PASS").containsEntry("counted", 200L);
                assertThat(((List<Map<String, Object>>) gate.get("pods")).get(0))
                        .containsEntry("name", pod)
                        .containsEntry("executor", 200L)
                        .containsEntry("prometheus", 200L);
                return build;
            }
        }
    }

    private static String jenkinsfile(String recipe) throws IOException {
        return block(recipe, "groovy");
    }

    private static String block(String recipe, String language) throws IOException {
        String text = Files.readString(RECIPES.resolve(recipe));
        String fence = "```" + language + "\n";
        int start = text.indexOf(fence) + fence.length();
        return text.substring(start, text.indexOf("```", start));
    }
}
