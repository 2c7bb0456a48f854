package io.jenkins.plugins.seldon.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.Json;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Looks into answers for what was predicted, whatever its structure: a value that is there, and no error in its place. */
final class AnswerValues {

    /**
     * With NaN and infinities, which servers read and write although JSON has none: Python's json, and TensorFlow Serving by
     * what it documents (tensorflow/serving, g3doc/api_rest.md, JSON conformance). In an answer none of them is a value.
     */
    static final JsonMapper JSON = Json.bounded()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /** What protobuf's JSON has for doubles that JSON has no numbers for, and so has a tensor's values in it. */
    private static final Set<String> NO_NUMBERS = Set.of("NaN", "Infinity", "-Infinity");

    private AnswerValues() {}

    /** How a body becomes JSON. */
    private interface Reading {

        JsonNode of(byte[] body) throws IOException;
    }

    /** Reads a body as one JSON text and has it judged; one that can't be read has a flaw. */
    static Optional<String> read(byte[] body, Function<JsonNode, Optional<String>> rule) {
        return judged(body, JSON::readTree, rule);
    }

    /** The same of what a long answer comes down to: see {@link AnswerDigest}. */
    static Optional<String> digest(byte[] body, Function<JsonNode, Optional<String>> rule) {
        return judged(body, AnswerDigest::of, rule);
    }

    private static Optional<String> judged(byte[] body, Reading reading, Function<JsonNode, Optional<String>> rule) {
        try {
            JsonNode answer = reading.of(body);
            return answer == null || answer.isMissingNode() ? Optional.of("an empty body") : rule.apply(answer);
        } catch (JsonProcessingException e) {
            return Optional.of("a body that is not JSON" + quoted(Excerpt.of(body)));
        } catch (IOException e) {
            return Optional.of("a body that can't be read");
        }
    }

    /** What keeps the places in which a protocol has its predictions from being one; empty when there is a value. */
    static Optional<String> flaw(List<JsonNode> predictions) {
        return predictions.stream()
                .map(AnswerValues::errorWithin)
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> predictions.stream().anyMatch(AnswerValues::isThere)
                        ? Optional.empty()
                        : Optional.of("no value in its prediction"));
    }

    /** Whether there is a value somewhere in it: null, NaN, infinities, empty texts and empty structures are none. */
    static boolean isThere(JsonNode node) {
        if (node.isContainerNode()) {
            for (JsonNode child : node) {
                if (isThere(child)) {
                    return true;
                }
            }
            return false;
        }
        return !node.isMissingNode()
                && !node.isNull()
                && !isNoNumber(node)
                && !(node.isTextual() && node.asText().isBlank());
    }

    /** Whether nothing but NaN and infinities is in the place of values, as far as there is anything. */
    static boolean isNoNumbers(JsonNode node) {
        return !isThere(node) && hasNoNumber(node);
    }

    private static boolean hasNoNumber(JsonNode node) {
        for (JsonNode child : node) {
            if (hasNoNumber(child)) {
                return true;
            }
        }
        return isNoNumber(node);
    }

    private static boolean isNoNumber(JsonNode node) {
        return node.isDouble() && !Double.isFinite(node.doubleValue())
                || node.isTextual() && NO_NUMBERS.contains(node.textValue());
    }

    /** An array or an object; anything else is taken for nothing, where a protocol has one of these. */
    static JsonNode structure(JsonNode node) {
        return node.isContainerNode() ? node : MissingNode.getInstance();
    }

    /**
     * The same where a tensor without dimensions may be, which is its value alone: tensorflow/serving, util/json_tensor.cc
     * ({@code AddTensorValues}), for the columnar format only.
     */
    static JsonNode structureOrNumber(JsonNode node) {
        return node.isNumber() || node.isBoolean() ? node : structure(node);
    }

    /** An object without some of its fields; anything else as it is. */
    static JsonNode without(JsonNode node, Set<String> fields) {
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode left = JSON.createObjectNode();
        object.properties().forEach(field -> {
            if (!fields.contains(field.getKey())) {
                left.set(field.getKey(), field.getValue());
            }
        });
        return left;
    }

    /** The error that an object tells of in its field {@code error}. */
    static Optional<String> error(JsonNode object) {
        JsonNode error = object.path("error");
        return error.isMissingNode() || error.isNull()
                ? Optional.empty()
                : Optional.of("an error" + quoted(error.isTextual() ? error.asText() : error.toString()));
    }

    /** The failure that an object tells of as Seldon does, in a {@code status} of its own. */
    static Optional<String> failure(JsonNode object) {
        JsonNode status = object.path("status");
        String outcome = status.path("status").asText();
        int code = status.path("code").asInt(0);
        if ("FAILURE".equals(outcome) || "1".equals(outcome) || code < 0 || code >= 400) {
            String told = status.path("info").asText(status.path("reason").asText(""));
            return Optional.of("a status of FAILURE" + quoted(told));
        }
        return Optional.empty();
    }

    /**
     * An error in a prediction's place. A number called error may well be predicted; a text or an object is what a
     * framework puts there when it fails.
     */
    private static Optional<String> errorWithin(JsonNode node) {
        JsonNode error = node.path("error");
        if ((error.isTextual() || error.isObject()) && isThere(error)) {
            return error(node);
        }
        Optional<String> failure = failure(node);
        if (failure.isPresent()) {
            return failure;
        }
        for (JsonNode child : node) {
            Optional<String> within = child.isContainerNode() ? errorWithin(child) : Optional.empty();
            if (within.isPresent()) {
                return within;
            }
        }
        return Optional.empty();
    }

    /** Foreign text as the end of a clause; nothing where there is none. */
    static String quoted(String text) {
        String excerpt = Excerpt.of(text);
        return excerpt.isEmpty() ? "" : ": " + excerpt;
    }
}
