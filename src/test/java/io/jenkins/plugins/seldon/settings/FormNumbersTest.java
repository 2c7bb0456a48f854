package io.jenkins.plugins.seldon.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.steps.AssertPredictionMetricsStep;
import io.jenkins.plugins.seldon.steps.LatencyLimit;
import io.jenkins.plugins.seldon.steps.PromqlCondition;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A field shows a number as a person writes it; Java's own text of 5000 has a point and a nought behind it. */
class FormNumbersTest {

    private static final Path RESOURCES = Path.of("src/main/resources");

    @ParameterizedTest
    @CsvSource({"5000.0, 5000", "0.25, 0.25", "0.00001, 0.00001", "0.0, 0", "-2.0, -2", ", "})
    void isShownAsItIsWritten(Double number, String shown) {
        assertThat(FormNumbers.shown(number)).isEqualTo(shown);
        assertThat(FormNumbers.decimal("rate", shown)).isEqualTo(number);
    }

    /** Not by a getter of another type, as Stapler would bind no field then. */
    @ParameterizedTest
    @ValueSource(
            classes = {AssertPredictionMetricsStep.class, PromqlCondition.class, LatencyLimit.class, BurstLimits.class})
    void everyFieldOfANumberAsksForIt(Class<?> owner) throws Exception {
        String form = Files.readString(
                RESOURCES.resolve(owner.getName().replace('.', '/')).resolve("config.jelly"));
        List<Method> getters = Arrays.stream(owner.getMethods())
                .filter(method -> method.getName().startsWith("get") && method.getReturnType() == Double.class)
                .toList();
        assertThat(getters).isNotEmpty();
        for (Method getter : getters) {
            String field = Character.toLowerCase(getter.getName().charAt(3))
                    + getter.getName().substring(4);
            assertThat(form)
                    .containsPattern("field=\"" + field
                            + "\">\\s*<f:textbox [^>]*value=\"\\$\\{descriptor\\.number\\(instance\\." + field
                            + "\\)}\"");
        }
        Class<?> descriptor = Class.forName(owner.getName() + "$DescriptorImpl");
        assertThat(descriptor.getMethod("number", Double.class).getReturnType()).isEqualTo(String.class);
    }
}
