package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which objects of a namespace a wait is about. */
class MembersTest {

    private static final Subject WEB = new Subject.Selected(LabelSelector.parse("tier=web"));

    static Stream<Arguments> workloads() {
        ReplicaSet alone = new ReplicaSetBuilder(Objects.replicaSet(Objects.deployment("a", 1), 1))
                .editMetadata()
                .withOwnerReferences(List.of())
                .endMetadata()
                .build();
        return Stream.of(
                of("Deployment", Objects.deployment("a", 1), (object, template) -> object.getSpec()
                        .setTemplate(template)),
                of("StatefulSet", Objects.statefulSet("a", 1), (object, template) -> object.getSpec()
                        .setTemplate(template)),
                of("DaemonSet", Objects.daemonSet("a", 1), (object, template) -> object.getSpec()
                        .setTemplate(template)),
                of("ReplicaSet", alone, (object, template) -> object.getSpec().setTemplate(template)),
                of("Job", Objects.job("a"), (object, template) -> object.getSpec()
                        .setTemplate(template)));
    }

    private static <T extends HasMetadata> Arguments of(
            String kind, T object, BiConsumer<T, PodTemplateSpec> setTemplate) {
        Runnable labelled = () -> setTemplate.accept(
                object,
                new PodTemplateSpecBuilder()
                        .withNewMetadata()
                        .addToLabels("tier", "web")
                        .endMetadata()
                        .build());
        Runnable bare = () -> setTemplate.accept(object, new PodTemplateSpec());
        return Arguments.of(kind, object, labelled, bare);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("workloads")
    void aSelectorMatchesAWorkloadByItsLabelsOrThoseOfItsPods(
            String kind, HasMetadata object, Runnable labelled, Runnable bare) {
        bare.run();
        assertThat(workloads(WEB, object)).isEmpty();
        labelled.run();
        assertThat(workloads(WEB, object)).containsExactly(object);
        bare.run();
        object.getMetadata().setLabels(Map.of("tier", "web"));
        assertThat(workloads(WEB, object)).containsExactly(object);
    }

    @Test
    void aSelectorMatchesPodsThatNoWorkloadSpeaksFor() {
        HasMetadata alone = Objects.pod("alone", null);
        HasMetadata owned = Objects.pod("owned", Objects.statefulSet("set", 1));
        List.of(alone, owned).forEach(pod -> pod.getMetadata().setLabels(Map.of("tier", "web")));
        HasMetadata other = Objects.pod("other", null);
        Members members = Members.of(WEB, new Snapshot(List.of(other, owned, alone)), Set.of(), Instant.EPOCH);
        assertThat(members.pods())
                .extracting(pod -> pod.getMetadata().getName())
                .containsExactly("alone");
        assertThat(members.workloads()).isEmpty();
    }

    /** Where Helm's record is not known, they may be the chart's own. */
    @Test
    void whatSomethingOfTheReleaseHasMadeIsLeftOut() {
        Subject release = new Subject.Release("demo");
        Pod task = Objects.pod("task", null);
        Pod own = Objects.pod("own", null);
        Pod hook = Objects.pod("seed", null);
        hook.getMetadata().setAnnotations(Map.of("helm.sh/hook", "post-install"));
        Job run = Objects.job("run");
        Job once = Objects.job("once");
        once.getMetadata()
                .setAnnotations(Map.of(
                        "meta.helm.sh/release-name", "demo",
                        "meta.helm.sh/release-namespace", "seldon-system"));
        Snapshot snapshot = new Snapshot(List.of(task, own, hook, run, once));
        Set<WorkloadName> manifest = Set.of(WorkloadName.parse("pod/own"));
        Members known = Members.of(release, snapshot, manifest, Instant.parse(Objects.CREATED));
        assertThat(known.pods()).containsExactlyInAnyOrder(own, hook);
        assertThat(known.workloads()).containsExactly(once);
        Members unknown = Members.of(release, snapshot, Set.of(), Instant.EPOCH);
        assertThat(unknown.pods()).containsExactlyInAnyOrder(task, own, hook);
        assertThat(unknown.workloads()).containsExactlyInAnyOrder(run, once);
    }

    /** As {@code statefulset.kubernetes.io/pod-name=db-0} matches none. */
    @Test
    void aSelectorThatMatchesNoWorkloadIsToldSo() {
        Pod first = Objects.pod("db-0", Objects.statefulSet("db", 2));
        first.getMetadata().setLabels(Map.of("tier", "web"));
        assertThat(Verdicts.assess(new Snapshot(List.of(first)), Criteria.of(WEB), Set.of())
                        .waiting())
                .containsExactly("selector tier=web matches pods, but none of the workloads that made them: name these"
                        + " in workloads instead");
    }

    @ParameterizedTest
    @CsvSource({"apps.kruise.io/v1beta1, StatefulSet", "batch.volcano.sh/v1alpha1, Job"})
    void aPodOfAKindThatOnlyHasTheNameOfOneThatIsJudgedStandsForItself(String apiVersion, String kind) {
        Pod pod = Objects.pod("db-0", Objects.statefulSet("db", 1));
        pod.getMetadata().setLabels(Map.of("tier", "web"));
        pod.getMetadata().getOwnerReferences().get(0).setApiVersion(apiVersion);
        pod.getMetadata().getOwnerReferences().get(0).setKind(kind);
        assertThat(Members.of(WEB, new Snapshot(List.of(pod)), Set.of(), Instant.EPOCH)
                        .pods())
                .containsExactly(pod);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CronJob", "AdvancedCronJob", "ScaledJob"})
    void aReplicaSetOfADeploymentAndAJobOfACronJobDoNotStandForThemselves(String maker) {
        Deployment web = new DeploymentBuilder(Objects.deployment("web", 1))
                .editMetadata()
                .addToLabels("tier", "web")
                .endMetadata()
                .build();
        ReplicaSet set = Objects.replicaSet(web, 1);
        Job nightly = new JobBuilder(Objects.job("nightly"))
                .editMetadata()
                .addNewOwnerReference()
                .withController(true)
                .withKind(maker)
                .withName("nightly")
                .endOwnerReference()
                .endMetadata()
                .build();
        List.of(set, nightly).forEach(object -> object.getMetadata().setLabels(Map.of("tier", "web")));
        assertThat(workloads(WEB, web, set, nightly)).containsExactly(web);
    }

    /** KServe hands an InferenceService's labels, such as those of its release, on to each revision of its service. */
    @Test
    void aDeploymentOfAFormerRevisionOfKnativeIsLeftOut() {
        Deployment former = ofRevision("iris-00009-deployment", "iris", "9");
        Deployment current = ofRevision("iris-00010-deployment", "iris", "10");
        Deployment other = ofRevision("wine-00001-deployment", "wine", "1");
        assertThat(workloads(new Subject.Release("demo"), former, current, other))
                .containsExactly(current, other);
    }

    private static Deployment ofRevision(String name, String configuration, String generation) {
        return new DeploymentBuilder(Objects.deployment(name, 1))
                .editMetadata()
                .addToLabels("serving.knative.dev/configuration", configuration)
                .addToLabels("serving.knative.dev/configurationGeneration", generation)
                .addNewOwnerReference()
                .withController(true)
                .withApiVersion("serving.knative.dev/v1")
                .withKind("Revision")
                .withName(name.replace("-deployment", ""))
                .endOwnerReference()
                .endMetadata()
                .build();
    }

    @Test
    void anOwnerThatIsNoControllerSpeaksForNothing() {
        HasMetadata pod = Objects.pod("alone", Objects.statefulSet("set", 1));
        ObjectMeta meta = pod.getMetadata();
        meta.setLabels(Map.of("tier", "web"));
        meta.getOwnerReferences().get(0).setController(false);
        assertThat(Members.of(WEB, new Snapshot(List.of(pod)), Set.of(), Instant.EPOCH)
                        .pods())
                .hasSize(1);
    }

    @Test
    void aReleasesDeploymentIsItsByTheLabelsOfItsPodsToo() {
        Deployment copied = new DeploymentBuilder(Objects.deployment("web-primary", 1))
                .editMetadata()
                .withLabels(Map.of())
                .endMetadata()
                .editSpec()
                .editTemplate()
                .editMetadata()
                .addToLabels("app.kubernetes.io/instance", "web")
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build();
        assertThat(workloads(new Subject.Release("web"), copied)).containsExactly(copied);
        assertThat(workloads(new Subject.Release("demo"), copied)).isEmpty();
        copied.getMetadata()
                .setOwnerReferences(Objects.pod("x", Objects.statefulSet("iris", 1))
                        .getMetadata()
                        .getOwnerReferences());
        copied.getMetadata().getOwnerReferences().get(0).setKind("SeldonDeployment");
        assertThat(workloads(new Subject.Release("web"), copied)).isEmpty();
    }

    /** The operator gives a Deployment the labels of its component's pods, which may name the release. */
    @Test
    void aModelsDeploymentIsLeftToTheModelWhereThatIsThere() {
        HasMetadata model = new KubernetesSerialization()
                .unmarshal(
                        """
                        apiVersion: machinelearning.seldon.io/v1
                        kind: SeldonDeployment
                        metadata: {name: iris, uid: uid-iris, labels: {release: demo}}
                        """,
                        HasMetadata.class);
        Deployment made = new DeploymentBuilder(Objects.deployment("iris-main-0-classifier", 1))
                .editMetadata()
                .addNewOwnerReference()
                .withController(true)
                .withKind("SeldonDeployment")
                .withName("iris")
                .withUid("uid-iris")
                .endOwnerReference()
                .endMetadata()
                .build();
        assertThat(workloads(new Subject.Release("demo"), made, model)).containsExactly(model);
        assertThat(workloads(new Subject.Release("demo"), made)).containsExactly(made);
    }

    @Test
    void aReleasesJobIsItsByHelmsAnnotationsInItsNamespace() {
        Job ours = installed("ours", "demo", "seldon-system");
        Job another = installed("another", "other", "seldon-system");
        Job elsewhere = installed("elsewhere", "demo", "staging");
        Job bare = Objects.job("bare");
        bare.getMetadata().setLabels(null);
        StatefulSet set = Objects.statefulSet("set", 1);
        set.getMetadata().setLabels(null);
        set.getMetadata().setAnnotations(ours.getMetadata().getAnnotations());
        assertThat(workloads(new Subject.Release("demo"), another, bare, elsewhere, ours, set))
                .containsExactly(ours);
    }

    private static Job installed(String name, String release, String namespace) {
        return new JobBuilder(Objects.job(name))
                .editMetadata()
                .withLabels(Map.of())
                .addToAnnotations("meta.helm.sh/release-name", release)
                .addToAnnotations("meta.helm.sh/release-namespace", namespace)
                .endMetadata()
                .build();
    }

    private static List<HasMetadata> workloads(Subject subject, HasMetadata... objects) {
        return Members.of(subject, new Snapshot(List.of(objects)), Set.of(), Instant.EPOCH)
                .workloads();
    }
}
