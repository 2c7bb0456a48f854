package io.jenkins.plugins.seldon.release.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.seldon.helm.chart.InvalidChartException;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables: what is rendered × what the cluster shows → what is found. */
class PodAdmissionTest {

    private static final String NODE = "metadata: {name: n1, labels: {kubernetes.io/arch: amd64}}\nspec: {}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Deployment  | 3 | {pods: 2}            | {}               | allows pods 2, of which 0 is used, and the release needs 3 more
                    Deployment  | 3 | {pods: 3}            | {}               |
                    Deployment  | 3 | {count/pods: 4}      | {count/pods: 2}  | allows count/pods 4, of which 2 is used
                    DaemonSet   | 1 | {pods: 0}            | {}               | needs 1 more
                    Deployment  | 2 | {requests.cpu: 300m} | {}               | allows requests.cpu 300m, of which 0 is used, and the release needs 0.4 more
                    Deployment  | 2 | {cpu: 400m}          | {}               |
                    Deployment  | 1 | {limits.memory: 1Gi} | {}               | refuses pods that do not set their limits.memory, and these do not: Deployment web
                    Deployment  | 2 | {memory: 128Mi}      | {memory: 32Mi}   | of which 32Mi is used, and the release needs 128Mi more
                    Deployment  | 9 | {configmaps: 1}      | {}               |
                    CronJob     | 9 | {pods: 1}            | {}               |
                    Deployment  | 0 | {limits.memory: 1Gi} | {}               |
                    """)
    void quotas(String kind, int replicas, String hard, String used, String expected) throws Exception {
        String quota =
                "metadata: {name: team, namespace: prod}\nspec: {hard: %s}\nstatus: {used: %s}".formatted(hard, used);
        assertProblem(
                PodAdmission.judge(
                        workloads(workload(kind, replicas, "")),
                        List.of(),
                        cluster("v1.33.0", Map.of(), List.of(read(quota, ResourceQuota.class)), List.of(), List.of())),
                expected);
    }

    @Test
    void anUpgradeIsJudgedByWhatItAdds() throws Exception {
        ClusterSnapshot cluster = cluster(
                "v1.33.0",
                Map.of(),
                List.of(read(
                        "metadata: {name: team}\nspec: {hard: {pods: 4}}\nstatus: {used: {pods: 3}}",
                        ResourceQuota.class)),
                List.of(),
                List.of());
        List<Workload> present = workloads(workload("Deployment", 3, ""));
        assertThat(PodAdmission.judge(workloads(workload("Deployment", 4, "")), present, cluster))
                .isEmpty();
        assertThat(PodAdmission.judge(workloads(workload("Deployment", 5, "")), present, cluster))
                .hasSize(1);
    }

    @Test
    void quotasWithAScopeAreLeftToTheServer() throws Exception {
        String quota = "metadata: {name: team}\nspec: {scopes: [BestEffort], hard: {pods: 0}}";
        assertThat(PodAdmission.judge(
                        workloads(workload("Deployment", 1, "")),
                        List.of(),
                        cluster("v1.33.0", Map.of(), List.of(read(quota, ResourceQuota.class)), List.of(), List.of())))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    max: {cpu: 100m}                            | its container main asks for cpu 200m, more than the maximum of 100m
                    max: {cpu: 200m}                            |
                    min: {memory: 100Mi}                        | its container main asks for memory 64Mi, less than the minimum of 100Mi
                    default: {memory: 2Gi}, max: {memory: 1Gi}  | its container main asks for memory 2Gi, more than the maximum of 1Gi
                    max: {memory: 1Gi}                          |
                    default: {cpu: 100m}                        | its container main asks for cpu 200m, more than the limit of 100m that the LimitRange gives it
                    default: {memory: 16Mi}                     | its container main asks for memory 64Mi, more than the limit of 16Mi that the LimitRange gives it
                    default: {cpu: 200m, memory: 64Mi}          |
                    """)
    void limitRanges(String item, String expected) throws Exception {
        String range = "metadata: {name: usual}\nspec: {limits: [{type: Container, %s}]}".formatted(item);
        assertProblem(
                PodAdmission.judge(
                        workloads(workload("Deployment", 1, "")),
                        List.of(),
                        cluster("v1.33.0", Map.of(), List.of(), List.of(read(range, LimitRange.class)), List.of())),
                expected);
    }

    @Test
    void aLimitRangeThatGivesNextToNothingIsToldAndRefusesNothing() throws Exception {
        LimitRange range = read(
                "metadata: {name: usual}\nspec: {limits: [{type: Container, default: {memory: 16Mi}}]}",
                LimitRange.class);
        String pod = workload("Deployment", 1, "");
        List<Problem> problems = PodAdmission.judge(
                workloads(pod.replace("requests: {cpu: 200m, memory: 64Mi}", "")),
                List.of(),
                cluster("v1.33.0", Map.of(), List.of(), List.of(range), List.of()));
        assertProblem(
                problems,
                "LimitRange usual in namespace prod may starve Deployment web: its container main sets no memory "
                        + "limit and gets one of 16Mi, at which most programs are killed (OOMKilled)");
        assertThat(problems).noneMatch(Problem::fatal);
        assertThat(PodAdmission.judge(
                        workloads(pod.replace("requests: {cpu: 200m, memory: 64Mi}", "limits: {memory: 8Mi}")),
                        List.of(),
                        cluster("v1.33.0", Map.of(), List.of(), List.of(range), List.of())))
                .isEmpty();
    }

    @Test
    void aLimitRangeFillsInWhatAQuotaAsksFor() throws Exception {
        ClusterSnapshot cluster = cluster(
                "v1.33.0",
                Map.of(),
                List.of(read("metadata: {name: team}\nspec: {hard: {limits.cpu: 1}}", ResourceQuota.class)),
                List.of(read(
                        "metadata: {name: usual}\nspec: {limits: [{type: Container, default: {cpu: 400m}}]}",
                        LimitRange.class)),
                List.of());
        assertThat(PodAdmission.judge(workloads(workload("Deployment", 2, "")), List.of(), cluster))
                .isEmpty();
        assertThat(PodAdmission.judge(workloads(workload("Deployment", 3, "")), List.of(), cluster))
                .hasSize(1);
    }

    @Test
    void defaultsThatTheUserMayNotReadMayBeThere() throws Exception {
        ResourceQuota quota = read("metadata: {name: team}\nspec: {hard: {limits.cpu: 1}}", ResourceQuota.class);
        ClusterSnapshot cluster =
                new ClusterSnapshot("v1.33.0", "prod", Map.of(), List.of(quota), null, List.of(), List.of());
        assertThat(PodAdmission.judge(workloads(workload("Deployment", 2, "")), List.of(), cluster))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    v1.33.1 | baseline   | hostNetwork: true           | Deployment web (hostNetwork)
                    v1.33.1 | baseline   | hostPID: true, volumes: [{name: proc, hostPath: {path: /proc}}] | Deployment web (hostPID, hostPath volumes)
                    v1.33.1 | baseline   | hostNetwork: false          |
                    v1.33.1 | privileged | hostNetwork: true           |
                    v1.22.0 | baseline   | hostNetwork: true           |
                    v1.33.1 |            | hostNetwork: true           |
                    v1.33.1 | restricted | hostIPC: true               | Deployment web (hostIPC, no runAsNonRoot, no allowPrivilegeEscalation: false, capabilities not dropped, no seccompProfile)
                    """)
    void podSecurity(String version, String level, String pod, String expected) throws Exception {
        Map<String, String> labels = level == null ? Map.of() : Map.of("pod-security.kubernetes.io/enforce", level);
        assertProblem(
                PodAdmission.judge(
                        workloads(workload("Deployment", 1, pod)),
                        List.of(),
                        cluster(version, labels, List.of(), List.of(), List.of())),
                expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    monitoring | other | n1 | 9100 | true  | taken on 1 of 1: pod monitoring/other-x has 9100/TCP of node n1;
                    prod       | other | n1 | 9100 | true  | taken on 1 of 1
                    prod       | old   | n1 | 9100 |       |
                    monitoring | old   | n1 | 9100 | true  | taken on 1 of 1
                    prod       | web   | n1 | 9100 |       |
                    monitoring | web   | n1 | 9100 | true  | taken on 1 of 1
                    monitoring | other | n1 | 9200 |       |
                    monitoring | other | n9 | 9100 |       |
                    """)
    void hostPorts(String namespace, String owner, String node, int port, Boolean fatal, String expected)
            throws Exception {
        String pod =
                """
                metadata: {name: %s-x, namespace: %s, ownerReferences: [{kind: DaemonSet, name: %s}]}
                spec: {hostNetwork: true, nodeName: %s, containers: [{name: a, ports: [{containerPort: %d}]}]}
                """
                        .formatted(owner, namespace, owner, node, port);
        List<Problem> problems = PodAdmission.judge(
                workloads(workload("DaemonSet", 1, "hostNetwork: true")),
                workloads(workload("DaemonSet", 1, "hostNetwork: true").replace("name: web", "name: old")),
                cluster("v1.33.0", Map.of(), List.of(), List.of(), List.of(read(pod, Pod.class))));
        assertProblem(problems, expected);
        assertThat(problems).allMatch(problem -> problem.fatal() == fatal);
    }

    /** As of a release in another namespace that was removed right before. */
    @Test
    void aPodThatLeavesGivesItsPortBack() throws Exception {
        String pod =
                """
                metadata: {name: other-x, namespace: monitoring, deletionTimestamp: "2026-11-22T16:00:00Z"}
                spec: {hostNetwork: true, nodeName: n1, containers: [{name: a, ports: [{containerPort: 9100}]}]}
                """;
        assertThat(PodAdmission.judge(
                        workloads(workload("DaemonSet", 1, "hostNetwork: true")),
                        List.of(),
                        cluster("v1.33.0", Map.of(), List.of(), List.of(), List.of(read(pod, Pod.class)))))
                .isEmpty();
    }

    /** A quota lets go of a pod that is stuck, and what one that has ended held is free already: neither gives it back again. */
    @ParameterizedTest
    @CsvSource({"Running, 30, 30, true", "Running, 30, 31, false", "Running, , 9999, true", "Succeeded, 30, 0, false"})
    void aPodThatLeavesIsCountedInItsTime(String phase, Long grace, int seconds, boolean isCounted) throws Exception {
        Pod pod = read(
                """
                metadata: {name: x, deletionTimestamp: "2026-11-22T16:00:00Z", deletionGracePeriodSeconds: %s}
                status: {phase: %s}
                """
                        .formatted(grace, phase),
                Pod.class);
        Instant now = Instant.parse("2026-11-22T16:00:00Z").plusSeconds(seconds);
        assertThat(ClusterSnapshot.isCounted(pod, now)).isEqualTo(isCounted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    arm64 | quay.io/coreos/kube-state-metrics:v1.9.5 | | no node for amd64, only arm64, and these images were published for amd64 only: quay.io/coreos/kube-state-metrics:v1.9.5
                    arm64 | kiwigrid/k8s-sidecar:0.1.151             | | kiwigrid/k8s-sidecar:0.1.151
                    amd64 | kiwigrid/k8s-sidecar:0.1.151             | |
                    arm64 | prom/prometheus:v2.18.1                  | |
                    arm64 | kiwigrid/k8s-sidecar:1.27.4              | |
                    arm64 | kiwigrid/k8s-sidecar:0.1.151             | nodeSelector: {kubernetes.io/arch: amd64} |
                    """)
    void architectures(String architecture, String image, String pod, String expected) throws Exception {
        Node node = read(NODE.replace("amd64", architecture), Node.class);
        ClusterSnapshot cluster =
                new ClusterSnapshot("v1.33.0", "prod", Map.of(), List.of(), List.of(), List.of(node), List.of());
        List<Problem> problems = PodAdmission.judge(
                workloads(workload("Deployment", 1, pod == null ? "" : pod).replace("web:1", image)),
                List.of(),
                cluster);
        assertProblem(problems, expected);
        assertThat(problems).noneMatch(Problem::fatal);
    }

    /** Tried without them, the server refuses its pods for what they mount, before it says whether they are admitted. */
    @Test
    void aPodOfAStatefulSetHasItsClaims() throws Exception {
        String set = workload("StatefulSet", 1, "volumes: [{name: data, emptyDir: {}}, {name: config, emptyDir: {}}]")
                + "  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce]}}]\n";
        List<Volume> volumes = workloads(set).get(0).pod().getVolumes();
        assertThat(volumes).extracting(Volume::getName).containsExactlyInAnyOrder("config", "data");
        assertThat(volumes)
                .filteredOn(volume -> volume.getPersistentVolumeClaim() != null)
                .extracting(Volume::getName)
                .containsExactly("data");
    }

    @Test
    void whatTheUserMayNotReadIsNotJudged() throws Exception {
        assertThat(PodAdmission.judge(
                        workloads(workload("DaemonSet", 1, "hostNetwork: true")),
                        List.of(),
                        new ClusterSnapshot("v1.33.0", "prod", null, null, null, null, null)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                                                        | ''                              | 1
                    {key: node-role, effect: NoSchedule}                      | ''                              | 0
                    {key: node-role, effect: PreferNoSchedule}                | ''                              | 1
                    {key: node-role, effect: NoSchedule}                      | tolerations: [{operator: Exists}] | 1
                    {key: gpu, value: 'yes', effect: NoExecute}               | tolerations: [{key: gpu, value: 'yes', effect: NoExecute}] | 1
                    {key: gpu, value: 'yes', effect: NoExecute}               | tolerations: [{key: gpu, value: 'no'}] | 0
                    ''                                                        | nodeSelector: {disk: ssd}       | 0
                    ''                                                        | affinity: {nodeAffinity: {}}    | 0
                    """)
    void aDaemonSetCountsTheNodesThatItIsBoundToRunOn(String taint, String pod, int expected) throws Exception {
        Node node = read(NODE.replace("spec: {}", "spec: {taints: [%s]}".formatted(taint)), Node.class);
        assertThat(workloads(workload("DaemonSet", 7, pod)).get(0).pods(List.of(node)))
                .isEqualTo(expected);
    }

    private static void assertProblem(List<Problem> problems, String expected) {
        assertThat(problems).hasSize(expected == null ? 0 : 1).allSatisfy(problem -> assertThat(problem.sentence())
                .contains(expected)
                .endsWith("."));
    }

    private static String workload(String kind, int replicas, String pod) {
        return """
                apiVersion: apps/v1
                kind: %s
                metadata: {name: web}
                spec:
                  replicas: %d
                  template:
                    spec: {%scontainers: [{name: main, image: 'web:1', ports: [{containerPort: 9100}],
                      resources: {requests: {cpu: 200m, memory: 64Mi}}}]}
                """
                .formatted(kind, replicas, pod.isEmpty() ? "" : pod + ", ");
    }

    private static List<Workload> workloads(String manifest) throws InvalidChartException {
        return Workload.of(RenderedObject.parse(manifest));
    }

    private static ClusterSnapshot cluster(
            String version,
            Map<String, String> labels,
            List<ResourceQuota> quotas,
            List<LimitRange> limits,
            List<Pod> pods) {
        return new ClusterSnapshot(version, "prod", labels, quotas, limits, List.of(read(NODE, Node.class)), pods);
    }

    private static <T> T read(String yaml, Class<T> type) {
        return Serialization.unmarshal(yaml, type);
    }
}
