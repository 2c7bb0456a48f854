package io.jenkins.plugins.seldon.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.ExtensionList;
import hudson.model.Result;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.helm.ScriptedHelm;
import io.jenkins.plugins.seldon.jenkins.container.Container;
import io.jenkins.plugins.seldon.settings.HelmInstallation;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** An installation in a block whose launcher works as that of a pod's {@code container} block does. */
@WithJenkins
class ContainerBlockIT {

    private static final Duration LONG = Duration.ofMinutes(5);

    private static final Chart SMALL = Chart.of(
            "small",
            "1.0.0",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}'}\ndata: {a: '{{ .Values.a }}'}\n");

    private static final String ENDLESS =
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: endless, annotations: {helm.sh/hook: 'pre-install,pre-upgrade'}}
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: 'a:1'}]}}}
            """;

    private final EmbeddedCluster cluster =
            EmbeddedCluster.builder().playerPaused().start();

    @TempDir
    Path folder;

    private Container container;

    @BeforeAll
    static void needsNamespaces() throws InterruptedException {
        assumeTrue(Container.isPossible(), "This machine lets nobody make namespaces (unshare --user --pid --mount).");
    }

    static boolean hasHelm() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "helm")));
    }

    @AfterEach
    void close() {
        if (container != null) {
            container.close();
        }
        cluster.close();
    }

    @Test
    void aHelmOfTheContainerInstallsAndIsToldOfWhileItWorks(JenkinsRule rule) throws Exception {
        PlayedHelm helm = PlayedHelm.in(folder.resolve("bin"), cluster);
        container(folder.resolve("bin") + ":/usr/bin:/bin");
        WorkflowJob job = job(
                rule,
                "def done = " + PlayedHelm.step("helm: 'PATH', valuesYaml: 'key: s3cret'")
                        + "; echo \"revision ${done.revision} is ${done.status}\"");

        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        helm.at("install", 1);
        assertThat(container.processes()).isNotEmpty();
        rule.assertLogContains("Using the helm on the PATH, Helm 3.19.", run);
        rule.assertLogContains("Installing chart small 1.0.0.", run);
        rule.assertLogNotContains("is deployed", run);
        helm.deploy(1);

        rule.assertBuildStatusSuccess(rule.waitForCompletion(run));
        rule.assertLogContains("revision 1 is deployed", run);
        rule.assertLogNotContains("s3cret", run);
        assertThat(helm.script().environment())
                .contains("OF_CONTAINER=yes", "BUILD_PART=it's \"kept\"")
                .noneMatch(line -> line.matches("(HELM_DRIVER|KUBERNETES_SERVICE_HOST)=.*"));
        assertNothingIsLeft(job, run);
    }

    @Test
    void whatHelmSaysOfAFailureIsOneSentence(JenkinsRule rule) throws Exception {
        ScriptedHelm.in(
                folder.resolve("bin"),
                "v4.0.0",
                "echo 'a warning' >&2; echo 'Error: no chart version found for x' >&2; exit 1");
        ScriptedHelm.in(folder.resolve("hidden"), "v4.0.0", "");
        tools(
                new HelmInstallation("seen", folder.toString(), List.of()),
                new HelmInstallation("hidden", folder.resolve("hidden").toString(), List.of()));
        container("/usr/bin:/bin");

        WorkflowJob seen = job(rule, PlayedHelm.step("helm: 'seen'"));
        WorkflowRun run = rule.buildAndAssertStatus(Result.FAILURE, seen);
        rule.assertLogContains("Using the Helm installation 'seen', Helm 4.0.", run);
        rule.assertLogContains("has chart small, but not in version 1.0.0: check the version.", run);
        rule.assertLogNotContains("a warning", run);
        assertNothingIsLeft(seen, run);

        WorkflowJob hidden = job(rule, PlayedHelm.step("helm: 'hidden'"));
        run = rule.buildAndAssertStatus(Result.FAILURE, hidden);
        rule.assertLogContains(
                "ERROR: The Helm installation 'hidden' can't be used: there is no executable " + folder
                        + "/hidden/helm",
                run);
        assertNothingIsLeft(hidden, run);
    }

    @Test
    void anAbortEndsHelmInTheContainer(JenkinsRule rule) throws Exception {
        PlayedHelm helm = PlayedHelm.in(folder.resolve("bin"), cluster);
        abort(rule, helm);
        assertThat(helm.wasAsked()).isTrue();
    }

    @Test
    void anAbortEndsADeafHelmInTheContainer(JenkinsRule rule) throws Exception {
        abort(rule, PlayedHelm.deafIn(folder.resolve("bin"), cluster));
    }

    @Test
    void theEmbeddedHelmWorksOutsideOfTheContainer(JenkinsRule rule) throws Exception {
        container = Container.start(
                rule.jenkins.getRootDir().toPath().resolve("seldon-analytics"), Map.of("PATH", "/usr/bin:/bin"));
        try (ChartRepository charts = ChartRepository.serving(SMALL)) {
            WorkflowJob job = job(rule, realStep(charts, "valuesYaml: 'a: s3cret'"));
            WorkflowRun run = rule.buildAndAssertSuccess(job);
            rule.assertLogContains("revision 1", run);
            assertNothingIsLeft(job, run);
            assertThat(new File(rule.jenkins.getRootDir(), "seldon-analytics/helm"))
                    .isEmptyDirectory();
        }
    }

    @Test
    @EnabledIf("hasHelm")
    void aRealHelmOfTheContainerInstallsAndIsAborted(JenkinsRule rule) throws Exception {
        container(System.getenv("PATH"));
        try (ChartRepository charts =
                ChartRepository.serving(SMALL, SMALL.withVersion("2.0.0").withFile("templates/job.yaml", ENDLESS))) {
            WorkflowJob job = job(rule, realStep(charts, "helm: 'PATH', valuesYaml: 'a: s3cret'"));
            WorkflowRun run = rule.buildAndAssertSuccess(job);
            rule.assertLogContains("revision 1", run);
            assertNothingIsLeft(job, run);

            WorkflowJob endless = job(rule, realStep(charts, "helm: 'PATH'").replace("1.0.0", "2.0.0"));
            run = endless.scheduleBuild2(0).waitForStart();
            Await.until("the hook is there", LONG, () -> cluster.object("jobs.batch", PlayedHelm.NAMESPACE, "endless")
                    .isPresent());
            run.doStop();
            rule.assertBuildStatus(Result.ABORTED, rule.waitForCompletion(run));
            assertNothingIsLeft(endless, run);
            assertThat(PlayedHelm.statuses(cluster)).containsExactlyInAnyOrder("deployed", "failed");
        }
    }

    private void abort(JenkinsRule rule, PlayedHelm helm) throws Exception {
        container(folder.resolve("bin") + ":/usr/bin:/bin");
        WorkflowJob job = job(rule, PlayedHelm.step("helm: 'PATH', valuesYaml: 'key: s3cret'"));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        helm.at("install", 1);
        run.doStop();
        rule.assertBuildStatus(Result.ABORTED, rule.waitForCompletion(run));
        assertThat(PlayedHelm.statuses(cluster)).containsExactly("failed");
        assertNothingIsLeft(job, run);
    }

    private void container(String path) throws Exception {
        container = Container.start(
                folder.resolve("hidden"),
                Map.of("PATH", path, "OF_CONTAINER", "yes", "KUBERNETES_SERVICE_HOST", "10.0.0.1"));
    }

    private static String realStep(ChartRepository charts, String more) {
        return "installSeldonAnalytics(credentialsId: 'cluster', repository: '" + charts.url()
                + "', chart: 'small', version: '1.0.0', " + more + ")";
    }

    private WorkflowJob job(JenkinsRule rule, String steps) throws Exception {
        if (SystemCredentialsProvider.getInstance().getCredentials().isEmpty()) {
            StoredKubeconfig.store(cluster.kubeconfig());
        }
        WorkflowJob job = rule.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "node { withEnv(['HELM_DRIVER=sql', 'BUILD_PART=it\\'s \"kept\"']) { likeContainer('" + container.name()
                        + "') { " + steps + " } } }",
                true));
        return job;
    }

    private void assertNothingIsLeft(WorkflowJob job, WorkflowRun run) throws Exception {
        assertThat(WorkspaceList.tempDir(Jenkins.get().getWorkspaceFor(job)).list())
                .isEmpty();
        Await.until(
                "no process is left",
                LONG,
                () -> container.processes().findAny().isEmpty());
        assertThat(cluster.objects("leases.coordination.k8s.io", PlayedHelm.NAMESPACE))
                .isEmpty();
        assertThat(JenkinsRule.getLog(run))
                .doesNotContain("\tat ", "WARNING", cluster.admin().token());
    }

    private static void tools(HelmInstallation... installations) {
        ExtensionList.lookupSingleton(HelmInstallation.DescriptorImpl.class).setInstallations(installations);
    }
}
