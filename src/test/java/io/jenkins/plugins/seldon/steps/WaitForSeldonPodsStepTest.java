package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.AbortException;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.fixture.Allowance;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.player.PodFault;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.node.Platform;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WaitForSeldonPodsStepTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String RELEASE =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: seldon-system
              labels: {release: seldon-core-analytics}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - {name: web, image: 'example/web:1'}
            """;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final EmbeddedCluster cluster = EmbeddedCluster.start();
    private final ClusterPlatform platform = new ClusterPlatform();
    private final FakeStepContext context = new FakeStepContext(Map.of(Platform.class, platform));
    private final WaitForSeldonPodsStep step = new WaitForSeldonPodsStep();

    private final class ClusterPlatform extends FakePlatform {

        private boolean insideNode;

        @Override
        public ClusterConnection connect(ClusterOptions options) {
            return Kubeconfig.parse(cluster.kubeconfig())
                    .select(new Kubeconfig.Choice(null, null, options.getNamespace()));
        }

        @Override
        public PrintStream log() {
            return new PrintStream(log, true, StandardCharsets.UTF_8);
        }

        @Override
        public boolean insideNode() {
            return insideNode;
        }
    }

    @BeforeEach
    void quick() {
        step.setMinRunningSeconds(1);
        cluster.player().readyAfter(Duration.ofMillis(200));
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private String log() {
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    void returnsThePodsAsPlainMaps() throws Exception {
        cluster.put(RELEASE);
        assertThat(step.start(context).start()).isFalse();
        assertThat((List<?>) context.outcome()).hasSize(2).allSatisfy(pod -> assertThat(pod)
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsOnlyKeys("name", "ready", "phase", "restarts", "node", "ageSeconds")
                .containsEntry("ready", true)
                .containsEntry("restarts", 0L)
                .containsEntry("node", "worker-1"));
        assertThat(log())
                .contains("Waiting for release seldon-core-analytics in namespace seldon-system, 10m at most.")
                .contains("Running, ready 1/1")
                .contains("NAME ", "READY   STATUS    RESTARTS   AGE")
                .doesNotContain("node stays occupied");
        assertThat(platform.reported()).singleElement().satisfies(section -> {
            assertThat(section.getOutcome()).isEqualTo("ready");
            assertThat(section.isGood()).isTrue();
            assertThat((List<?>) section.getData().get("pods")).hasSize(2);
        });
        assertThat(platform.clients().size()).isZero();
    }

    @Test
    void saysOnceThatANodeStaysHeld() throws Exception {
        platform.insideNode = true;
        cluster.put(RELEASE);
        step.start(context).start();
        context.outcome();
        assertThat(log()).containsOnlyOnce("This node stays occupied");
    }

    @Test
    void failsWithOneSentenceAfterTheDetails() throws Exception {
        cluster.player().fault("web", PodFault.imagePull("manifest unknown"));
        cluster.put(RELEASE);
        step.setFailureGraceSeconds(1);
        step.start(context).start();
        assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, failure -> assertThat(failure)
                .hasMessageStartingWith("Release seldon-core-analytics in namespace seldon-system cannot become ready:")
                .hasMessageContaining("container web can't pull its image"));
        assertThat(log()).contains("manifest unknown", "last events:");
        assertThat(platform.reported()).singleElement().satisfies(section -> assertThat(section.getOutcome())
                .isEqualTo("failed"));
    }

    @Test
    void aStopEndsTheWaitAtOnceAndLetsGoOfTheCluster() throws Exception {
        StepExecution execution = step.start(context);
        execution.start();
        Await.until("the wait is under way", LIMIT, () -> execution.getStatus().contains("nothing of release"));
        Throwable cause = new InterruptedException("aborted");
        execution.stop(cause);
        assertThat(context.outcome()).isSameAs(cause);
        assertThat(platform.clients().size()).isZero();
        cluster.put(RELEASE);
        assertThat(context.reports()).containsExactly(cause);
    }

    @Test
    void givesUpAtItsTimeAndSaysWhatIsMissing() throws Exception {
        step.setTimeoutSeconds(5);
        step.start(context).start();
        assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, failure -> assertThat(failure)
                .hasMessageContaining("was not ready in time: 0 of 0 pods ready; nothing of release"));
    }

    @Test
    void refusesWhatContradictsItself() throws Exception {
        step.setSelector("app=web");
        step.setDeployment("model");
        step.start(context).start();
        assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, failure -> assertThat(failure)
                .hasMessageContaining("waits for one of"));
        assertThat(cluster.requests()).isEmpty();
    }

    @Test
    void refusesAStabilityThatTheTimeCannotHold() throws Exception {
        step.setTimeoutSeconds(60);
        step.setStableSeconds(60);
        step.start(context).start();
        assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, failure -> assertThat(failure)
                .hasMessage("stableSeconds (60) must be less than timeoutSeconds (60), or the time is over before"
                        + " everything has been ready for long enough."));
        assertThat(cluster.requests()).isEmpty();
    }

    @Test
    void waitsForAContainerToRunForAWhileByDefault() throws Exception {
        step.setMinRunningSeconds(new WaitForSeldonPodsStep().getMinRunningSeconds());
        cluster.put(RELEASE);
        StepExecution execution = step.start(context);
        execution.start();
        Await.until("it has started", LIMIT, () -> execution.getStatus().contains(" of 10 s"));
        execution.stop(new InterruptedException("enough"));
    }

    @Test
    void keepsItsDeadlineOverARestart() throws Exception {
        step.setTimeoutSeconds(3);
        StepExecution first = step.start(context);
        first.start();
        Await.until("the wait is under way", LIMIT, () -> first.getStatus().contains("nothing of release"));
        byte[] stored = serialised(first);
        long begun = System.nanoTime();
        first.stop(new InterruptedException("the controller goes down"));

        FakeStepContext later = new FakeStepContext(Map.of(Platform.class, platform));
        StepExecution second = (StepExecution) restored(stored, later);
        second.onResume();
        assertThat(later.outcome()).isInstanceOfSatisfying(AbortException.class, failure -> assertThat(failure)
                .hasMessageContaining("was not ready in time"));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Allowance.ofSeconds(10));
        assertThat(log()).containsOnlyOnce("Resuming the wait for release seldon-core-analytics, ");
    }

    /** What was ready in time is found so by a controller that comes back too late to see it become so. */
    @Test
    void looksOnceMoreAfterARestartThatOutlastedIt() throws Exception {
        step.setTimeoutSeconds(2);
        StepExecution first = step.start(context);
        long begun = System.nanoTime();
        first.start();
        Await.until("the wait is under way", LIMIT, () -> first.getStatus().contains("nothing of release"));
        byte[] stored = serialised(first);
        first.stop(new InterruptedException("the controller goes down"));
        cluster.put(RELEASE);
        Await.until("its time is over", LIMIT, () -> System.nanoTime() - begun > 2_500_000_000L);

        FakeStepContext later = new FakeStepContext(Map.of(Platform.class, platform));
        ((StepExecution) restored(stored, later)).onResume();
        assertThat(later.outcome()).isInstanceOf(List.class);
    }

    @Test
    void keepsItsStabilityOverARestart() throws Exception {
        cluster.put(RELEASE);
        step.setMinRunningSeconds(0);
        step.setStableSeconds(300);
        StepExecution first = step.start(context);
        first.start();
        Await.until("a second of it", LIMIT, () -> first.getStatus().contains("for 1 of 300 s"));
        byte[] stored = serialised(first);
        first.stop(new InterruptedException("the controller goes down"));

        FakeStepContext later = new FakeStepContext(Map.of(Platform.class, platform));
        StepExecution second = (StepExecution) restored(stored, later);
        second.onResume();
        Await.until("it is taken up", LIMIT, () -> second.getStatus().contains(" of 300 s"));
        assertThat(second.getStatus()).doesNotContain("for 0 of 300 s");
        second.stop(new InterruptedException("enough"));
    }

    @Test
    void blankOptionsAreTheDefaults() {
        step.setReleaseName(" ");
        step.setSelector("");
        step.setDeployment("");
        step.setWorkloads(null);
        assertThat(step.getReleaseName()).isEqualTo("seldon-core-analytics");
        assertThat(step.getSelector() + step.getDeployment() + step.getWorkloads())
                .isEmpty();
        assertThat(step.getTimeoutSeconds()).isEqualTo(600);
    }

    /** As Job DSL may have them: a browser takes the ends of lines out of a field of one line. */
    @Test
    void aFormHasAllWorkloadsOnOneLine() {
        step.setWorkloads("deployment/web\n  statefulset/db\r\njob/migrate\n");
        assertThat(step.getWorkloads()).isEqualTo("deployment/web statefulset/db job/migrate");
    }

    private static byte[] serialised(StepExecution execution) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(execution);
        }
        return bytes.toByteArray();
    }

    /** The execution as another session of the controller reads it, with the context that it has there. */
    private static Object restored(byte[] stored, FakeStepContext there) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(stored)) {
            {
                enableResolveObject(true);
            }

            @Override
            protected Object resolveObject(Object read) {
                return read instanceof FakeStepContext ? there : read;
            }
        }) {
            return in.readObject();
        }
    }
}
