package io.jenkins.plugins.seldon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import hudson.FilePath;
import hudson.model.Result;
import io.jenkins.plugins.seldon.steps.WaitForSeldonPodsStep;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.junit.jupiter.api.Test;

/** What a step does on the controller while its agent is away: Pipeline has no folder for it, and throws. */
class LostNodeTest {

    private final JenkinsPlatform platform = new JenkinsPlatform(new Lost());

    /** A gate asks when all is measured, and its verdict went with the agent. */
    @Test
    void aLostNodeIsOneStill() throws Exception {
        assertThat(platform.insideNode()).isTrue();
    }

    /** As whose login is read again in the middle of a wait. */
    @Test
    void onlyWhoGoesByTheAgentsKubeconfigNeedsIt() throws Exception {
        WaitForSeldonPodsStep step = new WaitForSeldonPodsStep();
        assertThatThrownBy(() -> platform.folder(step)).hasMessageStartingWith("Unable to create live FilePath for ");
        step.setCredentialsId("cluster");
        assertThat(platform.folder(step)).isNull();
        step.setCredentialsId("");
        step.setCluster("prod");
        assertThat(platform.folder(step)).isNull();
    }

    /** As Pipeline's {@code FilePathTranslator} is without the agent (workflow-durable-task-step). */
    private static final class Lost extends StepContext {

        private static final long serialVersionUID = 1L;

        @Override
        public <T> T get(Class<T> key) throws IOException {
            if (key == FilePath.class) {
                throw new IOException("Unable to create live FilePath for agent-1");
            }
            return null;
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
