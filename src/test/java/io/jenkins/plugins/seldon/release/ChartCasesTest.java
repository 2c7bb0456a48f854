package io.jenkins.plugins.seldon.release;

import static io.jenkins.plugins.seldon.release.ReleaseScene.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.helm.ChartSource;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.helm.chart.Values;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Charts written in ways that people reported publicly, installed by Helm itself, or refused with the reason. */
@Timeout(300)
class ChartCasesTest {

    @TempDir
    Path folder;

    private ReleaseScene scene;

    @BeforeEach
    void start() {
        scene = new ReleaseScene(folder, EmbeddedCluster.builder());
    }

    @AfterEach
    void end() {
        scene.close();
    }

    @Test
    void aTemplateInJsonThatTabsIndent() throws Exception {
        assertThat(install(Chart.ofCase("chart-json-with-tabs"))).containsExactly("v1 ConfigMap m");
        assertThat(scene.latest().objects()).hasSize(1);
    }

    @Test
    void aKeyThatStandsTwice() throws Exception {
        Chart chart = Chart.ofCase("chart-with-a-duplicate-key").withFile("values.yaml", "a: 1\na: 2\n");
        assertThat(install(chart)).containsExactly("apps/v1 Deployment web");
        assertThat(scene.log)
                .contains(
                        "WARNING: In what web/templates/web.yaml renders a key occurs more than once, and the last "
                                + "one counts: spec.template.spec.containers[0].readinessProbe.failureThreshold "
                                + "(line 20).",
                        "WARNING: In the chart's values.yaml a key occurs more than once, and the last one counts: "
                                + "a (line 2).");
        ObjectNode deployment =
                scene.cluster.object("deployments.apps", NAMESPACE, "web").orElseThrow();
        assertThat(deployment
                        .at("/spec/template/spec/containers/0/readinessProbe/failureThreshold")
                        .asInt())
                .isEqualTo(4);
    }

    @Test
    void aPasswordThatIsLookedUpAndKept() throws Exception {
        Chart chart = Chart.ofCase("chart-with-lookup");
        assertThat(install(chart)).containsExactly("v1 Secret login");
        String password = password();
        assertThat(password).isNotEmpty();
        install(chart.withVersion("1.0.1"));
        assertThat(password()).isEqualTo(password);
    }

    @Test
    void whatIsLookedUpDecidesWhatIsRepairedAndChecked() throws Exception {
        scene.cluster.put("apiVersion: v1\nkind: Secret\nmetadata: {name: switch, namespace: " + NAMESPACE + "}\n");
        Chart chart = Chart.of(
                "web",
                "1.0.0",
                """
                {{- if lookup "v1" "Secret" .Release.Namespace "switch" }}
                apiVersion: rbac.authorization.k8s.io/v1beta1
                kind: ClusterRole
                metadata: {name: 'reader-{{ randAlphaNum 8 | lower }}'}
                rules: []
                {{- end }}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: times}
                data: {at: '{{ now }}', id: {{ uuidv4 | quote }}}
                """);
        assertThat(install(chart)).hasSize(2).anyMatch(object -> object.startsWith("rbac.authorization.k8s.io/v1 "));
    }

    @Test
    void customResourceDefinitionsThatAreTemplates() throws Exception {
        assertThat(install(Chart.ofCase("templated-crds-folder")))
                .containsExactlyInAnyOrder(
                        "apiextensions.k8s.io/v1 CustomResourceDefinition things.example.org",
                        "apps/v1 Deployment web");
    }

    @Test
    void definitionsInAVersionThatIsGoneAreTold() throws Exception {
        Chart chart = ReleaseScene.SMALL.withFile(
                "crds/things.yaml",
                "apiVersion: apiextensions.k8s.io/v1beta1\nkind: CustomResourceDefinition\n"
                        + "metadata: {name: things.example.org}\nspec: {group: example.org, names: {kind: Thing}}\n");
        assertThat(refusal(chart)).contains("CustomResourceDefinition");
        assertThat(scene.log)
                .contains("WARNING: Kubernetes v1.33.13 does not serve the API versions in the chart's crds folder, "
                        + "so Helm can't install it: things.example.org (apiextensions.k8s.io/v1beta1); use another "
                        + "version of"
                        + " the chart.");
    }

    /** Traefik's chart has such a file in its repository, which its .helmignore keeps out of the archive. */
    @Test
    void aFileAmongDefinitionsThatIsNoneIsTold() throws Exception {
        Chart chart = ReleaseScene.SMALL.withFile(
                "crds/kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n");
        assertThat(refusal(chart)).contains("Kustomization");
        assertThat(scene.log)
                .contains(
                        "WARNING: Kubernetes v1.33.13 does not serve the API versions in the chart's crds folder, so Helm"
                                + " can't install it: Kustomization (kustomize.config.k8s.io/v1beta1); use another version of"
                                + " the chart.");
    }

    @Test
    void aKindWhoseDefinitionIsMissing() throws Exception {
        assertThat(refusal(Chart.ofCase("missing-crd-is-told-as-an-old-api")))
                .isEqualTo("Kubernetes v1.33.13 does not serve what chart web 1.0.0 renders: ServiceMonitor web:"
                        + " the cluster has no kind ServiceMonitor (monitoring.coreos.com/v1): install its CRD first,"
                        + " or switch it off in the values.");
        assertThat(scene.writes()).isEmpty();
    }

    /** As charts say it themselves, such as prometheus 25 ({@code >=1.19.0-0}). */
    @Test
    void aChartForOtherVersionsOfKubernetes() {
        Chart chart = Chart.of("web", "1.0.0", "a: b\n")
                .withFile("Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\nkubeVersion: '>=1.99.0-0'\n");
        assertThat(refusal(chart))
                .isEqualTo("Chart web 1.0.0 is not for Kubernetes v1.33.13: its Chart.yaml asks for >=1.99.0-0; use"
                        + " another version of the chart.");
    }

    @Test
    void aRoleInJson() throws Exception {
        assertThat(install(Chart.ofCase("repair-json-template")))
                .containsExactly("rbac.authorization.k8s.io/v1 ClusterRole reader");
    }

    @Test
    void aRoleInFlowStyleAndOneInAList() throws Exception {
        Chart chart = Chart.of(
                "web",
                "1.0.0",
                """
                {kind: Role, apiVersion: rbac.authorization.k8s.io/v1beta1, metadata: {name: a}, rules: []}
                ---
                apiVersion: v1
                kind: List
                items:
                - {apiVersion: rbac.authorization.k8s.io/v1beta1, kind: Role, metadata: {name: b}, rules: []}
                - apiVersion: policy/v1beta1
                  kind: PodSecurityPolicy
                  metadata: {name: c}
                  spec: {privileged: false}
                """);
        assertThat(install(chart))
                .containsExactly("rbac.authorization.k8s.io/v1 Role a", "rbac.authorization.k8s.io/v1 Role b");
    }

    @Test
    void aKindThatABranchChoosesAndAVersionThatIsPartlyComputed() throws Exception {
        assertThat(install(Chart.ofCase("repair-kind-by-branch")))
                .containsExactlyInAnyOrder(
                        "rbac.authorization.k8s.io/v1 ClusterRole reader",
                        "rbac.authorization.k8s.io/v1 ClusterRole second");
    }

    @Test
    void rulesAboutPoliciesAmongOthersStay() throws Exception {
        Chart chart = Chart.of(
                "web",
                "1.0.0",
                """
                {{ define "psp" }}
                apiVersion: policy/v1beta1
                kind: PodSecurityPolicy
                metadata: {name: strict}
                {{ end }}
                {{ include "psp" . }}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: a}
                rules:
                - apiGroups: [policy, '']
                  resources: [podsecuritypolicies, pods]
                  verbs: [get]
                - resources: [podsecuritypolicies]
                  apiGroups: [policy]
                  verbs: [use]
                """);
        assertThat(install(chart)).containsExactly("rbac.authorization.k8s.io/v1 Role a");
    }

    @Test
    void whatCanNotBeRepairedIsNamedWithTheReason() throws Exception {
        Chart chart = Chart.of("web", "1.0.0", "{{ range .Values.extra }}\n---\n{{ toYaml . }}\n{{ end }}\n")
                .withFile(
                        "values.yaml",
                        "extra:\n- apiVersion: rbac.authorization.k8s.io/v1beta1\n  kind: Role\n  metadata: {name: x}\n");
        assertThat(refusal(chart))
                .isEqualTo("Kubernetes v1.33.13 does not have what chart web 1.0.0 uses"
                        + " (rbac.authorization.k8s.io/v1beta1 (Role x)), and its templates can't be repaired safely:"
                        + " Role x of web/templates/all.yaml (no template contains its apiVersion, so it is computed or"
                        + " comes from the values); use another version of the chart.");
    }

    @Test
    void templatesThatAskWhatTheClusterHas() throws Exception {
        Chart chart = Chart.of(
                "web",
                "1.0.0",
                """
                {{- if .Capabilities.APIVersions.Has "policy/v1beta1" }}
                apiVersion: policy/v1beta1
                kind: PodSecurityPolicy
                metadata: {name: strict}
                {{- end }}
                ---
                {{- $v := ternary "networking.k8s.io/v1" "extensions/v1beta1" (.Capabilities.APIVersions.Has (print "networking.k8s.io/v1" "/Ingress")) }}
                apiVersion: {{ $v }}
                kind: Ingress
                metadata: {name: web}
                spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
                ---
                apiVersion: rbac.authorization.k8s.io/v1beta1
                kind: Role
                metadata: {name: a}
                rules: []
                """);
        assertThat(install(chart))
                .containsExactlyInAnyOrder("rbac.authorization.k8s.io/v1 Role a", "networking.k8s.io/v1 Ingress web");
        assertThat(scene.log).noneMatch(line -> line.contains("left out"));
    }

    /** As external-secrets does, and charts that look for OpenShift. */
    @Test
    void templatesThatLookThroughWhatTheClusterHas() throws Exception {
        Chart chart = Chart.of(
                "web",
                "1.0.0",
                """
                {{- if not (has "networking.k8s.io/v1/Ingress" .Capabilities.APIVersions) }}
                {{- fail "there are no Ingresses" }}
                {{- end }}
                {{- if has "policy/v1beta1/PodSecurityPolicy" $.Capabilities.APIVersions }}
                {{- fail "the cluster is old" }}
                {{- end }}
                {{- range .Capabilities.APIVersions }}
                {{- if hasPrefix "extensions/" . }}
                {{- fail "the cluster is very old" }}
                {{- end }}
                {{- end }}
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: web}
                """);
        assertThat(install(chart)).containsExactly("v1 ConfigMap web");
    }

    @Test
    void aChartThatRendersNothing() throws Exception {
        assertThat(install(Chart.of("web", "1.0.0", "{{ if .Values.on }}\na: b\n{{ end }}\n")))
                .isEmpty();
        assertThat(install(Chart.of("web", "1.0.1", "# a comment\n---\n# another\n")))
                .isEmpty();
        assertThat(scene.latest().status()).isEqualTo(ReleaseStatus.DEPLOYED);
    }

    /** As Argo Workflows makes a Role in each namespace for workflows. */
    @Test
    void aPreviewTellsObjectsOfOneNameInSeveralNamespacesApart() throws Exception {
        Chart chart = Chart.of(
                "web",
                "1.0.0",
                """
                {{- range .Values.places }}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: workflow, namespace: {{ . }}}
                rules: []
                {{- end }}
                """);
        scene.charts.add(chart);
        scene.install("web", "1.0.0", "places: [" + NAMESPACE + "]");
        assertThat(scene.release()
                        .preview(scene.request("web", "1.0.0", "places: [default, " + NAMESPACE + "]"))
                        .toMap())
                .containsEntry("objectsAdded", List.of("Role default/workflow"))
                .containsEntry("objectsChanged", List.of());
    }

    /** As cert-manager's chart has its definitions, and MinIO's its claim. */
    @Test
    void aPreviewTellsNothingAsRemovedThatHelmKeeps() throws Exception {
        Chart chart = Chart.of(
                "web",
                "1.0.0",
                """
                {{- range $name, $policy := .Values.maps }}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: '{{ $name }}', annotations: {helm.sh/resource-policy: '{{ $policy }}'}}
                {{- end }}
                """);
        scene.charts.add(chart);
        scene.install("web", "1.0.0", "maps: {first: keep, second: none}");
        assertThat(scene.release()
                        .preview(scene.request("web", "1.0.0", "maps: {third: none}"))
                        .toMap())
                .containsEntry("objectsAdded", List.of("ConfigMap third"))
                .containsEntry("objectsRemoved", List.of("ConfigMap second"));
    }

    @Test
    void aReleaseWhoseNameHasADot() throws Exception {
        scene.charts.add(ReleaseScene.SMALL);
        ReleaseRequest request = Requests.of(
                ChartSource.of(scene.charts.url().toString(), "small", "1.0.0"),
                "analytics.v1",
                NAMESPACE,
                Values.NONE,
                false,
                ReleaseRequest.Repair.AUTO,
                Duration.ofMinutes(2));
        assertThat(scene.release().install(request).record().name()).isEqualTo("analytics.v1");
        assertThat(scene.cluster.object("configmaps", NAMESPACE, "analytics.v1"))
                .isPresent();
        assertThat(scene.release().revision(NAMESPACE, "analytics.v1")).isEqualTo(1);
    }

    private String password() {
        ObjectNode secret = scene.cluster.object("secrets", NAMESPACE, "login").orElseThrow();
        return secret.path("data").path("password").asText()
                + secret.path("stringData").path("password").asText();
    }

    /** Installs, and says what came of it. */
    private List<String> install(Chart chart) throws Exception {
        scene.charts.add(chart);
        ReleaseResult result = scene.install(chart.name(), chart.version(), "");
        return result.record().objects().stream().map(RenderedObject::toString).toList();
    }

    private String refusal(Chart chart) {
        scene.charts.add(chart);
        return catchThrowableOfType(ReleaseException.class, () -> scene.install(chart.name(), chart.version(), ""))
                .getMessage();
    }
}
