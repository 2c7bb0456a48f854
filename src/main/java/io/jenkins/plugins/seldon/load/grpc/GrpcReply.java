package io.jenkins.plugins.seldon.load.grpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What came of a call.
 *
 * @param http the HTTP status
 * @param contentType the media type, empty when none was told
 * @param location where a redirect leads, empty when none was told
 * @param status gRPC's; null when the answer has none, and is not gRPC's
 * @param told the message of the status, decoded; may be empty
 * @param message what was answered, uncompressed; of an answer that is not gRPC's, its body
 * @param flaw what is wrong with its frames, as the end of a sentence that begins with "an answer with"; empty for nothing
 */
public record GrpcReply(
        int http,
        String contentType,
        String location,
        GrpcStatus status,
        String told,
        byte[] message,
        Optional<String> flaw) {

    /**
     * What a message of a status is when it is decoded. Source: grpc, doc/PROTOCOL-HTTP2.md, Percent-Encoded; what is no
     * encoding stays.
     */
    static String decoded(String percentEncoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] from = percentEncoded.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < from.length; i++) {
            int high = i + 2 < from.length ? Character.digit(from[i + 1], 16) : -1;
            int low = i + 2 < from.length ? Character.digit(from[i + 2], 16) : -1;
            if (from[i] == '%' && high >= 0 && low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(from[i]);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
