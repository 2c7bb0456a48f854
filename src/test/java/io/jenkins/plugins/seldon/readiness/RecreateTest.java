package io.jenkins.plugins.seldon.readiness;

import static io.jenkins.plugins.seldon.readiness.Objects.deployment;
import static io.jenkins.plugins.seldon.readiness.Objects.event;
import static io.jenkins.plugins.seldon.readiness.Objects.phase;
import static io.jenkins.plugins.seldon.readiness.Objects.pod;
import static io.jenkins.plugins.seldon.readiness.Objects.replicaSet;
import static io.jenkins.plugins.seldon.readiness.Objects.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A Deployment that makes its pods anew, as one with a volume that a single node may have: while the last of the former ones
 * leaves, it still has the revision of their ReplicaSet.
 */
class RecreateTest {

    private static final String REFUSAL = "pods \"web-r2-1\" is forbidden: violates PodSecurity";

    @Test
    void whatAFormerSetIsRefusedIsNoFailure() {
        Deployment deployment = updated("example/main:2");
        ReplicaSet former = of("example/main:1", deployment);
        assertThat(Verdicts.told(List.of(
                        deployment,
                        former,
                        terminating(pod("web-r2-0", former)),
                        event(former, "FailedCreate", REFUSAL, 1))))
                .startsWith("WAITING")
                .contains("web has no ReplicaSet of its current template yet", "pod web-r2-0 is being deleted");
    }

    @Test
    void aRefusalThatTheDeploymentTellsOfAFormerSetIsNoFailureEither() {
        Deployment deployment = new DeploymentBuilder(updated("example/main:2"))
                .editStatus()
                .addNewCondition()
                .withType("ReplicaFailure")
                .withStatus("True")
                .withReason("FailedCreate")
                .withMessage(REFUSAL)
                .endCondition()
                .endStatus()
                .build();
        ReplicaSet former = new ReplicaSetBuilder(of("example/main:1", deployment))
                .editStatus()
                .addNewCondition()
                .withType("ReplicaFailure")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
        assertThat(Verdicts.told(List.of(deployment, former, terminating(pod("web-r2-0", former)))))
                .startsWith("WAITING");
    }

    @Test
    void podsOfAFormerSetThatWerePutOutAreNoFailure() {
        Deployment deployment = updated("example/main:2");
        ReplicaSet former = of("example/main:1", deployment);
        List<HasMetadata> objects = new ArrayList<>(List.of(deployment, former, terminating(pod("web-r2-9", former))));
        for (int i = 0; i < 9; i++) {
            objects.add(
                    phase(pod("web-r2-" + i, former), "Failed", "Evicted", "Usage of EmptyDir volume \"m\" exceeds"));
        }
        assertThat(Verdicts.told(objects)).startsWith("WAITING");
    }

    @Test
    void whatItsOwnSetIsRefusedEndsTheWait() {
        Deployment deployment = updated("example/main:2");
        ReplicaSet present = of("example/main:2", deployment);
        assertThat(Verdicts.told(List.of(deployment, present, event(present, "FailedCreate", REFUSAL, 1))))
                .startsWith("FAILED ADMISSION deployment/web can't create its pods");
    }

    /** As an API server keeps both: a set that can make no pod has none that is updated, and is told by its template alone. */
    @Test
    void aRecordedSetIsOfItsDeploymentsTemplate() throws Exception {
        List<Recording.Moment> moments =
                Recording.of("release-seldon-core-analytics").moments();
        Snapshot last = moments.get(moments.size() - 1).snapshot();
        assertThat(last.all(WatchedKind.DEPLOYMENT, Deployment.class))
                .hasSize(5)
                .allSatisfy(deployment -> {
                    Deployment refused = new DeploymentBuilder(deployment)
                            .editSpec()
                            .withNewStrategy()
                            .withType("Recreate")
                            .endStrategy()
                            .endSpec()
                            .editStatus()
                            .withUpdatedReplicas(0)
                            .endStatus()
                            .build();
                    assertThat(DeploymentRule.currentReplicaSet(refused, last)).isPresent();
                });
    }

    /** Its controller has seen that it was changed, and waits for its pods to be gone. */
    private static Deployment updated(String image) {
        return new DeploymentBuilder(deployment("web", 2))
                .editSpec()
                .withNewStrategy()
                .withType("Recreate")
                .endStrategy()
                .editTemplate()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage(image)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .editStatus()
                .withReplicas(0)
                .withUpdatedReplicas(0)
                .withReadyReplicas(0)
                .withAvailableReplicas(0)
                .endStatus()
                .build();
    }

    private static ReplicaSet of(String image, Deployment deployment) {
        ReplicaSet set = replicaSet(deployment, 2);
        set.getSpec()
                .setTemplate(new PodTemplateSpecBuilder(deployment.getSpec().getTemplate())
                        .editMetadata()
                        .addToLabels("pod-template-hash", "7d9c")
                        .endMetadata()
                        .editSpec()
                        .editContainer(0)
                        .withImage(image)
                        .endContainer()
                        .endSpec()
                        .build());
        return set;
    }
}
