package io.jenkins.plugins.seldon.jenkins;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import java.time.Duration;
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

    private ModelServer models;
    private PrometheusProcess prometheus;
    private EmbeddedCluster cluster;

    @BeforeEach
    void start() {
        models = ModelServer.start();
        ModelDeployment model = models.deploy(Predictor.sklearn("seldon-system", "sklearn"), 1);
        prometheus = PrometheusProcess.with()
                .scrapeInterval(Duration.ofSeconds(1))
                .targets(model.scrapeTargets())
                .start();
        cluster = EmbeddedCluster.start();
        cluster.serve("seldon-system", "seldon-core-analytics-prometheus-seldon", 80, prometheus.url());
    }

    @AfterEach
    void close() {
        cluster.close();
        prometheus.close();
        models.close();
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
        StoredKubeconfig.store(cluster.kubeconfig());
        WorkflowJob job = rule.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(pipeline.replace("GATE", gate()), true));
        WorkflowRun run = rule.buildAndAssertStatus(Result.UNSTABLE, job);
        rule.assertLogContains("200 of 200", run);
        rule.assertLogNotContains("the model is out", run);
        rule.assertLogNotContains("\tat ", run);
    }

    private String gate() {
        return "assertPredictionMetrics(credentialsId: 'cluster', deployment: 'sklearn', endpoint: '" + models.url()
                + "', requests: 200, durationSeconds: 2, "
                + "conditions: [[name: 'never', promql: 'vector(1)', below: 0.5, severity: 'unstable']])";
    }
}
