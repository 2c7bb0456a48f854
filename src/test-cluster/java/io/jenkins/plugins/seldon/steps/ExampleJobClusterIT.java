package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.jenkins.plugins.seldon.fixture.apiserver.ApiServerProcess;
import io.jenkins.plugins.seldon.fixture.apiserver.Relay;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.node.LaidOutModel;
import io.jenkins.plugins.seldon.fixture.node.PodTargets;
import io.jenkins.plugins.seldon.fixture.node.RealNode;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code Jenkinsfile.example} on a real node: the chart is installed by real Helm, its pods run (Prometheus itself; what
 * only has to answer probes is a stand-in), Prometheus scrapes the model's pod by the chart's rules, and the gate measures by
 * what it says through the API server.
 */
@Timeout(600)
class ExampleJobClusterIT {

    private static final String NAMESPACE = "seldon-system";
    private static final String MODEL = "sklearn";
    private static final int EXECUTOR_PORT = 8000;

    /** What the chart's claim is bound to. */
    private static final String STORAGE =
            """
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: local, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
            provisioner: kubernetes.io/no-provisioner
            ---
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: local-1}
            spec:
              storageClassName: local
              accessModes: [ReadWriteOnce]
              capacity: {storage: 2Gi}
              hostPath: {path: /run/volumes/local-1, type: DirectoryOrCreate}
            """;

    @TempDir
    private Path folder;

    @Test
    void passesOnAClusterOfTheChartsTime() throws Exception {
        try (RealNode node = RealNode.start()) {
            passes(node);
        }
    }

    @Test
    void passesWithARepairedChartOnAModernCluster() throws Exception {
        RealNode.assumeAvailable();
        try (RealNode node = ApiServerProcess.servesOldApis() ? RealNode.startWithoutOldApis() : RealNode.start()) {
            passes(node);
        }
    }

    private void passes(RealNode node) throws Exception {
        try (SharedClients clients = new SharedClients();
                SharedClients.Lease lease = clients.lease(
                        Kubeconfig.parse(node.kubeconfig()).select(new Kubeconfig.Choice(null, null, NAMESPACE)));
                ChartRepository charts = ChartRepository.serving(Chart.analytics())) {
            KubernetesClient client = lease.client();
            client.namespaces()
                    .resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(NAMESPACE)
                            .endMetadata()
                            .build())
                    .create();
            client.load(new ByteArrayInputStream(STORAGE.getBytes(StandardCharsets.UTF_8)))
                    .resources()
                    .forEach(Resource::create);
            LaidOutModel model = new LaidOutModel(client, NAMESPACE, MODEL);
            Pod pod = model.available();
            PodTargets.serve(client, pod);
            try (Relay endpoint = node.relay(pod.getStatus().getPodIP(), EXECUTOR_PORT)) {
                PipelineBuild build = PipelineRunner.in(folder.resolve("workspace"))
                        .credential("cluster", node.kubeconfig())
                        .parameter("REPOSITORY", charts.url().toString())
                        .parameter("ENDPOINT", "http://127.0.0.1:" + endpoint.port())
                        .run(Files.readString(Path.of("Jenkinsfile.example")));
                assertThat(build.result()).as(build.log()).isEqualTo(Result.SUCCESS);
                assertThat(build.log()).contains("counted 200 of 200");
            }
        }
    }
}
