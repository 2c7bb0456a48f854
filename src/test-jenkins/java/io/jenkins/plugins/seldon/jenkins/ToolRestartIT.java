package io.jenkins.plugins.seldon.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hudson.FilePath;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.jenkins.container.Container;
import io.jenkins.plugins.seldon.jenkins.container.ContainerStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** An installation by a {@code helm} that goes on while the controller is killed and comes back. */
class ToolRestartIT {

    private static final Duration LONG = Duration.ofMinutes(5);

    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension()
            .withTimeout(900)
            .addSyntheticPlugin(new RealJenkinsExtension.SyntheticPlugin(ContainerStep.class)
                    .header("Plugin-Dependencies", "workflow-step-api:0"));

    @TempDir
    Path folder;

    private final EmbeddedCluster cluster =
            EmbeddedCluster.builder().playerPaused().start();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aHelmOfTheAgentIsEndedAndTheBuildGoesOn() throws Throwable {
        PlayedHelm helm = PlayedHelm.in(folder, cluster);
        restartDuring(helm, "withEnv(['PATH+HELM=" + folder + "']) { ", () -> ProcessHandle.of(helm.number())
                .isPresent());
    }

    @Test
    void aHelmInAContainerIsEndedAndTheBuildGoesOn() throws Throwable {
        assumeTrue(Container.isPossible(), "This machine lets nobody make namespaces (unshare --user --pid --mount).");
        PlayedHelm helm = PlayedHelm.in(folder, cluster);
        try (Container container =
                Container.start(folder.resolve("hidden"), Map.of("PATH", folder + ":/usr/bin:/bin"))) {
            restartDuring(
                    helm,
                    "likeContainer('" + container.name() + "') { ",
                    () -> container.processes().findAny().isPresent());
        }
    }

    private interface Sight {
        boolean helmRuns() throws Exception;
    }

    private void restartDuring(PlayedHelm helm, String block, Sight sight) throws Throwable {
        jenkins.startJenkins();
        jenkins.runRemotely(
                ToolRestartIT::begin,
                cluster.kubeconfig(),
                "node { " + block + PlayedHelm.step("helm: 'PATH'") + " } }");
        helm.at("install", 1);
        jenkins.stopJenkinsForcibly();
        assertThat(sight.helmRuns()).isTrue();
        assertThat(helm.wasAsked()).isFalse();

        jenkins.startJenkins();
        helm.at("upgrade", 2);
        assertThat(helm.wasAsked()).isTrue();
        assertThat(PlayedHelm.statuses(cluster)).containsExactlyInAnyOrder("failed", "pending-upgrade");
        helm.deploy(2);
        jenkins.runRemotely(ToolRestartIT::end);
        Await.until("no process is left", LONG, () -> {
            try {
                return !sight.helmRuns();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(cluster.objects("leases.coordination.k8s.io", PlayedHelm.NAMESPACE))
                .isEmpty();
    }

    private static void begin(JenkinsRule rule, String kubeconfig, String script) throws Throwable {
        StoredKubeconfig.store(kubeconfig);
        WorkflowJob job = rule.createProject(WorkflowJob.class, "install");
        job.setDefinition(new CpsFlowDefinition(script, true));
        job.scheduleBuild2(0).waitForStart();
    }

    private static void end(JenkinsRule rule) throws Throwable {
        WorkflowJob job = Jenkins.get().getItemByFullName("install", WorkflowJob.class);
        WorkflowRun run = rule.assertBuildStatusSuccess(rule.waitForCompletion(job.getLastBuild()));
        rule.assertLogContains("Jenkins was restarted: looking at the release again.", run);
        rule.assertLogContains("revision 1 is pending-install, left behind by a run that was killed", run);
        rule.assertLogNotContains("WARNING", run);
        FilePath beside = WorkspaceList.tempDir(Jenkins.get().getWorkspaceFor(job));
        assertThat(beside.list()).isEmpty();
    }
}
