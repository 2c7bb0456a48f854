package io.jenkins.plugins.seldon.load.grpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Writes fields of a protobuf message. Source: protobuf's encoding (varint, I64, LEN, I32); a field that has its default
 * is left out by the caller. Not thread-safe.
 */
final class WireWriter {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** The bytes of a message. */
    static byte[] message(Consumer<WireWriter> fields) {
        WireWriter writer = new WireWriter();
        fields.accept(writer);
        return writer.out.toByteArray();
    }

    void varint(int field, long value) {
        tag(field, VARINT);
        raw(value);
    }

    void fixed64(int field, double value) {
        tag(field, FIXED64);
        bits(Double.doubleToRawLongBits(value), 8);
    }

    void text(int field, String value) {
        bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(int field, byte[] value) {
        tag(field, LENGTH);
        raw(value.length);
        out.writeBytes(value);
    }

    void message(int field, Consumer<WireWriter> fields) {
        bytes(field, message(fields));
    }

    /** Elements of a packed field, without tags. */
    void raw(long varint) {
        long left = varint;
        for (; (left & ~0x7FL) != 0; left >>>= 7) {
            out.write((int) (left & 0x7F | 0x80));
        }
        out.write((int) left);
    }

    void raw(double value) {
        bits(Double.doubleToRawLongBits(value), 8);
    }

    void raw(float value) {
        bits(Float.floatToRawIntBits(value), 4);
    }

    private void tag(int field, int type) {
        raw((long) field << 3 | type);
    }

    private void bits(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> 8 * i));
        }
    }
}
