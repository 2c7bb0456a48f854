package io.jenkins.plugins.seldon.load.grpc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;

/**
 * The frame of a message: whether it is compressed, its length, itself. Source: grpc, doc/PROTOCOL-HTTP2.md,
 * Length-Prefixed-Message.
 */
final class Frames {

    private static final int HEAD = 5;

    private Frames() {}

    /**
     * What is in the frames of an answer to a unary call.
     *
     * @param message null for none
     * @param flaw the end of a sentence that begins with "an answer with"; empty for nothing
     * @param isWhole whether all was read
     */
    record Content(byte[] message, Optional<String> flaw, boolean isWhole) {

        private static Content flawed(String clause, boolean isWhole) {
            return new Content(null, Optional.of(clause), isWhole);
        }
    }

    static ByteString of(byte[] message) {
        return new Buffer().writeByte(0).writeInt(message.length).write(message).readByteString();
    }

    /**
     * Reads at most one message, and the end.
     *
     * @param encoding how a compressed message is, as the answer's head says
     * @param most bytes of the message, compressed or not
     */
    static Content read(BufferedSource source, String encoding, int most) throws IOException {
        if (source.exhausted()) {
            return new Content(null, Optional.empty(), true);
        }
        if (!source.request(HEAD)) {
            return Content.flawed("an incomplete message", true);
        }
        int compressed = source.readByte() & 0xFF;
        long length = source.readInt() & 0xFFFF_FFFFL;
        if (length > most) {
            return Content.flawed("a message of more than " + most + " bytes", false);
        }
        if (!source.request(length)) {
            return Content.flawed("an incomplete message", true);
        }
        byte[] message = source.readByteArray(length);
        if (!source.exhausted()) {
            return Content.flawed("more than one message", false);
        }
        if (compressed == 0) {
            return new Content(message, Optional.empty(), true);
        }
        return compressed == 1 && encoding.equals("gzip")
                ? unzipped(message, most)
                : Content.flawed("a message in the encoding " + (encoding.isEmpty() ? "not given" : encoding), true);
    }

    private static Content unzipped(byte[] message, int most) {
        try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(message))) {
            byte[] bytes = plain.readNBytes(most);
            return plain.read() < 0
                    ? new Content(bytes, Optional.empty(), true)
                    : Content.flawed("a message of more than " + most + " bytes", true);
        } catch (IOException e) {
            return Content.flawed("a message that is not a complete gzip", true);
        }
    }
}
