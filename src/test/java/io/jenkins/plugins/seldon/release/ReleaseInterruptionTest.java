package io.jenkins.plugins.seldon.release;

import static io.jenkins.plugins.seldon.release.ReleaseScene.NAME;
import static io.jenkins.plugins.seldon.release.ReleaseScene.NAMESPACE;
import static io.jenkins.plugins.seldon.release.ReleaseScene.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.helm.record.ReleaseRecord;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are aborted, killed or meet another one in the middle. */
@Timeout(180)
class ReleaseInterruptionTest {

    /** Helm waits for a job that never ends. */
    private static final Chart ENDLESS = SMALL.withVersion("2.0.0")
            .withFile(
                    "templates/job.yaml",
                    """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: '{{ .Release.Name }}-wait'
                      annotations: {helm.sh/hook: 'pre-install,pre-upgrade'}
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: wait, image: 'wait:1'}]
                    """);

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Thread thread;

    @Test
    void anAbortedInstallEndsWithAFailedReleaseAndNothingElse() throws Exception {
        try (ReleaseScene scene = scene()) {
            CompletableFuture<ReleaseResult> install = inBackground(() -> scene.install("small", "2.0.0", ""));
            awaitStatus(scene, ReleaseStatus.PENDING_INSTALL);
            thread.interrupt();
            assertThat(failure(install)).isInstanceOf(InterruptedException.class);
            scene.assertNothingIsLeftBehind();
            assertThat(scene.latest().status()).isEqualTo(ReleaseStatus.FAILED);
            assertThat(scene.install("small", "1.0.0", "").toMap())
                    .containsEntry("status", "deployed")
                    .containsEntry("revision", 2L);
        }
    }

    /** A run that finds its work done after a restart asks for no lock: the next build waited for one that had ended. */
    @Test
    void aRunGivesBackTheLockThatItHadBeforeARestartAndNobodyElses() throws Exception {
        try (ReleaseScene scene = scene()) {
            scene.cluster.put(
                    """
                    apiVersion: coordination.k8s.io/v1
                    kind: Lease
                    metadata: {name: seldon-analytics.%s, namespace: %s}
                    spec: {holderIdentity: build 1, leaseDurationSeconds: 45}
                    """
                            .formatted(ReleaseScene.NAME, NAMESPACE));
            scene.build("build 2").release().unlock(NAMESPACE, ReleaseScene.NAME);
            assertThat(scene.cluster.objects("leases.coordination.k8s.io", NAMESPACE))
                    .hasSize(1);
            scene.build("build 1").release().unlock(NAMESPACE, ReleaseScene.NAME);
            scene.assertNothingIsLeftBehind();
        }
    }

    @Test
    void anAbortWhileTheClusterDoesNotAnswerEndsTheHelmThatIsStarting() throws Exception {
        try (ReleaseScene scene = scene()) {
            scene.cluster.faults().hang("/api/v1/namespaces/" + NAMESPACE);
            CompletableFuture<ReleaseResult> install = inBackground(() -> scene.install("small", "1.0.0", ""));
            Await.until("Helm is starting", SOON, () -> !scene.machine.started().isEmpty());
            thread.interrupt();
            assertThat(failure(install)).isNotNull();
            scene.assertNothingIsLeftBehind();
            scene.cluster.faults().clear();
            assertThat(scene.writes()).isEmpty();
        }
    }

    @Test
    void anAbortWhileHelmStartsLeavesNothing() throws Exception {
        try (ReleaseScene scene = scene()) {
            CompletableFuture<ReleaseResult> install = inBackground(() -> scene.install("small", "1.0.0", ""));
            Await.until("Helm is starting", SOON, () -> !scene.machine.started().isEmpty());
            thread.interrupt();
            assertThat(failure(install)).isNotNull();
            scene.assertNothingIsLeftBehind();
        }
    }

    @Test
    void anAbortedUpgradeEndsWithAFailedRevision() throws Exception {
        try (ReleaseScene scene = scene()) {
            scene.install("small", "1.0.0", "");
            CompletableFuture<ReleaseResult> upgrade = inBackground(() -> scene.install("small", "2.0.0", ""));
            awaitStatus(scene, ReleaseStatus.PENDING_UPGRADE);
            thread.interrupt();
            assertThat(failure(upgrade)).isInstanceOf(InterruptedException.class);
            scene.assertNothingIsLeftBehind();
            assertThat(scene.latest().status()).isEqualTo(ReleaseStatus.FAILED);
            assertThat(scene.latest().description()).isEqualTo("Stopped before it was complete");
        }
    }

    @Test
    void aKilledHelmIsReportedAndItsReleaseGoneOnFrom() throws Exception {
        try (ReleaseScene scene = scene()) {
            CompletableFuture<ReleaseResult> install = inBackground(() -> scene.install("small", "2.0.0", ""));
            awaitStatus(scene, ReleaseStatus.PENDING_INSTALL);
            scene.machine.started().get(0).destroyForcibly();
            assertThat(failure(install))
                    .isInstanceOf(ReleaseException.class)
                    .hasMessageContaining("Helm's own JVM exited unexpectedly with status 137");
            scene.assertNothingIsLeftBehind();
            assertThat(scene.latest().status()).isEqualTo(ReleaseStatus.FAILED);
            assertThat(scene.install("small", "1.0.0", "").toMap()).containsEntry("revision", 2L);
        }
    }

    @Test
    void anAgentThatIsKilledTakesHelmWithIt() throws Exception {
        try (ReleaseScene scene = scene()) {
            Path children = folder.resolve("children");
            Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), scene.cluster.kubeconfig());
            Process agent = Agent.installing(
                    children, kubeconfig, scene.charts.url().toString(), "small", "2.0.0", NAMESPACE, NAME);
            try {
                Await.until("Helm waits for its job", SOON, () -> !scene.cluster
                        .objects("jobs.batch", NAMESPACE)
                        .isEmpty());
                List<ProcessHandle> helm = agent.descendants().toList();
                assertThat(helm).isNotEmpty();
                agent.destroyForcibly().waitFor();
                Await.until("Helm has ended", Duration.ofSeconds(30), () -> helm.stream()
                        .noneMatch(ProcessHandle::isAlive));
                assertThat(scene.machine.leftovers()).isEmpty();
                assertThat(scene.latest().status()).isEqualTo(ReleaseStatus.FAILED);
                assertThat(scene.install("small", "1.0.0", "").toMap()).containsEntry("revision", 2L);
            } finally {
                agent.descendants().forEach(ProcessHandle::destroyForcibly);
                agent.destroyForcibly();
            }
        }
    }

    @Test
    void nothingSecretIsInTheProcessListAndNothingIsInherited() throws Exception {
        try (ReleaseScene scene = scene()) {
            CompletableFuture<ReleaseResult> install =
                    inBackground(() -> scene.install("small", "2.0.0", "text: s3cret-value"));
            awaitStatus(scene, ReleaseStatus.PENDING_INSTALL);
            Path process = Path.of(
                    "/proc", Long.toString(scene.machine.started().get(0).pid()));
            String token = scene.cluster.admin().token();
            assertThat(Files.readString(process.resolve("cmdline")))
                    .contains("HelmChild")
                    .doesNotContain(token, "s3cret-value");
            List<String> environment =
                    List.of(Files.readString(process.resolve("environ")).split("\0"));
            assertThat(environment)
                    .allMatch(entry -> entry.matches(
                            "(HOME|TMPDIR|LANG|KUBECONFIG|HELM_[A-Z]+_HOME|SSL_CERT_[A-Z]+|TZ|\\w+_(?i:proxy))=.*"))
                    .noneMatch(entry -> entry.contains(token) || entry.contains("s3cret-value"));
            assertThat(scene.log).noneMatch(line -> line.contains(token) || line.contains("s3cret-value"));
            thread.interrupt();
            failure(install);
        }
    }

    @Test
    void oneOfTwoAtOnceWaitsAndSeesWhatTheOtherDid() throws Exception {
        try (ReleaseScene scene = scene()) {
            AnalyticsRelease first = scene.release();
            AnalyticsRelease second = scene.build("build 2").release();
            ReleaseRequest request = scene.request("small", "1.0.0", "");
            CompletableFuture<ReleaseResult> one = inBackground(() -> first.install(request));
            CompletableFuture<ReleaseResult> two = inBackground(() -> second.install(request));
            List<Object> changed = List.of(
                    one.get(90, TimeUnit.SECONDS).toMap().get("changed"),
                    two.get(90, TimeUnit.SECONDS).toMap().get("changed"));
            assertThat(changed).containsExactlyInAnyOrder(true, false);
            assertThat(scene.latest().revision()).isEqualTo(1);
        }
    }

    /** The next build may begin as soon as the lock is free: its revision was told as this one's. */
    @Test
    void whatARunHasMadeIsReadWhileNobodyElseMayBegin() throws Exception {
        try (ReleaseScene scene = scene()) {
            scene.install("small", "1.0.0", "");
            assertThat(scene.cluster.requests().stream()
                            .map(request -> request.verb() + " " + request.resource())
                            .filter(asked -> asked.equals("list secrets") || asked.startsWith("delete lease"))
                            .reduce("", (before, last) -> last))
                    .startsWith("delete lease");
        }
    }

    /** Looked at before the other one began, its pods seemed to be somebody else's, who fills the quota. */
    @Test
    void whatAnotherBuildMakesMeanwhileIsNotHeldAgainstTheRelease() throws Exception {
        Chart web = SMALL.withFile(
                "templates/web.yaml",
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: 'web:1'}]}
                """);
        try (ReleaseScene scene =
                new ReleaseScene(folder, EmbeddedCluster.builder().playerPaused(), web)) {
            assertThat(installBesideAnother(scene).toMap()).containsEntry("changed", false);
            assertThat(scene.log)
                    .contains("Release " + NAME + " in namespace " + NAMESPACE
                            + " has changed meanwhile: checking again.");
            assertThat(scene.latest().revision()).isEqualTo(1);
        }
    }

    /** A hook that the other build's Helm has left would be in the way of an upgrade, which there is none of. */
    @Test
    void whatAnotherBuildHasMadeAsWantedIsNotChecked() throws Exception {
        Chart once = SMALL.withFile(
                "templates/hook.yaml",
                """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: once
                  annotations: {helm.sh/hook: 'pre-install,pre-upgrade', helm.sh/hook-delete-policy: hook-failed}
                """);
        try (ReleaseScene scene =
                new ReleaseScene(folder, EmbeddedCluster.builder().playerPaused(), once)) {
            assertThat(installBesideAnother(scene).toMap()).containsEntry("changed", false);
            assertThat(scene.latest().revision()).isEqualTo(1);
        }
    }

    /** Another build begins when this one has looked at the release, and has ended when it checks. */
    private static ReleaseResult installBesideAnother(ReleaseScene scene) throws Exception {
        ReleaseRequest request = scene.request("small", "1.0.0", "");
        AtomicBoolean begun = new AtomicBoolean();
        ReleaseSite.Run run = new ReleaseSite.Run("build 1", Clock.systemUTC(), Pause.REAL);
        ReleaseSite site = scene.site(run, line -> {
            scene.log.add(line);
            if (line.startsWith("Chart small 1.0.0, sha256 ") && begun.compareAndSet(false, true)) {
                installByAnother(scene, request);
            }
        });
        return new AnalyticsRelease(site).install(request);
    }

    private static void installByAnother(ReleaseScene scene, ReleaseRequest request) {
        try {
            scene.build("build 2").release().install(request);
        } catch (ReleaseException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        scene.cluster.put("apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: one, namespace: " + NAMESPACE
                + "}\nspec: {hard: {pods: 1}}\nstatus: {hard: {pods: 1}, used: {pods: 1}}\n");
    }

    /** It was told of as one that could not be deleted, too. */
    @Test
    void aLockThatTheUserMayNotHaveIsToldOnce() throws Exception {
        try (ReleaseScene scene = scene()) {
            User user = scene.cluster
                    .user("deployer")
                    .allow("*", "secrets,configmaps", NAMESPACE)
                    .allow("get", "namespaces", "*");
            scene.as(scene.cluster.kubeconfigFor(user));
            assertThat(scene.install("small", "1.0.0", "").toMap()).containsEntry("status", "deployed");
            assertThat(scene.log)
                    .filteredOn(line -> line.contains("Lease"))
                    .containsExactly("WARNING: the user has no rights for Leases in namespace " + NAMESPACE
                            + ", so builds can work on the same release at the same time.");
        }
    }

    /** As after a minute in which the API server could not be reached; what Helm did meanwhile is done all the same. */
    @Test
    void aLockThatAnotherBuildTookOverIsLeftToIt() throws Exception {
        try (ReleaseScene scene = scene()) {
            try (ReleaseLock lock = scene.site().lock(NAMESPACE, NAME)) {
                lock.acquire(Pause.REAL, SOON);
                scene.cluster.put(
                        """
                        apiVersion: coordination.k8s.io/v1
                        kind: Lease
                        metadata: {name: seldon-analytics.%s, namespace: %s}
                        spec: {holderIdentity: build 2, leaseDurationSeconds: 45}
                        """
                                .formatted(NAME, NAMESPACE));
                lock.renew();
            }
            assertThat(scene.log)
                    .containsExactly("WARNING: Lease seldon-analytics." + NAME + " in namespace " + NAMESPACE
                            + " was taken over; another build may be working on the release.");
            assertThat(scene.client().leases().inNamespace(NAMESPACE).list().getItems())
                    .singleElement()
                    .satisfies(lease ->
                            assertThat(lease.getSpec().getHolderIdentity()).isEqualTo("build 2"));
            scene.client().leases().inNamespace(NAMESPACE).delete();
        }
    }

    /** A longer pause would be interrupted, and the server be told as one that does not answer. */
    @Test
    void aLockIsWaitedForNoLongerThanThereIsTime() throws Exception {
        Duration left = Duration.ofMillis(300);
        List<Duration> pauses = new ArrayList<>();
        Pause pause = time -> {
            pauses.add(time);
            Pause.REAL.forAbout(time);
        };
        try (ReleaseScene scene = scene();
                ReleaseLock others = scene.site().lock(NAMESPACE, NAME);
                ReleaseLock lock = scene.build("build 2").site().lock(NAMESPACE, NAME)) {
            others.acquire(Pause.REAL, SOON);
            assertThatThrownBy(() -> lock.acquire(pause, left)).hasMessageContaining("the step's time is over");
        }
        assertThat(pauses).isNotEmpty().allSatisfy(time -> assertThat(time).isLessThanOrEqualTo(left));
    }

    private ReleaseScene scene() {
        return new ReleaseScene(folder, EmbeddedCluster.builder().playerPaused(), ENDLESS, SMALL);
    }

    private CompletableFuture<ReleaseResult> inBackground(Callable<ReleaseResult> work) {
        CompletableFuture<ReleaseResult> result = new CompletableFuture<>();
        thread = new Thread(() -> {
            try {
                result.complete(work.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        thread.start();
        return result;
    }

    private static void awaitStatus(ReleaseScene scene, ReleaseStatus status) {
        Await.until("the release is " + status, SOON, () -> {
            try {
                ReleaseRecord latest = scene.latest();
                return latest != null && latest.status() == status;
            } catch (ReleaseException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Throwable failure(CompletableFuture<ReleaseResult> install) throws Exception {
        return install.handle((result, failure) -> failure).get(90, TimeUnit.SECONDS);
    }
}
