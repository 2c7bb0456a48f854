package io.jenkins.plugins.seldon.readiness.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.Allowance;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.player.PodFault;
import io.jenkins.plugins.seldon.readiness.Criteria;
import io.jenkins.plugins.seldon.readiness.Subject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every class of failure, played by a cluster: each wait ends by itself, soon, and names the cause. */
@Timeout(240)
class RolloutFailuresTest {

    private static final Duration LIMIT = Duration.ofSeconds(150);

    /** Where no time is measured, graces need not last. */
    private static final int HURRY = 5;

    /** What Kubernetes' own clocks give at most to one of these, but for the one that an autoscaler might mend. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(60);

    /** A fault, the sentence that it must lead to, and what must stand in the details. */
    private record Case(PodFault fault, String sentence, String... details) {}

    private static final Map<String, Case> CASES = new LinkedHashMap<>();

    static {
        CASES.put(
                "image",
                new Case(
                        PodFault.imagePull("manifest unknown"),
                        "container main can't pull its image (ImagePullBackOff: ",
                        "manifest unknown",
                        "last events:"));
        CASES.put("name", new Case(PodFault.invalidImage(), "container main has an invalid image name"));
        CASES.put(
                "config",
                new Case(
                        PodFault.configError("secret \"grafana\" not found"),
                        "container main can't be created (CreateContainerConfigError: secret \"grafana\" not found)"));
        // The look that tells may fall on the container's end (Error) or on the wait for the next (CrashLoopBackOff).
        CASES.put(
                "crash",
                new Case(
                        PodFault.crashLoop(3, "line one", "the last words"),
                        ", exit code 3",
                        "container main keeps crashing (",
                        "last log lines of",
                        "the last words"));
        CASES.put(
                "memory",
                new Case(PodFault.oomKilled(), "container main was killed because it ran out of memory", "OOMKilled"));
        CASES.put(
                "node",
                new Case(
                        PodFault.unschedulable("1 Insufficient cpu"),
                        "can't be scheduled (Unschedulable: ",
                        "Insufficient cpu"));
        CASES.put(
                "mount",
                new Case(
                        PodFault.mountFailure("configmap \"settings\" not found"),
                        "can't mount a volume (FailedMount: MountVolume.SetUp failed for volume",
                        "configmap \"settings\" not found"));
        CASES.put(
                "run",
                new Case(
                        PodFault.runError("exec: \"serve\": executable file not found in $PATH"),
                        "container main can't be created (RunContainerError: exec: \"serve\""));
        CASES.put(
                "quota",
                new Case(
                        PodFault.quota(),
                        "deployment/quota can't create its pods: a quota is exceeded (",
                        "exceeded quota"));
        CASES.put(
                "admission",
                new Case(
                        PodFault.refused("admission webhook \"policy.example\" denied the request: no latest tags"),
                        "deployment/admission can't create its pods: admission refuses them",
                        "no latest tags"));
        CASES.put(
                "deadline",
                new Case(
                        PodFault.progressDeadline(),
                        "has timed out progressing.); pod deadline-",
                        "Pod deadline-",
                        "deployment/deadline has exceeded its progress deadline"));
    }

    @Test
    void eachEndsWithinTenSecondsOfItsTimeWithItsSentence() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start();
                WaitSite site = new WaitSite()) {
            cluster.player().readyAfter(Duration.ofMillis(200));
            Map<String, WaitSite.Waiting> waits = new LinkedHashMap<>();
            CASES.forEach((name, each) -> {
                cluster.player().fault(name, each.fault());
                Criteria criteria = Criteria.of(new Subject.Release(name));
                waits.put(name, site.start(cluster.kubeconfig(), criteria, Duration.ofMinutes(5)));
            });
            waits.values()
                    .forEach(wait ->
                            WaitSite.await("settled", () -> wait.wait.status().contains("nothing of")));
            CASES.keySet()
                    .forEach(name -> cluster.put(
                            RolloutWaitTest.deployment(name, 1).replace("release: demo", "release: " + name)));
            for (Map.Entry<String, WaitSite.Waiting> wait : waits.entrySet()) {
                Case expected = CASES.get(wait.getKey());
                Outcome outcome = wait.getValue().outcome(LIMIT);
                assertThat(outcome.kind()).as(wait.getKey()).isEqualTo(Outcome.Kind.FAILED);
                assertThat(outcome.sentence())
                        .startsWith("Release " + wait.getKey() + " in namespace seldon-system cannot become ready: ")
                        .contains(expected.sentence())
                        .endsWith(".");
                String details = String.join("\n", outcome.details());
                assertThat(expected.details())
                        .allSatisfy(detail -> assertThat(details).contains(detail));
                assertThat(wait.getValue().fromFirstFailureToEnd())
                        .as(wait.getKey())
                        .isLessThan(Allowance.ofSeconds(10)
                                .plus(wait.getKey().equals("node") ? LONGEST_PATIENCE : PATIENCE));
            }
        }
    }

    @Test
    void anUnboundClaimIsToldInTheVolumeControllersWords() throws Exception {
        try (EmbeddedCluster cluster =
                        EmbeddedCluster.builder().defaultStorageClass(false).start();
                WaitSite site = new WaitSite(HURRY)) {
            cluster.put(
                    """
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata: {name: data, namespace: seldon-system}
                    spec:
                      accessModes: [ReadWriteOnce]
                      resources: {requests: {storage: 1Gi}}
                    """);
            cluster.put(
                    RolloutWaitTest.deployment("web", 1)
                            + """
                          volumes:
                          - name: data
                            persistentVolumeClaim: {claimName: data}
                    """);
            Outcome outcome = site.start(
                            cluster.kubeconfig(), Criteria.of(new Subject.Release("demo")), Duration.ofMinutes(5))
                    .outcome(LIMIT);
            assertThat(outcome.sentence())
                    .contains("PersistentVolumeClaim data can't be bound (FailedBinding: no persistent volumes"
                            + " available for this claim and no storage class is set)");
        }
    }

    @Test
    void aFailedHookAndAFailedJobAreToldWithTheirLogs() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start();
                WaitSite site = new WaitSite()) {
            String job =
                    """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: %1$s
                      namespace: seldon-system
                      labels: {release: %1$s}
                      annotations: {%2$s}
                    spec:
                      backoffLimit: 0
                      template:
                        spec:
                          restartPolicy: Never
                          containers:
                          - {name: main, image: 'example/migrate:1'}
                    """;
            Map<String, WaitSite.Waiting> waits = new LinkedHashMap<>();
            for (String name : List.of("migrate", "train")) {
                cluster.player().fault(name, PodFault.crashLoop(4, "no such table"));
                cluster.put(job.formatted(name, name.equals("migrate") ? "helm.sh/hook: post-install" : ""));
                waits.put(
                        name,
                        site.start(
                                cluster.kubeconfig(), Criteria.of(new Subject.Release(name)), Duration.ofMinutes(5)));
            }
            Outcome hook = waits.get("migrate").outcome(LIMIT);
            assertThat(hook.sentence()).contains("job/migrate: container main is a Helm hook that failed (Backoff");
            assertThat(String.join("\n", hook.details())).contains("no such table");
            Outcome failed = waits.get("train").outcome(LIMIT);
            assertThat(failed.sentence()).contains("job/train: container main has failed (Backoff");
            assertThat(String.join("\n", failed.details())).contains("no such table");
        }
    }

    /** As where a firewall keeps the API server from the kubelets: of five pods' logs that would be five minutes. */
    @Test
    void logsThatDoNotComeInTimeAreAskedForOnce() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start();
                WaitSite site = new WaitSite(HURRY)) {
            cluster.player().readyAfter(Duration.ofMillis(200));
            cluster.player().fault("web", PodFault.crashLoop(4, "no such table"));
            cluster.faults()
                    .answer(
                            "/api/v1/namespaces/seldon-system/pods/web-",
                            1,
                            500,
                            "InternalError",
                            "Get \"https://10.0.0.5:10250/containerLogs\": dial tcp 10.0.0.5:10250: i/o timeout");
            WaitSite.Waiting waiting =
                    site.start(cluster.kubeconfig(), Criteria.of(new Subject.Release("demo")), Duration.ofMinutes(5));
            cluster.put(RolloutWaitTest.deployment("web", 1));
            Outcome outcome = waiting.outcome(LIMIT);
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
            assertThat(String.join("\n", outcome.details()))
                    .contains("(can't be read: it answered 500: Get")
                    .doesNotContain("no such table");
        }
    }

    @Test
    void aBlipIsNoFailure() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start();
                WaitSite site = new WaitSite(HURRY)) {
            cluster.player().readyAfter(Duration.ofMillis(200));
            cluster.player().fault("web", PodFault.imagePull("timeout"));
            WaitSite.Waiting waiting = site.start(
                    cluster.kubeconfig(),
                    Criteria.of(new Subject.Release("demo")).withFailureGrace(Duration.ofSeconds(30)),
                    Duration.ofMinutes(5));
            WaitSite.await("settled", () -> waiting.wait.status().contains("nothing of"));
            cluster.put(RolloutWaitTest.deployment("web", 1));
            waiting.awaitLine("Failing in 30 s unless it recovers.");
            cluster.player().heal("web");
            assertThat(waiting.outcome(LIMIT).kind()).isEqualTo(Outcome.Kind.READY);
        }
    }
}
