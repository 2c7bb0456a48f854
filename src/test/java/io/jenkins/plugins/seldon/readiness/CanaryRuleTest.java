package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Written from fluxcd/flagger, pkg/canary/status.go; the Deployment's present ReplicaSet is of 16:00:00. */
class CanaryRuleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            Deployment | {type: Promoted, status: 'True', reason: Succeeded, lastUpdateTime: '2026-11-22T16:01:00Z'} |
            Deployment | {type: Promoted, status: 'True', reason: Succeeded, lastUpdateTime: '2026-11-22T15:00:00Z'} | Canary iris: Flagger has not looked at the present template of deployment/iris yet
            Deployment | {type: Promoted, status: 'True', reason: Succeeded}                                         |
            DaemonSet  | {type: Promoted, status: 'True', reason: Succeeded, lastUpdateTime: '2026-11-22T15:00:00Z'} |
            """)
    void isPromotedWithThePresentTemplate(String target, String condition, String expected) {
        assertThat(waiting(target, condition, Objects.deployment("iris", 0)))
                .isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    /** Its ReplicaSet is the one of then; Flagger's copy, of {@code pkg/canary/deployment_controller.go}, tells. */
    @ParameterizedTest
    @CsvSource({"example/iris:1, 0", "example/iris:2, 1"})
    void aFormerTemplateThatIsThePresentOneAgainHasToBePromotedAnew(String promoted, int clauses) {
        String condition =
                "{type: Promoted, status: 'True', reason: Succeeded, lastUpdateTime: '2026-11-22T16:01:00Z'}";
        Deployment present = withImage(Objects.deployment("iris", 0), "example/iris:1");
        Deployment primary = withImage(Objects.deployment("iris-primary", 0), promoted);
        assertThat(waiting("Deployment", condition, present, primary)).hasSize(clauses);
        assertThat(waiting("Deployment", condition.replace("True", "Unknown"), present, primary))
                .singleElement()
                .asString()
                .startsWith("Canary iris is not ready");
    }

    private static Deployment withImage(Deployment deployment, String image) {
        return new DeploymentBuilder(deployment)
                .editSpec()
                .editTemplate()
                .withNewSpec()
                .addNewContainer()
                .withName("model")
                .withImage(image)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static List<String> waiting(String target, String condition, Deployment... deployments) {
        HasMetadata canary = new KubernetesSerialization()
                .unmarshal(
                        """
                        apiVersion: flagger.app/v1beta1
                        kind: Canary
                        metadata: {name: iris, generation: 1}
                        spec: {targetRef: {apiVersion: apps/v1, kind: %s, name: iris}}
                        status: {phase: Succeeded, conditions: [%s]}
                        """
                                .formatted(target, condition),
                        HasMetadata.class);
        List<HasMetadata> objects = new ArrayList<>(List.of(deployments));
        objects.add(canary);
        objects.add(Objects.replicaSet(deployments[0], 2));
        WatchedKind kind = WatchedKind.custom("flagger.app/v1beta1", "Canary").at("canaries", true);
        return Verdicts.assess(
                        new Snapshot(objects), Verdicts.RELEASE.withMinPods(0), Set.of(new WorkloadName(kind, "iris")))
                .waiting();
    }
}
