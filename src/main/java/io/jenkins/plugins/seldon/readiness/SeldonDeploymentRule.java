package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A SeldonDeployment is ready when its status is {@code Available}, no condition is false, every Deployment that its
 * status names exists, the Deployments that it owns are made from its present predictors ({@link SeldonPredictors}) and
 * each of them is ready by {@link DeploymentRule}, generation included.
 *
 * <p>The operator writes no observed generation (seldon-core 1.12.0, operator/controllers/seldondeployment_controller.go),
 * so {@code Available} may be left from before an update: it is never enough. {@code Failed} may be a passing error of
 * the operator's reconciling, so it gets the failure grace.
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
        SeldonPredictors predictors = new SeldonPredictors(seldon);
        for (Deployment deployment : owned) {
            if (predictors.isFormer(deployment)) {
                snapshot.replicaSetsOf(deployment)
                        .forEach(set -> snapshot.podsOf(set).forEach(findings::shows));
                findings.waiting(
                        "deployment/" + deployment.getMetadata().getName() + " of a former predictor is there");
            } else {
                DeploymentRule.assess(deployment, snapshot, findings);
            }
        }
        if (seldon.getMetadata().getDeletionTimestamp() != null) {
            findings.waiting(name + " is being deleted");
            return;
        }
        predictors.notTakenOver(owned).forEach(clause -> findings.waiting(name + ": " + clause));
        status(seldon, name, findings);
        missing(seldon, owned).forEach(gone -> findings.waiting("deployment/" + gone + " does not exist yet"));
    }

    private static void status(GenericKubernetesResource seldon, String name, Findings findings) {
        Object state = seldon.get("status", "state");
        Long observed = seldon.get("status", "observedGeneration") instanceof Number number ? number.longValue() : null;
        long generation = Counts.of(seldon.getMetadata().getGeneration(), 0);
        if (observed != null && observed < generation) {
            findings.waiting(name + ": generation " + generation + " is not observed by the operator yet");
            return;
        }
        if ("Failed".equals(state)) {
            String description = Objects.toString(seldon.get("status", "description"), "");
            findings.failed(Failure.of(FailureKind.SELDON_DEPLOYMENT, name, "Failed", description));
        } else if (!"Available".equals(state)) {
            findings.waiting(name + " is " + (state == null ? "without a status" : state));
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

    private static Set<String> missing(GenericKubernetesResource seldon, List<Deployment> owned) {
        Set<String> names = new TreeSet<>();
        if (seldon.get("status", "deploymentStatus") instanceof Map<?, ?> statuses) {
            statuses.keySet().forEach(key -> names.add(String.valueOf(key)));
        }
        owned.forEach(deployment -> names.remove(deployment.getMetadata().getName()));
        return names;
    }
}
