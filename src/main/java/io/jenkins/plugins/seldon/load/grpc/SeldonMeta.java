package io.jenkins.plugins.seldon.load.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** What a Seldon message has beside its data: status and meta. Source: seldon-core 1.17, proto/prediction.proto. */
final class SeldonMeta {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> METRICS = List.of("COUNTER", "GAUGE", "TIMER");

    private SeldonMeta() {}

    static void writeStatus(WireWriter out, JsonNode status) {
        Untranslatable.object(status, "status", Set.of("code", "info", "reason", "status"));
        if (status.has("code")) {
            out.varint(1, Untranslatable.int32(status.get("code"), "status.code"));
        }
        if (status.has("info")) {
            out.text(2, Untranslatable.text(status.get("info"), "status.info"));
        }
        if (status.has("reason")) {
            out.text(3, Untranslatable.text(status.get("reason"), "status.reason"));
        }
        if (status.has("status")) {
            int flag =
                    List.of("SUCCESS", "FAILURE").indexOf(status.get("status").asText());
            if (flag < 0) {
                throw Untranslatable.because("status.status is neither SUCCESS nor FAILURE");
            }
            out.varint(4, flag);
        }
    }

    static void writeMeta(WireWriter out, JsonNode meta) {
        Untranslatable.object(meta, "meta", Set.of("puid", "tags", "routing", "requestPath"));
        if (meta.has("puid")) {
            out.text(1, Untranslatable.text(meta.get("puid"), "meta.puid"));
        }
        map(out, 2, meta, "tags", (entry, value) -> entry.message(2, v -> StructValue.writeValue(v, value)));
        map(
                out,
                3,
                meta,
                "routing",
                (entry, value) -> entry.varint(2, Untranslatable.int32(value, "one of meta.routing")));
        map(
                out,
                4,
                meta,
                "requestPath",
                (entry, value) -> entry.text(2, Untranslatable.text(value, "one of meta.requestPath")));
    }

    private interface Entry {
        void write(WireWriter entry, JsonNode value);
    }

    private static void map(WireWriter out, int field, JsonNode meta, String name, Entry written) {
        JsonNode map = meta.path(name);
        if (map.isMissingNode()) {
            return;
        }
        if (!map.isObject()) {
            throw Untranslatable.because("meta." + name + " is not a JSON object");
        }
        map.properties()
                .forEach(property -> out.message(field, entry -> {
                    entry.text(1, property.getKey());
                    written.write(entry, property.getValue());
                }));
    }

    static ObjectNode readStatus(WireReader in) throws MalformedMessageException {
        ObjectNode status = NODES.objectNode();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> status.put("code", (int) in.number());
                case 2 -> status.put("info", in.text());
                case 3 -> status.put("reason", in.text());
                case 4 -> status.put("status", in.number() == 1 ? "FAILURE" : "SUCCESS");
                default -> {
                    // Of a later version.
                }
            }
        }
        return status;
    }

    static ObjectNode readMeta(WireReader in) throws MalformedMessageException {
        ObjectNode meta = NODES.objectNode();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> meta.put("puid", in.text());
                case 2 ->
                    entry(meta.withObject("/tags"), in.message(), value -> StructValue.readValue(value.message()));
                case 3 ->
                    entry(meta.withObject("/routing"), in.message(), value -> NODES.numberNode((int) value.number()));
                case 4 -> entry(meta.withObject("/requestPath"), in.message(), value -> NODES.textNode(value.text()));
                case 5 -> meta.withArray("/metrics").add(metric(in.message()));
                default -> {
                    // Of a later version.
                }
            }
        }
        return meta;
    }

    private interface Value {
        JsonNode read(WireReader at) throws MalformedMessageException;
    }

    private static void entry(ObjectNode map, WireReader in, Value read) throws MalformedMessageException {
        String key = "";
        JsonNode value = NODES.nullNode();
        while (in.next()) {
            if (in.field() == 1) {
                key = in.text();
            } else if (in.field() == 2) {
                value = read.read(in);
            }
        }
        map.set(key, value);
    }

    private static ObjectNode metric(WireReader in) throws MalformedMessageException {
        ObjectNode metric = NODES.objectNode().put("type", METRICS.get(0));
        while (in.next()) {
            switch (in.field()) {
                case 1 -> metric.put("key", in.text());
                case 2 -> {
                    long type = in.number();
                    metric.put("type", type >= 0 && type < METRICS.size() ? METRICS.get((int) type) : "" + type);
                }
                case 3 -> metric.set("value", StructValue.number(in.fixed32()));
                case 4 -> entry(metric.withObject("/tags"), in.message(), value -> NODES.textNode(value.text()));
                default -> {
                    // Of a later version.
                }
            }
        }
        return metric;
    }
}
