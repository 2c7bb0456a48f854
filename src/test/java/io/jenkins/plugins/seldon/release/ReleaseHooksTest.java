package io.jenkins.plugins.seldon.release;

import static io.jenkins.plugins.seldon.release.ReleaseScene.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is looked at of a chart's hooks before anything is made. The chart has the hooks of kube-prometheus-stack 88's
 * admission webhook: names, events, delete policies, rules and security contexts are those that its templates in
 * {@code admission-webhooks/job-patch} render by default.
 */
@Timeout(120)
class ReleaseHooksTest {

    private static final String EVENTS = "pre-install,pre-upgrade,post-install,post-upgrade";

    private static final Chart STACK = Chart.of("stack", "1.0.0", map("stack", ""))
            .withFile(
                    "templates/patch.yaml",
                    hook("v1", "ServiceAccount", EVENTS, "automountServiceAccountToken: true\n")
                            + hook(
                                    "rbac.authorization.k8s.io/v1",
                                    "Role",
                                    EVENTS,
                                    "rules: [{apiGroups: [''], resources: [secrets], verbs: [get, create]}]\n")
                            + hook(
                                    "rbac.authorization.k8s.io/v1",
                                    "RoleBinding",
                                    EVENTS,
                                    """
                                    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web-admission}
                                    subjects: [{kind: ServiceAccount, name: web-admission, namespace: seldon-system}]
                                    """))
            .withFile("templates/create.yaml", job("create", "pre-install,pre-upgrade"))
            .withFile("templates/patch-job.yaml", job("patch", "post-install,post-upgrade"));

    @TempDir
    Path folder;

    @Test
    void rightsThatHooksTake() {
        try (ReleaseScene scene = scene()) {
            User user = scene.cluster
                    .user("deployer")
                    .allow("*", "secrets,configmaps,serviceaccounts", NAMESPACE)
                    .allow("get,create,delete", "roles,rolebindings", NAMESPACE)
                    .allow("get", "namespaces", "*");
            scene.as(scene.cluster.kubeconfigFor(user));
            assertThat(refusal(scene, "stack"))
                    .endsWith("that installing the chart needs: create jobs.batch (namespace " + NAMESPACE
                            + "), delete jobs.batch (namespace " + NAMESPACE + "), get jobs.batch (namespace "
                            + NAMESPACE
                            + "), list jobs.batch (namespace " + NAMESPACE + "), watch jobs.batch (namespace "
                            + NAMESPACE + ").");
        }
    }

    @Test
    void rightsThatARoleOfAHookHandsOn() {
        try (ReleaseScene scene = scene()) {
            User user = scene.cluster
                    .user("deployer")
                    .allow("get,list,create,update", "secrets", NAMESPACE)
                    .allow("*", "configmaps,serviceaccounts,jobs", NAMESPACE)
                    .allow("get,create,delete", "roles,rolebindings", NAMESPACE)
                    .allow("get", "namespaces", "*");
            scene.charts.add(STACK.withVersion("2.0.0")
                    .withFile(
                            "templates/wide.yaml",
                            hook(
                                    "rbac.authorization.k8s.io/v1",
                                    "Role",
                                    EVENTS,
                                    "rules: [{apiGroups: [''], resources: [pods], verbs: [delete]}]\n")));
            scene.as(scene.cluster.kubeconfigFor(user));
            assertThat(catchThrowableOfType(ReleaseException.class, () -> scene.install("stack", "2.0.0", "")))
                    .hasMessageContaining("escalate roles.rbac.authorization.k8s.io (namespace " + NAMESPACE + ")");
        }
    }

    @Test
    void aPodSecurityLevelThatRefusesTheirPods() {
        try (ReleaseScene scene = scene()) {
            scene.charts.add(STACK.withVersion("2.0.0")
                    .withFile(
                            "templates/create.yaml",
                            job("create", "pre-install,pre-upgrade")
                                    .replace("runAsNonRoot: true", "runAsNonRoot: false")));
            scene.cluster.put(
                    """
                    apiVersion: v1
                    kind: Namespace
                    metadata: {name: seldon-system, labels: {pod-security.kubernetes.io/enforce: restricted}}
                    """);
            scene.cluster.faults().forbid("create", "pods");
            assertThat(catchThrowableOfType(ReleaseException.class, () -> scene.install("stack", "2.0.0", "")))
                    .hasMessageContaining("Job web-admission-create")
                    .hasMessageContaining("runAsNonRoot");
            assertThat(scene.writes()).isEmpty();
        }
    }

    @Test
    void aQuotaThatTheirPodsDoNotSayEnoughFor() {
        try (ReleaseScene scene = scene()) {
            scene.cluster.put(
                    """
                    apiVersion: v1
                    kind: ResourceQuota
                    metadata: {name: small, namespace: seldon-system}
                    spec: {hard: {limits.memory: 1Gi}}
                    """);
            assertThat(refusal(scene, "stack"))
                    .startsWith("ResourceQuota small in namespace seldon-system refuses pods that do not set their"
                            + " limits.memory, and these do not: Job web-admission-create;");
        }
    }

    @Test
    void aLimitRangeThatRefusesTheirPods() {
        try (ReleaseScene scene = scene()) {
            scene.charts.add(STACK.withVersion("2.0.0")
                    .withFile(
                            "templates/create.yaml",
                            job("create", "pre-install")
                                    .replace("resources: {}", "resources: {requests: {cpu: 2}, limits: {cpu: 2}}")));
            scene.cluster.put(
                    """
                    apiVersion: v1
                    kind: LimitRange
                    metadata: {name: small, namespace: seldon-system}
                    spec: {limits: [{type: Container, max: {cpu: '1'}}]}
                    """);
            scene.cluster.faults().forbid("create", "pods");
            assertThat(catchThrowableOfType(ReleaseException.class, () -> scene.install("stack", "2.0.0", "")))
                    .hasMessageContaining("LimitRange small")
                    .hasMessageContaining("Job web-admission-create");
        }
    }

    @Test
    void aHookThatIsLeftAndThatTheChartDoesNotReplace() {
        try (ReleaseScene scene = scene()) {
            scene.charts.add(Chart.of(
                    "once",
                    "1.0.0",
                    map(
                            "once",
                            "annotations: {helm.sh/hook: pre-install,"
                                    + " helm.sh/hook-delete-policy: hook-succeeded}")));
            scene.cluster.put("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: once, namespace: seldon-system}\n");
            assertThat(refusal(scene, "once"))
                    .isEqualTo("An earlier run has left hooks of the chart at " + scene.cluster.url()
                            + ", which the chart does not have Helm replace (helm.sh/hook-delete-policy): remove"
                            + " ConfigMap once.");
        }
    }

    @Test
    void aHookBeforeTheInstallationWhoseKindThereIsNot() {
        try (ReleaseScene scene = scene()) {
            scene.charts.add(Chart.of("early", "1.0.0", gadget("pre-install")));
            assertThat(refusal(scene, "early"))
                    .contains("does not serve what chart early 1.0.0 renders: Gadget web: the cluster has no kind"
                            + " Gadget (example.org/v1)");
        }
    }

    @Test
    void aHookAfterTheInstallationWhoseKindMayComeWithTheChartIsAWarning() {
        try (ReleaseScene scene = scene()) {
            scene.charts.add(Chart.of("late", "1.0.0", gadget("post-install")));
            catchThrowableOfType(ReleaseException.class, () -> scene.install("late", "1.0.0", ""));
            assertThat(scene.log)
                    .anyMatch(
                            line -> line.startsWith("WARNING: Kubernetes v1.33")
                                    && line.endsWith(
                                            "does not serve the kinds of hooks that Helm creates after the chart's other objects:"
                                                    + " Gadget web. They fail unless the chart has added these kinds by then."));
        }
    }

    @Test
    void anOldApiVersionOfAHookIsRepairedThatTheServersTrialDoesNotSee() throws Exception {
        try (ReleaseScene scene = scene()) {
            scene.charts.add(Chart.of("old", "1.0.0", map("old", ""))
                    .withFile(
                            "templates/role.yaml",
                            hook("rbac.authorization.k8s.io/v1beta1", "Role", "post-install", "rules: []\n")
                                    .replace(",hook-succeeded", "")));
            assertThat(scene.install("old", "1.0.0", "").toMap())
                    .containsEntry("status", "deployed")
                    .containsEntry("repaired", true);
            assertThat(scene.cluster.object("roles.rbac.authorization.k8s.io", NAMESPACE, "web-admission"))
                    .isPresent();
        }
    }

    @Test
    void whatValuesMakeAHookIsOneAndATestTakesNoRights() throws Exception {
        try (ReleaseScene scene = scene()) {
            User user = scene.cluster
                    .user("deployer")
                    .allow("*", "secrets,configmaps", NAMESPACE)
                    .allow("get", "namespaces", "*");
            scene.as(scene.cluster.kubeconfigFor(user));
            scene.charts.add(Chart.of("quiet", "1.0.0", map("quiet", "annotations: {{ toJson .Values.annotations }}"))
                    .withFile("values.yaml", "annotations: {helm.sh/hook: pre-install}\n")
                    .withFile("templates/test.yaml", job("create", "test")));
            assertThat(scene.release()
                            .preview(scene.request("quiet", "1.0.0", ""))
                            .added())
                    .isEmpty();
            assertThat(scene.release()
                            .preview(scene.request("quiet", "1.0.0", "annotations: {helm.sh/hook: null}"))
                            .added())
                    .containsExactly("ConfigMap quiet");
        }
    }

    private ReleaseScene scene() {
        return new ReleaseScene(folder, EmbeddedCluster.builder().playerPaused(), STACK);
    }

    private static String refusal(ReleaseScene scene, String chart) {
        String message = catchThrowableOfType(ReleaseException.class, () -> scene.install(chart, "1.0.0", ""))
                .getMessage();
        assertThat(scene.writes()).isEmpty();
        return message;
    }

    private static String map(String name, String metadata) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name + "\n  " + metadata + "\n";
    }

    private static String gadget(String event) {
        return "apiVersion: example.org/v1\nkind: Gadget\nmetadata: {name: web, annotations: {helm.sh/hook: " + event
                + "}}\n";
    }

    private static String hook(String apiVersion, String kind, String events, String rest) {
        return """
                ---
                apiVersion: %s
                kind: %s
                metadata:
                  name: web-admission
                  annotations:
                    "helm.sh/hook": %s
                    "helm.sh/hook-delete-policy": before-hook-creation,hook-succeeded
                """
                        .formatted(apiVersion, kind, events)
                + rest;
    }

    private static String job(String name, String events) {
        return """
                ---
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: web-admission-%1$s
                  annotations:
                    "helm.sh/hook": %2$s
                    "helm.sh/hook-delete-policy": before-hook-creation,hook-succeeded
                spec:
                  ttlSecondsAfterFinished: 60
                  template:
                    metadata: {name: web-admission-%1$s}
                    spec:
                      containers:
                        - name: %1$s
                          image: ghcr.io/jkroepke/kube-webhook-certgen:1
                          imagePullPolicy: IfNotPresent
                          securityContext:
                            allowPrivilegeEscalation: false
                            capabilities: {drop: [ALL]}
                            readOnlyRootFilesystem: true
                          resources: {}
                      restartPolicy: OnFailure
                      serviceAccountName: web-admission
                      securityContext:
                        runAsGroup: 2000
                        runAsNonRoot: true
                        runAsUser: 2000
                        seccompProfile: {type: RuntimeDefault}
                """
                .formatted(name, events);
    }
}
