package io.jenkins.plugins.seldon.load.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.seldon.text.Listing;
import java.util.List;
import java.util.Set;

/**
 * Seldon's message, for requests and answers. Source: seldon-core 1.17, proto/prediction.proto; its JSON is what protobuf's
 * mapping makes of it, and what the executor takes over REST.
 */
final class SeldonMessage {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> DATA = List.of("data", "binData", "strData", "jsonData");
    private static final Set<String> FIELDS = Set.of("status", "meta", "data", "binData", "strData", "jsonData");
    private static final Set<String> DEFAULT_DATA = Set.of("names", "tensor", "ndarray");

    private SeldonMessage() {}

    static byte[] encode(JsonNode payload) {
        Untranslatable.object(payload, "its JSON", FIELDS);
        if (DATA.stream().filter(payload::has).count() > 1) {
            throw Untranslatable.because("it has more than one of " + Listing.and(DATA));
        }
        return WireWriter.message(out -> {
            if (payload.has("status")) {
                out.message(1, status -> SeldonMeta.writeStatus(status, payload.get("status")));
            }
            if (payload.has("meta")) {
                out.message(2, meta -> SeldonMeta.writeMeta(meta, payload.get("meta")));
            }
            if (payload.has("data")) {
                out.message(3, data -> data(data, payload.get("data")));
            }
            if (payload.has("binData")) {
                out.bytes(4, Untranslatable.base64(payload.get("binData"), "binData"));
            }
            if (payload.has("strData")) {
                out.text(5, Untranslatable.text(payload.get("strData"), "strData"));
            }
            if (payload.has("jsonData")) {
                out.message(6, value -> StructValue.writeValue(value, payload.get("jsonData")));
            }
        });
    }

    private static void data(WireWriter out, JsonNode data) {
        Untranslatable.object(data, "data", DEFAULT_DATA);
        if (data.has("tensor") && data.has("ndarray")) {
            throw Untranslatable.because("its data has both tensor and ndarray");
        }
        if (data.has("names")) {
            Untranslatable.array(data.get("names"), "data.names")
                    .forEach(name -> out.text(1, Untranslatable.text(name, "one of data.names")));
        }
        if (data.has("tensor")) {
            out.message(2, tensor -> tensor(tensor, data.get("tensor")));
        }
        if (data.has("ndarray")) {
            JsonNode array = Untranslatable.array(data.get("ndarray"), "data.ndarray");
            out.message(3, list -> StructValue.writeList(list, array));
        }
    }

    private static void tensor(WireWriter out, JsonNode tensor) {
        Untranslatable.object(tensor, "data.tensor", Set.of("shape", "values"));
        JsonNode shape = Untranslatable.array(tensor.path("shape"), "data.tensor.shape");
        JsonNode values = Untranslatable.array(tensor.path("values"), "data.tensor.values");
        out.message(
                1,
                packed -> shape.forEach(
                        size -> packed.raw((long) Untranslatable.int32(size, "one of data.tensor.shape"))));
        out.message(
                2,
                packed ->
                        values.forEach(value -> packed.raw(Untranslatable.number(value, "one of data.tensor.values"))));
        long product = 1;
        for (JsonNode size : shape) {
            product *= size.intValue();
        }
        if (product != values.size()) {
            throw Untranslatable.because("data.tensor has the shape " + shape + " and " + values.size() + " values");
        }
    }

    static JsonNode decode(byte[] message) throws MalformedMessageException {
        ObjectNode answer = NODES.objectNode();
        WireReader in = WireReader.of(message);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> answer.set("status", SeldonMeta.readStatus(in.message()));
                case 2 -> answer.set("meta", SeldonMeta.readMeta(in.message()));
                case 3 -> only(answer, "data", readData(in.message()));
                case 4 -> only(answer, "binData", NODES.binaryNode(in.bytes()));
                case 5 -> only(answer, "strData", NODES.textNode(in.text()));
                case 6 -> only(answer, "jsonData", StructValue.readValue(in.message()));
                case 7 -> only(answer, "customData", readAny(in.message()));
                default -> {
                    // Of a later version.
                }
            }
        }
        return answer;
    }

    /** One of a oneof: it takes the place of another that came before. */
    private static void only(ObjectNode answer, String name, JsonNode value) {
        answer.remove(List.of("data", "binData", "strData", "jsonData", "customData"));
        answer.set(name, value);
    }

    private static ObjectNode readData(WireReader in) throws MalformedMessageException {
        ObjectNode data = NODES.objectNode();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> data.withArray("/names").add(in.text());
                case 2 -> {
                    data.remove(List.of("ndarray", "tftensor"));
                    data.set("tensor", readTensor(in.message()));
                }
                case 3 -> {
                    data.remove(List.of("tensor", "tftensor"));
                    data.set("ndarray", StructValue.readList(in.message()));
                }
                case 4 -> {
                    data.remove(List.of("tensor", "ndarray"));
                    data.set("tftensor", readTensorProto(in.message()));
                }
                default -> {
                    // Of a later version.
                }
            }
        }
        return data;
    }

    private static ObjectNode readTensor(WireReader in) throws MalformedMessageException {
        ArrayNode shape = NODES.arrayNode();
        ArrayNode values = NODES.arrayNode();
        while (in.next()) {
            if (in.field() == 1) {
                in.each(size -> shape.add((int) size.varint()));
            } else if (in.field() == 2) {
                in.each(value -> values.add(StructValue.number(value.rawDouble())));
            }
        }
        long product = 1;
        for (JsonNode size : shape) {
            product *= size.intValue();
        }
        if (!shape.isEmpty() && product != values.size()) {
            throw new MalformedMessageException("a tensor of the shape " + shape + " and " + values.size() + " values");
        }
        ObjectNode tensor = NODES.objectNode();
        tensor.set("shape", shape);
        tensor.set("values", values);
        return tensor;
    }

    /**
     * Its values stay as they are: whether there are any is all that is asked. Source:
     * tensorflow/core/framework/tensor.proto.
     */
    private static ObjectNode readTensorProto(WireReader in) throws MalformedMessageException {
        ObjectNode tensor = NODES.objectNode();
        while (in.next()) {
            if (in.field() > 3 && !in.isEmpty()) {
                tensor.put("values", "field " + in.field());
            }
        }
        return tensor;
    }

    private static ObjectNode readAny(WireReader in) throws MalformedMessageException {
        ObjectNode any = NODES.objectNode();
        while (in.next()) {
            if (in.field() == 1) {
                any.put("@type", in.text());
            } else if (in.field() == 2) {
                any.put("value", in.bytes());
            }
        }
        return any;
    }
}
