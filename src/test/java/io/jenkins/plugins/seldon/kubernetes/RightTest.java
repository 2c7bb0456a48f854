package io.jenkins.plugins.seldon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class RightTest {

    private static final List<Right> MISSING = List.of(
            new Right("create", "apps", "deployments", "seldon-system"),
            new Right("patch", "apps", "deployments", "seldon-system"),
            new Right("create", "", "secrets", "seldon-system"),
            new Right("get", "", "secrets", "kube-system"),
            new Right("create", "rbac.authorization.k8s.io", "clusterroles", null));

    @Test
    void aClusterRoleGrantsTheVerbsOfEachResourceOnce() {
        ClusterRole role =
                Serialization.unmarshal(String.join("\n", Right.clusterRole("installer", MISSING)), ClusterRole.class);
        assertThat(role.getMetadata().getName()).isEqualTo("installer");
        assertThat(role.getRules())
                .extracting(rule -> rule.getApiGroups() + " " + rule.getResources() + " " + rule.getVerbs())
                .containsExactly(
                        "[] [secrets] [create, get]",
                        "[apps] [deployments] [create, patch]",
                        "[rbac.authorization.k8s.io] [clusterroles] [create]");
    }

    @Test
    void labelsSayWhere() {
        assertThat(MISSING)
                .extracting(Right::label)
                .contains(
                        "create deployments.apps (namespace seldon-system)",
                        "get secrets (namespace kube-system)",
                        "create clusterroles.rbac.authorization.k8s.io (whole cluster)");
    }
}
