package io.jenkins.plugins.seldon.readiness.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.readiness.Criteria;
import io.jenkins.plugins.seldon.readiness.ReleaseManifestTest;
import io.jenkins.plugins.seldon.readiness.Subject;
import io.jenkins.plugins.seldon.readiness.WorkloadName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Waits for releases with custom resources in them. */
class CustomResourceWaitTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final String WIDGET =
            """
            ---
            apiVersion: example.com/v1
            kind: Widget
            metadata: {name: dial, namespace: seldon-system}
            """;

    private final EmbeddedCluster cluster =
            EmbeddedCluster.builder().custom("example.com", "Widget", "widgets").start();
    private final WaitSite site = new WaitSite(5);

    @AfterEach
    void stop() {
        site.close();
        cluster.close();
    }

    @Test
    void aReleaseOfASeldonDeploymentIsReadyWithTheModelsPods() throws Exception {
        String chart = Files.readString(
                Path.of("src/test/resources/cases/release-with-a-seldondeployment/chart/templates/model.yaml"));
        install(chart);
        cluster.put(chart.replace("name: iris", "name: iris\n  namespace: seldon-system"));
        Outcome outcome = start().outcome(LIMIT);
        assertThat(outcome.kind()).as(outcome.sentence()).isEqualTo(Outcome.Kind.READY);
        assertThat(outcome.pods()).singleElement().satisfies(pod -> assertThat(pod.name())
                .startsWith("iris-main-0-classifier-"));
    }

    @Test
    void aCustomResourceIsWaitedForByItsReadyCondition() throws Exception {
        install(RolloutWaitTest.deployment("web", 1) + WIDGET);
        WaitSite.Waiting waiting = start();
        WaitSite.await("missing", () -> waiting.wait.status().contains("widget/dial does not exist yet"));
        cluster.put(WIDGET + "status: {conditions: [{type: Ready, status: 'False', reason: Turning}]}");
        WaitSite.await("unready", () -> waiting.wait.status().contains("Widget dial is not ready (Turning)"));
        cluster.put(RolloutWaitTest.deployment("web", 1));
        WaitSite.await(
                "nothing else",
                () -> waiting.wait.status().equals("1 of 1 pods ready; Widget dial is not ready (Turning)"));
        cluster.put(WIDGET + "status: {conditions: [{type: Ready, status: 'True'}]}");
        Outcome outcome = waiting.outcome(LIMIT);
        assertThat(outcome.kind()).as(outcome.sentence()).isEqualTo(Outcome.Kind.READY);
    }

    @Test
    void aCustomResourceThatIsStalledFails() throws Exception {
        install(WIDGET);
        cluster.put(WIDGET + "status: {conditions: [{type: Stalled, status: 'True', reason: Jammed, message: sand}]}");
        Outcome outcome = start().outcome(LIMIT);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.sentence()).endsWith("Widget dial has failed (Jammed: sand).");
    }

    @Test
    void aCustomResourceThatMayNotBeListedIsToldAndNotWaitedFor() throws Exception {
        cluster.faults().forbid("list", "widgets");
        install(RolloutWaitTest.deployment("web", 1) + WIDGET);
        cluster.put(RolloutWaitTest.deployment("web", 1));
        WaitSite.Waiting waiting = start();
        Outcome outcome = waiting.outcome(LIMIT);
        assertThat(outcome.kind()).as(outcome.sentence()).isEqualTo(Outcome.Kind.READY);
        assertThat(waiting.lines)
                .containsOnlyOnce("The credential may not list widgets: widget/dial is not waited for.");
    }

    /** As an API server does that starts, and one of a group of its own while it is away: what was read before is old. */
    @Test
    void aCustomResourceThatIsRefusedForAWhileIsWaitedForAllTheSame() throws Exception {
        install(RolloutWaitTest.deployment("web", 1) + WIDGET);
        cluster.put(RolloutWaitTest.deployment("web", 1));
        cluster.put(WIDGET + "status: {conditions: [{type: Ready, status: 'False', reason: Turning}]}");
        WaitSite.Waiting waiting = start();
        WaitSite.await(
                "unready", () -> waiting.wait.status().equals("1 of 1 pods ready; Widget dial is not ready (Turning)"));
        // One that was let in before and began behind the cut would go on.
        WaitSite.await("watched", () -> cluster.openWatches().stream().anyMatch(path -> path.endsWith("/widgets")));
        cluster.faults().forbid("list", "widgets").forbid("watch", "widgets").cutWatches();
        WaitSite.await(
                "refused",
                () -> waiting.wait.status().contains("widget/dial can't be judged while the API server does not list"));
        cluster.faults().clear();
        cluster.put(WIDGET + "status: {conditions: [{type: Ready, status: 'True'}]}");
        assertThat(waiting.outcome(LIMIT).kind()).isEqualTo(Outcome.Kind.READY);
    }

    /** What carries the release's labels is ready, and the rest is not known. */
    @Test
    void aManifestThatAServerCantGiveForAMomentIsReadBeforeTheReleaseIsReady() throws Exception {
        install(RolloutWaitTest.deployment("web", 1) + WIDGET);
        cluster.put(RolloutWaitTest.deployment("web", 1));
        cluster.put(WIDGET + "status: {conditions: [{type: Ready, status: 'False', reason: Turning}]}");
        Criteria web = Criteria.of(new Subject.Named(List.of(WorkloadName.parse("web"))));
        assertThat(site.start(cluster.kubeconfig(), web, Duration.ofHours(1))
                        .outcome(LIMIT)
                        .kind())
                .isEqualTo(Outcome.Kind.READY);
        cluster.faults().unavailable("/api/v1/namespaces/seldon-system/secrets", 1);
        WaitSite.Waiting waiting = start();
        WaitSite.await(
                "unready", () -> waiting.wait.status().equals("1 of 1 pods ready; Widget dial is not ready (Turning)"));
    }

    @Test
    void aTimeThatEndsWhileTheManifestCannotBeReadIsToldWithWhatIsMissing() throws Exception {
        cluster.faults().unavailable("/api/v1/namespaces/seldon-system/secrets", 1_000);
        Criteria release = Criteria.of(new Subject.Release("demo"));
        assertThat(site.start(cluster.kubeconfig(), release, Duration.ofSeconds(2))
                        .outcome(LIMIT)
                        .sentence())
                .contains("was not ready in time: 0 of 0 pods ready; nothing of release demo");
    }

    /** As by another build's upgrade, or somebody's rollback, while this one waits. */
    @Test
    void whatALaterRevisionDoesWithoutIsNoLongerWaitedFor() throws Exception {
        install(RolloutWaitTest.deployment("web", 1) + WIDGET);
        cluster.put(RolloutWaitTest.deployment("web", 1));
        WaitSite.Waiting waiting = start();
        WaitSite.await("missing", () -> waiting.wait.status().contains("widget/dial does not exist yet"));
        install(2, RolloutWaitTest.deployment("web", 1));
        Outcome outcome = waiting.outcome(LIMIT);
        assertThat(outcome.kind()).as(outcome.sentence()).isEqualTo(Outcome.Kind.READY);
    }

    /** As by an older API server that starts, which knows of no definition for a moment. */
    @Test
    void aKindThatWasServedIsWaitedForWhenTheReleaseIsLookedAtAgain() throws Exception {
        install(RolloutWaitTest.deployment("web", 1) + WIDGET + WIDGET.replace("dial", "knob"));
        cluster.put(RolloutWaitTest.deployment("web", 1));
        try (WaitSite fast = new WaitSite(20)) {
            WaitSite.Waiting waiting =
                    fast.start(cluster.kubeconfig(), Criteria.of(new Subject.Release("demo")), Duration.ofHours(1));
            WaitSite.await("missing", () -> waiting.wait.status().contains("widget/dial does not exist yet"));
            WaitSite.await("watched", () -> cluster.openWatches().stream().anyMatch(path -> path.endsWith("/widgets")));
            cluster.faults().answer("/apis/example.com/v1", 1, 404, "NotFound", "404 page not found");
            long looked = asked("/secrets");
            WaitSite.await("looked at again", () -> asked("/secrets") > looked);
            cluster.put(WIDGET + "status: {conditions: [{type: Ready, status: 'False', reason: Turning}]}");
            WaitSite.await("unready", () -> waiting.wait.status().contains("Widget dial is not ready (Turning)"));
            assertThat(asked("/apis/example.com/v1")).isEqualTo(1);
        }
    }

    private long asked(String path) {
        return cluster.requests().stream()
                .filter(request -> request.path().endsWith(path))
                .count();
    }

    /** Nothing is ready of what a release runs and the wait can't see, though it asks for no pods. */
    @Test
    void aReleaseOfNothingThatMayBeListedIsNotReadyForThat() throws Exception {
        cluster.faults().forbid("list", "widgets");
        install(WIDGET);
        Criteria criteria = Criteria.of(new Subject.Release("demo")).withMinPods(0);
        WaitSite.Waiting waiting = site.start(cluster.kubeconfig(), criteria, Duration.ofHours(1));
        WaitSite.await(
                "told",
                () -> waiting.lines.contains("The credential may not list widgets: widget/dial is not waited for."));
        WaitSite.await("waiting", () -> waiting.wait.status().contains("nothing of release demo exists yet"));
    }

    /** As charts do that put their workloads where a value says, such as {@code namespaceOverride}. */
    @Test
    void workloadsInOtherNamespacesAreToldAndNotWaitedFor() throws Exception {
        String web = RolloutWaitTest.deployment("web", 1);
        install(web + web.replace("name: web", "name: other").replace("namespace: seldon-system", "namespace: models"));
        cluster.put(web);
        WaitSite.Waiting waiting = start();
        assertThat(waiting.outcome(LIMIT).kind()).isEqualTo(Outcome.Kind.READY);
        assertThat(waiting.lines)
                .contains("Not waited for, since they are in other namespaces: deployment/other (models); wait for them"
                        + " with a step that has their namespace.");
    }

    @Test
    void aKindThatTheClusterDoesNotServeIsToldAndNotWaitedFor() throws Exception {
        install(RolloutWaitTest.deployment("web", 1) + WIDGET.replace("Widget", "Gadget"));
        cluster.put(RolloutWaitTest.deployment("web", 1));
        WaitSite.Waiting waiting = start();
        Outcome outcome = waiting.outcome(LIMIT);
        assertThat(outcome.kind()).as(outcome.sentence()).isEqualTo(Outcome.Kind.READY);
        assertThat(waiting.lines)
                .containsOnlyOnce("The cluster serves no example.com/v1 Gadget that can be watched: gadget/dial is not"
                        + " waited for.");
    }

    @Test
    void aModelOfAKindThatTheClusterDoesNotServeIsToldAsThat() throws Exception {
        Criteria criteria =
                Criteria.of(new Subject.Named(List.of(WorkloadName.parse("ksvc/iris"), WorkloadName.parse("web"))));
        Outcome outcome =
                site.start(cluster.kubeconfig(), criteria, Duration.ofHours(1)).outcome(LIMIT);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.sentence())
                .endsWith(" has no Service kind (serving.knative.dev/v1); install what defines it, or wait for other"
                        + " workloads or a selector instead.");
    }

    private WaitSite.Waiting start() {
        return site.start(cluster.kubeconfig(), Criteria.of(new Subject.Release("demo")), Duration.ofHours(1));
    }

    private void install(String manifest) throws IOException {
        install(1, manifest);
    }

    /** Keeps the manifest as Helm does. */
    private void install(int revision, String manifest) throws IOException {
        Secret secret = ReleaseManifestTest.secret(revision, manifest);
        secret.getMetadata().setNamespace("seldon-system");
        secret.getMetadata()
                .setLabels(Map.of("owner", "helm", "name", "demo", "version", "" + revision, "status", "deployed"));
        cluster.put(Serialization.asYaml(secret));
    }
}
