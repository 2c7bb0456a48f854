package io.jenkins.plugins.seldon.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The prediction protocols that Seldon's executor serves over REST: where a prediction is asked for, what is asked, and
 * what tells an answer from a prediction. A status of 200 alone tells nothing: all three protocols know errors inside a
 * 200.
 */
public enum Protocol {

    /** Seldon Core v1: {@code POST api/v1.0/predictions}. */
    SELDON("{\"data\":{\"ndarray\":[[1,2,3,4]]}}") {
        private static final List<String> OTHERS = List.of("jsonData", "strData", "binData", "customData");

        @Override
        public String path(String model) {
            return "api/v1.0/predictions";
        }

        @Override
        Optional<String> flaw(JsonNode answer) {
            JsonNode status = answer.path("status");
            String outcome = status.path("status").asText();
            int code = status.path("code").asInt(0);
            if ("FAILURE".equals(outcome) || "1".equals(outcome) || code < 0 || code >= 400) {
                String told = status.path("info").asText(status.path("reason").asText(""));
                return Optional.of("a status of FAILURE" + quoted(told));
            }
            boolean predicted =
                    structured(answer.path("data")) || OTHERS.stream().anyMatch(field -> filled(answer.path(field)));
            return !predicted
                    ? Optional.of("no prediction (none of data, " + String.join(", ", OTHERS) + ")")
                    : Optional.empty();
        }
    },

    /** TensorFlow Serving: {@code POST v1/models/<model>:predict}. */
    TENSORFLOW("{\"instances\":[[1,2,3,4]]}") {
        @Override
        public String path(String model) {
            return "v1/models/" + model + ":predict";
        }

        @Override
        Optional<String> flaw(JsonNode answer) {
            return error(answer)
                    .or(() -> structured(answer.path("predictions")) || structured(answer.path("outputs"))
                            ? Optional.empty()
                            : Optional.of("no prediction (neither predictions nor outputs)"));
        }
    },

    /** The v2 (KServe, open inference) protocol: {@code POST v2/models/<model>/infer}. */
    V2("{\"inputs\":[{\"name\":\"predict\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[[1,2,3,4]]}]}") {
        @Override
        public String path(String model) {
            return "v2/models/" + model + "/infer";
        }

        @Override
        Optional<String> flaw(JsonNode answer) {
            return error(answer)
                    .or(() -> structured(answer.path("outputs"))
                            ? Optional.empty()
                            : Optional.of("no prediction (no outputs)"));
        }
    };

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String samplePayload;

    Protocol(String samplePayload) {
        this.samplePayload = samplePayload;
    }

    /**
     * The protocol of a name as users write it, in any case.
     *
     * @throws IllegalArgumentException with a sentence that lists the names
     */
    public static Protocol named(String name) {
        for (Protocol protocol : values()) {
            if (protocol.toString().equalsIgnoreCase(name)) {
                return protocol;
            }
        }
        throw new IllegalArgumentException(
                "The protocol '" + Excerpt.of(name) + "' is unknown: use seldon, tensorflow or v2.");
    }

    /** Where predictions of a model are asked for, below the deployment's own prefix and without a leading slash. */
    public abstract String path(String model);

    /** What makes a JSON object something else than a prediction; empty for a prediction. */
    abstract Optional<String> flaw(JsonNode answer);

    /** Whether the path of a prediction names the model. */
    public boolean needsModel() {
        return this != SELDON;
    }

    /** A payload with one row of four features, the one of Seldon's own walkthrough. */
    public String samplePayload() {
        return samplePayload;
    }

    /** True when a path names a prediction already, so that nothing need be appended to it. */
    public boolean isPredictionPath(String path) {
        return switch (this) {
            case SELDON -> path.endsWith("/api/v1.0/predictions") || path.endsWith("/api/v0.1/predictions");
            case TENSORFLOW -> path.endsWith(":predict");
            case V2 -> path.endsWith("/infer");
        };
    }

    /**
     * What is wrong with a body that came with a 2xx status, as the end of a sentence that begins with "an answer
     * with"; empty for a prediction.
     */
    public Optional<String> flaw(byte[] body) {
        JsonNode answer;
        try {
            answer = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return Optional.of("a body that is no JSON" + quoted(Excerpt.of(body)));
        } catch (IOException e) {
            return Optional.of("a body that can't be read");
        }
        if (answer == null || !answer.isObject()) {
            return Optional.of("a body that is no JSON object" + quoted(Excerpt.of(body)));
        }
        return flaw(answer);
    }

    /** What is wrong with a payload that a user gave, as a sentence; empty when it can be sent. */
    public Optional<String> payloadFlaw(String payload) {
        try {
            JsonNode node = JSON.readTree(payload == null ? "" : payload);
            return node != null && node.isObject()
                    ? Optional.empty()
                    : Optional.of("The payload is no JSON object: " + Excerpt.of(payload) + ".");
        } catch (JsonProcessingException e) {
            return Optional.of("The payload is no JSON (" + Excerpt.of(e.getOriginalMessage()) + ", line "
                    + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + "); nothing was sent.");
        }
    }

    /** The name as users write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Optional<String> error(JsonNode answer) {
        JsonNode error = answer.path("error");
        return error.isMissingNode() || error.isNull()
                ? Optional.empty()
                : Optional.of("an error" + quoted(Excerpt.of(error.isTextual() ? error.asText() : error.toString())));
    }

    private static boolean structured(JsonNode node) {
        return node.isContainerNode() && !node.isEmpty();
    }

    private static boolean filled(JsonNode node) {
        return !(node.isMissingNode() || node.isNull() || (node.isContainerNode() && node.isEmpty()));
    }

    private static String quoted(String text) {
        String excerpt = Excerpt.of(text);
        return excerpt.isEmpty() ? "" : ": " + excerpt;
    }
}
