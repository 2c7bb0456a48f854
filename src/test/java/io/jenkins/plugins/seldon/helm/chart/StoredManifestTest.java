package io.jenkins.plugins.seldon.helm.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredManifestTest {

    private static final ServedApis MODERN = new ServedApis(
            "v1.33.1",
            Map.of(
                    "v1",
                    Map.of("ConfigMap", new ServedApis.Resource("configmaps", true)),
                    "rbac.authorization.k8s.io/v1",
                    Map.of("ClusterRole", new ServedApis.Resource("clusterroles", false))));

    private static final String CONFIG =
            """
            ---
            # Source: chart/templates/config.yaml
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: dashboards}
            data:
              a.json: '{"legend": "{{instance}}"}'
            """;

    @Test
    void objectsAreRecordedUnderTheVersionThatTookThePlaceOfTheirs() throws InvalidChartException {
        String old =
                """
                ---
                # Source: chart/templates/role.yaml
                apiVersion: rbac.authorization.k8s.io/v1beta1
                kind: ClusterRole
                metadata: {name: reader}
                ---
                # Source: chart/templates/psp.yaml
                apiVersion: policy/v1beta1
                kind: PodSecurityPolicy
                metadata: {name: strict}
                """;
        StoredManifest stored = StoredManifest.of(CONFIG + old, MODERN);
        assertThat(stored.lost()).isEmpty();
        assertThat(stored.changes())
                .containsExactly(
                        "policy/v1beta1 PodSecurityPolicy left out",
                        "rbac.authorization.k8s.io/v1beta1 ClusterRole → rbac.authorization.k8s.io/v1");
        assertThat(stored.text()).startsWith(CONFIG);
        assertThat(RenderedObject.parse(stored.text()))
                .extracting(RenderedObject::toString)
                .containsExactly("v1 ConfigMap dashboards", "rbac.authorization.k8s.io/v1 ClusterRole reader");
    }

    /** As helm-mapkubeapis has it (config/Map.yaml): an object that was made is there, in whatever schema it is told now. */
    @ParameterizedTest
    @CsvSource({
        "extensions/v1beta1, Ingress, networking.k8s.io/v1",
        "networking.k8s.io/v1beta1, Ingress, networking.k8s.io/v1",
        "autoscaling/v2beta1, HorizontalPodAutoscaler, autoscaling/v2",
        "apiextensions.k8s.io/v1beta1, CustomResourceDefinition, apiextensions.k8s.io/v1",
        "admissionregistration.k8s.io/v1beta1, MutatingWebhookConfiguration, admissionregistration.k8s.io/v1",
        "admissionregistration.k8s.io/v1beta1, ValidatingWebhookConfiguration, admissionregistration.k8s.io/v1",
        "policy/v1beta1, PodDisruptionBudget, policy/v1",
        "extensions/v1beta1, DaemonSet, apps/v1",
    })
    void whatChangedItsSchemaIsFoundAllTheSame(String old, String kind, String now) throws InvalidChartException {
        ServedApis served =
                new ServedApis("v1.33.1", Map.of(now, Map.of(kind, new ServedApis.Resource("things", true))));
        String manifest = "apiVersion: " + old + "\nkind: " + kind + "\nmetadata: {name: web}\n";
        StoredManifest stored = StoredManifest.of(manifest, served);
        assertThat(stored.lost()).isEmpty();
        assertThat(stored.text()).isEqualTo(manifest.replace(old, now));
        assertThat(StoredManifest.questions(manifest)).contains(now);
    }

    @Test
    void whatTheServerKnowsUnderNoNameIsNamed() throws InvalidChartException {
        String ingress = "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: web}\n";
        assertThat(StoredManifest.of(ingress, MODERN).lost()).containsExactly("extensions/v1beta1 Ingress web");
    }

    /** As after {@code kubectl delete crd}: what a rule says to people is no template, and nothing of it may be left. */
    @Test
    void whatWentWithItsDefinitionIsLeftOutOfAReleaseThatIsToBeRemoved() throws InvalidChartException {
        String rule =
                """
                ---
                # Source: chart/templates/rule.yaml
                apiVersion: monitoring.coreos.com/v1
                kind: PrometheusRule
                metadata: {name: web}
                spec: {groups: [{name: web, rules: [{alert: Down, annotations: {a: '{{ if $value }}down{{ end }}'}}]}]}
                """;
        StoredManifest stored = StoredManifest.ofLeaving(rule + CONFIG, MODERN);
        assertThat(stored.text()).isEqualTo(CONFIG);
        assertThat(stored.changes()).containsExactly("monitoring.coreos.com/v1 PrometheusRule left out");
        assertThat(stored.lost()).isEmpty();
        assertThat(StoredManifest.of(rule + CONFIG, MODERN).lost())
                .containsExactly("monitoring.coreos.com/v1 PrometheusRule web");
        ServedApis other = new ServedApis(
                "v1.33.1",
                Map.of("monitoring.coreos.com/v2", Map.of("PrometheusRule", new ServedApis.Resource("rules", true))));
        assertThat(StoredManifest.ofLeaving(rule, other).lost())
                .as("it may be there under another version")
                .containsExactly("monitoring.coreos.com/v1 PrometheusRule web");
    }

    @Test
    void whatTheServerHasStaysByteForByte() throws InvalidChartException {
        StoredManifest stored = StoredManifest.of(CONFIG, MODERN);
        assertThat(stored.text()).isEqualTo(CONFIG);
        assertThat(stored.changes()).isEmpty();
        assertThat(StoredManifest.ofLeaving(CONFIG, MODERN)).isEqualTo(stored);
    }
}
