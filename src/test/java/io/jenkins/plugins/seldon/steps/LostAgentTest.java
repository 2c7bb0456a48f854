package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.AbortException;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.helm.ChildProcess;
import io.jenkins.plugins.seldon.helm.ChildProcesses;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.load.LoadSite;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.node.Workspace;
import io.jenkins.plugins.seldon.text.Language;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent whose connection breaks is a sentence and a section of the report, wherever the step is with it. */
@Timeout(180)
class LostAgentTest {

    /** How remoting tells it; which of them depends on when. */
    private enum Loss {
        CLOSED("the channel is already closed"),
        CLOSING("Remote call on agent failed. The channel is closing down or has closed down"),
        TERMINATED("Unexpected termination of the channel"),

        /** Of a Pipeline's node that is asked for its workspace (workflow-durable-task-step, FilePathDynamicContext). */
        OFFLINE("Unable to create live FilePath for agent; agent was marked offline: Connection was broken");

        private final String message;

        Loss(String message) {
            this.message = message;
        }
    }

    /** A node that is lost when it is asked for its KUBECONFIG, or for Helm. */
    private static class Node extends FakePlatform {

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
            assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, e -> assertThat(e)
                    .hasMessageStartingWith(
                            "The connection to the agent was lost, and with it what the step was doing there")
                    .as("what retry(conditions: [agent()]) looks for")
                    .hasRootCauseInstanceOf(EOFException.class));
            assertThat(node.reported()).singleElement().satisfies(section -> {
                assertThat(section.getOutcome()).isEqualTo("broken off");
                assertThat(section.getSentence()).startsWith("The connection to the agent was lost");
            });
            assertThat(node.logged()).doesNotContain("\tat ");
        }
    }

    @Test
    void aLossThatIsToldInKoreanIsOneToo() throws Exception {
        try (Node node = new Node(new IOException(Loss.CLOSED.message), null) {
            @Override
            public Language language() {
                return Language.of(Locale.KOREAN);
            }
        }) {
            FakeStepContext context = new FakeStepContext(Map.of(Platform.class, node));
            new InstallSeldonAnalyticsStep().start(context).start();
            assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, e -> assertThat(e)
                    .hasMessageStartingWith("스텝이 작업하던 에이전트와의 연결이 끊어져")
                    .hasRootCauseInstanceOf(EOFException.class));
        }
    }

    /**
     * A controller that stops disconnects its agents when its Pipelines sleep already (Jenkins, {@code cleanUp}): the
     * step goes on after the restart, and a section of a failure would stay in the report beside what comes of it.
     */
    @Test
    void whatAControllerThatGoesDownBreaksOffIsNoOutcome() throws Exception {
        try (Node node = new Node(new IOException("it failed", new IOException(Loss.CLOSED.message)), null) {
            @Override
            public boolean isGoingDown() {
                return true;
            }
        }) {
            FakeStepContext context = new FakeStepContext(Map.of(Platform.class, node));
            new InstallSeldonAnalyticsStep().start(context).start();
            assertThat(context.outcome()).isInstanceOf(AbortException.class);
            assertThat(node.reported()).isEmpty();
        }
    }

    /** What is read of the workspace before anything is done. */
    static Stream<Arguments> reads() {
        return Stream.of("payloadFile", "valuesFiles", "chart of an archive", "chart of a folder")
                .flatMap(what -> Stream.of(Loss.values()).map(loss -> Arguments.of(what, loss)));
    }

    @ParameterizedTest
    @MethodSource("reads")
    void whileAFileIsRead(String what, Loss loss) throws Exception {
        IOException lost = new IOException(
                "remote file operation failed: /agent/workspace at hudson.remoting.Channel@1:agent",
                new IOException(loss.message));
        try (Node node = new Node(null, null) {
            @Override
            public Workspace workspace() {
                return new LostWorkspace(() -> {
                    throw lost;
                });
            }
        }) {
            FakeStepContext context = new FakeStepContext(Map.of(Platform.class, node));
            reading(what).start(context).start();
            assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, e -> assertThat(e.getMessage())
                    .startsWith("The connection to the agent was lost, and with it what the step was doing there")
                    .endsWith("."));
            assertThat(node.reported()).singleElement().satisfies(section -> assertThat(section.getSentence())
                    .startsWith("The connection to the agent was lost"));
            assertThat(node.logged()).doesNotContain("\tat ");
        }
    }

    /** In the report's names, by which the job's trend goes, too: others may have a model's name. */
    @Test
    void aGateIsToldAsOfTheKindThatItNames() throws Exception {
        try (Node node = new Node(null, null) {
            @Override
            public LoadSite loadSite() throws IOException {
                throw new IOException(Loss.CLOSED.message);
            }
        }) {
            FakeStepContext context = new FakeStepContext(Map.of(Platform.class, node));
            new AssertPredictionMetricsStep("pipeline/iris").start(context).start();
            assertThat(context.outcome()).isInstanceOf(AbortException.class);
            assertThat(node.reported()).singleElement().satisfies(section -> assertThat(section.getSubject())
                    .isEqualTo("seldon-system/pipeline/iris"));
        }
    }

    /** Its channel is there, and nothing comes: an abort, and the step's own time, end it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whileAFileIsReadThatNeverComes(boolean aborted) throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        try (Node node = new Node(null, null) {
            @Override
            public Workspace workspace() {
                return new LostWorkspace(() -> {
                    reading.countDown();
                    new CountDownLatch(1).await();
                });
            }
        }) {
            FakeStepContext context = new FakeStepContext(Map.of(Platform.class, node));
            InstallSeldonAnalyticsStep step = (InstallSeldonAnalyticsStep) reading("valuesFiles");
            step.setTimeoutSeconds(aborted ? 3600 : 2);
            StepExecution execution = step.start(context);
            execution.start();
            assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
            if (aborted) {
                execution.stop(new InterruptedException("aborted by a person"));
                assertThat(context.outcome()).isInstanceOf(InterruptedException.class);
            } else {
                assertThat(context.outcome())
                        .isInstanceOfSatisfying(AbortException.class, e -> assertThat(e.getMessage())
                                .startsWith("The step ran out of time (timeoutSeconds)")
                                .contains("the agent"));
                assertThat(node.reported()).isNotEmpty();
            }
            assertThat(node.logged()).doesNotContain("\tat ");
        }
    }

    private static ClusterStep reading(String what) {
        if (what.equals("payloadFile")) {
            AssertPredictionMetricsStep gate = new AssertPredictionMetricsStep("iris");
            gate.setEndpoint("http://127.0.0.1:1");
            gate.setPayloadFile("payload.json");
            return gate;
        }
        InstallSeldonAnalyticsStep install = new InstallSeldonAnalyticsStep();
        switch (what) {
            case "valuesFiles" -> install.setValuesFiles("values.yaml");
            case "chart of an archive" -> install.setChart("charts/chart.tgz");
            default -> install.setChart("charts/chart");
        }
        return install;
    }

    private interface Losing {
        void lose() throws IOException, InterruptedException;
    }

    /** One of which nothing can be read. */
    private record LostWorkspace(Losing losing) implements Workspace {

        @Override
        public byte[] read(String path, int limit) throws IOException, InterruptedException {
            losing.lose();
            return new byte[0];
        }

        @Override
        public Map<String, byte[]> readFolder(String path, int limit) throws IOException, InterruptedException {
            losing.lose();
            return Map.of();
        }

        @Override
        public void write(String path, byte[] content) throws IOException, InterruptedException {
            losing.lose();
        }

        @Override
        public boolean exists(String path) throws IOException, InterruptedException {
            losing.lose();
            return false;
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
            assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, e -> assertThat(e)
                    .hasMessage("The connection to the agent was lost; Helm ends with it.")
                    .hasRootCauseInstanceOf(EOFException.class));
            assertThat(node.reported()).singleElement().satisfies(section -> {
                assertThat(section.getOutcome()).isEqualTo("failed");
                assertThat(section.getSentence()).startsWith("The connection to the agent was lost");
            });
            assertThat(node.logged()).doesNotContain("\tat ");
        }
    }
}
