package io.jenkins.plugins.seldon.load.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A ModelInferRequest of the JSON that the v2 protocol has over REST, where the URL tells the model and arrays may be
 * nested. Source: grpc_service.proto and the REST part of the Open Inference Protocol.
 */
final class InferRequest {

    private InferRequest() {}

    static byte[] encode(JsonNode payload, String model) {
        Untranslatable.object(payload, "its JSON", Set.of("id", "parameters", "inputs", "outputs"));
        JsonNode inputs = Untranslatable.array(payload.path("inputs"), "inputs");
        return WireWriter.message(out -> {
            out.text(1, model);
            if (payload.has("id")) {
                out.text(3, Untranslatable.text(payload.get("id"), "id"));
            }
            parameters(out, 4, payload, "parameters");
            inputs.forEach(input -> out.message(5, tensor -> input(tensor, input)));
            payload.path("outputs").forEach(output -> out.message(6, tensor -> output(tensor, output)));
        });
    }

    private static void input(WireWriter out, JsonNode input) {
        Untranslatable.object(input, "an input", Set.of("name", "shape", "datatype", "parameters", "data"));
        String name = Untranslatable.text(input.path("name"), "the name of an input");
        String path = "the input " + Excerpt.of(name);
        String datatype = Untranslatable.text(input.path("datatype"), "the datatype of " + path);
        TensorType type = TensorType.named(datatype)
                .filter(TensorType::hasField)
                .orElseThrow(() -> Untranslatable.because(
                        path + " has the datatype " + Excerpt.of(datatype) + ", which no message can carry"));
        JsonNode shape = Untranslatable.array(input.path("shape"), "the shape of " + path);
        List<JsonNode> elements = new ArrayList<>();
        flatten(Untranslatable.array(input.path("data"), "the data of " + path), elements);
        out.text(1, name);
        out.text(2, datatype);
        long product = 1;
        for (JsonNode size : shape) {
            product *= Untranslatable.int64(size, "one of the shape of " + path);
        }
        // Whether a shape is one of texts is for the server to say, as in answers.
        if (product != elements.size() && type != TensorType.BYTES) {
            throw Untranslatable.because(path + " has the shape " + shape + " and " + elements.size() + " elements");
        }
        out.message(3, packed -> shape.forEach(size -> packed.raw(size.longValue())));
        parameters(out, 4, input, "the parameters of " + path);
        out.message(5, contents -> type.write(contents, elements, "one of the data of " + path));
    }

    private static void flatten(JsonNode array, List<JsonNode> elements) {
        array.forEach(element -> {
            if (element.isArray()) {
                flatten(element, elements);
            } else {
                elements.add(element);
            }
        });
    }

    private static void output(WireWriter out, JsonNode output) {
        Untranslatable.object(output, "an output", Set.of("name", "parameters"));
        out.text(1, Untranslatable.text(output.path("name"), "the name of an output"));
        parameters(out, 2, output, "the parameters of an output");
    }

    private static void parameters(WireWriter out, int field, JsonNode of, String path) {
        JsonNode parameters = of.path("parameters");
        if (parameters.isMissingNode()) {
            return;
        }
        if (!parameters.isObject()) {
            throw Untranslatable.because(path + " are not a JSON object");
        }
        parameters
                .properties()
                .forEach(parameter -> out.message(field, entry -> {
                    entry.text(1, parameter.getKey());
                    entry.message(2, value -> parameter(value, parameter.getValue(), path));
                }));
    }

    private static void parameter(WireWriter out, JsonNode value, String path) {
        switch (value.getNodeType()) {
            case BOOLEAN -> out.varint(1, value.booleanValue() ? 1 : 0);
            case STRING -> out.text(3, value.textValue());
            default -> out.varint(2, Untranslatable.int64(value, "one of " + path));
        }
    }
}
