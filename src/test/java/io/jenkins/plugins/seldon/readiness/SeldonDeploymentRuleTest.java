package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeldonDeploymentRuleTest {

    private static final Criteria SELDON = Criteria.of(new Subject.Seldon("iris"));
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private static final String IRIS =
            """
            apiVersion: machinelearning.seldon.io/v1
            kind: SeldonDeployment
            metadata: {name: iris, namespace: seldon-system, uid: uid-iris, generation: 3}
            spec:
              predictors:
              - name: main
                replicas: 1
                componentSpecs:
                - spec:
                    containers:
                    - {name: classifier, image: "example/iris:1"}
                graph:
                  name: classifier
                  implementation: SKLEARN_SERVER
                  modelUri: "gs://models/iris/1"
                  parameters: [{name: method, value: predict, type: STRING}]
            status:
              state: Available
              deploymentStatus: {iris-main-0-classifier: {replicas: 1, availableReplicas: 1}}
              conditions:
              - {type: Ready, status: "True"}
            """;

    private static final String PREDICTOR =
            """
            {"name": "main", "replicas": 0,
             "componentSpecs": [{"metadata": {"creationTimestamp": null}, "spec": {"containers": [
                 {"name": "classifier", "image": "example/iris:1", "resources": {}}]}}],
             "graph": {"name": "classifier", "implementation": "SKLEARN_SERVER", "modelUri": "gs://models/iris/1",
                       "endpoint": {"type": "REST"},
                       "parameters": [{"name": "method", "value": "predict", "type": "STRING"}]}}
            """;

    @Test
    void availableWithItsDeploymentsReadyIsReady() {
        assertThat(verdict(IRIS, "example/iris:1", PREDICTOR)).isInstanceOf(RolloutStatus.Ready.class);
    }

    @Test
    void availableWithoutDeploymentsIsNot() {
        assertThat(reasons(Verdicts.first(SELDON, List.of(seldon(IRIS)))))
                .contains("deployment/iris-main-0-classifier of predictor main does not exist yet");
    }

    @Test
    void aStaleAvailableIsNotReadyAfterAnotherModelWasAskedFor() {
        String updated = IRIS.replace("gs://models/iris/1", "gs://models/iris/2");
        assertThat(reasons(verdict(updated, "example/iris:1", PREDICTOR)))
                .contains("SeldonDeployment iris: the operator has not taken over predictor main as it is now");
    }

    @Test
    void aStaleAvailableIsNotReadyAfterAnotherImageWasAskedFor() {
        String updated = IRIS.replace("example/iris:1", "example/iris:2");
        assertThat(reasons(verdict(updated, "example/iris:1", PREDICTOR)))
                .contains("SeldonDeployment iris: the operator has not taken over predictor main as it is now");
    }

    /** As Sigstore's policy controller does with a tag, of a Deployment that the operator has made. */
    @Test
    void anImageThatAdmissionHasRewrittenIsTakenOver() {
        String digest = "index.docker.io/example/iris@sha256:" + "0a".repeat(32);
        assertThat(verdict(IRIS, digest, PREDICTOR)).isInstanceOf(RolloutStatus.Ready.class);
        String updated = IRIS.replace("example/iris:1", "example/iris:2");
        assertThat(verdict(updated, digest, PREDICTOR)).isInstanceOf(RolloutStatus.Waiting.class);
    }

    /** As GKE's Autopilot does; where the executor is in another Deployment only its annotation tells what was asked for. */
    @Test
    void resourcesThatAutopilotHasRaisedAreTakenOverWithoutTheExecutor() {
        assertThat(adjusted("50m", "{}")).isInstanceOf(RolloutStatus.Waiting.class);
        String adjustment = "{'input':{'containers':[{'requests':{'cpu':'50m'},'name':'classifier'}]},'modified':true}"
                .replace('\'', '"');
        assertThat(adjusted("50m", adjustment)).isInstanceOf(RolloutStatus.Ready.class);
        assertThat(adjusted("80m", adjustment)).as("not taken over yet").isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(adjusted("50m", "no JSON")).isInstanceOf(RolloutStatus.Waiting.class);
    }

    private static RolloutStatus adjusted(String cpu, String adjustment) {
        String asking = IRIS.replace("iris:1\"}", "iris:1\", resources: {requests: {cpu: " + cpu + "}}}");
        List<HasMetadata> objects = objects(asking, "example/iris:1", PREDICTOR);
        Deployment deployment = (Deployment) objects.get(1);
        PodSpec pods = deployment.getSpec().getTemplate().getSpec();
        pods.setContainers(List.of(pods.getContainers().get(0)));
        deployment
                .getMetadata()
                .setAnnotations(Map.of(
                        "deployment.kubernetes.io/revision", "2", "autopilot.gke.io/resource-adjustment", adjustment));
        return Verdicts.first(SELDON, objects);
    }

    @Test
    void aStaleAvailableIsNotReadyAfterAParameterWasChangedOrRemoved() {
        assertThat(verdict(IRIS.replace("value: predict,", "value: other,"), "example/iris:1", PREDICTOR))
                .isInstanceOf(RolloutStatus.Waiting.class);
        String without = IRIS.replaceAll("(?m)^ *parameters: .*\n", "");
        assertThat(verdict(without, "example/iris:1", PREDICTOR)).isInstanceOf(RolloutStatus.Waiting.class);
    }

    @Test
    void aStaleAvailableIsNotReadyAfterReplicasOrAVariableWereChanged() {
        String scaled = IRIS.replace("replicas: 1\n    comp", "replicas: 2\n    comp");
        assertThat(verdict(scaled, "example/iris:1", PREDICTOR)).isInstanceOf(RolloutStatus.Waiting.class);
        String variable = IRIS.replace("iris:1\"}", "iris:1\", env: [{name: LEVEL, value: debug}]}");
        assertThat(verdict(variable, "example/iris:1", PREDICTOR)).isInstanceOf(RolloutStatus.Waiting.class);
    }

    @Test
    void whatTheOperatorAddsOrWritesAnewIsNoDifference() {
        String scaled = IRIS.replace("replicas: 1\n    comp", "replicas: 1\n    traffic: 100\n    comp");
        assertThat(verdict(scaled, "example/iris:1", PREDICTOR)).isInstanceOf(RolloutStatus.Ready.class);
    }

    @Test
    void withoutTheExecutorsPredictorTheModelInitializerTells() {
        assertThat(verdict(IRIS, "example/iris:1", null)).isInstanceOf(RolloutStatus.Ready.class);
        String updated = IRIS.replace("gs://models/iris/1", "gs://models/iris/2");
        assertThat(verdict(updated, "example/iris:1", null)).isInstanceOf(RolloutStatus.Waiting.class);
    }

    @Test
    void aPredictorThatIsNewNeedsItsDeployment() {
        String canary = IRIS.replace(
                "status:\n", "  - {name: canary, graph: {name: other, implementation: SKLEARN_SERVER}}\nstatus:\n");
        assertThat(reasons(verdict(canary, "example/iris:1", PREDICTOR)))
                .contains("deployment/iris-canary-0-other of predictor canary does not exist yet");
    }

    @Test
    void theDeploymentOfAFormerPredictorIsWaitedFor() {
        String renamed = IRIS.replace("name: main", "name: blue").replace("iris-main-0", "iris-blue-0");
        assertThat(reasons(verdict(renamed, "example/iris:1", PREDICTOR)))
                .contains("deployment/iris-main-0-classifier of a former predictor is there");
    }

    @Test
    void theDeploymentOfAFormerPredictorIsLeftWhereItNeverHadAPod() {
        String renamed = IRIS.replace("name: main", "name: blue").replace("iris-main-0", "iris-blue-0");
        String former = "deployment/iris-main-0-classifier of a former predictor is there";
        List<HasMetadata> objects = new ArrayList<>(objects(renamed, "example/iris:1", PREDICTOR));
        Deployment deployment = (Deployment) objects.get(1);
        deployment.getSpec().setReplicas(0);
        assertThat(reasons(Verdicts.first(SELDON, objects))).as("its pod").contains(former);
        Pod pod = (Pod) objects.remove(3);
        assertThat(reasons(Verdicts.first(SELDON, objects))).as("no pod").doesNotContain(former);
        deployment.getSpec().setReplicas(1);
        assertThat(reasons(Verdicts.first(SELDON, objects)))
                .as("one is to come")
                .contains(former);
        deployment.getMetadata().setDeletionTimestamp(Objects.CREATED);
        assertThat(reasons(Verdicts.first(SELDON, objects))).as("it leaves").doesNotContain(former);
        objects.add(pod);
        assertThat(reasons(Verdicts.first(SELDON, objects)))
                .as("its pod is to leave")
                .contains(former);
    }

    @Test
    void oneThatIsBeingDeletedIsNothingElse() {
        String deleted = IRIS.replace("generation: 3", "generation: 3, deletionTimestamp: \"2026-11-22T16:00:00Z\"");
        RolloutStatus verdict = verdict(deleted, "example/iris:1", PREDICTOR);
        assertThat(reasons(verdict)).containsExactly("SeldonDeployment iris is being deleted");
        Assessment assessment = Verdicts.assess(
                new Snapshot(objects(deleted, "example/iris:1", PREDICTOR)), SELDON, java.util.Set.of());
        assertThat(assessment.shown()).as("its pods").hasSize(1);
    }

    @Test
    void oneWithoutAPredictorIsNotReady() {
        String none = IRIS.substring(0, IRIS.indexOf("  predictors:")) + "  predictors: []\n"
                + IRIS.substring(IRIS.indexOf("status:"));
        assertThat(reasons(Verdicts.first(SELDON, List.of(seldon(none)))))
                .containsExactly("SeldonDeployment iris: it has no predictor");
    }

    @Test
    void theOperatorCallsNoneAvailableThatIsScaledToZero() {
        String zero =
                IRIS.replace("replicas: 1\n    comp", "replicas: 0\n    comp").replace("Available", "Creating");
        List<HasMetadata> objects =
                objects(zero, "example/iris:1", PREDICTOR.replace("\"replicas\": 1", "\"replicas\": 0"));
        ((Deployment) objects.get(1)).getSpec().setReplicas(0);
        assertThat(reasons(Verdicts.first(SELDON, objects)))
                .contains(
                        "SeldonDeployment iris has the state Creating, and the operator calls none available while one of its"
                                + " Deployments has 0 replicas (deployment/iris-main-0-classifier)");
    }

    @Test
    void oneThatNoOperatorLooksAtSaysSo() {
        String unseen = IRIS.substring(0, IRIS.indexOf("status:\n"));
        assertThat(reasons(Verdicts.first(SELDON, List.of(seldon(unseen)))))
                .contains(
                        "SeldonDeployment iris has no state yet, as where no Seldon Core operator runs that serves its"
                                + " namespace");
        assertThat(reasons(verdict(unseen, "example/iris:1", PREDICTOR)))
                .containsExactly("SeldonDeployment iris has no state yet");
    }

    @Test
    void aGenerationThatTheOperatorReportsCounts() {
        String behind = IRIS.replace("status:\n", "status:\n  observedGeneration: 2\n");
        assertThat(reasons(verdict(behind, "example/iris:1", PREDICTOR)))
                .containsExactly("SeldonDeployment iris: generation 3 is not observed by the operator yet");
        String observed = IRIS.replace("status:\n", "status:\n  observedGeneration: 3\n");
        assertThat(verdict(observed, "example/iris:1", PREDICTOR)).isInstanceOf(RolloutStatus.Ready.class);
    }

    @Test
    void aFalseConditionIsWaitedFor() {
        String waiting = IRIS.replace("status: \"True\"", "status: \"False\", reason: ServiceNotReady");
        assertThat(reasons(verdict(waiting, "example/iris:1", PREDICTOR)))
                .containsExactly("SeldonDeployment iris: Ready is false (ServiceNotReady)");
    }

    @Test
    void creatingAndFailedAreToldWithTheOperatorsDescription() {
        assertThat(reasons(verdict(IRIS.replace("Available", "Creating"), "example/iris:1", PREDICTOR)))
                .containsExactly("SeldonDeployment iris has the state Creating");
        String failed = IRIS.replace("state: Available", "state: Failed\n  description: bad graph");
        RolloutStatus verdict =
                Verdicts.after(Duration.ofSeconds(5), SELDON, objects(failed, "example/iris:1", PREDICTOR));
        assertThat(((RolloutStatus.Failed) verdict).failures().get(0).sentence())
                .isEqualTo("SeldonDeployment iris has failed (Failed: bad graph).");
    }

    /** As while istiod, which has the VirtualService validated, starts anew. */
    @Test
    void anErrorThatTheOperatorMayGetOverIsGivenTheTimeOfItsNextAttempts() {
        String failed = IRIS.replace(
                "state: Available",
                "state: Failed\n  description: 'Internal error occurred: failed calling webhook"
                        + " \"validation.istio.io\": connection refused'");
        List<HasMetadata> objects = objects(failed, "example/iris:1", PREDICTOR);
        assertThat(Verdicts.after(Duration.ofSeconds(184), SELDON, objects)).isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(Verdicts.after(Duration.ofSeconds(185), SELDON, objects)).isInstanceOf(RolloutStatus.Failed.class);
    }

    @Test
    void aBrokenPodOfItsDeploymentsFailsIt() {
        List<HasMetadata> objects = new ArrayList<>(objects(IRIS, "example/iris:1", PREDICTOR));
        Pod pod = (Pod) objects.remove(objects.size() - 1);
        objects.add(Objects.unready(pod, Objects.waiting("main", "ErrImagePull", "")));
        assertThat(Verdicts.after(Duration.ofSeconds(5), SELDON, objects)).isInstanceOf(RolloutStatus.Failed.class);
    }

    private static RolloutStatus verdict(String yaml, String image, String predictor) {
        return Verdicts.first(SELDON, objects(yaml, image, predictor));
    }

    private static List<String> reasons(RolloutStatus verdict) {
        return ((RolloutStatus.Waiting) verdict).reasons();
    }

    private static GenericKubernetesResource seldon(String yaml) {
        return YAML.unmarshal(yaml, GenericKubernetesResource.class);
    }

    /** The SeldonDeployment, and what its operator made of it: a ready Deployment from this image and predictor. */
    private static List<HasMetadata> objects(String yaml, String image, String predictor) {
        GenericKubernetesResource seldon = seldon(yaml);
        ContainerBuilder executor = new ContainerBuilder()
                .withName("seldon-container-engine")
                .withImage("seldonio/seldon-core-executor:1.12.0")
                .withArgs("--sdep", "iris", "--predictor", "main", "--http_port", "8000");
        if (predictor != null) {
            String encoded = Base64.getEncoder().encodeToString(predictor.getBytes(StandardCharsets.UTF_8));
            executor.addNewEnv().withName("ENGINE_PREDICTOR").withValue(encoded).endEnv();
        }
        Container initializer = new ContainerBuilder()
                .withName("classifier-model-initializer")
                .withArgs("gs://models/iris/1", "/mnt/models")
                .build();
        Deployment deployment = new DeploymentBuilder(Objects.deployment("iris-main-0-classifier", 1))
                .editMetadata()
                .addNewOwnerReference()
                .withController(true)
                .withKind("SeldonDeployment")
                .withName("iris")
                .withUid("uid-iris")
                .endOwnerReference()
                .endMetadata()
                .editSpec()
                .editTemplate()
                .withNewSpec()
                .withInitContainers(initializer)
                .withContainers(
                        new ContainerBuilder()
                                .withName("classifier")
                                .withImage(image)
                                .build(),
                        executor.build())
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        ReplicaSet set = Objects.replicaSet(deployment, 2);
        return List.of(seldon, deployment, set, Objects.pod("iris-1", set));
    }
}
