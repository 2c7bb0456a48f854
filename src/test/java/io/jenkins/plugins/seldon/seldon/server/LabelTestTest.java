package io.jenkins.plugins.seldon.seldon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A test of labels says what PromQL would, or refuses. */
class LabelTestTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\'',
            textBlock =
                    """
                    code="200"         ; 200  ; true
                    code="200"         ; 2000 ; false
                    code!="500"        ; 200  ; true
                    code=~"2.."        ; 204  ; true
                    code=~"2.."        ; 2040 ; false
                    code=~"2..|OK"     ; OK   ; true
                    code=~"2..|OK"     ; 404  ; false
                    code!~"[45].."     ; 404  ; false
                    code!~"[45].."     ; 200  ; true
                    code=~"[^45].."    ; 200  ; true
                    code=~"[1-3]0[0-9]"; 304  ; true
                    code=~"[1-3]0[0-9]"; 404  ; false
                    code=~".*ok.*"     ; is ok, so far ; true
                    code=~".*ok"       ; ok, ok, no ; false
                    code=~"a.*b.*c"    ; axxbyybzzc ; true
                    code=~"a.*b.*c"    ; axxbyybzz  ; false
                    code=~".+"         ; ''   ; false
                    code=~".*"         ; ''   ; true
                    code=~"|200"       ; ''   ; true
                    """)
    void aValueMatchesAsInPromql(String test, String value, boolean matches) {
        assertThat(LabelTest.parse("success", test).matches(Map.of("code", value)))
                .isEqualTo(matches);
    }

    @Test
    void aLabelThatIsMissingIsEmpty() {
        assertThat(LabelTest.parse("success", "error=\"\"").matches(Map.of())).isTrue();
        assertThat(LabelTest.parse("success", "code=\"200\"").matches(Map.of())).isFalse();
    }

    /** Prometheus writes the label of a page that its target has, too, with another name (honor_labels: false). */
    @Test
    void aLabelThatTheTargetTookIsAskedForByItsOtherName() {
        LabelTest test = LabelTest.parse("predictions", "service=\"predictions\",method=\"post\"");
        assertThat(test.asScraped(Set.of("service", "exported_service", "method")))
                .hasToString("exported_service=\"predictions\",method=\"post\"");
        assertThat(test.asScraped(Set.of("service", "method"))).isEqualTo(test);
    }

    @Test
    void allOfSeveralHaveToMatch() {
        LabelTest test = LabelTest.parse("success", "code=\"200\", handler!=\"health\",");
        assertThat(test.matches(Map.of("code", "200", "handler", "predict"))).isTrue();
        assertThat(test.matches(Map.of("code", "200", "handler", "health"))).isFalse();
        assertThat(test).hasToString("code=\"200\",handler!=\"health\"");
    }

    @Test
    void aLabelThatTheScrapeHasItselfIsThatOfThePage() {
        LabelTest test = LabelTest.parse("predictions", "service!=\"status\"");
        assertThat(test.matches(Map.of("service", "iris-metrics", "exported_service", "status")))
                .isFalse();
    }

    @Test
    void aQuotedValueIsReadAndWrittenAsPromqlDoes() {
        LabelTest test = LabelTest.parse("success", "reason=\"a \\\"b\\\" \\\\ c\"");
        assertThat(test.matches(Map.of("reason", "a \"b\" \\ c"))).isTrue();
        assertThat(test).hasToString("reason=\"a \\\"b\\\" \\\\ c\"");
        assertThat(LabelTest.parse("success", "reason='it\\'s \"b\"', path=`a\\b`,"))
                .hasToString("reason=\"it's \\\"b\\\"\",path=\"a\\\\b\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "code",
                "code=200",
                "code=\"200\" handler=\"x\"",
                "{code=\"200\"}",
                "code==\"200\"",
                ",",
                "code=\"2",
                "code='2\"",
                "code=`2"
            })
    void whatIsNoTestIsRefused(String text) {
        assertThatThrownBy(() -> LabelTest.parse("metric's success", text))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("metric's success must be written as in PromQL's braces");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(2|3)..", "2{2}", "2+", "\\\\d+", "[45", "45]", "^2..$", "[]", "[z-a]", "2*", "2?"})
    void aPatternThatMightTakeForEverIsRefused(String pattern) {
        assertThatThrownBy(() -> LabelTest.parse("success", "code=~\"" + pattern + "\""))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("is more than can be evaluated here");
    }

    @Test
    void manyStarsOnALongValueTakeNoTime() {
        LabelTest test = LabelTest.parse("success", "code=~\"" + ".*a".repeat(100) + "b\"");
        org.junit.jupiter.api.Assertions.assertTimeout(
                Duration.ofSeconds(5), () -> test.matches(Map.of("code", "a".repeat(20_000))));
    }
}
