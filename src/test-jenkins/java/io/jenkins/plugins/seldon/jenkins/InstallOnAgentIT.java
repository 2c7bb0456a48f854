package io.jenkins.plugins.seldon.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** An installation on an agent in a process of its own, which is killed in the middle. */
@WithJenkins
class InstallOnAgentIT {

    private static final String CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}'}\n";
    private static final Duration LONG = Duration.ofMinutes(2);

    private static final String ENDLESS =
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: '{{ .Release.Name }}-wait', annotations: {helm.sh/hook: 'pre-install,pre-upgrade'}}
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: 'a:1'}]}}}
            """;

    @Test
    void helmEndsWithItsAgentAndTheNextBuildGoesOn(JenkinsRule rule) throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.builder().playerPaused().start();
                ChartRepository charts = ChartRepository.serving(
                        Chart.of("small", "1.0.0", CONFIG),
                        Chart.of("small", "2.0.0", CONFIG).withFile("templates/wait.yaml", ENDLESS))) {
            StoredKubeconfig.store(cluster.kubeconfig());
            DumbSlave agent = rule.createOnlineSlave();
            String root = agent.getRemoteFS();

            WorkflowRun run =
                    job(rule, agent, charts, "2.0.0").scheduleBuild2(0).waitForStart();
            Await.until("the installation is under way", LONG, () -> statuses(cluster)
                    .equals(List.of("pending-install")));
            List<ProcessHandle> helm = processes("HelmChild", root);
            assertThat(helm).hasSize(1);
            helm.get(0).parent().orElseThrow().destroyForcibly();

            rule.assertBuildStatus(Result.FAILURE, rule.waitForCompletion(run));
            rule.assertLogContains("ERROR: The agent's Helm could not deploy chart small 2.0.0", run);
            rule.assertLogNotContains("\tat io.jenkins.plugins.seldon", run);
            Await.until("Helm has ended", LONG, () -> helm.stream().noneMatch(ProcessHandle::isAlive));
            assertThat(Path.of(root, "seldon-analytics", "helm")).isEmptyDirectory();
            assertThat(statuses(cluster)).containsExactly("failed");

            agent.toComputer().connect(true).get();
            WorkflowRun next = rule.buildAndAssertSuccess(job(rule, agent, charts, "1.0.0"));
            rule.assertLogContains("in revision 2", next);
            assertThat(cluster.objects("leases.coordination.k8s.io", "seldon-system"))
                    .isEmpty();
        }
    }

    private static WorkflowJob job(JenkinsRule rule, DumbSlave agent, ChartRepository charts, String version)
            throws Exception {
        WorkflowJob job = rule.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "node('" + agent.getNodeName() + "') { installSeldonAnalytics credentialsId: 'cluster', repository: '"
                        + charts.url() + "', chart: 'small', version: '" + version + "' }",
                true));
        return job;
    }

    private static List<ProcessHandle> processes(String main, String root) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(main)
                        && process.info().commandLine().orElse("").contains(root))
                .toList();
    }

    private static List<String> statuses(EmbeddedCluster cluster) {
        return cluster.objects("secrets", "seldon-system").stream()
                .filter(secret -> secret.at("/metadata/labels/owner").asText().equals("helm"))
                .map(secret -> secret.at("/metadata/labels/status").asText())
                .toList();
    }
}
