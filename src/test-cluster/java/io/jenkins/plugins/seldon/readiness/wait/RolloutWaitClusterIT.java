package io.jenkins.plugins.seldon.readiness.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.seldon.fixture.apiserver.ApiServerProcess;
import io.jenkins.plugins.seldon.fixture.apiserver.Relay;
import io.jenkins.plugins.seldon.fixture.apiserver.Workloads;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.readiness.Criteria;
import io.jenkins.plugins.seldon.readiness.Subject;
import io.jenkins.plugins.seldon.readiness.WatchedKind;
import io.jenkins.plugins.seldon.readiness.watch.ApiRefusal;
import io.jenkins.plugins.seldon.readiness.watch.ObjectApi;
import io.jenkins.plugins.seldon.readiness.watch.Reachability.Contact;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** The wait's watch as a real API server serves it. */
@Timeout(120)
class RolloutWaitClusterIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Criteria RELEASE = Criteria.of(new Subject.Release("demo"));

    private static ApiServerProcess server;

    private final WaitSite site = new WaitSite();
    private SharedClients.Lease lease;
    private String namespace;
    private Workloads workloads;

    @BeforeAll
    static void start() {
        server = ApiServerProcess.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void createNamespace(TestInfo test) {
        use(server, test.getTestMethod().orElseThrow().getName().toLowerCase());
    }

    private void use(ApiServerProcess other, String name) {
        namespace = name;
        lease = new SharedClients().lease(WaitSite.connection(other.kubeconfig()));
        client().namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        workloads = new Workloads(client(), namespace);
    }

    @AfterEach
    void close() {
        lease.close();
        site.close();
    }

    @Test
    void isReadyOnceEverythingIs() throws Exception {
        WaitSite.Waiting waiting = startAndSettle(server.kubeconfig());
        workloads.create("web", "demo");
        WaitSite.await("seen", () -> waiting.wait.status().contains("web"));
        Pod pod = workloads.rollOut("web");
        waiting.awaitLine(pod.getMetadata().getName());
        assertThat(waiting.outcome).isNotDone();
        workloads.ready("web", pod);
        Outcome outcome = waiting.outcome(LIMIT);
        assertThat(outcome.kind()).as(outcome.sentence()).isEqualTo(Outcome.Kind.READY);
        assertThat(outcome.pods())
                .singleElement()
                .matches(line -> line.ready() == 1 && line.node().equals("worker-1"));
    }

    @Test
    void failsOnAnImageThatCannotBePulled() throws Exception {
        workloads.create("web", "demo");
        Pod pod = workloads.rollOut("web");
        WaitSite.Waiting waiting = start(server.kubeconfig());
        waiting.awaitLine(pod.getMetadata().getName());
        workloads.imagePullFails("web", pod);
        Outcome outcome = waiting.outcome(LIMIT);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.sentence())
                .startsWith("Release demo in namespace " + namespace + " cannot become ready: Pod "
                        + pod.getMetadata().getName())
                .contains("container main can't pull its image (ImagePullBackOff");
    }

    @Test
    void aTokenThatNobodyHasIsToldSo() throws Exception {
        Outcome outcome = start(server.kubeconfigWithToken("no-such-token")).outcome(LIMIT);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.sentence())
                .contains("at " + server.url() + ": it answered 401 (unauthorised)")
                .doesNotContain("no-such-token");
    }

    @Test
    void rightsThatAreMissingAreNamed() throws Exception {
        Outcome outcome = start(server.kubeconfigOfDeployer()).outcome(LIMIT);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.sentence())
                .matches("The controller could not list the \\w+ of namespace " + namespace + " at " + server.url()
                        + ": it answered 403 \\(forbidden\\): .*User \"deployer\" cannot list resource.*");
    }

    @Test
    void missesNothingWhileConnectionsAreCut() throws Exception {
        try (Relay relay = new Relay(server.url())) {
            WaitSite.Waiting waiting = startAndSettle(server.kubeconfig().replace(server.url(), relay.url()));
            relay.goAway();
            workloads.create("web", "demo");
            Pod pod = workloads.rollOut("web");
            waiting.awaitLine("The controller could not watch namespace");
            workloads.ready("web", pod);
            relay.comeBack();
            assertThat(waiting.outcome(LIMIT).kind()).isEqualTo(Outcome.Kind.READY);
        }
    }

    /** Without its watch cache the server asks etcd, which forgets at once: 410 is what a watch taken up again gets. */
    @Test
    void listsAgainWhatTheServerHasForgotten() throws Exception {
        try (ApiServerProcess forgetful =
                        ApiServerProcess.start("--watch-cache=false", "--etcd-compaction-interval=1s");
                Relay relay = new Relay(forgetful.url())) {
            lease.close();
            use(forgetful, namespace);
            WaitSite.Waiting waiting = startAndSettle(forgetful.kubeconfig().replace(forgetful.url(), relay.url()));
            String seen =
                    client().pods().inNamespace(namespace).list().getMetadata().getResourceVersion();
            relay.goAway();
            workloads.create("web", "demo");
            Pod pod = workloads.rollOut("web");
            workloads.ready("web", pod);
            WaitSite.await("forgotten", () -> refusalOf(seen) == ClusterFailure.Kind.GONE);
            relay.comeBack();
            assertThat(waiting.outcome(LIMIT).kind()).isEqualTo(Outcome.Kind.READY);
        }
    }

    /** The server sends them from two seconds before the watch's time is over on, with the version of the last event. */
    @Test
    void bookmarksCarryTheVersionOfTheLastEvent() throws Exception {
        workloads.create("web", "demo");
        ObjectApi api = new ObjectApi(client(), WatchedKind.POD, namespace);
        String version = api.list().get(10, TimeUnit.SECONDS).resourceVersion();
        Recorder recorder = new Recorder();
        ObjectApi.Watching watching = api.watch(version, 6, recorder);
        recorder.established.get(10, TimeUnit.SECONDS);
        workloads.rollOut("web");
        watching.ended().get(30, TimeUnit.SECONDS);
        assertThat(recorder.changes).extracting(ObjectApi.Change::type).startsWith("ADDED", "BOOKMARK");
        ObjectApi.Change bookmark = recorder.changes.get(1);
        assertThat(bookmark.object()).isNull();
        assertThat(bookmark.resourceVersion())
                .isEqualTo(recorder.changes.get(0).resourceVersion())
                .isNotEqualTo(version);
    }

    private static final class Recorder implements ObjectApi.Changes {
        private final CompletableFuture<Void> established = new CompletableFuture<>();
        private final List<ObjectApi.Change> changes = new CopyOnWriteArrayList<>();

        @Override
        public void established() {
            established.complete(null);
        }

        @Override
        public void changed(ObjectApi.Change change) {
            changes.add(change);
        }
    }

    /** What a watch from a version on is refused with, null if it is not. */
    private ClusterFailure.Kind refusalOf(String version) {
        ObjectApi.Watching watching =
                new ObjectApi(client(), WatchedKind.POD, namespace).watch(version, 1, new Recorder());
        return watching.ended()
                .handle((nothing, thrown) ->
                        thrown == null ? null : ((ApiRefusal) thrown).failure().kind())
                .join();
    }

    private WaitSite.Waiting start(String kubeconfig) {
        return site.start(
                () -> WaitSite.connection(kubeconfig).withNamespace(namespace),
                RELEASE,
                Duration.ofMinutes(5),
                Contact.FIRST);
    }

    /** A wait that has seen the cluster and found nothing yet. */
    private WaitSite.Waiting startAndSettle(String kubeconfig) {
        WaitSite.Waiting waiting = start(kubeconfig);
        WaitSite.await("settled", () -> waiting.wait.status().contains("nothing of release demo"));
        return waiting;
    }

    private KubernetesClient client() {
        return lease.client();
    }
}
