package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.AbortException;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.helm.ChildProcess;
import io.jenkins.plugins.seldon.helm.ChildProcesses;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.node.Platform;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An agent whose connection breaks is a sentence and a section of the report, wherever the step is with it. */
@Timeout(60)
class LostAgentTest {

    /** How remoting tells it; which of them depends on when. */
    private enum Loss {
        CLOSED("the channel is already closed"),
        CLOSING("Remote call on agent failed. The channel is closing down or has closed down"),
        TERMINATED("Unexpected termination of the channel");

        private final String message;

        Loss(String message) {
            this.message = message;
        }
    }

    /** A node that is lost when it is asked for its KUBECONFIG, or for Helm. */
    private static final class Node extends FakePlatform {

        private final EmbeddedCluster cluster = EmbeddedCluster.start();
        private final IOException atConnect;
        private final ChildProcesses machine;

        Node(IOException atConnect, ChildProcesses machine) {
            this.atConnect = atConnect;
            this.machine = machine;
        }

        @Override
        public ClusterConnection connect(ClusterOptions options) {
            return Kubeconfig.parse(cluster.kubeconfig()).select(new Kubeconfig.Choice(null, null, "seldon-system"));
        }

        @Override
        public ClusterConnection connectOnAgent(ClusterOptions options) throws IOException {
            if (atConnect != null) {
                throw atConnect;
            }
            return connect(options);
        }

        @Override
        public ChildProcesses childProcesses() {
            return machine;
        }

        @Override
        public void close() {
            super.close();
            cluster.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileItsKubeconfigIsRead(Loss loss) throws Exception {
        try (Node node = new Node(new IOException("it failed", new IOException(loss.message)), null)) {
            FakeStepContext context = new FakeStepContext(Map.of(Platform.class, node));
            new InstallSeldonAnalyticsStep().start(context).start();
            assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, e -> assertThat(e.getMessage())
                    .startsWith("The connection to the agent was lost while the step worked there"));
            assertThat(node.reported()).singleElement().satisfies(section -> {
                assertThat(section.getOutcome()).isEqualTo("broken off");
                assertThat(section.getSentence()).startsWith("The connection to the agent was lost");
            });
            assertThat(node.logged()).doesNotContain("\tat ");
        }
    }

    /** Helm's JVM is there, and then nothing of the agent is. */
    @Test
    void whileHelmWorksThere() throws Exception {
        ChildProcess lost = new ChildProcess() {
            @Override
            public String folder() {
                return "/agent/helm-1";
            }

            @Override
            public OutputStream input() {
                return OutputStream.nullOutputStream();
            }

            @Override
            public OptionalInt await(Duration time) {
                return OptionalInt.of(UNREACHABLE);
            }

            @Override
            public void remove() throws IOException {
                throw new IOException("the channel is already closed");
            }
        };
        ChildProcesses machine = new ChildProcesses() {
            @Override
            public ChildProcess start(Consumer<String> output, Consumer<String> errors) {
                return lost;
            }

            @Override
            public void remove(String folder) throws IOException {
                throw new IOException("the channel is already closed");
            }
        };
        try (Node node = new Node(null, machine)) {
            FakeStepContext context = new FakeStepContext(Map.of(Platform.class, node));
            InstallSeldonAnalyticsStep step = new InstallSeldonAnalyticsStep();
            step.setCreateNamespace(true);
            step.start(context).start();
            assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, e -> assertThat(e.getMessage())
                    .isEqualTo("The connection to the agent broke off; Helm ends with it."));
            assertThat(node.reported()).singleElement().satisfies(section -> {
                assertThat(section.getOutcome()).isEqualTo("failed");
                assertThat(section.getSentence()).startsWith("The connection to the agent broke off");
            });
            assertThat(node.logged()).doesNotContain("\tat ");
        }
    }
}
