package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProtocolTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "SELDON     | {\"data\":{\"names\":[\"t:0\"],\"ndarray\":[[0.1]]},\"meta\":{}}",
                "SELDON     | {\"jsonData\":{\"a\":1}}",
                "SELDON     | {\"strData\":\"x\",\"status\":{\"code\":200,\"status\":\"SUCCESS\"}}",
                "SELDON     | {\"jsonData\":0}",
                "SELDON     | {\"jsonData\":{\"prediction\":1,\"error\":0.02}}",
                "SELDON     | {\"data\":{\"tensor\":{\"shape\":[1,1],\"values\":[0.5]}}}",
                "SELDON     | {\"data\":{\"tftensor\":{\"dtype\":\"DT_FLOAT\",\"tensorShape\":{},\"floatVal\":[0.5]}}}",
                "SELDON     | {\"data\":{\"ndarray\":[[0.1,null]]}}",
                "SELDON     | {\"data\":{\"ndarray\":[[NaN,0.1]]}}",
                "SELDON     | {\"data\":{\"tensor\":{\"shape\":[2],\"values\":[\"NaN\",0.5]}}}",
                "TENSORFLOW | {\"predictions\":[[0.1,-Infinity]]}",
                "V2         | {\"outputs\":[{\"name\":\"p\",\"data\":[Infinity,1]}]}",
                "TENSORFLOW | {\"predictions\":[[0.1]]}",
                "TENSORFLOW | {\"outputs\":{\"scores\":[0.1]}}",
                "TENSORFLOW | {\"outputs\":[[0.1]]}",
                "TENSORFLOW | {\"outputs\":2.5}",
                "V2         | {\"model_name\":\"m\",\"outputs\":[{\"name\":\"p\",\"data\":[1]}]}",
            })
    void predictionsHaveNoFlaw(Protocol protocol, String body) {
        assertThat(protocol.flaw(body.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "SELDON     | {\"status\":{\"status\":\"FAILURE\",\"info\":\"no model\"},\"data\":{\"ndarray\":[[1]]}} | a status of FAILURE: no model",
                "SELDON     | {\"status\":{\"status\":1,\"reason\":\"BAD\"}} | a status of FAILURE: BAD",
                "SELDON     | {\"status\":{\"code\":-1}} | a status of FAILURE",
                "SELDON     | {\"status\":{\"code\":500},\"strData\":\"x\"} | a status of FAILURE",
                "SELDON     | {\"meta\":{}} | no prediction (none of data, jsonData, strData, binData, customData)",
                "SELDON     | {\"data\":{}} | no value in its prediction",
                "SELDON     | {\"data\":{\"names\":[\"a\"]},\"meta\":{}} | no value in its prediction",
                "SELDON     | {\"data\":{\"names\":[\"a\"],\"ndarray\":[]}} | no value in its prediction",
                "SELDON     | {\"data\":{\"ndarray\":[[],[]]}} | no value in its prediction",
                "SELDON     | {\"data\":{\"ndarray\":[null]}} | no value in its prediction",
                "SELDON     | {\"data\":{\"ndarray\":[[NaN,Infinity]]}} | no value in its prediction",
                "SELDON     | {\"data\":{\"tensor\":{\"shape\":[2],\"values\":[\"NaN\",\"-Infinity\"]}}} | no value in its prediction",
                "SELDON     | {\"data\":{\"tensor\":{\"shape\":[0],\"values\":[]}}} | no value in its prediction",
                "SELDON     | {\"data\":{\"tftensor\":{\"dtype\":\"DT_FLOAT\",\"tensorShape\":{\"dim\":[{\"size\":1}]}}}} | no value in its prediction",
                "SELDON     | {\"strData\":\" \"} | no value in its prediction",
                "SELDON     | {\"jsonData\":null} | no value in its prediction",
                "SELDON     | {\"customData\":{\"@type\":\"example/T\"}} | no value in its prediction",
                "SELDON     | {\"data\":{\"ndarray\":[{\"error\":\"out of memory\"}]}} | an error: out of memory",
                "SELDON     | {\"jsonData\":{\"error\":{\"code\":3}}} | an error: {\"code\":3}",
                "SELDON     | {\"jsonData\":{\"status\":{\"status\":\"FAILURE\",\"info\":\"second model\"}}} | a status of FAILURE: second model",
                "SELDON     | <html>login</html> | a body that is not JSON: <html>login</html>",
                "SELDON     | {\"data\":{\"ndarray\":[[1]]}} trailing | a body that is not JSON: {\"data\":{\"ndarray\":[[1]]}} trailing",
                "SELDON     | [1,2] | a body that is not a JSON object: [1,2]",
                "TENSORFLOW | {\"error\":\"Malformed request\"} | an error: Malformed request",
                "TENSORFLOW | {\"model\":1} | no prediction (neither predictions nor outputs)",
                "TENSORFLOW | {\"predictions\":[]} | no value in its prediction",
                "TENSORFLOW | {\"predictions\":[null]} | no value in its prediction",
                "TENSORFLOW | {\"predictions\":[[NaN],[NaN]]} | no value in its prediction",
                "TENSORFLOW | {\"predictions\":\"matrix\"} | no value in its prediction",
                "TENSORFLOW | {\"outputs\":\"matrix\"} | no value in its prediction",
                "TENSORFLOW | {\"outputs\":null} | no value in its prediction",
                "TENSORFLOW | {\"predictions\":[{}]} | no value in its prediction",
                "TENSORFLOW | {\"predictions\":[{\"error\":\"bad row\"}]} | an error: bad row",
                "V2         | {\"error\":\"unknown model\",\"outputs\":[1]} | an error: unknown model",
                "V2         | {\"outputs\":null} | no prediction (no outputs)",
                "V2         | {\"outputs\":[]} | no value in its prediction",
                "V2         | {\"outputs\":[{}]} | no value in its prediction",
                "V2         | {\"outputs\":[null]} | no value in its prediction",
                "V2         | {\"outputs\":[{\"name\":\"p\",\"shape\":[0],\"data\":[]}]} | no value in its prediction",
                "V2         | {\"outputs\":[{\"data\":[{\"error\":\"bad\"}]}]} | an error: bad",
            })
    void anythingElseIsNamed(Protocol protocol, String body, String flaw) {
        assertThat(protocol.flaw(body.getBytes(StandardCharsets.UTF_8))).contains(flaw);
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyBodyIsFlawed(Protocol protocol) {
        assertThat(protocol.flaw(new byte[0])).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void theSamplePayloadCanBeSent(Protocol protocol) {
        assertThat(protocol.payloadFlaw(protocol.samplePayload())).isEmpty();
    }

    /** As for XGBoost, to which it is a value that is missing. */
    @Test
    void aPayloadMayHoldNaN() {
        assertThat(Protocol.SELDON.payloadFlaw("{\"data\":{\"ndarray\":[[1,NaN,-Infinity]]}}"))
                .isEmpty();
    }

    @Test
    void aMalformedPayloadIsRefusedWithItsPlace() {
        assertThat(Protocol.SELDON.payloadFlaw("{\"data\":\n{\"ndarray\":[[1,2"))
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith("The payload is not")
                        .contains("line 2")
                        .endsWith("nothing was sent.")
                        .as("what Jackson remarks on itself")
                        .doesNotContain("Source"));
        assertThat(Protocol.SELDON.payloadFlaw("7")).contains("The payload is not a JSON object: 7.");
        assertThat(Protocol.SELDON.payloadFlaw("")).isPresent();
    }

    @Test
    void protocolsAreFoundByTheNameUsersWrite() {
        assertThat(Protocol.named("Seldon")).isSameAs(Protocol.SELDON);
        assertThat(Protocol.named("v2")).isSameAs(Protocol.V2);
        assertThatThrownBy(() -> Protocol.named("grpc\u001b[31m"))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage("The protocol 'grpc [31m' is unknown: use seldon, tensorflow or v2.");
    }
}
