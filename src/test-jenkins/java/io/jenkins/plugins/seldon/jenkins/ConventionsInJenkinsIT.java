package io.jenkins.plugins.seldon.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsParameterDefinition;
import com.cloudbees.plugins.credentials.CredentialsParameterValue;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.ExtensionList;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Fingerprint;
import hudson.model.FreeStyleBuild;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.User;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.seldon.settings.HelmInstallation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What Jenkins' people expect of any plugin's steps, credentials and tools. */
@WithJenkins
class ConventionsInJenkinsIT {

    /** Of a server that is not there. */
    private static final String KUBECONFIG =
            """
            apiVersion: v1
            kind: Config
            current-context: c
            contexts: [{name: c, context: {cluster: k, user: u}}]
            clusters: [{name: k, cluster: {server: 'http://127.0.0.1:9'}}]
            users: [{name: u, user: {token: t0ken}}]
            """;

    private static final String WAIT = "waitForSeldonPods timeoutSeconds: 5, credentialsId: ";

    /** Waits for the cluster of the agent's own kubeconfig. */
    private static final String ON_ITS_CLUSTER =
            "node('away') { withEnv(['KUBECONFIG=kubeconfig']) { sleep 10; waitForSeldonPods() } }";

    @TempDir
    Path home;

    @Test
    void anOptionThatThereIsNotIsRefused(JenkinsRule rule) throws Exception {
        WorkflowRun run = rule.buildAndAssertStatus(
                Result.FAILURE, job(rule, "script", "waitForSeldonPods namespce: 'models', timeoutSeconds: 5"));
        rule.assertLogContains("ERROR: waitForSeldonPods has no option 'namespce': did you mean namespace?", run);
        rule.assertLogNotContains("\tat ", run);
    }

    @Test
    void aCredentialsPageTellsTheBuildsThatUseIt(JenkinsRule rule) throws Exception {
        StoredKubeconfig.store(KUBECONFIG);
        rule.buildAndAssertStatus(Result.FAILURE, job(rule, "release", WAIT + "'cluster'"));
        Fingerprint used = CredentialsProvider.getFingerprintOf(
                SystemCredentialsProvider.getInstance().getCredentials().get(0));
        assertThat(used).isNotNull();
        assertThat(used.getJobs()).containsExactly("release");
    }

    /** Nobody in particular may see anything here; the credential is to be that of whoever started the first build. */
    @Test
    void aCredentialThatAnotherBuildPassesOnIsFound(JenkinsRule rule) throws Exception {
        StoredKubeconfig.store(KUBECONFIG);
        rule.jenkins.setSecurityRealm(rule.createDummySecurityRealm());
        rule.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("anna"));
        User.getById("anna", true).save();
        FreeStyleBuild first = rule.createFreeStyleProject("first")
                .scheduleBuild2(0, new CauseAction(new Cause.UserIdCause("anna")))
                .get();
        WorkflowJob job = job(rule, "second", WAIT + "'${CRED}'");
        job.addProperty(new ParametersDefinitionProperty(
                new CredentialsParameterDefinition("CRED", "", "", FileCredentials.class.getName(), true)));
        WorkflowRun run = job.scheduleBuild2(
                        0,
                        new CauseAction(new Cause.UpstreamCause(first)),
                        new ParametersAction(new CredentialsParameterValue("CRED", "cluster", "")))
                .get();
        rule.assertBuildStatus(Result.FAILURE, run);
        rule.assertLogNotContains("There is no credential", run);
        rule.assertLogContains("http://127.0.0.1:9", run);
    }

    @Test
    void toolsOfADeclarativePipelinePutHelmOnThePath(JenkinsRule rule) throws Exception {
        Path helm = Files.writeString(home.resolve("helm"), "#!/bin/sh\necho the helm of tools\n");
        assertThat(helm.toFile().setExecutable(true)).isTrue();
        ExtensionList.lookupSingleton(HelmInstallation.DescriptorImpl.class)
                .setInstallations(new HelmInstallation("helm-3", home.toString(), List.of()));
        WorkflowRun run = rule.buildAndAssertSuccess(job(
                rule,
                "tools",
                "pipeline { agent any; tools { helm 'helm-3' }\n"
                        + "stages { stage('One') { steps { sh 'helm version' } } } }"));
        rule.assertLogContains("the helm of tools", run);
    }

    /** Which it needs for nothing. */
    @Test
    void aWaitGoesOnThoughItsAgentIsLost(JenkinsRule rule) throws Exception {
        StoredKubeconfig.store(KUBECONFIG);
        WorkflowRun run = lost(rule, "node('away') { sleep 10; " + WAIT + "'cluster' }");
        rule.assertLogContains("This node stays occupied until the wait is over", run);
        rule.assertLogContains("http://127.0.0.1:9", run);
    }

    @Test
    void aLostAgentIsASentenceThatRetryKnows(JenkinsRule rule) throws Exception {
        WorkflowRun run = lost(
                rule,
                "retry(count: 2, conditions: [agent()]) {\n"
                        + "if (isSecond()) { error 'tried again' }\n"
                        + ON_ITS_CLUSTER + " }\n"
                        + "def isSecond() { def was = env.TRIED; env.TRIED = 'yes'; was != null }");
        rule.assertLogContains("tried again", run);
        run = lost(rule, ON_ITS_CLUSTER);
        rule.assertLogContains("ERROR: The connection to the agent was lost, and with it what the step was doing", run);
        rule.assertLogNotContains("\tat ", run);
    }

    /** A build whose agent is lost while it sleeps. */
    private static WorkflowRun lost(JenkinsRule rule, String script) throws Exception {
        WorkflowJob job = rule.createProject(WorkflowJob.class);
        // Jenkins ends what runs on an agent of the name of one that was removed a moment ago.
        DumbSlave agent = rule.createSlave("agent-of-" + job.getName(), "away", null);
        rule.waitOnline(agent);
        job.setDefinition(new CpsFlowDefinition(script, true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        rule.waitForMessage("Sleeping for", run);
        rule.disconnectSlave(agent);
        rule.assertBuildStatus(Result.FAILURE, rule.waitForCompletion(run));
        rule.jenkins.removeNode(agent);
        return run;
    }

    private static WorkflowJob job(JenkinsRule rule, String name, String script) throws Exception {
        WorkflowJob job = rule.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }
}
