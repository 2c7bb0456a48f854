package io.jenkins.plugins.seldon.release;

import static io.jenkins.plugins.seldon.release.ReleaseScene.SMALL;
import static io.jenkins.plugins.seldon.release.ServerScene.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.seldon.fixture.apiserver.ApiServerProcess;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a real API server's authentication, RBAC and quota refuse is told in one sentence. */
@Timeout(180)
class ReleaseRefusalsClusterIT {

    private static final String RBAC = "rbac.authorization.k8s.io";

    private static ApiServerProcess server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        server = ApiServerProcess.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aTokenThatNobodyHas() {
        try (ServerScene scene = scene("token", SMALL)) {
            scene.as(server.kubeconfigWithToken("no-such-token"));
            assertThat(refusal(scene, "small", "1.0.0"))
                    .startsWith("The controller could not look at namespace token at " + server.url()
                            + ": it answered 401 (unauthorised)")
                    .doesNotContain("no-such-token");
            assertThat(scene.machine.started())
                    .as("Helm, which starts meanwhile")
                    .noneMatch(Process::isAlive);
        }
    }

    @Test
    void rightsThatAreMissing() {
        try (ServerScene scene = scene("rights", Chart.analytics())) {
            giveInside(scene, rule("", "*", "secrets", "configmaps", "services", "serviceaccounts"));
            scene.as(server.kubeconfigOfDeployer());
            assertThat(refusal(scene, NAME, "1.12.0"))
                    .startsWith("The user lacks rights at " + server.url())
                    .contains("clusterroles", "daemonsets", "deployments")
                    .doesNotContain("configmaps (", "secrets (");
            assertThat(scene.listing()).isEmpty();
            assertThat(scene.client().configMaps().inNamespace("rights").list().getItems())
                    .isEmpty();
        }
    }

    @Test
    void rightsThatJustSuffice() throws Exception {
        try (ServerScene scene = scene("suffice", SMALL)) {
            giveInside(
                    scene,
                    rule("", "get list create update delete", "secrets"),
                    rule("", "get create patch delete", "configmaps"));
            scene.as(server.kubeconfigOfDeployer());
            assertThat(scene.install("small", "1.0.0", "").toMap()).containsEntry("status", "deployed");
            assertThat(scene.log)
                    .contains("WARNING: the user has no rights for Leases in namespace suffice, so builds can work "
                            + "on the same release at the same time.");
            assertThat(scene.install("small", "1.0.0", "text: b").toMap()).containsEntry("revision", 2L);
            assertThat(scene.uninstall().toMap()).containsEntry("changed", true);
            assertThat(scene.listing()).isEmpty();
        }
    }

    @Test
    void rightsThatTheUserMayNotHandOn() throws Exception {
        Chart granting = Chart.of(
                "granting",
                "1.0.0",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: '{{ .Release.Name }}-nodes'}
                rules: [{apiGroups: [''], resources: [nodes], verbs: [list]}]
                """);
        try (ServerScene scene = scene("granting", granting)) {
            giveInside(scene, rule("", "*", "secrets"), rule("coordination.k8s.io", "*", "leases"));
            give(scene, "roles", rule(RBAC, "get create patch delete", "clusterroles"));
            scene.as(server.kubeconfigOfDeployer());
            assertThat(refusal(scene, "granting", "1.0.0"))
                    .isEqualTo("The user lacks rights at " + server.url() + " that installing the chart needs: escalate"
                            + " clusterroles.rbac.authorization.k8s.io (whole cluster).");
            assertThat(scene.listing()).isEmpty();
            give(scene, "nodes", rule("", "list", "nodes"));
            assertThat(scene.install("granting", "1.0.0", "").toMap()).containsEntry("status", "deployed");
        }
    }

    /** What the log advises is enough: the server takes the chart from a user with just these rights. */
    @Test
    void theClusterRoleThatIsAdvisedSuffices() throws Exception {
        try (ServerScene scene = scene("advised", Chart.analytics())) {
            giveInside(scene, rule("", "*", "secrets"));
            scene.as(server.kubeconfigOfDeployer());
            refusal(scene, NAME, "1.12.0");
            List<String> advice = scene.log.stream()
                    .dropWhile(line -> !line.equals("apiVersion: rbac.authorization.k8s.io/v1"))
                    .takeWhile(line -> !line.startsWith("If you are sure that it works"))
                    .toList();
            ClusterRole role = Serialization.unmarshal(String.join("\n", advice), ClusterRole.class);
            give(scene, "advice", role.getRules().toArray(PolicyRule[]::new));
            assertThat(scene.install(NAME, "1.12.0", "").toMap()).containsEntry("status", "deployed");
            assertThat(scene.uninstall().toMap()).containsEntry("changed", true);
        }
    }

    @Test
    void aQuotaThatIsUsedUp() throws Exception {
        try (ServerScene scene = scene("quota", SMALL)) {
            quota(scene, "0");
            assertThat(refusal(scene, "small", "1.0.0"))
                    .contains(
                            "exceeded quota: few, requested: configmaps=1, used: configmaps=0, limited: configmaps=0");
            assertThat(scene.listing())
                    .as("it was tried before anything was made")
                    .isEmpty();
            quota(scene, "5");
            assertThat(scene.install("small", "1.0.0", "").toMap())
                    .containsEntry("status", "deployed")
                    .containsEntry("revision", 1L);
        }
    }

    private ServerScene scene(String namespace, Chart... charts) {
        return new ServerScene(server, namespace, folder, charts).createNamespace();
    }

    private static String refusal(ServerScene scene, String chart, String version) {
        String message = catchThrowableOfType(ReleaseException.class, () -> scene.install(chart, version, ""))
                .getMessage();
        assertThat(message).endsWith(".").doesNotContain("\n");
        return message;
    }

    private static PolicyRule rule(String group, String verbs, String... resources) {
        return new PolicyRuleBuilder()
                .withApiGroups(group)
                .withResources(resources)
                .withVerbs(Arrays.asList(verbs.split(" ")))
                .build();
    }

    /** Lets the deployer do what these rules say, in every namespace. */
    private static void give(ServerScene scene, String name, PolicyRule... rules) {
        String unique = "deployer-" + scene.namespace + "-" + name;
        ObjectMeta metadata = new ObjectMetaBuilder().withName(unique).build();
        scene.client()
                .rbac()
                .clusterRoles()
                .resource(new ClusterRoleBuilder()
                        .withMetadata(metadata)
                        .withRules(rules)
                        .build())
                .create();
        scene.client()
                .rbac()
                .clusterRoleBindings()
                .resource(new ClusterRoleBindingBuilder()
                        .withMetadata(metadata)
                        .withNewRoleRef(RBAC, "ClusterRole", unique)
                        .addNewSubject(RBAC, "User", ApiServerProcess.DEPLOYER, null)
                        .build())
                .create();
        scene.onClose(() ->
                scene.client().rbac().clusterRoleBindings().withName(unique).delete());
    }

    /** Lets the deployer look at namespaces, and do what these rules say in the scene's. */
    private static void giveInside(ServerScene scene, PolicyRule... rules) {
        give(scene, "namespaces", rule("", "get", "namespaces"));
        ObjectMeta metadata = new ObjectMetaBuilder().withName("deployer").build();
        scene.client()
                .rbac()
                .roles()
                .inNamespace(scene.namespace)
                .resource(new RoleBuilder()
                        .withMetadata(metadata)
                        .withRules(rules)
                        .build())
                .create();
        scene.client()
                .rbac()
                .roleBindings()
                .inNamespace(scene.namespace)
                .resource(new RoleBindingBuilder()
                        .withMetadata(metadata)
                        .withNewRoleRef(RBAC, "Role", "deployer")
                        .addNewSubject(RBAC, "User", ApiServerProcess.DEPLOYER, null)
                        .build())
                .create();
    }

    /** With the status that a controller would write. */
    private static void quota(ServerScene scene, String configMaps) {
        Map<String, Quantity> hard = Map.of("configmaps", new Quantity(configMaps));
        ResourceQuota quota = new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("few")
                .withNamespace(scene.namespace)
                .endMetadata()
                .withNewSpec()
                .withHard(hard)
                .endSpec()
                .build();
        var quotas = scene.client().resourceQuotas().inNamespace(scene.namespace);
        quotas.resource(quota).unlock().createOr(existing -> existing.update());
        quotas.withName("few").editStatus(present -> new ResourceQuotaBuilder(present)
                .withNewStatus()
                .withHard(hard)
                .withUsed(Map.of("configmaps", new Quantity("0")))
                .endStatus()
                .build());
    }
}
