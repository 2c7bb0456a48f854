package io.jenkins.plugins.seldon.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.model.Descriptor.FormException;
import io.jenkins.plugins.seldon.freestyle.AssertPredictionMetricsBuilder;
import io.jenkins.plugins.seldon.freestyle.WaitForSeldonPodsBuilder;
import io.jenkins.plugins.seldon.steps.AssertPredictionMetricsStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a submitted form holds, as Jenkins' JSON objects have it: maps of texts, lists where there are several entries. */
class SubmittedFormTest {

    @ParameterizedTest
    @ValueSource(strings = {"0,5", "lots", " 1e400", "NaN", "Infinity", "0x1p3", "5d", "1 000", "${RATE}", "-"})
    void aTextThatIsNoNumberIsRefusedByItsName(String text) {
        assertThatThrownBy(() -> SubmittedForm.check(
                        AssertPredictionMetricsBuilder.class, Map.of("step", Map.of("minRequestRate", text))))
                .isInstanceOf(FormException.class)
                .hasMessageStartingWith("minRequestRate is '" + text.strip() + "', which is not a number: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.5", "many", "1e3", "99999999999"})
    void aTextThatIsNoWholeNumberIsRefused(String text) {
        assertThatThrownBy(() -> SubmittedForm.check(AssertPredictionMetricsStep.class, Map.of("requests", text)))
                .isInstanceOf(FormException.class)
                .hasMessageStartingWith("requests is '" + text + "', which is not a whole number: ");
    }

    @Test
    void theEntriesOfListsAreLookedThrough() {
        Map<String, String> good = Map.of("quantile", "0.99", "millis", "250");
        Map<String, String> bad = Map.of("quantile", "0.99", "millis", "a quarter");
        assertThatThrownBy(() -> SubmittedForm.check(
                        AssertPredictionMetricsStep.class, Map.of("maxLatency", List.of(good, bad))))
                .hasMessageStartingWith("millis is 'a quarter'");
        assertThatThrownBy(() -> SubmittedForm.check(
                        AssertPredictionMetricsStep.class, Map.of("conditions", Map.of("promql", "up", "above", "?"))))
                .hasMessageStartingWith("above is '?'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "0.5", " 5 ", "1e3", "-1", ".5", "7."})
    void numbersAndNothingArePassedOn(String text) {
        assertThatCode(() -> SubmittedForm.check(AssertPredictionMetricsStep.class, Map.of("minRequestRate", text)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void whatIsRequiredIsNotLeftBlank(String blank) {
        assertThatThrownBy(() -> SubmittedForm.check(
                        AssertPredictionMetricsBuilder.class, Map.of("step", Map.of("deployment", blank))))
                .isInstanceOf(FormException.class)
                .hasMessage("deployment is required: fill it in.");
        assertThatThrownBy(() -> SubmittedForm.check(
                        AssertPredictionMetricsStep.class,
                        Map.of("maxLatency", List.of(Map.of("quantile", "0.9", "millis", blank)))))
                .hasMessage("millis is required: fill it in.");
        assertThatThrownBy(() -> SubmittedForm.check(
                        SeldonAnalyticsConfiguration.class, Map.of("clusters", Map.of("name", blank))))
                .hasMessage("name is required: fill it in.");
    }

    /** What a build is to fill in is there, too. */
    @Test
    void whatIsRequiredAndThereIsPassedOn() {
        assertThatCode(() -> SubmittedForm.check(
                        AssertPredictionMetricsBuilder.class,
                        Map.of("step", Map.of("deployment", "${MODEL}", "requests", "", "payload", ""))))
                .doesNotThrowAnyException();
    }

    /** Stapler binds a blank text to a primitive as 0: no pods at least, instead of one. */
    @Test
    void aBlankNumberThatAlwaysHasAValueKeepsItsDefault() throws FormException {
        Map<String, Object> step = new HashMap<>(Map.of("minPods", "", "timeoutSeconds", "60"));
        SubmittedForm.check(WaitForSeldonPodsBuilder.class, Map.of("step", step));
        assertThat(step).containsOnlyKeys("timeoutSeconds");
    }
}
