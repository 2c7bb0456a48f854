package io.jenkins.plugins.seldon.load.grpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import io.jenkins.plugins.seldon.text.Json;

/**
 * The methods by which predictions are asked for. Payloads and answers are the JSON of the same protocol over REST.
 *
 * <p>Source: seldon-core 1.17, proto/prediction.proto and executor/api/grpc/kfserving/inference/grpc_service.proto, which
 * the Open Inference Protocol has as well.
 */
public enum GrpcMethod {

    /** Seldon Core v1: a SeldonMessage for a SeldonMessage. */
    SELDON("/seldon.protos.Seldon/Predict") {
        @Override
        byte[] encoded(JsonNode payload, String model) {
            return SeldonMessage.encode(payload);
        }

        @Override
        JsonNode decoded(byte[] message) throws MalformedMessageException {
            return SeldonMessage.decode(message);
        }
    },

    /** The v2 (KServe, open inference) protocol: a ModelInferRequest for a ModelInferResponse. */
    V2("/inference.GRPCInferenceService/ModelInfer") {
        @Override
        byte[] encoded(JsonNode payload, String model) {
            return InferRequest.encode(payload, model);
        }

        @Override
        JsonNode decoded(byte[] message) throws MalformedMessageException {
            return InferResponse.decode(message);
        }
    };

    /** With NaN and infinities, which a model may take for a value that is missing, and protobuf has. */
    private static final JsonMapper JSON = Json.bounded()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final String path;

    GrpcMethod(String path) {
        this.path = path;
    }

    /** The path of its requests, which is all of the path: gRPC knows no prefix. */
    public String path() {
        return path;
    }

    /**
     * The message of a payload.
     *
     * @param payload JSON, as the protocol has it over REST
     * @param model the name that a request of the v2 protocol holds
     * @throws InvalidOptionException with a sentence, when there is no such message
     */
    public byte[] request(String payload, String model) {
        try {
            return encoded(JSON.readTree(payload), model);
        } catch (JsonProcessingException e) {
            throw new InvalidOptionException("The payload is not JSON; nothing was sent.");
        }
    }

    /**
     * The JSON of an answer, as the protocol has it over REST.
     *
     * @throws MalformedMessageException when it is no such message, or contradicts itself
     */
    public byte[] answer(byte[] message) throws MalformedMessageException {
        try {
            return JSON.writeValueAsBytes(decoded(message));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can be written", e);
        }
    }

    abstract byte[] encoded(JsonNode payload, String model);

    abstract JsonNode decoded(byte[] message) throws MalformedMessageException;
}
