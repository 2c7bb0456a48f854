package io.jenkins.plugins.seldon.load.grpc;

import java.util.regex.Pattern;

/**
 * The codes of gRPC, and as which HTTP status each counts among REST's. Source: grpc, doc/statuscodes.md; googleapis,
 * google/rpc/code.proto for HTTP's. One differs: an Envoy that has no route answers its 404 as UNIMPLEMENTED, and a route
 * may still come up. To gRPC it says so with HTTP status 200, trailers alone and no message: envoy,
 * source/common/router/router.cc ({@code sendLocalReply} where there is no route), source/common/http/utility.cc (what
 * becomes of a local reply to gRPC), source/common/grpc/status.cc ({@code httpToGrpcStatus}).
 */
public enum GrpcStatus {
    OK(200),
    CANCELLED(499),
    UNKNOWN(500),
    INVALID_ARGUMENT(400),
    DEADLINE_EXCEEDED(504),
    NOT_FOUND(404),
    ALREADY_EXISTS(409),
    PERMISSION_DENIED(403),
    RESOURCE_EXHAUSTED(429),
    FAILED_PRECONDITION(400),
    ABORTED(409),
    OUT_OF_RANGE(400),
    UNIMPLEMENTED(404),
    INTERNAL(500),
    UNAVAILABLE(503),
    DATA_LOSS(500),
    UNAUTHENTICATED(401);

    /**
     * How servers tell a message that is too large for them: grpc-go, server.go and rpc_util.go; grpc,
     * src/core/ext/filters/message_size/message_size_filter.cc; grpc-java, MessageDeframer.java.
     */
    private static final Pattern TOO_LARGE =
            Pattern.compile("message (?:after decompression )?larger than max|message exceeds maximum size");

    private final int http;

    GrpcStatus(int http) {
        this.http = http;
    }

    /**
     * As which HTTP status it counts with what it tells: a message that is too large is no sign of too many.
     *
     * @param told its message
     */
    public int http(String told) {
        return this == RESOURCE_EXHAUSTED && TOO_LARGE.matcher(told).find() ? 413 : http;
    }

    /** Of a header's text; what is no code is UNKNOWN, as gRPC's clients have it. */
    static GrpcStatus of(String code) {
        try {
            int number = Integer.parseInt(code.strip());
            return number >= 0 && number < values().length ? values()[number] : UNKNOWN;
        } catch (NumberFormatException e) {
            return UNKNOWN;
        }
    }

    /** Of an answer that has no code of gRPC's. Source: grpc, doc/http-grpc-status-mapping.md. */
    static GrpcStatus ofHttp(int status) {
        return switch (status) {
            case 400 -> INTERNAL;
            case 401 -> UNAUTHENTICATED;
            case 403 -> PERMISSION_DENIED;
            case 404 -> UNIMPLEMENTED;
            case 429, 502, 503, 504 -> UNAVAILABLE;
            default -> UNKNOWN;
        };
    }
}
