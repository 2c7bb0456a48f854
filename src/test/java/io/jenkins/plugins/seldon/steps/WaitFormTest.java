package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WaitFormTest {

    private final WaitForm form = new WaitForSeldonPodsStep.DescriptorImpl();

    @Test
    void aPipelineShowsWhatIsWaitedFor() {
        assertThat(form.argumentsToString(Map.of())).isEqualTo("seldon-system/seldon-core-analytics");
        assertThat(form.argumentsToString(Map.of("deployment", "iris", "namespace", "models")))
                .isEqualTo("models/iris");
        assertThat(form.argumentsToString(Map.of("selector", "app=x", "deployment", " ")))
                .isEqualTo("seldon-system/app=x");
    }
}
