package io.jenkins.plugins.seldon.jenkins;

import hudson.model.Result;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What comes after a gate that makes its build unstable: a model must not be deployed then by whoever asks for that. */
@WithJenkins
class UnstableGateIT {

    private ScrapedModel model;

    @BeforeEach
    void start() {
        model = new ScrapedModel();
    }

    @AfterEach
    void close() {
        model.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pipeline { agent any; options { skipStagesAfterUnstable() }\n"
                        + "stages { stage('Gate') { steps { GATE } }; stage('Deploy') { steps { echo 'the model is out' } } } }",
                "pipeline { agent any\n"
                        + "stages { stage('Gate') { steps { GATE } }\n"
                        + "stage('Deploy') { when { expression { currentBuild.currentResult == 'SUCCESS' } }\n"
                        + "steps { echo 'the model is out' } } } }",
                "node { GATE; if (currentBuild.resultIsBetterOrEqualTo('SUCCESS')) { echo 'the model is out' } }"
            })
    void keepsTheModelFromBeingDeployed(String pipeline, JenkinsRule rule) throws Exception {
        StoredKubeconfig.store(model.kubeconfig());
        WorkflowJob job = rule.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(pipeline.replace("GATE", gate()), true));
        WorkflowRun run = rule.buildAndAssertStatus(Result.UNSTABLE, job);
        rule.assertLogContains("200 of 200", run);
        rule.assertLogNotContains("the model is out", run);
        rule.assertLogNotContains("\tat ", run);
    }

    private String gate() {
        return "assertPredictionMetrics(credentialsId: 'cluster', deployment: 'sklearn', endpoint: '" + model.endpoint()
                + "', requests: 200, durationSeconds: 2, "
                + "conditions: [[name: 'never', promql: 'vector(1)', below: 0.5, severity: 'unstable']])";
    }
}
