package io.jenkins.plugins.seldon.release;

import static io.jenkins.plugins.seldon.release.ReleaseScene.NAME;
import static io.jenkins.plugins.seldon.release.ReleaseScene.NAMESPACE;
import static io.jenkins.plugins.seldon.release.ReleaseScene.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can't be installed is refused in one sentence, nothing is created, and nothing is left behind. */
@Timeout(180)
class ReleaseRefusalsTest {

    @TempDir
    Path folder;

    private ReleaseScene scene;

    @BeforeEach
    void start() {
        scene = new ReleaseScene(
                folder, EmbeddedCluster.builder().defaultStorageClass(false), SMALL, Chart.analytics());
    }

    @AfterEach
    void nothingWasCreated() {
        assertThat(scene.writes()).isEmpty();
        scene.close();
    }

    @Test
    void aWrongChartName() {
        assertThat(refusal("wrong", "1.0.0", ""))
                .isEqualTo("Repository " + scene.charts.url() + " has no chart wrong: check the chart's name.");
    }

    @Test
    void aWrongVersion() {
        assertThat(refusal("small", "9.9.9", ""))
                .isEqualTo("Repository " + scene.charts.url()
                        + " has chart small, but not in version 9.9.9: check the version.");
    }

    @Test
    void anUnreachableRepository() {
        assertThat(refusal(request("http://127.0.0.1:1/charts", "small", ReleaseRequest.Repair.AUTO)))
                .startsWith("The agent could not read chart repository http://127.0.0.1:1/charts: ")
                .contains("connection refused")
                .endsWith(
                        "; check its URL, and that the agent can reach it, if need be through the proxy that the node's"
                                + " environment variable HTTPS_PROXY names, since Jenkins' own is not used there.");
    }

    @Test
    void aRepositoryThatAnswersHtml() {
        scene.charts.html(true);
        assertThat(refusal("small", "1.0.0", ""))
                .isEqualTo("The agent could not read chart repository " + scene.charts.url()
                        + ": its index.yaml is not a list of charts; check its URL, and whether it needs a"
                        + " login: this may be a login page.");
    }

    @Test
    void anUnreachableApiServer() {
        String elsewhere = scene.cluster.kubeconfig().replace(scene.cluster.url(), "https://127.0.0.1:1");
        scene.as(elsewhere);
        assertThat(refusal("small", "1.0.0", ""))
                .isEqualTo("The controller could not look at namespace " + NAMESPACE
                        + " at https://127.0.0.1:1: the connection was refused;"
                        + " check the server's URL, and that the controller can reach it.");
        assertThat(scene.machine.started()).noneMatch(Process::isAlive);
        assertThat(scene.machine.leftovers()).isEmpty();
    }

    @Test
    void aRefusedToken() {
        scene.as(scene.cluster.kubeconfig("somebody", "no-such-token"));
        assertThat(refusal("small", "1.0.0", ""))
                .startsWith("The controller could not look at namespace " + NAMESPACE)
                .contains("401")
                .doesNotContain("no-such-token");
    }

    @Test
    void missingRights() {
        User user = scene.cluster
                .user("deployer")
                .allow("*", "secrets,configmaps", NAMESPACE)
                .allow("get", "namespaces", "*");
        scene.as(scene.cluster.kubeconfigFor(user.revoke("*", "configmaps").allow("get", "configmaps", NAMESPACE)));
        assertThat(refusal("small", "1.0.0", ""))
                .isEqualTo("The user lacks rights at " + scene.cluster.url()
                        + " that installing the chart needs: create configmaps (namespace " + NAMESPACE
                        + "), delete configmaps (namespace " + NAMESPACE + "), patch configmaps (namespace "
                        + NAMESPACE + ").");
        assertThat(scene.log)
                .containsSequence(
                        "rules:",
                        "- apiGroups: [\"\"]",
                        "  resources: [configmaps]",
                        "  verbs: [create, delete, patch]");
    }

    @Test
    void rightsInOneNamespaceOnly() {
        User user = scene.cluster.user("deployer").allow("*", "*", NAMESPACE).allow("get", "namespaces", "*");
        scene.as(scene.cluster.kubeconfigFor(user));
        assertThat(refusal(NAME, "1.12.0", ""))
                .startsWith("The user lacks rights at " + scene.cluster.url())
                .contains("create clusterroles.rbac.authorization.k8s.io (whole cluster)")
                .doesNotContain("(namespace");
    }

    @Test
    void rightsThatTheUserMayNotHandOn() {
        User user = scene.cluster
                .user("deployer")
                .allow("*", "*", NAMESPACE)
                .allow("get", "namespaces", "*")
                .allow("get,create,patch,delete", "clusterroles,clusterrolebindings", "*");
        scene.as(scene.cluster.kubeconfigFor(user));
        assertThat(refusal(NAME, "1.12.0", ""))
                .endsWith(
                        "that installing the chart needs: bind clusterroles.rbac.authorization.k8s.io (whole cluster),"
                                + " escalate clusterroles.rbac.authorization.k8s.io (whole cluster).");
    }

    /** As Prometheus' role has one: a path is no resource, whatever the user may do with all of these. */
    @Test
    void aPathThatTheUserMayNotHandOn() throws Exception {
        User user = scene.cluster
                .user("deployer")
                .allow("*", "*", NAMESPACE)
                .allow("get,list,watch,create,update,patch,delete", "*", "*");
        scene.as(scene.cluster.kubeconfigFor(user));
        assertThat(refusal(NAME, "1.12.0", ""))
                .endsWith(
                        "that installing the chart needs: bind clusterroles.rbac.authorization.k8s.io (whole cluster),"
                                + " escalate clusterroles.rbac.authorization.k8s.io (whole cluster).");
        user.allow("get", "/metrics", "*");
        assertThat(scene.release().preview(scene.request(NAME, "1.12.0", "")).wouldChange())
                .isTrue();
    }

    @Test
    void clusterRolesThatAreNotOfTheRelease() {
        scene.cluster.put(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata:
                  name: prometheus
                  annotations: {meta.helm.sh/release-name: monitoring, meta.helm.sh/release-namespace: other}
                """);
        scene.cluster.put(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: prometheus}
                """);
        assertThat(refusal(NAME, "1.12.0", ""))
                .isEqualTo(
                        "The cluster at " + scene.cluster.url() + " already has the chart's ClusterRole prometheus (of"
                                + " release monitoring in namespace other) and ClusterRoleBinding prometheus (of no Helm release),"
                                + " outside release " + NAME + " in namespace " + NAMESPACE
                                + ": the chart can be installed once per"
                                + " cluster; remove what is there, or use that release.");
    }

    @Test
    void aQuotaThatWouldKeepPodsOut() {
        scene.cluster.put(
                """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: small, namespace: seldon-system}
                spec: {hard: {pods: 4}}
                """);
        assertThat(refusal(NAME, "1.12.0", ""))
                .isEqualTo("ResourceQuota small in namespace seldon-system would not admit all pods of the release: it "
                        + "allows pods 4, of which 0 is used, and the release needs 6 more; raise the "
                        + "quota, or turn off parts of the chart in the values.");
    }

    /** Claims and the like Helm makes itself: it would end behind half of the chart. */
    @Test
    void aQuotaThatIsFullForAClaim() {
        scene.cluster.put(
                """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: stateless, namespace: seldon-system}
                spec: {hard: {count/persistentvolumeclaims: 0}}
                """);
        assertThat(refusal(NAME, "1.12.0", ""))
                .startsWith("The API server would refuse PersistentVolumeClaim seldon-core-analytics-")
                .contains(": exceeded quota: stateless, requested: count/persistentvolumeclaims=1, used:"
                        + " count/persistentvolumeclaims=0, limited: count/persistentvolumeclaims=0."
                        + " Have the quota raised, or leave out ")
                .endsWith(" through the values.");
    }

    @Test
    void aPodSecurityLevelThatRefusesTheNodeExporter() {
        scene.cluster.put(
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: seldon-system, labels: {pod-security.kubernetes.io/enforce: baseline}}
                """);
        assertThat(refusal(NAME, "1.12.0", ""))
                .startsWith("The API server would refuse the pods of"
                        + " DaemonSet seldon-core-analytics-prometheus-node-exporter: violates PodSecurity"
                        + " \"baseline:latest\": host namespaces (hostNetwork=true, hostPID=true), hostPath volumes");
    }

    @Test
    void aPodSecurityLevelIsJudgedByOurRulesWhereTheUserMayNotTryAPod() {
        scene.cluster.put(
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: seldon-system, labels: {pod-security.kubernetes.io/enforce: baseline}}
                """);
        scene.cluster.faults().forbid("create", "pods");
        assertThat(refusal(NAME, "1.12.0", ""))
                .startsWith("Namespace seldon-system enforces the Pod Security level baseline, which refuses"
                        + " DaemonSet seldon-core-analytics-prometheus-node-exporter (hostNetwork, hostPID,"
                        + " hostPath volumes");
    }

    @Test
    void whatIsGoneWithRepairTurnedOff() {
        assertThat(refusal(request(scene.charts.url().toString(), NAME, ReleaseRequest.Repair.NEVER)))
                .startsWith("Kubernetes v1.33")
                .contains("policy/v1beta1 (PodSecurityPolicy ")
                .contains("rbac.authorization.k8s.io/v1beta1 (ClusterRole ")
                .endsWith("; use another version of the chart, or repair: 'auto'.");
    }

    @Test
    void whatNothingTookThePlaceOf() {
        scene.charts.add(Chart.of(
                "ingress",
                "1.0.0",
                "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: web}\nspec: {}\n"));
        assertThat(refusal("ingress", "1.0.0", ""))
                .contains(
                        "Ingress web: nothing with the same schema took the place of extensions/v1beta1 Ingress: use");
    }

    @Test
    void valuesThatTheChartRefuses() {
        scene.charts.add(Chart.of("strict", "1.0.0", "{{ required \"text is needed\" .Values.text }}\n"));
        assertThat(refusal("strict", "1.0.0", ""))
                .startsWith("The chart can't be rendered with the given values: ")
                .contains("text is needed");
    }

    /** As it refuses a run, before it makes anything: the dry run said that all would be added. */
    @Test
    void anObjectOfSomebodyElseIsToldByADryRunToo() {
        scene.cluster.put(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + NAME + ", namespace: " + NAMESPACE + "}\n");
        assertThat(catchThrowableOfType(
                        ReleaseException.class, () -> scene.release().preview(scene.request("small", "1.0.0", ""))))
                .hasMessageStartingWith("Helm would not deploy chart small 1.0.0 as release " + NAME + " in namespace "
                        + NAMESPACE + ": ")
                .hasMessageContaining("ConfigMap \"" + NAME + "\"")
                .hasMessageContaining("cannot be imported into the current release");
    }

    private ReleaseRequest request(String repository, String chart, ReleaseRequest.Repair repair) {
        return scene.request(repository, chart, chart.equals(NAME) ? "1.12.0" : "1.0.0", "", repair, false);
    }

    private String refusal(String chart, String version, String values) {
        return refusal(scene.request(chart, version, values));
    }

    private String refusal(ReleaseRequest request) {
        String message = catchThrowableOfType(
                        ReleaseException.class, () -> scene.release().install(request))
                .getMessage();
        assertThat(message).endsWith(".").doesNotContain("\n");
        return message;
    }
}
