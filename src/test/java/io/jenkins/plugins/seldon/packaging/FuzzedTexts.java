package io.jenkins.plugins.seldon.packaging;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.jenkins.plugins.seldon.fixture.Fuzz;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.helm.chart.ChartArchive;
import io.jenkins.plugins.seldon.helm.chart.InvalidChartException;
import io.jenkins.plugins.seldon.helm.chart.Tar;
import io.jenkins.plugins.seldon.helm.chart.Values;
import io.jenkins.plugins.seldon.helm.record.ReleaseRecord;
import io.jenkins.plugins.seldon.kubernetes.InvalidConnectionException;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.prometheus.TextFormat;
import io.jenkins.plugins.seldon.readiness.ReleaseManifest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** What {@link FuzzTest} runs in a small Java VM: texts that users, charts, clusters and models give. */
final class FuzzedTexts {

    /** As kubectl 1.33 writes one, with a token. */
    private static final String KUBECONFIG =
            """
            apiVersion: v1
            kind: Config
            preferences: {}
            clusters:
            - name: kind-models
              cluster:
                server: https://127.0.0.1:6443
                proxy-url: http://proxy.example.com:3128
                tls-server-name: models
            contexts:
            - name: kind-models
              context: {cluster: kind-models, user: kind-models, namespace: seldon-system}
            current-context: kind-models
            users:
            - name: kind-models
              user:
                token: eyJhbGciOiJSUzI1NiJ9.e30.x
            """;

    /** As the executor of seldon-core 1.12 shows it. */
    private static final String PAGE =
            """
            # HELP seldon_api_executor_server_requests_seconds A histogram of latencies for executor server
            # TYPE seldon_api_executor_server_requests_seconds histogram
            seldon_api_executor_server_requests_seconds_bucket{code="200",deployment_name="iris",method="post",predictor_name="default",service="predictions",le="0.005"} 90
            seldon_api_executor_server_requests_seconds_bucket{code="200",deployment_name="iris",method="post",predictor_name="default",service="predictions",le="+Inf"} 100
            seldon_api_executor_server_requests_seconds_sum{code="200",deployment_name="iris",method="post",service="predictions"} 0.25
            seldon_api_executor_server_requests_seconds_count{code="200",deployment_name="iris",method="post",service="predictions"} 1e+02
            """;

    private FuzzedTexts() {}

    public static void main(String[] arguments) throws Exception {
        Fuzz.run(
                "kubeconfigs",
                texts(KUBECONFIG),
                body -> Kubeconfig.parse(text(body)).select(Kubeconfig.Choice.CURRENT),
                Set.of(InvalidConnectionException.class));
        Fuzz.run(
                "metrics pages",
                texts(PAGE),
                body -> TextFormat.read(text(body), "seldon_api_executor_server_requests_seconds_count", 1),
                Set.of());
        Chart chart = Chart.analytics();
        Fuzz.run(
                "values",
                texts(chart.text("values.yaml").lines().limit(60).reduce("", (a, b) -> a + b + "\n")),
                body -> Values.of(text(body), "values").yaml(),
                Set.of(InvalidChartException.class));
        charts();
        releases();
    }

    private static void charts() throws Exception {
        Map<String, byte[]> files = Map.of(
                "web/Chart.yaml",
                bytes("apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: '2'\n"),
                "web/values.yaml",
                bytes("replicas: 1\nimage: {name: web, tag: 1}\n"),
                "web/templates/" + "long".repeat(40) + ".yaml",
                bytes("apiVersion: v1\nkind: ConfigMap\n"));
        byte[] packed = Tar.write(files);
        byte[] tar = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
        Set<Class<? extends Exception>> documented = Set.of(InvalidChartException.class);
        Fuzz.run("chart archives", List.of(packed), body -> look(ChartArchive.of(body)), documented);
        Fuzz.run("charts' tar", List.of(tar), body -> look(ChartArchive.of(zipped(body))), documented);
        Fuzz.run(
                "charts' files",
                List.of(files.get("web/Chart.yaml"), files.get("web/values.yaml")),
                body -> look(ChartArchive.of(Map.of("web/Chart.yaml", body, "web/values.yaml", body))),
                documented);
    }

    private static void look(ChartArchive chart) {
        chart.name();
        chart.version();
        chart.label();
        chart.warnings();
        chart.contentDigest();
    }

    /** As Helm 3.18 writes it; the manifest is a string in it. */
    private static void releases() throws Exception {
        String json =
                """
                {"name":"web","info":{"first_deployed":"2024-05-01T10:00:00.1Z","last_deployed":"2024-05-01T10:00:00.1Z",\
                "deleted":"","description":"Install complete","status":"deployed"},"chart":{"metadata":{"name":"web",\
                "version":"1.0","appVersion":"2"},"templates":[],"values":{"a":1.5}},"config":{"a":{"b":1.10}},\
                "manifest":"---\\n# Source: web/a.yaml\\napiVersion: apps/v1\\nkind: Deployment\\nmetadata:\\n  name: web\\n",\
                "hooks":[],"version":7,"namespace":"ns"}""";
        Fuzz.run(
                "release records",
                texts(json),
                body -> {
                    ReleaseRecord record =
                            ReleaseRecord.decode(Base64.getEncoder().encodeToString(zipped(body)));
                    record.name();
                    record.revision();
                    record.status();
                    record.lastDeployed();
                    record.chartVersion();
                    record.values();
                    record.objects();
                    record.encode();
                },
                Set.of(IOException.class));
        Fuzz.run(
                "release Secrets",
                texts(Base64.getEncoder().encodeToString(zipped(bytes(json)))),
                body -> ReleaseManifest.newest(
                        List.of(new SecretBuilder()
                                .withType("helm.sh/release.v1")
                                .withNewMetadata()
                                .withName("sh.helm.release.v1.web.v7")
                                .addToLabels(Map.of("owner", "helm", "name", "web", "version", "7"))
                                .endMetadata()
                                .addToData("release", Base64.getEncoder().encodeToString(body))
                                .build()),
                        "ns"),
                Set.of(IOException.class));
        String manifest =
                """
                ---
                # Source: web/a.yaml
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: web
                  annotations: {"helm.sh/hook": "x"}
                ---
                apiVersion: v1
                kind: List
                items:
                - {apiVersion: batch/v1, kind: Job, metadata: {name: a}, spec: {ttlSecondsAfterFinished: 1}}
                """;
        ReleaseRecord record = ReleaseRecord.decode(Base64.getEncoder().encodeToString(bytes(json)));
        Fuzz.run(
                "release manifests",
                texts(manifest),
                body -> ReleaseManifest.newest(
                        List.of(new SecretBuilder()
                                .withType("helm.sh/release.v1")
                                .withNewMetadata()
                                .withName("sh.helm.release.v1.web.v7")
                                .addToLabels(Map.of("owner", "helm", "name", "web", "version", "7"))
                                .endMetadata()
                                .addToData(
                                        "release",
                                        Base64.getEncoder()
                                                .encodeToString(bytes(record.withManifest(text(body))
                                                        .encode())))
                                .build()),
                        "ns"),
                Set.of(IOException.class));
    }

    private static byte[] zipped(byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(body);
        }
        return bytes.toByteArray();
    }

    private static List<byte[]> texts(String... texts) {
        return Arrays.stream(texts).map(FuzzedTexts::bytes).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }
}
