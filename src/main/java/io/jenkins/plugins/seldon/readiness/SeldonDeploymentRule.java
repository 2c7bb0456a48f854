package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A SeldonDeployment is ready when its status is {@code Available}, every Deployment that its status names exists and
 * each Deployment that it owns is ready by {@link DeploymentRule}, generation included.
 *
 * <p>The status has no observed generation (seldon-core 1.x, operator/apis/machinelearning.seldon.io/v1), so {@code
 * Available} alone may be left from before an update: it is never enough. {@code Failed} may be a passing error of the
 * operator's reconciling, so it gets the failure grace.
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
        owned.forEach(deployment -> DeploymentRule.assess(deployment, snapshot, findings));
        if (seldon.getMetadata().getDeletionTimestamp() != null) {
            findings.waiting(name + " is being deleted");
            return;
        }
        if (owned.isEmpty()) {
            findings.waiting(name + " owns no Deployment yet");
        }
        Object state = seldon.get("status", "state");
        String description = Objects.toString(seldon.get("status", "description"), "");
        if ("Failed".equals(state)) {
            findings.failed(Failure.of(FailureKind.SELDON_DEPLOYMENT, name, "Failed", description));
        } else if (!"Available".equals(state)) {
            findings.waiting(name + " is " + (state == null ? "without a status" : state));
        }
        missing(seldon, owned).forEach(gone -> findings.waiting("deployment/" + gone + " does not exist yet"));
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
