package io.jenkins.plugins.seldon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Proc;
import hudson.model.Result;
import hudson.remoting.Channel;
import io.jenkins.plugins.seldon.steps.WaitForSeldonPodsStep;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.junit.jupiter.api.Test;

/** What a step does on the controller while its agent is away: there is no folder for it, or Pipeline throws. */
class LostNodeTest {

    private final JenkinsPlatform platform = new JenkinsPlatform(new Lost(null));

    /** A gate asks when all is measured, and its verdict went with the agent. */
    @Test
    void aLostNodeIsOneStill() throws Exception {
        assertThat(platform.insideNode()).isTrue();
    }

    /** The build was told to put its step inside a node block. */
    @Test
    void aFreestyleBuildThatHasLostItsNodeHasOneStill() throws Exception {
        JenkinsPlatform freestyle = new JenkinsPlatform(new Lost(new NodesLauncher()));
        assertThat(freestyle.insideNode()).isTrue();
        for (ThrowingCallable use :
                List.<ThrowingCallable>of(freestyle::workspace, freestyle::loadSite, freestyle::childProcesses)) {
            assertThatThrownBy(use).hasMessage("channel is already closed");
        }
    }

    /** As whose login is read again in the middle of a wait. */
    @Test
    void onlyWhoGoesByTheAgentsKubeconfigNeedsIt() throws Exception {
        WaitForSeldonPodsStep step = new WaitForSeldonPodsStep();
        EnvVars environment = new EnvVars("KUBECONFIG", "/home/agent/.kube/config");
        assertThatThrownBy(() -> platform.folder(step, environment))
                .hasMessageStartingWith("Unable to create live FilePath for ");
        JenkinsPlatform freestyle = new JenkinsPlatform(new Lost(new NodesLauncher()));
        assertThatThrownBy(() -> freestyle.folder(step, environment))
                .as("or it would go on to the only cluster that is configured")
                .hasMessage("channel is already closed");
        assertThat(platform.folder(step, new EnvVars()))
                .as("of the only cluster that is configured")
                .isNull();
        step.setCredentialsId("cluster");
        assertThat(platform.folder(step, environment)).isNull();
        step.setCredentialsId("");
        step.setCluster("prod");
        assertThat(platform.folder(step, environment)).isNull();
    }

    private static final class NodesLauncher extends Launcher {

        NodesLauncher() {
            super(null, null);
        }

        @Override
        public Proc launch(ProcStarter starter) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Channel launchChannel(String[] command, OutputStream out, FilePath folder, Map<String, String> env) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void kill(Map<String, String> env) {
            throw new UnsupportedOperationException();
        }
    }

    /**
     * As Pipeline's {@code FilePathTranslator} is without the agent (workflow-durable-task-step), or a freestyle build, whose
     * launcher stays.
     */
    private static final class Lost extends StepContext {

        private static final long serialVersionUID = 1L;

        private final transient Launcher launcher;

        /** @param launcher a freestyle build's; null in a Pipeline */
        Lost(Launcher launcher) {
            this.launcher = launcher;
        }

        @Override
        public <T> T get(Class<T> key) throws IOException {
            if (key == FilePath.class && launcher == null) {
                throw new IOException("Unable to create live FilePath for agent-1");
            }
            return key == Launcher.class ? key.cast(launcher) : null;
        }

        @Override
        public void onSuccess(Object result) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void onFailure(Throwable failure) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public ListenableFuture<Void> saveState() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setResult(Result result) {
            throw new UnsupportedOperationException();
        }

        @Override
        public BodyInvoker newBodyInvoker() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }
}
