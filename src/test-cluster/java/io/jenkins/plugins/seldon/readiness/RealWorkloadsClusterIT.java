package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.jenkins.plugins.seldon.fixture.apiserver.ApiServerProcess;
import io.jenkins.plugins.seldon.fixture.cluster.Discovery;
import io.jenkins.plugins.seldon.fixture.node.RealNode;
import io.jenkins.plugins.seldon.fixture.workloads.Fidelity;
import io.jenkins.plugins.seldon.fixture.workloads.PlayedWorkloads;
import io.jenkins.plugins.seldon.fixture.workloads.PodDiary;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.readiness.wait.Outcome;
import io.jenkins.plugins.seldon.readiness.wait.WaitSite;
import io.jenkins.plugins.seldon.readiness.watch.Reachability.Contact;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The workloads of {@code src/test/resources/recorded-1.33.5} once more, all at once, on a real kubelet of the version that
 * the tests are run with: the waits end as on the recorded one, and the kubelet that the ordinary tests play does what this
 * one does.
 */
@Timeout(600)
class RealWorkloadsClusterIT {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Duration SLOW = Duration.ofSeconds(30);
    private static final String CLAIMS =
            """
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: models}
            provisioner: models/local
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: c3, namespace: lab}
            spec: {accessModes: [ReadWriteOnce], storageClassName: models, resources: {requests: {storage: 1Mi}}}
            """;
    private static final String LATE_CLAIM =
            """
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: c4}
            spec:
              accessModes: [ReadWriteOnce]
              capacity: {storage: 1Mi}
              hostPath: {path: /run/volumes/c4, type: DirectoryOrCreate}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: c4, namespace: lab}
            spec: {accessModes: [ReadWriteOnce], storageClassName: "", resources: {requests: {storage: 1Mi}}}
            """;

    private static final Deque<AutoCloseable> OPEN = new ArrayDeque<>();
    private static final Map<String, WaitSite.Waiting> WAITS = new ConcurrentHashMap<>();
    private static PodDiary real;

    @BeforeAll
    static void runThemAll() throws IOException {
        RealNode node = opened(RealNode.start());
        WaitSite site = opened(new WaitSite());
        KubernetesClient client = opened(new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(node.kubeconfig()))
                .build());
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("lab")
                        .endMetadata()
                        .build())
                .create();
        real = opened(new PodDiary(client, "lab"));
        create(client, CLAIMS);
        // Where the machine is slow, so is the cluster: what it says within seconds elsewhere may take longer.
        start(criteria("pvc-late").withFailureGrace(SLOW), client, site, node);
        start(criteria("crash-slow").withMinRunning(SLOW), client, site, node);
        for (String name : PlayedWorkloads.names()) {
            if (!name.equals("crash-slow")) {
                start(criteria(name), client, site, node);
            }
        }
        start(criteria("pvc-no-provisioner"), client, site, node);
        WaitSite.await("the pod that waits for its claim is told", () -> WAITS.get("pvc-late").lines.stream()
                .anyMatch(line -> line.contains("c4")));
        create(client, LATE_CLAIM);
    }

    private static Criteria criteria(String name) {
        return Criteria.of(new Subject.Named(List.of(WorkloadName.parse(name))));
    }

    private static void start(Criteria criteria, KubernetesClient client, WaitSite site, RealNode node) {
        String name = ((Subject.Named) criteria.subject()).names().get(0).name();
        client.resource(RecordedPods.deployment(name)).create();
        WAITS.put(name, site.start(() -> connection(node), criteria, LIMIT, Contact.FIRST));
    }

    @AfterAll
    static void end() throws Exception {
        while (!OPEN.isEmpty()) {
            OPEN.pop().close();
        }
    }

    private static <T extends AutoCloseable> T opened(T resource) {
        OPEN.push(resource);
        return resource;
    }

    private static ClusterConnection connection(RealNode node) {
        return Kubeconfig.parse(node.kubeconfig()).select(new Kubeconfig.Choice(null, null, "lab"));
    }

    private static void create(KubernetesClient client, String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .resources()
                .forEach(Resource::create);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"ok", "crash-twice", "pvc-late", "slow-start", "evicted"})
    void endsReady(String name) throws Exception {
        Outcome outcome = WAITS.get(name).outcome(LIMIT);
        assertThat(outcome.kind()).as(outcome.sentence()).isEqualTo(Outcome.Kind.READY);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "cpu-100 | can't be scheduled (Unschedulable: 0/1 nodes are available: 1 Insufficient cpu.",
                "host-port | didn't have free ports for the requested pod ports",
                "image-pull | container c can't pull its image (ErrImagePull: ",
                "no-secret-env | can't be created (CreateContainerConfigError: secret \"absent\" not found)",
                "non-root | container has runAsNonRoot and image will run as root",
                "deadline | deployment/deadline has exceeded its progress deadline (ProgressDeadlineExceeded: ",
                "crash-slow | container c keeps crashing (Error, exit code 3)",
                "init-crash | container prepare keeps crashing (Error, exit code 4)",
                "oom | container c was killed because it ran out of memory (OOMKilled, exit code 137)",
                "post-start | container c keeps crashing (",
                "liveness-fails | container c is killed again and again: its liveness probe fails",
                "pvc-no-provisioner | 'models/local'",
            })
    void fails(String name, String sentence) throws Exception {
        Outcome outcome = WAITS.get(name).outcome(LIMIT);
        assertThat(outcome.kind()).as(outcome.sentence()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.sentence()).contains(sentence);
    }

    /** It kills nothing: the step's own time decides. */
    @Test
    void aReadinessProbeThatFailsIsWaitedFor() throws Exception {
        Outcome outcome = WAITS.get("probe-fails").outcome(LIMIT.plusMinutes(1));
        assertThat(outcome.kind()).as(outcome.sentence()).isEqualTo(Outcome.Kind.TIMED_OUT);
        assertThat(outcome.sentence()).contains("its readiness probe fails");
    }

    @Test
    void thePlayedKubeletDoesWhatThisOneDoes() throws Exception {
        for (WaitSite.Waiting wait : WAITS.values()) {
            wait.outcome(LIMIT.plusMinutes(1));
        }
        Discovery version = ApiServerProcess.servesOldApis() ? Discovery.KUBERNETES_1_20 : Discovery.KUBERNETES_1_33;
        PodDiary played = PlayedWorkloads.run(version, PlayedKubeletTest::client, RecordedPods::deployment);
        PodDiary recorded = RecordedPods.diary();
        List<String> differences = new ArrayList<>();
        for (String name : PlayedWorkloads.names()) {
            differences.addAll(Fidelity.differences(name, played, real, List.of(recorded)));
        }
        assertThat(differences).as(String.join("\n", differences)).isEmpty();
    }
}
