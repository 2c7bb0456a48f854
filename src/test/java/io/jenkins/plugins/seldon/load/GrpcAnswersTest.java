package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a real executor, 1.18.2, answered over gRPC, read into the JSON that the same executor answered to the same request over
 * REST. Behind it were a model in Seldon's Python wrapper 1.18.2 and, with the protocol v2, MLServer 1.6.1.
 */
class GrpcAnswersTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Numbers of protobuf's Struct are doubles: 3 and 3.0 are one. */
    private static final Comparator<JsonNode> ALIKE =
            (a, b) -> a.equals(b) || a.isNumber() && b.isNumber() && a.doubleValue() == b.doubleValue() ? 0 : 1;

    private static JsonNode read(Protocol protocol, String message) throws Exception {
        byte[] answer = protocol.grpc().answer(Base64.getDecoder().decode(message));
        assertThat(protocol.flaw(answer)).isEmpty();
        return JSON.readTree(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    EmoKBG1pbmUSDQoEa2VwdBIFGgN5ZXMSDgoBbhIJEQAAAAAAAAhAEg4KAXgSCREAAAAAAADwPyIhCgRpcmlzEhlyZWdpc3RyeS5leGFtcGxlL2lyaXM6MS40KhAKCW15Y291bnRlch0AAIA/GjYKA3Q6MAoDdDoxCgN0OjIaJQojMiEKCRGamZmZmZm5PwoJEZqZmZmZmck/CgkRZmZmZmZm5j8= | {"data":{"names":["t:0","t:1","t:2"],"ndarray":[[0.1,0.2,0.7]]},"meta":{"metrics":[{"key":"mycounter","type":"COUNTER","value":1}],"puid":"mine","requestPath":{"iris":"registry.example/iris:1.4"},"tags":{"kept":"yes","n":3,"x":1}}}
                    ElQSDQoEa2VwdBIFGgN5ZXMSDgoBbhIJEQAAAAAAAAhAIiEKBGlyaXMSGXJlZ2lzdHJ5LmV4YW1wbGUvaXJpczoxLjQqEAoJbXljb3VudGVyHQAAgD8aLwoDdDowCgN0OjEKA3Q6MhIeCgIBAxIYmpmZmZmZuT+amZmZmZnJP2ZmZmZmZuY/ | {"data":{"names":["t:0","t:1","t:2"],"tensor":{"shape":[1,3],"values":[0.1,0.2,0.7]}},"meta":{"metrics":[{"key":"mycounter","type":"COUNTER","value":1}],"requestPath":{"iris":"registry.example/iris:1.4"},"tags":{"kept":"yes","n":3}}}
                    """)
    void aSeldonMessageIsTheJsonOfRest(String message, String rest) throws Exception {
        JsonNode read = read(Protocol.SELDON, message);
        assertThat(read.equals(ALIKE, JSON.readTree(rest))).as(read.toString()).isTrue();
    }

    /** Without parameters, which tell no prediction. */
    @Test
    void anInferenceIsTheJsonOfRest() throws Exception {
        JsonNode rest = JSON.readTree(
                """
                {"model_name":"iris","parameters":{},"outputs":[
                 {"name":"p","shape":[1,2],"datatype":"FP32","parameters":{"content_type":"np"},"data":[0.10000000149011612,0.8999999761581421]},
                 {"name":"n","shape":[1,1],"datatype":"INT64","parameters":{"content_type":"np"},"data":[1]},
                 {"name":"s","shape":[1,1],"datatype":"BYTES","parameters":{"content_type":"str"},"data":["rose"]}]}
                """);
        ((ObjectNode) rest).remove("parameters");
        rest.path("outputs").forEach(output -> ((ObjectNode) output).remove("parameters"));
        JsonNode read = read(
                Protocol.V2,
                "CgRpcmlzKi8KAXASBEZQMzIaAgECIhQKDGNvbnRlbnRfdHlwZRIEGgJucCoKMgjNzMw9ZmZmPyopCgFuEgVJTlQ2NBoCAQEiFAoMY29u"
                        + "dGVudF90eXBlEgQaAm5wKgMaAQEqLQoBcxIFQllURVMaAgEBIhUKDGNvbnRlbnRfdHlwZRIFGgNzdHIqBkIEcm9zZQ==");
        assertThat(read.equals(ALIKE, rest)).as(read.toString()).isTrue();
    }
}
