package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Action;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.seldon.fixture.pipeline.LocalRun;
import io.jenkins.plugins.seldon.node.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the views of a pipeline are told where a step makes the build unstable, as {@code unstable} tells them. */
@Timeout(180)
class UnstableStepTest {

    private final Node node = new Node();

    @Test
    void itsNodeSaysWhy() throws Exception {
        FakeStepContext context = run(Map.of(FlowNode.class, node));
        assertThat(context.result()).isEqualTo(Result.UNSTABLE);
        assertThat(node.actions).singleElement().isInstanceOfSatisfying(WarningAction.class, warning -> {
            assertThat(warning.getResult()).isEqualTo(Result.UNSTABLE);
            assertThat(warning.getMessage()).isEqualTo("Gate inconclusive for models/iris.");
        });
    }

    /** As {@code unstable} and {@code junit} do; the real context keeps it for the build's end. */
    @Test
    void stagesAfterItSeeItInTheBuildsResult() throws Exception {
        LocalRun build = new LocalRun("models");
        run(Map.of(Run.class, build));
        assertThat(build.getResult()).isEqualTo(Result.UNSTABLE);
    }

    @Test
    void aFreestyleBuildHasNoNodeToSayItAt() throws Exception {
        assertThat(run(Map.of()).result()).isEqualTo(Result.UNSTABLE);
    }

    private static FakeStepContext run(Map<Class<?>, Object> surroundings) throws Exception {
        try (FakePlatform platform = new FakePlatform()) {
            Map<Class<?>, Object> values = new HashMap<>(surroundings);
            values.put(Platform.class, platform);
            FakeStepContext context = new FakeStepContext(values);
            new Execution(context).start();
            assertThat(context.outcome()).isEqualTo("done");
            return context;
        }
    }

    /** Keeps its actions where the real one writes them to the build. */
    private static final class Node extends FlowNode {

        private final List<Action> actions = new ArrayList<>();

        Node() {
            super((FlowExecution) null, "5");
        }

        @Override
        public boolean addOrReplaceAction(Action action) {
            return actions.add(action);
        }

        @Override
        protected String getTypeDisplayName() {
            return "assertPredictionMetrics";
        }
    }

    private static final class Execution extends ClusterStepExecution<WaitForSeldonPodsStep> {

        private static final long serialVersionUID = 1L;

        Execution(StepContext context) {
            super(new WaitForSeldonPodsStep(), context);
        }

        @Override
        protected Duration longest(Platform platform) {
            return Duration.ofMinutes(1);
        }

        @Override
        protected void begin(Platform platform) throws Exception {
            unstable("Gate inconclusive for\nmodels/iris.");
            succeed("done");
        }

        @Override
        protected void resume(Platform platform) {}
    }
}
