package io.jenkins.plugins.seldon.release;

import static io.jenkins.plugins.seldon.release.ReleaseScene.NAME;
import static io.jenkins.plugins.seldon.release.ReleaseScene.NAMESPACE;
import static io.jenkins.plugins.seldon.release.ReleaseScene.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What real Helm makes of a release whose record has its objects in a schema that the cluster has no more: it compares what the
 * record says, under the name that the schema has now, with what is there and with what is wanted.
 */
@Timeout(180)
class OldRecordTest {

    private static final String BEFORE =
            """
            ---
            # Source: small/templates/web.yaml
            apiVersion: extensions/v1beta1
            kind: Ingress
            metadata: {name: web}
            spec:
              backend: {serviceName: small, servicePort: 80}
              rules:
              - host: small.example.org
                http: {paths: [{path: /, backend: {serviceName: small, servicePort: 80}}]}
            ---
            # Source: small/templates/web.yaml
            apiVersion: autoscaling/v2beta1
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              maxReplicas: 3
              metrics: [{type: Resource, resource: {name: cpu, targetAverageUtilization: 80}}]
            ---
            # Source: small/templates/web.yaml
            apiVersion: admissionregistration.k8s.io/v1beta1
            kind: ValidatingWebhookConfiguration
            metadata: {name: web}
            webhooks:
            - name: web.example.org
              clientConfig: {url: 'https://web.example.org'}
            """;

    private static final String NOW =
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec:
              defaultBackend: {service: {name: small, port: {number: 80}}}
              rules:
              - host: small.example.org
                http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: small, port: {number: 80}}}}]}
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              maxReplicas: {{ .Values.most | default 3 }}
              metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: web}
            webhooks:
            - name: web.example.org
              admissionReviewVersions: [v1]
              sideEffects: None
              clientConfig: {url: 'https://web.example.org'}
            """;

    @TempDir
    Path folder;

    @Test
    void whatIsThereStaysAsItIsWanted() throws Exception {
        try (ReleaseScene scene =
                new ReleaseScene(folder, EmbeddedCluster.builder(), SMALL.withFile("templates/web.yaml", NOW))) {
            scene.install("small", "1.0.0", "");
            KubernetesClient client = scene.client();
            Object ingress = ingress(client);
            Pending.restate(client, NAMESPACE, NAME, BEFORE);
            assertThat(scene.install("small", "1.0.0", "most: 5").toMap()).containsEntry("revision", 2L);
            assertThat(ingress(client)).isEqualTo(ingress);
            assertThat(client.autoscaling()
                            .v2()
                            .horizontalPodAutoscalers()
                            .inNamespace(NAMESPACE)
                            .withName("web")
                            .get()
                            .getSpec())
                    .satisfies(spec -> assertThat(spec.getMaxReplicas()).isEqualTo(5))
                    .satisfies(spec -> assertThat(spec.getMetrics())
                            .singleElement()
                            .satisfies(metric -> assertThat(
                                            metric.getResource().getTarget().getAverageUtilization())
                                    .isEqualTo(80)));
            assertThat(client.admissionRegistration()
                            .v1()
                            .validatingWebhookConfigurations()
                            .withName("web")
                            .get()
                            .getWebhooks())
                    .singleElement()
                    .satisfies(webhook -> assertThat(webhook.getSideEffects()).isEqualTo("None"));
        }
    }

    @Test
    void whatIsThereIsRemoved() throws Exception {
        try (ReleaseScene scene =
                new ReleaseScene(folder, EmbeddedCluster.builder(), SMALL.withFile("templates/web.yaml", NOW))) {
            scene.install("small", "1.0.0", "");
            Pending.restate(scene.client(), NAMESPACE, NAME, BEFORE);
            scene.release().uninstall(new UninstallRequest(NAME, NAMESPACE, false, Duration.ofMinutes(1)));
            assertThat(scene.client()
                            .network()
                            .v1()
                            .ingresses()
                            .inNamespace(NAMESPACE)
                            .list()
                            .getItems())
                    .isEmpty();
        }
    }

    private static Object ingress(KubernetesClient client) {
        return client.network()
                .v1()
                .ingresses()
                .inNamespace(NAMESPACE)
                .withName("web")
                .get()
                .getSpec();
    }
}
