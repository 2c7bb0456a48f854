package io.jenkins.plugins.seldon.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.seldon.load.grpc.GrpcMethod;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The prediction protocols that Seldon's executor serves over REST: where a prediction is asked for, what is asked, and
 * what tells an answer from a prediction. A status of 200 alone tells nothing: all three protocols know errors inside a
 * 200.
 */
public enum Protocol implements AnswerRule {

    /** Seldon Core v1: {@code POST api/v1.0/predictions}. */
    SELDON("{\"data\":{\"ndarray\":[[1,2,3,4]]}}", "data", "ndarray") {
        private static final List<String> OTHERS = List.of("jsonData", "strData", "binData", "customData");

        /** What a TensorProto has beside its values, in both spellings of protobuf's JSON. */
        private static final Set<String> TENSOR_HEAD =
                Set.of("dtype", "tensorShape", "tensor_shape", "versionNumber", "version_number");

        private static final Set<String> ANY_HEAD = Set.of("@type");

        @Override
        public String path(String model) {
            return "api/v1.0/predictions";
        }

        @Override
        Optional<String> flaw(JsonNode answer) {
            return AnswerValues.failure(answer).or(() -> {
                if (!answer.has("data") && OTHERS.stream().noneMatch(answer::has)) {
                    return Optional.of("no prediction (none of data, " + String.join(", ", OTHERS) + ")");
                }
                return AnswerValues.flaw(predictions(answer));
            });
        }

        private List<JsonNode> predictions(JsonNode answer) {
            JsonNode data = answer.path("data");
            List<JsonNode> predictions = new ArrayList<>();
            predictions.add(AnswerValues.structure(data.path("ndarray")));
            predictions.add(AnswerValues.structure(data.path("tensor").path("values")));
            predictions.add(AnswerValues.without(AnswerValues.structure(data.path("tftensor")), TENSOR_HEAD));
            OTHERS.forEach(field -> predictions.add(AnswerValues.without(answer.path(field), ANY_HEAD)));
            return predictions;
        }
    },

    /** TensorFlow Serving: {@code POST v1/models/<model>:predict}. */
    TENSORFLOW("{\"instances\":[[1,2,3,4]]}", "predictions") {
        @Override
        public String path(String model) {
            return "v1/models/" + model + ":predict";
        }

        @Override
        Optional<String> flaw(JsonNode answer) {
            JsonNode rows = answer.path("predictions");
            JsonNode columns = answer.path("outputs");
            return AnswerValues.error(answer)
                    .or(() -> rows.isMissingNode() && columns.isMissingNode()
                            ? Optional.of("no prediction (neither predictions nor outputs)")
                            : AnswerValues.flaw(
                                    List.of(AnswerValues.structure(rows), AnswerValues.structureOrNumber(columns))));
        }
    },

    /** The v2 (KServe, open inference) protocol: {@code POST v2/models/<model>/infer}. */
    V2(
            "{\"inputs\":[{\"name\":\"predict\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[[1,2,3,4]]}]}",
            "outputs",
            AnswerGlance.EACH,
            "data") {
        @Override
        public String path(String model) {
            return "v2/models/" + model + "/infer";
        }

        @Override
        Optional<String> flaw(JsonNode answer) {
            JsonNode outputs = answer.path("outputs");
            List<JsonNode> predictions = new ArrayList<>();
            outputs.forEach(output -> predictions.add(AnswerValues.structure(output.path("data"))));
            return AnswerValues.error(answer)
                    .or(() -> outputs.isMissingNode() || outputs.isNull()
                            ? Optional.of("no prediction (no outputs)")
                            : AnswerValues.flaw(predictions));
        }
    };

    /** Where something was opened, as Jackson tells it with a remark on itself. */
    private static final Pattern START_MARKER = Pattern.compile(" \\(start marker at \\[Source: .*]\\)$");

    private final String samplePayload;
    private final String[] usualPath;

    /** @param usualPath to the numbers of most predictions, for {@link AnswerGlance} */
    Protocol(String samplePayload, String... usualPath) {
        this.samplePayload = samplePayload;
        this.usualPath = usualPath;
    }

    /** The protocol whose predictions are asked for at a path; empty when it is the path of none. */
    public static Optional<Protocol> ofPath(String path) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.isPredictionPath(path))
                .findFirst();
    }

    /**
     * The protocol that a SeldonDeployment names in {@code spec.protocol}; seldon when it names none.
     *
     * @throws InvalidOptionException with a sentence, when it is one that can't be asked over REST here
     */
    public static Protocol ofDeployment(String name) {
        return switch (name) {
            case "", "seldon" -> SELDON;
            case "tensorflow" -> TENSORFLOW;
            case "v2", "kfserving" -> V2;
            default ->
                throw new InvalidOptionException("The SeldonDeployment has the protocol '" + Excerpt.of(name)
                        + "', which is unknown here; set protocol to what its endpoint speaks (seldon, "
                        + "tensorflow or v2).");
        };
    }

    /**
     * The protocol of a name as users write it, in any case.
     *
     * @throws InvalidOptionException with a sentence that lists the names
     */
    public static Protocol named(String name) {
        for (Protocol protocol : values()) {
            if (protocol.toString().equalsIgnoreCase(name)) {
                return protocol;
            }
        }
        throw new InvalidOptionException(
                "The protocol '" + Excerpt.of(name) + "' is unknown: use seldon, tensorflow or v2.");
    }

    /**
     * The method by which predictions are asked for over gRPC.
     *
     * @throws InvalidOptionException with a sentence, when there is none here
     */
    public GrpcMethod grpc() {
        return switch (this) {
            case SELDON -> GrpcMethod.SELDON;
            case V2 -> GrpcMethod.V2;
            case TENSORFLOW ->
                throw new InvalidOptionException(
                        "The protocol tensorflow works over REST only: transport 'grpc' needs the protocol seldon "
                                + "or v2.");
        };
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
        String plain = path.replaceAll("(?<!/)/++$", "");
        return switch (this) {
            case SELDON -> plain.endsWith("/api/v1.0/predictions") || plain.endsWith("/api/v0.1/predictions");
            case TENSORFLOW -> plain.endsWith(":predict");
            case V2 -> plain.endsWith("/infer");
        };
    }

    /** {@inheritDoc} An error inside a 200 is none, and neither is a structure in which no value is. */
    @Override
    public Optional<String> flaw(byte[] body) {
        return isPlain(body) ? Optional.empty() : closeLook(body);
    }

    /** Whether it is a prediction that shows without a closer look. */
    boolean isPlain(byte[] body) {
        return AnswerGlance.isPrediction(body, usualPath);
    }

    /** The same as {@link #flaw(byte[])}, whatever shows at first sight. */
    Optional<String> closeLook(byte[] body) {
        return AnswerValues.digest(
                body,
                answer -> answer.isObject()
                        ? flaw(answer)
                        : Optional.of("a body that is not a JSON object" + AnswerValues.quoted(Excerpt.of(body))));
    }

    /** What is wrong with a payload that a user gave, as a sentence; empty when it can be sent. */
    public Optional<String> payloadFlaw(String payload) {
        try {
            JsonNode node = AnswerValues.JSON.readTree(payload == null ? "" : payload);
            return node != null && node.isObject()
                    ? Optional.empty()
                    : Optional.of("The payload is not a JSON object: " + Excerpt.of(payload) + ".");
        } catch (JsonProcessingException e) {
            String problem = START_MARKER.matcher(e.getOriginalMessage()).replaceFirst("");
            return Optional.of("The payload is not JSON (" + Excerpt.of(problem) + ", line "
                    + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + "); nothing was sent.");
        }
    }

    /** The name as users write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
