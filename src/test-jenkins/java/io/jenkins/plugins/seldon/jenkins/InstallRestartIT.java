package io.jenkins.plugins.seldon.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import java.io.File;
import java.time.Duration;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** An installation in a controller that is killed in the middle and comes back. */
class InstallRestartIT {

    private static final Duration LONG = Duration.ofMinutes(2);

    private static final String CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}'}\n";

    private static final String ENDLESS =
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: '{{ .Release.Name }}-wait', annotations: {helm.sh/hook: 'pre-install,pre-upgrade'}}
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: 'a:1'}]}}}
            """;

    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension().withTimeout(900);

    private EmbeddedCluster cluster;
    private ChartRepository charts;

    @BeforeEach
    void start() {
        cluster = EmbeddedCluster.builder().playerPaused().start();
        charts = ChartRepository.serving(
                Chart.of("small", "1.0.0", CONFIG),
                Chart.of("small", "2.0.0", CONFIG).withFile("templates/wait.yaml", ENDLESS));
    }

    @AfterEach
    void close() {
        charts.close();
        cluster.close();
    }

    @Test
    void aKilledControllerLeavesNothingAndItsBuildGoesOn() throws Throwable {
        jenkins.startJenkins();
        jenkins.runRemotely(
                InstallRestartIT::begin, cluster.kubeconfig(), charts.url().toString());
        Await.until("the installation is under way", LONG, () -> statuses().equals(List.of("pending-install")));
        jenkins.stopJenkinsForcibly();
        Await.until("Helm has ended with its parent", LONG, () -> statuses().equals(List.of("failed")));

        jenkins.startJenkins();
        Await.until("the build goes on", LONG, () -> statuses().contains("pending-upgrade"));
        jenkins.runRemotely(InstallRestartIT::abort);
        assertThat(statuses()).containsOnly("failed");
        jenkins.runRemotely(InstallRestartIT::repeat);
        assertThat(statuses()).contains("deployed");
        assertThat(cluster.objects("leases.coordination.k8s.io", "seldon-system"))
                .isEmpty();
    }

    private List<String> statuses() {
        return cluster.objects("secrets", "seldon-system").stream()
                .filter(secret -> secret.at("/metadata/labels/owner").asText().equals("helm"))
                .map(secret -> secret.at("/metadata/labels/status").asText())
                .toList();
    }

    private static void begin(JenkinsRule rule, String kubeconfig, String repository) throws Throwable {
        StoredKubeconfig.store(kubeconfig);
        for (String version : List.of("1.0.0", "2.0.0")) {
            WorkflowJob job = rule.createProject(WorkflowJob.class, version);
            job.setDefinition(new CpsFlowDefinition(
                    "node { installSeldonAnalytics credentialsId: 'cluster', repository: '" + repository
                            + "', chart: 'small', version: '" + version + "' }",
                    true));
        }
        job("2.0.0").scheduleBuild2(0).waitForStart();
    }

    private static void abort(JenkinsRule rule) throws Throwable {
        WorkflowRun run = job("2.0.0").getLastBuild();
        rule.assertLogContains("Jenkins was restarted: looking at the release again.", run);
        run.doStop();
        rule.assertBuildStatus(Result.ABORTED, rule.waitForCompletion(run));
        rule.assertLogNotContains("\tat ", run);
        assertNothingIsLeft();
    }

    private static void repeat(JenkinsRule rule) throws Throwable {
        rule.buildAndAssertSuccess(job("1.0.0"));
        assertNothingIsLeft();
    }

    private static void assertNothingIsLeft() {
        assertThat(new File(Jenkins.get().getRootDir(), "seldon-analytics/helm"))
                .isEmptyDirectory();
    }

    private static WorkflowJob job(String name) {
        return Jenkins.get().getItemByFullName(name, WorkflowJob.class);
    }
}
