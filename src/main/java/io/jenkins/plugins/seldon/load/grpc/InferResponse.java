package io.jenkins.plugins.seldon.load.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.util.ArrayList;
import java.util.List;

/**
 * The JSON that the v2 protocol has over REST, of a ModelInferResponse: the outputs' elements are in the outputs or, all of
 * them, in raw contents beside them. Source: grpc_service.proto of the protocol.
 */
final class InferResponse {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private InferResponse() {}

    static JsonNode decode(byte[] message) throws MalformedMessageException {
        ObjectNode answer = NODES.objectNode();
        ArrayNode outputs = NODES.arrayNode();
        List<byte[]> raw = new ArrayList<>();
        WireReader in = WireReader.of(message);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> answer.put("model_name", in.text());
                case 2 -> answer.put("model_version", in.text());
                case 3 -> answer.put("id", in.text());
                case 5 -> outputs.add(output(in.message()));
                case 6 -> raw.add(in.bytes());
                default -> {
                    // Parameters, and what is of a later version.
                }
            }
        }
        if (!raw.isEmpty() && raw.size() != outputs.size()) {
            throw new MalformedMessageException(raw.size() + " raw contents of " + outputs.size() + " outputs");
        }
        for (int i = 0; i < outputs.size(); i++) {
            ObjectNode output = (ObjectNode) outputs.get(i);
            if (!raw.isEmpty()) {
                output.set("data", type(output).read(raw.get(i)));
            }
            requireShape(output);
        }
        if (!outputs.isEmpty()) {
            answer.set("outputs", outputs);
        }
        return answer;
    }

    private static ObjectNode output(WireReader in) throws MalformedMessageException {
        ObjectNode output = NODES.objectNode();
        ArrayNode shape = NODES.arrayNode();
        List<WireReader> contents = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> output.put("name", in.text());
                case 2 -> output.put("datatype", in.text());
                case 3 -> in.each(size -> shape.add(size.varint()));
                case 5 -> contents.add(in.message());
                default -> {
                    // Parameters, and what is of a later version.
                }
            }
        }
        output.set("shape", shape);
        ArrayNode data = NODES.arrayNode();
        for (WireReader content : contents) {
            while (content.next()) {
                type(output).read(content, data);
            }
        }
        output.set("data", data);
        return output;
    }

    private static TensorType type(ObjectNode output) throws MalformedMessageException {
        String datatype = output.path("datatype").asText();
        return TensorType.named(datatype)
                .orElseThrow(() -> new MalformedMessageException(
                        "an output of the datatype " + Excerpt.of(datatype) + ", which is unknown here"));
    }

    /** Texts need not fill theirs: MLServer's example of JSON has their length in bytes (docs/examples/custom-json). */
    private static void requireShape(ObjectNode output) throws MalformedMessageException {
        if (TensorType.BYTES.name().equals(output.path("datatype").asText())) {
            return;
        }
        long product = 1;
        for (JsonNode size : output.get("shape")) {
            product *= size.longValue();
        }
        int elements = output.get("data").size();
        if (elements != 0 && product != elements) {
            throw new MalformedMessageException(
                    "an output of the shape " + output.get("shape") + " and " + elements + " elements");
        }
    }
}
