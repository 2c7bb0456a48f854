package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.jenkins.plugins.seldon.seldon.SeldonPart;
import io.jenkins.plugins.seldon.seldon.SeldonPredictors;
import io.jenkins.plugins.seldon.seldon.SeldonTemplate;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A SeldonDeployment is ready when its status is {@code Available}, no condition is false, every Deployment that the
 * operator makes of it ({@link SeldonPredictors}) is there, made from its present predictor, scaled as that says and ready
 * by {@link DeploymentRule}, and no pod of a former predictor is left.
 *
 * <p>The operator writes no observed generation (seldon-core 1.2.2 to 1.18.2,
 * operator/controllers/seldondeployment_controller.go), so {@code Available} may be left from before an update; it is even
 * written anew after one, from the Deployment's old status. It is never enough. {@code Failed} may be a passing error of
 * the operator's reconciling, so it gets the failure grace, and where its words say so the time of the attempts that
 * follow ({@code updateStatusForError}); while a Deployment is being deleted it says nothing, since the operator fails
 * until it can make another of that name.
 */
final class SeldonDeploymentRule {

    private SeldonDeploymentRule() {}

    static void assess(GenericKubernetesResource seldon, Snapshot snapshot, Findings findings) {
        String name = "SeldonDeployment " + seldon.getMetadata().getName();
        List<Deployment> owned = snapshot.all(WatchedKind.DEPLOYMENT, Deployment.class).stream()
                .filter(deployment -> Snapshot.owner(deployment)
                        .filter(owner -> Objects.equals(
                                owner.getUid(), seldon.getMetadata().getUid()))
                        .isPresent())
                .toList();
        if (seldon.getMetadata().getDeletionTimestamp() != null) {
            owned.forEach(deployment -> show(deployment, snapshot, findings));
            findings.waiting(name + " is being deleted");
            return;
        }
        SeldonPredictors predictors = new SeldonPredictors(seldon);
        SeldonPredictors.Assignment assignment = predictors.assign(owned);
        if (predictors.parts().isEmpty()) {
            findings.waiting(name + ": it has no predictor");
        }
        for (SeldonPart part : predictors.parts()) {
            Deployment deployment = assignment.made().get(part);
            if (deployment == null) {
                findings.waiting(
                        "deployment/" + part.name() + " of predictor " + part.predictorName() + " does not exist yet");
            } else {
                part(part, deployment, predictors.protocol(), name, snapshot, findings);
            }
        }
        assignment.others().forEach(deployment -> other(deployment, snapshot, findings));
        status(seldon, name, owned, findings);
    }

    private static void part(
            SeldonPart part,
            Deployment deployment,
            String protocol,
            String name,
            Snapshot snapshot,
            Findings findings) {
        if (!new SeldonTemplate(deployment).isMadeFrom(part, protocol)) {
            show(deployment, snapshot, findings);
            findings.waiting(
                    name + ": the operator has not taken over predictor " + part.predictorName() + " as it is now");
            return;
        }
        int replicas = StatusNumbers.of(deployment.getSpec().getReplicas(), 1);
        if (part.replicas().isPresent() && part.replicas().getAsInt() != replicas) {
            findings.waiting(name + ": the operator has not scaled deployment/"
                    + deployment.getMetadata().getName() + " from " + replicas + " to "
                    + part.replicas().getAsInt() + " replicas yet");
        }
        if (replicas > 0 && replicas < part.leastReplicas()) {
            findings.waiting(name + ": its autoscaler has not scaled deployment/"
                    + deployment.getMetadata().getName() + " from " + replicas + " to " + part.leastReplicas()
                    + " replicas yet");
        }
        DeploymentRule.assess(deployment, snapshot, findings);
    }

    /** The operator removes former Deployments when the new ones are ready, but none that never had a pod. */
    private static void other(Deployment deployment, Snapshot snapshot, Findings findings) {
        boolean leaves = deployment.getMetadata().getDeletionTimestamp() != null;
        if (!leaves && !SeldonPredictors.isFormer(deployment)) {
            DeploymentRule.assess(deployment, snapshot, findings);
            return;
        }
        show(deployment, snapshot, findings);
        boolean hasPods = snapshot.replicaSetsOf(deployment).stream()
                .anyMatch(set -> !snapshot.podsOf(set).isEmpty());
        if (hasPods || !leaves && StatusNumbers.of(deployment.getSpec().getReplicas(), 1) > 0) {
            findings.waiting("deployment/" + deployment.getMetadata().getName() + " of a former predictor is there");
        }
    }

    private static void show(Deployment deployment, Snapshot snapshot, Findings findings) {
        snapshot.replicaSetsOf(deployment).forEach(set -> {
            for (Pod pod : snapshot.podsOf(set)) {
                findings.shows(pod);
            }
        });
    }

    private static void status(
            GenericKubernetesResource seldon, String name, List<Deployment> owned, Findings findings) {
        Object state = seldon.get("status", "state");
        Long observed = seldon.get("status", "observedGeneration") instanceof Number number ? number.longValue() : null;
        long generation = StatusNumbers.of(seldon.getMetadata().getGeneration(), 0);
        if (observed != null && observed < generation) {
            findings.waiting(name + ": generation " + generation + " is not observed by the operator yet");
            return;
        }
        boolean isRemoving =
                owned.stream().anyMatch(deployment -> deployment.getMetadata().getDeletionTimestamp() != null);
        if ("Failed".equals(state) && !isRemoving) {
            String description = Objects.toString(seldon.get("status", "description"), "");
            findings.failed(Failure.of(FailureKind.SELDON_DEPLOYMENT, name, "Failed", description)
                    .with(CreationRule.isPassing(description) ? Grace.WEBHOOK : Grace.USUAL));
        } else if (state == null && owned.isEmpty()) {
            findings.waiting(
                    name + " has no state yet, as where no Seldon Core operator runs that serves its namespace");
        } else if (!"Available".equals(state)) {
            findings.waiting(name + (state == null ? " has no state yet" : " has the state " + state) + why(owned));
        }
        if (seldon.get("status", "conditions") instanceof List<?> conditions) {
            for (Object entry : conditions) {
                if (entry instanceof Map<?, ?> condition && "False".equals(condition.get("status"))) {
                    findings.waiting(name + ": " + condition.get("type") + " is false"
                            + (condition.get("reason") == null ? "" : " (" + condition.get("reason") + ")"));
                }
            }
        }
    }

    /** In every version, the operator calls a SeldonDeployment available only when each Deployment has a ready pod. */
    private static String why(List<Deployment> owned) {
        return owned.stream()
                .filter(deployment -> StatusNumbers.of(deployment.getSpec().getReplicas(), 1) == 0)
                .findFirst()
                .map(deployment -> ", and the operator calls none available while one of its Deployments has 0 replicas"
                        + " (deployment/" + deployment.getMetadata().getName() + ")")
                .orElse("");
    }
}
