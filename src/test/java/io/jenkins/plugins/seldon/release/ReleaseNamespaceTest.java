package io.jenkins.plugins.seldon.release;

import static io.jenkins.plugins.seldon.release.ReleaseScene.NAME;
import static io.jenkins.plugins.seldon.release.ReleaseScene.NAMESPACE;
import static io.jenkins.plugins.seldon.release.ReleaseScene.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A namespace that is being deleted is there and takes nothing new (k8s.io/apiserver, pkg/admission/plugin/namespace/lifecycle);
 * a finalizer holds it, as anything that is left in it does (k8s.io/kubernetes, pkg/controller/namespace/deletion).
 */
@Timeout(180)
class ReleaseNamespaceTest {

    private static final String HELD =
            "Some content in the namespace has finalizers remaining: example.org/hold in 1" + " resource instances";

    @TempDir
    Path folder;

    private ReleaseScene scene;

    @BeforeEach
    void start() {
        scene = new ReleaseScene(folder, EmbeddedCluster.builder().namespaces("default"), SMALL);
    }

    @AfterEach
    void end() {
        scene.close();
    }

    private void leaving() {
        scene.client()
                .namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .withFinalizers("example.org/hold")
                        .endMetadata()
                        .build())
                .create();
        scene.client().namespaces().withName(NAMESPACE).editStatus(namespace -> new NamespaceBuilder(namespace)
                .editOrNewStatus()
                .addNewCondition()
                .withType("NamespaceFinalizersRemaining")
                .withStatus("True")
                .withReason("SomeFinalizersRemain")
                .withMessage(HELD)
                .endCondition()
                .endStatus()
                .build());
        scene.client().namespaces().withName(NAMESPACE).delete();
        assertThat(found().getMetadata().getDeletionTimestamp()).isNotNull();
    }

    private Namespace found() {
        return scene.client().namespaces().withName(NAMESPACE).get();
    }

    private void letGo() {
        scene.client().namespaces().withName(NAMESPACE).edit(namespace -> new NamespaceBuilder(namespace)
                .editMetadata()
                .withFinalizers()
                .endMetadata()
                .build());
    }

    private ReleaseRequest request(boolean createNamespace) {
        return scene.request(
                scene.charts.url().toString(), "small", "1.0.0", "", ReleaseRequest.Repair.AUTO, createNamespace);
    }

    private ReleaseNamespace namespace(Pause pause, long end, Consumer<String> log) {
        return new ReleaseNamespace(
                scene.site(new ReleaseSite.Run("build 1", Clock.systemUTC(), pause, end, more -> {}), log), NAMESPACE);
    }

    @Test
    void whoMayMakeItAnewWaitsUntilItIsGone() throws Exception {
        leaving();
        ReleaseNamespace namespace = namespace(
                time -> {
                    letGo();
                    Pause.REAL.forAbout(time.dividedBy(10));
                },
                Long.MAX_VALUE,
                scene.log::add);
        assertThat(namespace.require(request(true), true)).isFalse();
        assertThat(scene.log)
                .containsExactly(
                        "Namespace " + NAMESPACE + " is being deleted: the installation waits until it is gone.");
        assertThat(found()).isNull();
    }

    @Test
    void oneThatIsNotGoneInTimeIsToldWithWhatHoldsIt() {
        leaving();
        assertThatThrownBy(() ->
                        namespace(Pause.REAL, System.nanoTime(), line -> {}).require(request(true), true))
                .hasMessage("Namespace " + NAMESPACE + " at " + scene.cluster.url()
                        + " is still being deleted when the step's time is over (" + HELD
                        + "); see what holds it with kubectl describe namespace " + NAMESPACE + ".");
    }

    @Test
    void whoMayNotMakeItAnewIsToldThatNothingCanBeMadeInIt() {
        leaving();
        assertThatThrownBy(() -> scene.release().install(request(false)))
                .hasMessage("Namespace " + NAMESPACE + " at " + scene.cluster.url()
                        + " is being deleted, so nothing can be created in it (" + HELD
                        + "): create it when it is gone, or set createNamespace, which waits for that.");
    }

    /** It takes no Lease, as it takes nothing new, whatever rights the user has. */
    @Test
    void itTakesNoLeaseAndNothingIsSaidOfRights() throws Exception {
        leaving();
        ReleaseLock lock = scene.site().lock(NAMESPACE, NAME);
        assertThat(lock.acquire(Pause.REAL, Duration.ofSeconds(5))).isEqualTo(ReleaseLock.Origin.NONE);
        lock.close();
        assertThat(scene.log).isEmpty();
    }

    /** As who may not read namespaces meets it, who is taken to know that there is one. */
    @Test
    void oneThatIsNotThereIsToldByWhoMayNotReadNamespaces() {
        scene.cluster.faults().forbid("get", "namespaces");
        assertThatThrownBy(() -> scene.release().install(request(false)))
                .hasMessageStartingWith("The controller could not install release " + NAME + " at "
                        + scene.cluster.url() + ": it answered 404 (not found): namespaces \"" + NAMESPACE
                        + "\" not found; check the namespace");
    }

    @Test
    void aQuotaOnLeasesIsNoLackOfRights() throws Exception {
        scene.cluster
                .faults()
                .answer(
                        "/apis/coordination.k8s.io/",
                        1,
                        403,
                        "Forbidden",
                        "leases.coordination.k8s.io \"a\" is forbidden: exceeded quota: few, requested:"
                                + " count/leases.coordination.k8s.io=1, used: count/leases.coordination.k8s.io=9, limited:"
                                + " count/leases.coordination.k8s.io=9");
        ReleaseLock lock = scene.site().lock(NAMESPACE, NAME);
        assertThat(lock.acquire(Pause.REAL, Duration.ofSeconds(5))).isEqualTo(ReleaseLock.Origin.NONE);
        lock.close();
        assertThat(scene.log)
                .singleElement()
                .asString()
                .startsWith("WARNING: the API server takes no Lease in namespace " + NAMESPACE + " (it answered 403")
                .contains("exceeded quota: few");
    }

    @Test
    void aPreviewDoesNotWait() throws Exception {
        leaving();
        assertThat(scene.release().preview(request(true)).toMap()).containsEntry("changed", true);
    }

    @Test
    void somebodyWhoMakesItAtTheSameTimeIsAsGood() throws Exception {
        Consumer<String> other = line -> scene.client()
                .namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        namespace(Pause.REAL, Long.MAX_VALUE, other).create(NAME);
        assertThat(found()).isNotNull();
    }
}
