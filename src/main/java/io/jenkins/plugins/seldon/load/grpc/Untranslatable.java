package io.jenkins.plugins.seldon.load.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** Refuses what a payload has in JSON and no message has. */
final class Untranslatable {

    private Untranslatable() {}

    static InvalidOptionException because(String clause) {
        return new InvalidOptionException("Over gRPC this payload can't be sent: " + clause + "; nothing was sent.");
    }

    /** An object that has no other fields than these. */
    static JsonNode object(JsonNode node, String path, Set<String> fields) {
        if (!node.isObject()) {
            throw because(path + " is not a JSON object");
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name)) {
                throw because(path + " has the field " + Excerpt.of(name)
                        + ", which no message here has (known: "
                        + String.join(
                                ", ", List.copyOf(fields).stream().sorted().toList()) + ")");
            }
        });
        return node;
    }

    static JsonNode array(JsonNode node, String path) {
        if (!node.isArray()) {
            throw because(path + " is not a JSON array");
        }
        return node;
    }

    static String text(JsonNode node, String path) {
        if (!node.isTextual()) {
            throw because(path + " is not a JSON string");
        }
        return node.textValue();
    }

    static double number(JsonNode node, String path) {
        if (!node.isNumber()) {
            throw because(path + " is not a JSON number");
        }
        return node.doubleValue();
    }

    static int int32(JsonNode node, String path) {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw because(path + " is not a whole number of 32 bits");
        }
        return node.intValue();
    }

    static long int64(JsonNode node, String path) {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw because(path + " is not a whole number of 64 bits");
        }
        return node.longValue();
    }

    static byte[] base64(JsonNode node, String path) {
        try {
            return Base64.getDecoder().decode(text(node, path));
        } catch (IllegalArgumentException e) {
            throw because(path + " is not in base64");
        }
    }
}
