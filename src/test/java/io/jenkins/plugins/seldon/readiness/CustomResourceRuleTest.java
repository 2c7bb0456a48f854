package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of kstatus for kinds that it does not know, one by one. */
class CustomResourceRuleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            generation: 3 |                                                                                   |
            generation: 3 | observedGeneration: 3                                                             |
            generation: 3 | observedGeneration: 2 | Widget dial: generation 3 is not observed by its controller yet
            generation: 3 | conditions: [{type: Ready, status: 'True'}]                                       |
            generation: 3 | conditions: [{type: Ready, status: 'True', observedGeneration: 3}]                |
            generation: 3 | conditions: [{type: Ready, status: 'True', observedGeneration: 2}] | Widget dial: generation 3 is not observed by its controller yet
            generation: 3 | observedGeneration: 3, conditions: [{type: Ready, status: 'True', observedGeneration: 2}] |
            generation: 3 | conditions: [{type: Ready, status: 'False', reason: A, message: b}] | Widget dial is not ready (A: b)
            generation: 3 | conditions: [{type: Ready, status: Unknown}]                        | Widget dial is not ready
            generation: 3 | observedGeneration: 3, conditions: [{type: NotReady, status: 'True', reason: Creating, message: Kafka cluster is being deployed}] | Widget dial is not ready (Creating: Kafka cluster is being deployed)
            generation: 3 | conditions: [{type: Reconciling, status: 'True', reason: A}]        | Widget dial is reconciling (A)
            generation: 3 | conditions: [{type: Reconciling, status: 'False'}]                                |
            generation: 3 | conditions: [{type: Stalled, status: 'False'}]                                    |
            generation: 3 | conditions: [{type: Stalled, status: 'True', reason: A}]            | FAILED Widget dial has failed (A).
            generation: 3 | conditions: [{type: Synced, status: 'False'}]                                     |
            deletionTimestamp: '2026-11-22T17:00:00Z' | conditions: [{type: Ready, status: 'True'}] | Widget dial is being deleted
            """)
    void isJudgedByWhatItSaysOfItself(String metadata, String status, String expected) {
        String yaml =
                """
                apiVersion: example.com/v1
                kind: Widget
                metadata: {name: dial, %s}
                status: {%s}
                """
                        .formatted(metadata, status == null ? "" : status);
        HasMetadata widget = new KubernetesSerialization().unmarshal(yaml, HasMetadata.class);
        WatchedKind kind = WatchedKind.custom("example.com/v1", "Widget").at("widgets", true);
        Assessment assessment = Verdicts.assess(
                new Snapshot(List.of(widget)), Verdicts.RELEASE.withMinPods(0), Set.of(new WorkloadName(kind, "dial")));
        List<String> said = assessment.failures().isEmpty()
                ? assessment.waiting()
                : List.of("FAILED " + assessment.failures().get(0).sentence());
        assertThat(said).isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    /** A webhook that converts versions and does not answer fails each list of its kind: nothing is known to be missing. */
    @Test
    void anObjectWhoseKindCannotBeListedIsNotTakenForMissing() {
        WatchedKind kind = WatchedKind.custom("example.com/v1", "Widget").at("widgets", true);
        Assessment assessment = Verdicts.assess(
                new Snapshot(List.of(Objects.pod("web", null)), Set.of(kind)),
                Verdicts.RELEASE,
                Set.of(new WorkloadName(kind, "dial")));
        assertThat(assessment.absent()).isEmpty();
        assertThat(assessment.waiting())
                .containsExactly("widget/dial can't be judged while the API server does not list its kind");
    }

    /** Of Seldon Core 2's objects it is known that their controller says whether they are ready. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            Model    |                                                             | Model iris does not report its readiness yet
            Model    | conditions: [{type: ModelReady, status: 'True'}, {type: Ready, status: 'True'}]   |
            Model    | conditions: [{type: Ready, status: 'False', reason: ModelFailed, message: no capacity}] | Model iris is not ready (ModelFailed: no capacity)
            Pipeline | conditions: [{type: PipelineReady, status: 'True'}]                                | Pipeline iris does not report its readiness yet
            Pipeline | conditions: [{type: Ready, status: 'True'}]                                        |
            Server        |                                                                               | Server iris does not report its readiness yet
            SeldonRuntime |                                                                               | SeldonRuntime iris does not report its readiness yet
            Experiment    |                                                                               | Experiment iris does not report its readiness yet
            Server        | conditions: [{type: Ready, status: 'True'}]                                   |
            SeldonConfig  |                                                                               |
            """)
    void seldonCore2sObjectsHaveToSayThatTheyAreReady(String kind, String status, String expected) {
        assertThat(waiting("mlops.seldon.io/v1alpha1", kind, status))
                .isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    /** Written from kserve/kserve, pkg/controller/v1alpha1/inferencegraph and llm_inference_service_lifecycle.go. */
    @ParameterizedTest
    @ValueSource(strings = {"InferenceGraph", "LLMInferenceService"})
    void soDoWhatKServeHasBesideInferenceServices(String kind) {
        assertThat(waiting("serving.kserve.io/v1alpha1", kind, ""))
                .containsExactly(kind + " iris does not report its readiness yet");
        assertThat(waiting("serving.kserve.io/v1alpha1", kind, "conditions: [{type: Ready, status: 'True'}]"))
                .isEmpty();
    }

    /** Written from fluxcd/flagger, pkg/canary/status.go. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                                                                                                    | Canary iris does not report its readiness yet
            conditions: [{type: Promoted, status: Unknown, reason: Progressing, message: New revision detected}] | Canary iris is not ready (Progressing: New revision detected)
            conditions: [{type: Promoted, status: 'False', reason: Failed}]                         | Canary iris is not ready (Failed)
            conditions: [{type: Promoted, status: 'True', reason: Succeeded}]                       |
            """)
    void aCanaryOfFlaggersIsReadyWhenItIsPromoted(String status, String expected) {
        assertThat(waiting("flagger.app/v1beta1", "Canary", status))
                .isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    private static List<String> waiting(String apiVersion, String kind, String status) {
        HasMetadata object = new KubernetesSerialization()
                .unmarshal(
                        """
                        apiVersion: %s
                        kind: %s
                        metadata: {name: iris, generation: 3}
                        status: {%s}
                        """
                                .formatted(apiVersion, kind, status == null ? "" : status),
                        HasMetadata.class);
        Assessment assessment = Verdicts.assess(
                new Snapshot(List.of(object)),
                Verdicts.RELEASE.withMinPods(0),
                Set.of(new WorkloadName(WatchedKind.of(apiVersion, kind).orElseThrow(), "iris")));
        return assessment.waiting();
    }

    /** Written from knative/serving, pkg/apis/serving/v1/service_lifecycle.go. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            observedGeneration: 3                                                                    | Service iris does not report its readiness yet
            observedGeneration: 2, conditions: [{type: Ready, status: 'True'}]                       | Service iris: generation 3 is not observed by its controller yet
            observedGeneration: 3, conditions: [{type: Ready, status: 'False', reason: RevisionFailed, message: no image}] | Service iris is not ready (RevisionFailed: no image)
            observedGeneration: 3, conditions: [{type: Ready, status: Unknown, reason: RevisionMissing}] | Service iris is not ready (RevisionMissing)
            observedGeneration: 3, conditions: [{type: ConfigurationsReady, status: 'True'}, {type: Ready, status: 'True'}, {type: RoutesReady, status: 'True'}] |
            """)
    void aServiceOfKnativesIsReadyInItsPresentGeneration(String status, String expected) {
        KubernetesSerialization yaml = new KubernetesSerialization();
        HasMetadata service = yaml.unmarshal(
                """
                apiVersion: serving.knative.dev/v1
                kind: Service
                metadata: {name: iris, namespace: models, generation: 3}
                status: {%s}
                """
                        .formatted(status),
                HasMetadata.class);
        HasMetadata pod = yaml.unmarshal(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: iris-00001-deployment-x, namespace: models, labels: {serving.knative.dev/service: iris}}
                """,
                HasMetadata.class);
        Assessment assessment = Verdicts.assess(
                new Snapshot(List.of(service, pod)),
                Verdicts.RELEASE.withMinPods(0),
                Set.of(WorkloadName.parse("ksvc/iris")));
        assertThat(assessment.waiting()).isEqualTo(expected == null ? List.of() : List.of(expected));
        assertThat(WorkloadName.parse("ksvc/iris")).hasToString("ksvc/iris");
    }

    /** Only those of the revision that the Service has made last: a broken one before it says nothing of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            observedGeneration: 3, conditions: [{type: Ready, status: 'True'}], latestCreatedRevisionName: iris-00002                     | READY
            observedGeneration: 3, conditions: [{type: Ready, status: 'False', reason: RevisionFailed}], latestCreatedRevisionName: iris-00001 | FAILED IMAGE_PULL Pod iris-00001
            observedGeneration: 3, conditions: [{type: Ready, status: 'False', reason: RevisionFailed}], latestCreatedRevisionName: iris-00002 | WAITING [Service iris is not ready (RevisionFailed)]
            observedGeneration: 3, conditions: [{type: Ready, status: Unknown, reason: OutOfDate}, {type: ConfigurationsReady, status: Unknown, reason: OutOfDate}], latestCreatedRevisionName: iris-00001 | WAITING [Service iris is not ready (OutOfDate)]
            observedGeneration: 2, conditions: [{type: Ready, status: 'False', reason: RevisionFailed}], latestCreatedRevisionName: iris-00001 | WAITING [Service iris: generation 3 is not observed
            """)
    void thePodsOfAServiceOfKnativesCount(String status, String expected) {
        HasMetadata service = new KubernetesSerialization()
                .unmarshal(
                        """
                        apiVersion: serving.knative.dev/v1
                        kind: Service
                        metadata: {name: iris, generation: 3}
                        status: {%s}
                        """
                                .formatted(status),
                        HasMetadata.class);
        Pod broken = Objects.unready(ofRevision("iris-00001"), Objects.waiting("main", "ErrImagePull", "not found"));
        Criteria criteria = Criteria.of(new Subject.Named(List.of(WorkloadName.parse("ksvc/iris"))));
        assertThat(Verdicts.told(criteria, List.of(service, broken, ofRevision("iris-00002"))))
                .startsWith(expected);
    }

    private static Pod ofRevision(String revision) {
        Pod pod = Objects.pod(revision, null);
        pod.getMetadata()
                .setLabels(Map.of("serving.knative.dev/service", "iris", "serving.knative.dev/revision", revision));
        return pod;
    }
}
