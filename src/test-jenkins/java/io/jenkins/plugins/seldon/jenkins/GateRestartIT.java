package io.jenkins.plugins.seldon.jenkins;

import hudson.model.Result;
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

/**
 * A gate in a controller that is killed in the middle of the burst and comes back. Jenkins runs in a process of its own,
 * so that nothing but its home survives; cluster, model and Prometheus stay in and beside this one.
 */
class GateRestartIT {

    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension().withTimeout(900);

    private ScrapedModel model;

    @BeforeEach
    void start() {
        model = new ScrapedModel();
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void aKilledControllerMeasuresAgainFromANewBaseline() throws Throwable {
        jenkins.startJenkins();
        jenkins.runRemotely(GateRestartIT::begin, model.kubeconfig(), model.endpoint());
        jenkins.stopJenkinsForcibly();

        jenkins.startJenkins();
        jenkins.runRemotely(GateRestartIT::end);
    }

    private static void begin(JenkinsRule rule, String kubeconfig, String endpoint) throws Throwable {
        StoredKubeconfig.store(kubeconfig);
        WorkflowJob job = rule.createProject(WorkflowJob.class, "gate");
        job.setDefinition(new CpsFlowDefinition(
                """
                node {
                  def gate = assertPredictionMetrics credentialsId: 'cluster', deployment: 'sklearn', endpoint: '%s', requests: 200, durationSeconds: 8, answerTimeoutSeconds: 2
                  echo "counted ${gate.counted} of ${gate.accepted}"
                }
                """
                        .formatted(endpoint),
                true));
        rule.waitForMessage("Sending burst", job.scheduleBuild2(0).waitForStart());
    }

    private static void end(JenkinsRule rule) throws Throwable {
        WorkflowRun run =
                Jenkins.get().getItemByFullName("gate", WorkflowJob.class).getLastBuild();
        rule.waitForCompletion(run);
        rule.assertLogContains("The controller restarted in the middle of the burst", run);
        rule.assertLogContains("counted 200 of 200", run);
        rule.assertBuildStatus(Result.SUCCESS, run);
        rule.assertLogNotContains("\tat ", run);
    }
}
