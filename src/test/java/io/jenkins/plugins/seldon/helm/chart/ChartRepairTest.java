package io.jenkins.plugins.seldon.helm.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartRepairTest {

    private static final String RBAC = "rbac.authorization.k8s.io/v1beta1";

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "rbac.authorization.k8s.io/v1beta1 | ClusterRole             | {}                              | rbac.authorization.k8s.io/v1",
                "rbac.authorization.k8s.io/v1beta1 | ClusterRoleBinding      | {}                              | rbac.authorization.k8s.io/v1",
                "rbac.authorization.k8s.io/v1beta1 | Role                    | {}                              | rbac.authorization.k8s.io/v1",
                "rbac.authorization.k8s.io/v1beta1 | RoleBinding             | {}                              | rbac.authorization.k8s.io/v1",
                "batch/v1beta1                     | CronJob                 | {}                              | batch/v1",
                "storage.k8s.io/v1beta1            | StorageClass            | {}                              | storage.k8s.io/v1",
                "storage.k8s.io/v1beta1            | VolumeAttachment        | {}                              | storage.k8s.io/v1",
                "storage.k8s.io/v1beta1            | CSIDriver               | {}                              | storage.k8s.io/v1",
                "storage.k8s.io/v1beta1            | CSINode                 | {}                              | storage.k8s.io/v1",
                "storage.k8s.io/v1beta1            | CSIStorageCapacity      | {}                              | storage.k8s.io/v1",
                "scheduling.k8s.io/v1beta1         | PriorityClass           | {}                              | scheduling.k8s.io/v1",
                "coordination.k8s.io/v1beta1       | Lease                   | {}                              | coordination.k8s.io/v1",
                "node.k8s.io/v1beta1               | RuntimeClass            | {}                              | node.k8s.io/v1",
                "networking.k8s.io/v1beta1         | IngressClass            | {}                              | networking.k8s.io/v1",
                "apiregistration.k8s.io/v1beta1    | APIService              | {}                              | apiregistration.k8s.io/v1",
                "extensions/v1beta1                | NetworkPolicy           | {}                              | networking.k8s.io/v1",
                "autoscaling/v2beta2               | HorizontalPodAutoscaler | {}                              | autoscaling/v2",
                "policy/v1beta1                    | PodDisruptionBudget     | {selector: {matchLabels: {a: b}}} | policy/v1",
                "policy/v1beta1                    | PodDisruptionBudget     | {selector: {}}                  | refused",
                "policy/v1beta1                    | PodDisruptionBudget     | {selector: {matchLabels: {}}}   | refused",
                "policy/v1beta1                    | PodDisruptionBudget     | {selector: {matchExpressions: [{key: a, operator: Exists}]}} | policy/v1",
                "policy/v1beta1                    | PodDisruptionBudget     | {}                              | refused",
                "policy/v1beta1                    | PodSecurityPolicy       | {}                              | dropped",
                "extensions/v1beta1                | PodSecurityPolicy       | {}                              | dropped",
                "apps/v1beta2                      | Deployment              | {selector: {matchLabels: {a: b}}} | apps/v1",
                "apps/v1beta1                      | Deployment              | {selector: {matchLabels: {a: b}}} | apps/v1",
                "extensions/v1beta1                | Deployment              | {}                              | refused",
                "extensions/v1beta1                | Deployment              | {selector: {}, rollbackTo: {revision: 1}} | refused",
                "extensions/v1beta1                | DaemonSet               | {selector: {}}                  | refused",
                "extensions/v1beta1                | DaemonSet               | {selector: {}, updateStrategy: {type: OnDelete}} | apps/v1",
                "apps/v1beta1                      | StatefulSet             | {selector: {}}                  | refused",
                "apps/v1beta1                      | StatefulSet             | {selector: {}, updateStrategy: {type: OnDelete}} | apps/v1",
                "networking.k8s.io/v1beta1         | Ingress                 | {}                              | refused",
                "extensions/v1beta1                | Ingress                 | {}                              | refused",
                "autoscaling/v2beta1               | HorizontalPodAutoscaler | {}                              | refused",
                "admissionregistration.k8s.io/v1beta1 | ValidatingWebhookConfiguration | {}                    | refused",
                "example.com/v1                    | Thing                   | {}                              | refused",
                "apps/v1                           | Deployment              | {}                              | nothing",
            })
    void everyRowOfTheTable(String apiVersion, String kind, String spec, String expected) throws Exception {
        List<RenderedObject> objects = RenderedObject.parse("# Source: web/templates/x.yaml\napiVersion: " + apiVersion
                + "\nkind: " + kind + "\nmetadata: {name: x}\nspec: " + spec);
        ChartRepair repair = ChartRepair.of(List.of(), objects, modern(kind));
        String actual = !repair.moved().isEmpty()
                ? repair.moved().get(objects.get(0))
                : !repair.dropped().isEmpty() ? "dropped" : repair.isNothing() ? "nothing" : "refused";
        assertThat(actual).isEqualTo(expected);
        assertThat(ChartRepair.questions(objects)).contains(apiVersion);
        if (expected.contains("/")) {
            assertThat(ChartRepair.questions(objects)).contains(expected);
        }
    }

    @Test
    void noSuccessorIsOfNoUseWhereTheClusterLacksIt() throws Exception {
        List<RenderedObject> objects =
                RenderedObject.parse("apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: x}");
        ServedApis served = new ServedApis("v1.20.2", Map.of("batch/v1", Map.of()));
        assertThat(ChartRepair.of(List.of(), objects, served).refused()).isEqualTo(objects);
    }

    @Test
    void kindsThatTheChartDefinesAreNotMissing() throws Exception {
        List<RenderedObject> objects =
                RenderedObject.parse("apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: x}");
        ChartArchive chart = chart(Map.of(
                "crds/thing.yaml",
                "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things}\n"
                        + "spec: {group: example.com, names: {kind: Thing}}\n"));
        assertThat(ChartRepair.of(ChartRepair.definitions(chart, Values.NONE), objects, modern("x"))
                        .isNothing())
                .isTrue();
    }

    /** The subchart's own values are the least, then the chart's, then the user's; a text is neither true nor false. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                  | {}                                            | true",
                "{}                  | {sub: {enabled: false}}                       | false",
                "{}                  | {sub: {enabled: perhaps}}                     | true",
                "{}                  | {global: {sub: false}}                        | false",
                "{}                  | {global: {sub: false}, sub: {enabled: true}}  | true",
                "{}                  | {tags: {front: false}}                        | false",
                "{}                  | {tags: {front: false, back: true}}            | true",
                "{}                  | {tags: {front: false}, sub: {enabled: true}}  | true",
                "{enabled: false}    | {}                                            | false",
                "{enabled: false}    | {sub: {enabled: true}}                        | true",
                "{deep: {use: false}} | {}                                            | deep off",
                "{}                  | {sub: {deep: {use: false}}}                    | deep off",
                "{}                  | {global: {deep: false}}                       | deep off",
                "{global: {deep: true}} | {global: {deep: false}}                    | deep off",
                "{global: {deep: false}} | {}                                        | deep off",
                "{}                  | {sub: {global: {deep: false}}, global: {deep: true}} | true",
            })
    void definitionsOfSubchartsThatAreOffAreNotMade(String defaults, String values, String made) throws Exception {
        String definition =
                "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: %s}\n";
        ChartArchive chart = chart(Map.of(
                "Chart.yaml",
                "name: web\nversion: 1\ndependencies:\n"
                        + "- {name: parts, alias: sub, condition: 'sub.enabled,global.sub', tags: [front, back]}\n",
                "charts/parts/Chart.yaml",
                "name: parts\nversion: 1\ndependencies: [{name: deep, condition: 'deep.use,global.deep'}]\n",
                "charts/parts/values.yaml",
                defaults,
                "charts/parts/crds/a.yaml",
                definition.formatted("of-sub"),
                "charts/parts/charts/deep/Chart.yaml",
                "name: deep\nversion: 1\n",
                "charts/parts/charts/deep/crds/A.YAML",
                definition.formatted("of-deep"),
                "charts/_old/Chart.yaml",
                "name: old\nversion: 1\n",
                "charts/_old/crds/a.yaml",
                definition.formatted("of-old")));
        List<String> expected =
                switch (made) {
                    case "true" -> List.of("of-sub", "of-deep");
                    case "false" -> List.of();
                    default -> List.of("of-sub");
                };
        assertThat(ChartRepair.definitions(chart, Values.of(values, "values")))
                .extracting(RenderedObject::name)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aChartThatLacksNothingIsUntouchedByteForByte() throws Exception {
        List<RenderedObject> objects = RenderedObject.parse("apiVersion: v1\nkind: Pod\nmetadata: {name: x}");
        ChartArchive chart = chart(Map.of("templates/pod.yaml", "apiVersion: v1\nkind: Pod\n"));
        ServedApis served = new ServedApis("v1.33.0", Map.of("v1", Map.of("Pod", resource())));
        assertThat(repaired(chart, ChartRepair.of(List.of(), objects, served), objects))
                .isSameAs(chart);
    }

    /** Helm leaves the mark out as it loads an archive. */
    @Test
    void aTemplateIsRepairedAfterTheMarkOfItsEncoding() throws Exception {
        ChartArchive chart = ChartArchive.of(Tar.write(Map.of(
                "web/Chart.yaml", "name: web\nversion: 1".getBytes(UTF_8),
                "web/templates/role.yaml", ("\uFEFFapiVersion: " + RBAC + "\nkind: Role\n").getBytes(UTF_8))));
        List<RenderedObject> objects = RenderedObject.parse(manifest("web/templates/role.yaml"));

        ChartArchive repaired = repaired(chart, ChartRepair.of(List.of(), objects, modern("Role")), objects);

        assertThat(text(repaired, "web/templates/role.yaml"))
                .isEqualTo("apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\n");
    }

    @Test
    void subchartsAreRepairedWhereverTheyAre() throws Exception {
        String template = "apiVersion: " + RBAC + "\r\nkind: Role\r\nmetadata: {name: '{{ .Release.Name }}'}\r\n";
        Map<String, byte[]> packed = new LinkedHashMap<>();
        packed.put("packed/Chart.yaml", "name: packed\nversion: 1".getBytes(UTF_8));
        packed.put("packed/templates/role.yaml", template.getBytes(UTF_8));
        Map<String, byte[]> inner = new LinkedHashMap<>(packed);
        inner.put("packed/charts/deep-1.tgz", archive("deep", template).bytes());
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(
                "folder/Chart.yaml",
                ("name: web\nversion: 1\ndependencies:\n- {name: packed, alias: other}\n"
                                + "- {name: packed, alias: another}\n")
                        .getBytes(UTF_8));
        files.put("folder/charts/packed-1.tgz", ChartArchive.of(inner).bytes());
        files.put("folder/charts/plain/Chart.yaml", "name: real-name\nversion: 1".getBytes(UTF_8));
        files.put("folder/charts/plain/templates/role.yaml", template.getBytes(UTF_8));
        byte[] untouched = archive("untouched", "apiVersion: v1\nkind: Pod\n").bytes();
        files.put("folder/charts/untouched-1.tgz", untouched);
        files.put("folder/charts/README.md", "apiVersion".getBytes(UTF_8));
        ChartArchive chart = ChartArchive.of(files);
        List<RenderedObject> objects = RenderedObject.parse(manifest(
                "web/charts/other/templates/role.yaml",
                "web/charts/another/templates/role.yaml",
                "web/charts/other/charts/deep/templates/role.yaml",
                "web/charts/real-name/templates/role.yaml"));

        ChartArchive repaired = repaired(chart, ChartRepair.of(List.of(), objects, modern("Role")), objects);

        String expected = template.replace("v1beta1", "v1");
        assertThat(text(repaired, "folder/charts/plain/templates/role.yaml")).isEqualTo(expected);
        ChartArchive sub = ChartArchive.of(repaired.files().get("folder/charts/packed-1.tgz"));
        assertThat(text(sub, "packed/templates/role.yaml")).isEqualTo(expected);
        ChartArchive deep = ChartArchive.of(sub.files().get("packed/charts/deep-1.tgz"));
        assertThat(text(deep, "deep/templates/role.yaml")).isEqualTo(expected);
        assertThat(repaired.files().get("folder/charts/untouched-1.tgz")).isEqualTo(untouched);
        assertThat(repaired.files().keySet()).isEqualTo(chart.files().keySet());
    }

    @Test
    void aTemplateThatIsIncludedFromAnotherFileIsRepaired() throws Exception {
        ChartArchive chart = chart(Map.of(
                "templates/_role.tpl",
                "{{- define \"role\" -}}\napiVersion: " + RBAC + "\nkind: Role\nmetadata: {name: x}\n{{- end -}}\n",
                "templates/role.yaml",
                "{{ include \"role\" . }}\n"));
        List<RenderedObject> objects = RenderedObject.parse(manifest("web/templates/role.yaml"));
        ChartArchive repaired = repaired(chart, ChartRepair.of(List.of(), objects, modern("Role")), objects);
        assertThat(text(repaired, "web/templates/_role.tpl")).contains("io/v1\n");
    }

    @Test
    void whatTheRepairedChartRendersIsHeldAgainstWhatItShould() throws Exception {
        String original = manifest("web/templates/role.yaml")
                + "---\napiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: {name: p}\n"
                + "---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: random1}\n"
                + "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n"
                + "spec: {template: {metadata: {annotations: {checksum/secret: a}}}}\n";
        List<RenderedObject> before = RenderedObject.parse(original);
        Map<String, Map<String, ServedApis.Resource>> kinds =
                new HashMap<>(modern("Role").kinds());
        kinds.put("v1", Map.of("Secret", resource()));
        kinds.put("apps/v1", Map.of("Deployment", resource()));
        ChartRepair repair = ChartRepair.of(List.of(), before, new ServedApis("v1.33.0", kinds));
        String good = manifest("web/templates/role.yaml").replace("v1beta1", "v1")
                + "---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: random2}\n"
                + "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n"
                + "spec: {template: {metadata: {annotations: {checksum/secret: b}}}}\n";

        RepairCheck check = new RepairCheck(repair, before);
        List<RenderedObject> again = RenderedObject.parse(original.replace("random1", "random3"));
        assertThat(check.differences(RenderedObject.parse(good), again)).isEmpty();
        assertThat(check.differences(RenderedObject.parse(good), before))
                .containsExactly("Secret s (stringData.password)");
        assertThat(check.differences(RenderedObject.parse(good.replace("name: d}", "name: e}")), again))
                .containsExactly("Deployment d (metadata.name)");
        assertThat(check.differences(RenderedObject.parse(good.replace("name: d}", "name: d, labels: {a: b}}")), again))
                .containsExactly("Deployment d (metadata)");
        assertThat(check.differences(
                        RenderedObject.parse(good + "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}"), again))
                .containsExactly("Pod p (too many)");
        assertThat(check.differences(before, again)).containsExactly("PodSecurityPolicy p (too many)");
        assertThat(repair.changes())
                .containsExactly(
                        "rbac.authorization.k8s.io/v1beta1 → rbac.authorization.k8s.io/v1 (Role r)",
                        "left out PodSecurityPolicy p");
        assertThat(repair.problems())
                .containsExactly("policy/v1beta1 (PodSecurityPolicy p)", "rbac.authorization.k8s.io/v1beta1 (Role r)");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "monitoring.coreos.com/v1 | ServiceMonitor | the cluster has no kind ServiceMonitor (monitoring.coreos.com/v1): install its CRD first, or switch it off in the values",
                "cert-manager.io/v1alpha2 | Certificate | the cluster has cert-manager.io in v1, not in v1alpha2: use a version of the chart for that CRD, or install the CRD that the chart is for",
                "policy/v1 | PodDisruptionBudget | the cluster does not have policy/v1 PodDisruptionBudget yet: use an older version of the chart, or values that leave it out",
                "policy/v1beta1 | PodDisruptionBudget | nothing with the same schema took the place of policy/v1beta1 PodDisruptionBudget: use another version of the chart, or values that leave it out",
                "extensions/v1beta1 | Deployment | extensions/v1beta1 is gone, and apps/v1 has no defaults for its selector or its updateStrategy, and it leaves them to defaults: use another version of the chart, or values that set them",
            })
    void aRefusalSaysWhatIsMissingAndWhatToDo(String apiVersion, String kind, String reason) throws Exception {
        List<RenderedObject> objects =
                RenderedObject.parse("apiVersion: " + apiVersion + "\nkind: " + kind + "\nmetadata: {name: x}");
        ServedApis served = new ServedApis(
                "v1.30.0", Map.of("apps/v1", Map.of("Deployment", resource()), "cert-manager.io/v1", Map.of()));
        assertThat(ChartRepair.of(List.of(), objects, served).refusals(served)).containsExactly(kind + " x: " + reason);
    }

    private static ChartArchive repaired(ChartArchive chart, ChartRepair repair, List<RenderedObject> objects)
            throws InvalidChartException {
        return new TemplateRepair(chart, repair, objects, objects).repaired(true);
    }

    private static String manifest(String... sources) {
        StringBuilder manifest = new StringBuilder();
        for (String source : sources) {
            manifest.append("---\n# Source: ")
                    .append(source)
                    .append("\napiVersion: ")
                    .append(RBAC);
            manifest.append("\nkind: Role\nmetadata: {name: r}\n");
        }
        return manifest.toString();
    }

    /** A cluster that has every v1 and v2, and nothing of beta, for one kind. */
    private static ServedApis modern(String kind) {
        Map<String, Map<String, ServedApis.Resource>> kinds = new HashMap<>();
        for (String apiVersion : List.of(
                "apps/v1",
                "batch/v1",
                "policy/v1",
                "autoscaling/v2",
                "rbac.authorization.k8s.io/v1",
                "storage.k8s.io/v1",
                "scheduling.k8s.io/v1",
                "coordination.k8s.io/v1",
                "node.k8s.io/v1",
                "networking.k8s.io/v1",
                "apiregistration.k8s.io/v1")) {
            kinds.put(apiVersion, Map.of(kind, resource()));
        }
        return new ServedApis("v1.33.0", kinds);
    }

    private static ServedApis.Resource resource() {
        return new ServedApis.Resource("things", true);
    }

    private static ChartArchive archive(String name, String template) throws InvalidChartException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(name + "/Chart.yaml", ("name: " + name + "\nversion: 1").getBytes(UTF_8));
        files.put(name + "/templates/role.yaml", template.getBytes(UTF_8));
        return ChartArchive.of(files);
    }

    private static ChartArchive chart(Map<String, String> files) throws InvalidChartException {
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("web/Chart.yaml", "name: web\nversion: 1".getBytes(UTF_8));
        files.forEach((path, text) -> all.put("web/" + path, text.getBytes(UTF_8)));
        return ChartArchive.of(all);
    }

    private static String text(ChartArchive chart, String path) {
        return new String(chart.files().get(path), UTF_8);
    }
}
