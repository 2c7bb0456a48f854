package io.jenkins.plugins.seldon.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.PluginWrapper;
import hudson.model.Descriptor;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import hudson.tasks.Builder;
import io.jenkins.plugins.seldon.freestyle.WaitForSeldonPodsBuilder;
import io.jenkins.plugins.seldon.steps.WaitForSeldonPodsStep;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The packaged plugin in a real Jenkins: it loads, its steps are known, and they fail in a sentence. */
@WithJenkins
class PluginInJenkinsIT {

    private static final List<String> STEPS = List.of(
            "installSeldonAnalytics", "uninstallSeldonAnalytics", "waitForSeldonPods", "assertPredictionMetrics");

    @Test
    void thePluginIsActiveAndItsStepsAreKnown(JenkinsRule rule) throws Exception {
        PluginWrapper plugin = rule.jenkins.pluginManager.getPlugin("seldon-analytics");
        assertThat(rule.jenkins.pluginManager.getFailedPlugins()).isEmpty();
        assertThat(plugin).isNotNull();
        assertThat(plugin.isActive()).isTrue();
        assertThat(plugin.getDependencyErrors()).isEmpty();

        assertThat(STEPS).allSatisfy(step -> assertThat(StepDescriptor.byFunctionName(step))
                .isNotNull());
        assertThat(Builder.all())
                .filteredOn(builder -> builder.clazz.getName().startsWith("io.jenkins.plugins.seldon."))
                .extracting(Descriptor::getDisplayName)
                .hasSize(STEPS.size())
                .doesNotContain("")
                .doesNotHaveDuplicates();
        assertThat(rule.createWebClient().goTo("pipeline-syntax").asXml()).contains(STEPS);
    }

    @Test
    void aMissingCredentialIsOneSentence(JenkinsRule rule) throws Exception {
        for (String script : List.of(
                "node { installSeldonAnalytics credentialsId: 'nowhere' }",
                "node { uninstallSeldonAnalytics credentialsId: 'nowhere' }",
                "waitForSeldonPods credentialsId: 'nowhere'",
                "node { assertPredictionMetrics credentialsId: 'nowhere', deployment: 'iris' }")) {
            WorkflowJob job = rule.createProject(WorkflowJob.class);
            job.setDefinition(new CpsFlowDefinition(script, true));

            WorkflowRun run = rule.buildAndAssertStatus(Result.FAILURE, job);

            rule.assertLogContains("ERROR: There is no credential 'nowhere': ", run);
            rule.assertLogNotContains("\tat ", run);
        }
    }

    @Test
    void aFreestyleJobsParametersAreExpanded(JenkinsRule rule) throws Exception {
        FreeStyleProject job = rule.createFreeStyleProject();
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("PLACE", "the default")));
        WaitForSeldonPodsStep step = new WaitForSeldonPodsStep();
        step.setCluster("the ${PLACE}");
        job.getBuildersList().add(new WaitForSeldonPodsBuilder(step));

        FreeStyleBuild run = job.scheduleBuild2(0, new ParametersAction(new StringParameterValue("PLACE", "east wing")))
                .get();

        rule.assertBuildStatus(Result.FAILURE, run);
        rule.assertLogContains("the east wing", run);
        rule.assertLogNotContains("\tat ", run);
    }
}
