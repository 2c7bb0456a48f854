package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * When an InferenceService is ready, by the conditions and the model's status that kserve's
 * pkg/apis/serving/v1beta1/inference_service_status.go writes.
 */
class InferenceServiceRuleTest {

    private static final String DEPLOYMENT =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: iris-predictor
              namespace: models
              uid: d
              generation: 1
              ownerReferences: [{apiVersion: serving.kserve.io/v1beta1, kind: InferenceService, name: iris, uid: i, controller: true}]
            spec:
              replicas: 1
              selector: {matchLabels: {app: isvc.iris-predictor}}
              template: {metadata: {labels: {app: isvc.iris-predictor}}, spec: {containers: [{name: kserve-container}]}}
            status: {observedGeneration: 1}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            conditions: []                                                       | InferenceService iris is not ready
            conditions: [{type: Ready, status: 'True'}]                          |
            observedGeneration: 1, conditions: [{type: Ready, status: 'True'}, {type: Stopped, status: 'False'}] |
            conditions: [{type: Ready, status: 'True'}, {type: LatestDeploymentReady, status: 'False'}] | InferenceService iris: LatestDeploymentReady is false
            conditions: [{type: PredictorReady, status: 'False', reason: RevisionMissing, message: gone}, {type: Ready, status: 'False'}] | InferenceService iris is not ready (PredictorReady: RevisionMissing: gone)
            conditions: [{type: Ready, status: Unknown}]                         | InferenceService iris is not ready
            conditions: [{type: Ready, status: 'True'}], modelStatus: {transitionStatus: UpToDate} |
            conditions: [{type: Ready, status: 'True'}], modelStatus: {transitionStatus: InProgress} | InferenceService iris: its model is being loaded
            conditions: [{type: Ready, status: 'True'}], modelStatus: {transitionStatus: BlockedByFailedLoad, lastFailureInfo: {reason: ModelLoadFailed, message: no such file}} | FAILED InferenceService iris has failed (BlockedByFailedLoad: ModelLoadFailed: no such file).
            conditions: [], modelStatus: {transitionStatus: InvalidSpec, lastFailureInfo: {reason: NoSupportingRuntime}} | FAILED InferenceService iris has failed (InvalidSpec: NoSupportingRuntime).
            """)
    void isJudgedByItsConditionsAndItsModel(String status, String expected) {
        assertThat(said(status, List.of())).isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    /** Its status may be from before an update: the Deployment's is not. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void theDeploymentThatItOwnsHasToBeReadyToo(boolean owned) {
        HasMetadata deployment = new KubernetesSerialization()
                .unmarshal(owned ? DEPLOYMENT : DEPLOYMENT.replace("uid: i,", "uid: other,"), HasMetadata.class);
        List<String> said = said("conditions: [{type: Ready, status: 'True'}]", List.of(deployment));
        if (owned) {
            assertThat(said).isNotEmpty().allMatch(sentence -> sentence.startsWith("deployment/iris-predictor"));
        } else {
            assertThat(said).isEmpty();
        }
    }

    /**
     * KServe says so of the first end of a storage initializer; what no restart mends, or has mended, ends the wait soon.
     * Knative's pods are not judged by themselves.
     */
    @ParameterizedTest
    @CsvSource({
        "BlockedByFailedLoad, 0, 125",
        "BlockedByFailedLoad, 2, 125",
        "BlockedByFailedLoad, 3, 5",
        "InvalidSpec, 0, 5"
    })
    void aLoadThatFailedHasTheKubeletsRestarts(String transition, int restarts, long seconds) {
        Criteria criteria = Criteria.of(new Subject.Named(List.of(WorkloadName.parse("inferenceservice/iris"))));
        ContainerStatus failed = Objects.crashed("storage-initializer", "CrashLoopBackOff", 1, "Error");
        failed.setRestartCount(restarts);
        Pod pod = Objects.unready(Objects.pod("iris-predictor-00001-x", null));
        pod.getStatus().setInitContainerStatuses(List.of(failed));
        pod.getMetadata().setLabels(Map.of("serving.kserve.io/inferenceservice", "iris"));
        Pod former = new PodBuilder(pod)
                .editMetadata()
                .withName("former")
                .withUid("former")
                .withCreationTimestamp("2026-11-22T15:00:00Z")
                .endMetadata()
                .build();
        former.getStatus().getInitContainerStatuses().get(0).setRestartCount(9);
        List<HasMetadata> objects =
                List.of(service("conditions: [], modelStatus: {transitionStatus: " + transition + "}"), former, pod);
        assertThat(Verdicts.after(Duration.ofSeconds(seconds - 1), criteria, objects))
                .isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(Verdicts.after(Duration.ofSeconds(seconds), criteria, objects))
                .isInstanceOf(RolloutStatus.Failed.class);
    }

    /** On Knative no Deployment of its own speaks for them (pkg/apis/serving/v1beta1, {@code ComponentStatusSpec}). */
    @Test
    void theReadyPodsOfTheLatestRevisionsCount() {
        Criteria criteria = Criteria.of(new Subject.Named(List.of(WorkloadName.parse("inferenceservice/iris"))));
        HasMetadata service = service("conditions: [{type: Ready, status: 'True'}], components: {predictor:"
                + " {latestCreatedRevision: iris-predictor-00002, latestReadyRevision: iris-predictor-00002}}");
        Pod former = ofRevision("iris-predictor-00001");
        Pod latest = ofRevision("iris-predictor-00002");
        assertThat(Verdicts.after(Duration.ZERO, criteria, List.of(service, former)))
                .isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(Verdicts.after(Duration.ZERO, criteria, List.of(service, former, latest)))
                .isInstanceOfSatisfying(RolloutStatus.Ready.class, ready -> assertThat(ready.pods())
                        .hasSize(1));
    }

    private static Pod ofRevision(String revision) {
        Pod pod = Objects.pod(revision + "-deployment-x", null);
        pod.getMetadata()
                .setLabels(
                        Map.of("serving.kserve.io/inferenceservice", "iris", "serving.knative.dev/revision", revision));
        return pod;
    }

    private static HasMetadata service(String status) {
        return new KubernetesSerialization()
                .unmarshal(
                        """
                        apiVersion: serving.kserve.io/v1beta1
                        kind: InferenceService
                        metadata: {name: iris, namespace: models, uid: i, generation: 7}
                        status: {%s}
                        """
                                .formatted(status),
                        HasMetadata.class);
    }

    private static List<String> said(String status, List<HasMetadata> others) {
        List<HasMetadata> objects = new ArrayList<>(others);
        objects.add(service(status));
        Assessment assessment = Verdicts.assess(
                new Snapshot(objects),
                Verdicts.RELEASE.withMinPods(0),
                Set.of(WorkloadName.parse("inferenceservice/iris")));
        return assessment.failures().isEmpty()
                ? assessment.waiting()
                : List.of("FAILED " + assessment.failures().get(0).sentence());
    }
}
