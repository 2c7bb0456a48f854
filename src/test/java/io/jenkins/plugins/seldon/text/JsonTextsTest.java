package io.jenkins.plugins.seldon.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Texts in JSON, and what only looks like one. */
class JsonTextsTest {

    private static final UnaryOperator<String> MASK =
            text -> text.replace("1234", "****").replace("true", "****").replace("a\"b", "****");

    private static final BinaryOperator<String> MASK_ALL = (field, text) -> MASK.apply(text);

    @Test
    void onlyTextsAreChanged() {
        String json =
                "{\"a\":1234,\"b\":true,\"c\":\"1234 true\",\"1234\":[0.1234,\"a\\\"b\",{\"true\":true,\"a 1234\":null}],\"d\":-1.5E-7}";
        assertThat(JsonTexts.all(json, Set.of(), MASK_ALL))
                .isEqualTo(
                        "{\"a\":1234,\"b\":true,\"c\":\"**** ****\",\"****\":[0.1234,\"****\",{\"true\":true,\"a ****\":null}],\"d\":-1.5E-7}");
        assertThat(JsonTexts.all("\"1234\"", Set.of(), MASK_ALL)).isEqualTo("\"****\"");
    }

    @Test
    void onlyTextsBelowFieldsOfSomeNamesAreChanged() {
        String json =
                "{\"url\":\"http://1234\",\"note\":\"1234\",\"pages\":[{\"flaws\":{\"1234\":1234},\"name\":\"1234\"}],"
                        + "\"flaws\":[[\"1234\"],{\"url\":\"1234\"}],\"host\":\"1234\"}";
        assertThat(JsonTexts.of(Set.of("note", "flaws"), json, MASK))
                .isEqualTo(
                        "{\"url\":\"http://1234\",\"note\":\"****\",\"pages\":[{\"flaws\":{\"****\":1234},\"name\":\"1234\"}],"
                                + "\"flaws\":[[\"****\"],{\"url\":\"****\"}],\"host\":\"1234\"}");
    }

    /** A secret can be a word of ours; the evidence would lack a field that programs look for. */
    @Test
    void ourOwnNamesStayAndThoseOfOthersDoNotBecomeOne() {
        BinaryOperator<String> mask = (field, text) -> text.replaceAll("verdict|s3cret[0-9]", "****");
        assertThat(JsonTexts.all(
                        "{\"verdict\":\"the verdict\",\"flaws\":{\"verdict\":1,\"s3cret1\":2,\"s3cret2\":{\"verdict\":3}}}",
                        Set.of("flaws"),
                        mask))
                .isEqualTo(
                        "{\"verdict\":\"the ****\",\"flaws\":{\"****\":1,\"**** (2)\":2,\"**** (3)\":{\"****\":3}}}");
    }

    /** Below what others named nothing is ours, whatever it is called. */
    @Test
    void aTextIsChangedByTheFieldThatHoldsIt() {
        assertThat(JsonTexts.all(
                        "{\"verdict\":\"a\",\"list\":[\"b\",{\"layer\":\"c\"},[\"d\"]],\"flaws\":{\"verdict\":\"e\",\"f\":{\"layer\":\"g\"}}}",
                        Set.of("flaws"),
                        (field, text) -> field + "-" + text))
                .isEqualTo("{\"verdict\":\"verdict-a\",\"list\":[\"list-b\",{\"layer\":\"layer-c\"},[\"list-d\"]],"
                        + "\"flaws\":{\"-verdict\":\"-e\",\"-f\":{\"-layer\":\"-g\"}}}");
        assertThat(JsonTexts.all("\"a\"", Set.of(), (field, text) -> field + "-" + text))
                .isEqualTo("\"-a\"");
    }

    @Test
    void whatIsLaidOutForPeopleStaysSo() {
        assertThat(JsonTexts.all("{\n  \"a\" : \"1234\"\n}", Set.of(), MASK_ALL))
                .isEqualTo("{\n  \"a\" : \"****\"\n}");
    }

    /** What is asked of the whole alone would be missed where it is quoted. */
    @Test
    void whatHoldsNothingToChangeStaysAsItIs() {
        List<String> asked = new ArrayList<>();
        BinaryOperator<String> mask = (field, text) -> {
            asked.add(text);
            return MASK.apply(text);
        };
        String json = "{\"a\":\"123\",\"b\":[12.0]}";
        assertThat(JsonTexts.all(json, Set.of(), mask)).isSameAs(json);
        assertThat(asked).containsExactly(json);
        assertThat(JsonTexts.all("{\"a\":\"a\\\"b\"}", Set.of(), mask)).isEqualTo("{\"a\":\"****\"}");
    }

    @Test
    void whatIsNoJsonIsRefused() {
        assertThatThrownBy(() -> JsonTexts.all("{\"a\":\"1234\",", Set.of(), MASK_ALL))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
