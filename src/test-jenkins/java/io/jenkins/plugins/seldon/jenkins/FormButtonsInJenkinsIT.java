package io.jenkins.plugins.seldon.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleProject;
import hudson.tasks.Builder;
import io.jenkins.plugins.seldon.freestyle.AssertPredictionMetricsBuilder;
import io.jenkins.plugins.seldon.freestyle.InstallSeldonAnalyticsBuilder;
import io.jenkins.plugins.seldon.freestyle.WaitForSeldonPodsBuilder;
import io.jenkins.plugins.seldon.steps.AssertPredictionMetricsStep;
import io.jenkins.plugins.seldon.steps.ClusterStep;
import io.jenkins.plugins.seldon.steps.InstallSeldonAnalyticsStep;
import io.jenkins.plugins.seldon.steps.WaitForSeldonPodsStep;
import java.util.List;
import java.util.Map;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlElementUtil;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlOption;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlSelect;
import org.htmlunit.html.HtmlTextArea;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What a person gets who fills in the forms of a real Jenkins and presses its buttons. */
@WithJenkins
class FormButtonsInJenkinsIT {

    /** At most, for what a page does behind an event. */
    private static final long PATIENCE_MILLIS = 60_000;

    @Test
    void saveKeepsWhatWasTypedIntoEachStep(JenkinsRule rule) throws Exception {
        FreeStyleProject project = rule.createFreeStyleProject("models");
        project.getBuildersList().add(new InstallSeldonAnalyticsBuilder(new InstallSeldonAnalyticsStep()));
        project.getBuildersList().add(new WaitForSeldonPodsBuilder(new WaitForSeldonPodsStep()));
        project.getBuildersList().add(new AssertPredictionMetricsBuilder(new AssertPredictionMetricsStep("iris")));
        JenkinsRule.WebClient client = rule.createWebClient();
        HtmlPage page = client.getPage(project, "configure");
        List<HtmlInput> namespaces = page.getByXPath("//input[@name='_.namespace']");
        assertThat(namespaces).hasSize(3);
        for (int i = 0; i < namespaces.size(); i++) {
            namespaces.get(i).setValue("team-" + i);
        }

        HtmlElementUtil.click(page.<HtmlButton>getFirstByXPath("//form[@name='config']//button[@name='Submit']"));
        client.waitForBackgroundJavaScript(PATIENCE_MILLIS);

        assertThat(client.getCurrentWindow().getEnclosedPage().getUrl().getPath())
                .endsWith("/job/models/");
        assertThat(project.getBuildersList().toList().stream().map(FormButtonsInJenkinsIT::namespace))
                .containsExactly("team-0", "team-1", "team-2");
    }

    @Test
    void generateWritesTheStepThatTheFormShows(JenkinsRule rule) throws Exception {
        WorkflowJob job = rule.createProject(WorkflowJob.class, "release");

        assertThat(generated(rule, job, "installSeldonAnalytics", Map.of("namespace", "models")))
                .isEqualTo("installSeldonAnalytics namespace: 'models'");
        assertThat(generated(rule, job, "waitForSeldonPods", Map.of("namespace", "models")))
                .isEqualTo("waitForSeldonPods namespace: 'models'");
        assertThat(generated(rule, job, "assertPredictionMetrics", Map.of("deployment", "iris", "namespace", "models")))
                .isEqualTo("assertPredictionMetrics deployment: 'iris', namespace: 'models'");
    }

    /** What the Snippet Generator shows once its button was pressed; fields stand for what a person types. */
    private static String generated(JenkinsRule rule, WorkflowJob job, String step, Map<String, String> fields)
            throws Exception {
        JenkinsRule.WebClient client = rule.createWebClient();
        HtmlPage page = client.getPage(job, "pipeline-syntax");
        HtmlSelect steps = page.getFirstByXPath("//select[contains(@class, 'dropdownList')]");
        HtmlOption chosen = steps.getOptions().stream()
                .filter(option -> option.getText().startsWith(step + ":"))
                .findFirst()
                .orElseThrow();
        steps.setSelectedAttribute(chosen, true);
        client.waitForBackgroundJavaScript(PATIENCE_MILLIS);
        for (Map.Entry<String, String> field : fields.entrySet()) {
            page.<HtmlInput>getFirstByXPath("//input[@name='_." + field.getKey() + "']")
                    .setValue(field.getValue());
        }

        HtmlElementUtil.click(page.<HtmlElement>getHtmlElementById("generatePipelineScript"));
        client.waitForBackgroundJavaScript(PATIENCE_MILLIS);
        return page.<HtmlTextArea>getHtmlElementById("prototypeText").getText();
    }

    private static String namespace(Builder builder) {
        ClusterStep step;
        if (builder instanceof InstallSeldonAnalyticsBuilder install) {
            step = install.getStep();
        } else if (builder instanceof WaitForSeldonPodsBuilder wait) {
            step = wait.getStep();
        } else {
            step = ((AssertPredictionMetricsBuilder) builder).getStep();
        }
        return step.getNamespace();
    }
}
