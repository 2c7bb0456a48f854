package io.jenkins.plugins.seldon.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.ExtensionList;
import hudson.FilePath;
import hudson.model.Result;
import hudson.slaves.WorkspaceList;
import hudson.tools.InstallSourceProperty;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.helm.ScriptedHelm;
import io.jenkins.plugins.seldon.settings.HelmInstallation;
import io.jenkins.plugins.seldon.settings.HelmInstaller;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A helm executable that a real Jenkins knows, started through its launchers. */
@WithJenkins
class HelmToolIT {

    private final EmbeddedCluster cluster = EmbeddedCluster.start();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void anInstallationRunsWithAnEnvironmentOfItsOwn(JenkinsRule rule) throws Exception {
        ScriptedHelm helm = ScriptedHelm.in(
                folder.resolve("bin"), "v3.19.0", "echo 'Error: no chart version found for x' >&2; exit 1");
        install(new HelmInstallation("own", folder.toString(), List.of()));
        WorkflowJob job = job(rule, "withEnv(['HELM_DRIVER=sql', 'BUILD_PART=kept']) { " + step("own") + " }");

        WorkflowRun run = rule.buildAndAssertStatus(Result.FAILURE, job);

        rule.assertLogContains("Using the Helm installation 'own', Helm 3.19.", run);
        rule.assertLogContains("has chart seldon-core-analytics, but not in version 1.12.0: check the version.", run);
        rule.assertLogNotContains("\tat ", run);
        assertThat(helm.calls()).containsExactly("repo update");
        assertThat(helm.environment())
                .noneMatch(line -> line.startsWith("HELM_DRIVER="))
                .contains("BUILD_PART=kept")
                .anyMatch(line -> line.startsWith("JENKINS_NODE_COOKIE="));
        assertThat(helm.files()).allMatch(line -> line.matches("(-rw|drwx?).------.*"));
        assertNothingIsBesideTheWorkspace(job);
    }

    @Test
    void anInstallationThatIsNotThereIsOneSentence(JenkinsRule rule) throws Exception {
        install(new HelmInstallation("empty", folder.toString(), List.of()));
        rule.assertLogContains(
                "ERROR: The Helm installation 'absent' can't be used: There is no Helm installation 'absent' under"
                        + " Manage Jenkins » Tools; it has empty.",
                rule.buildAndAssertStatus(Result.FAILURE, job(rule, step("absent"))));
        rule.assertLogContains(
                "There is no executable helm in " + folder,
                rule.buildAndAssertStatus(Result.FAILURE, job(rule, step("empty"))));
    }

    @Test
    void anAbortIsReportedWhenADeafHelmIsGone(JenkinsRule rule) throws Exception {
        ScriptedHelm.in(
                folder.resolve("bin"),
                "v3.19.0",
                "trap '' TERM; echo $$ >\"$record/there\"; while :; do sleep 0.2; done");
        WorkflowJob job = job(rule, "withEnv(['PATH+HELM=" + folder + "/bin']) { " + step("PATH") + " }");
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        Path mark = folder.resolve("bin/there");
        Await.until("helm works", Duration.ofMinutes(1), () -> mark.toFile().length() > 1);
        run.doStop();
        rule.assertBuildStatus(Result.ABORTED, rule.waitForCompletion(run));
        assertThat(ProcessHandle.of(Long.parseLong(Files.readString(mark).strip())))
                .isEmpty();
        assertNothingIsBesideTheWorkspace(job);
    }

    @Test
    void installationsSurviveTheirForm(JenkinsRule rule) throws Exception {
        HelmInstaller installer = new HelmInstaller("linux");
        installer.setVersion("v4.0.0");
        install(new HelmInstallation("four", "", List.of(new InstallSourceProperty(List.of(installer)))));
        String before = Jenkins.XSTREAM2.toXML(installations());
        rule.submit(rule.createWebClient().goTo("configureTools").getFormByName("config"));
        assertThat(Jenkins.XSTREAM2.toXML(installations())).isEqualTo(before).contains("<version>4.0.0</version>");
    }

    private String step(String helm) {
        return "installSeldonAnalytics credentialsId: 'cluster', repository: 'http://127.0.0.1:1', helm: '" + helm
                + "'";
    }

    private WorkflowJob job(JenkinsRule rule, String steps) throws Exception {
        if (SystemCredentialsProvider.getInstance().getCredentials().isEmpty()) {
            StoredKubeconfig.store(cluster.kubeconfig());
        }
        WorkflowJob job = rule.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("node { " + steps + " }", true));
        return job;
    }

    private static void assertNothingIsBesideTheWorkspace(WorkflowJob job) throws Exception {
        FilePath beside = WorkspaceList.tempDir(Jenkins.get().getWorkspaceFor(job));
        assertThat(beside.list()).isEmpty();
    }

    private static void install(HelmInstallation installation) {
        ExtensionList.lookupSingleton(HelmInstallation.DescriptorImpl.class).setInstallations(installation);
    }

    private static HelmInstallation[] installations() {
        return ExtensionList.lookupSingleton(HelmInstallation.DescriptorImpl.class)
                .getInstallations();
    }
}
