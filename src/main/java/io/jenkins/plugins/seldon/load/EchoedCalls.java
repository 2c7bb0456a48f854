package io.jenkins.plugins.seldon.load;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The other side of a rehearsal over gRPC: as much of HTTP/2 as OkHttp needs to believe that a server answers. Reads no header,
 * and gives each call its own message back: what asks and what answers have one shape in either protocol.
 *
 * <p>Source: RFC 9113, sections 4.1 (frames), 6 (their types) and 8.1; RFC 7541, 6.1 and 6.2.2 (headers); grpc,
 * doc/PROTOCOL-HTTP2.md. Blocks; for one thread.
 */
final class EchoedCalls {

    private static final int PREFACE = 24;
    private static final int LARGEST = 1 << 14;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;

    /** Of DATA and HEADERS; of SETTINGS and PING it says that they are acknowledged. */
    private static final int LAST = 1;

    private static final int WHOLE_HEADERS = 4;

    /** {@code :status: 200}, the static table's. */
    private static final int OK = 0x88;

    private static final byte[] GRPC = headers("content-type", "application/grpc");
    private static final byte[] FINE = fields("grpc-status", "0");
    private static final byte[] DOWN = headers("content-type", "application/grpc", "grpc-status", "14");
    private static final byte[] HTML = headers("content-type", "text/html");

    private final DataInputStream in;
    private final OutputStream out;
    private final List<Answer> answers;
    private final Map<Integer, ByteArrayOutputStream> bodies = new HashMap<>();
    private int calls;

    /** How a call is answered. */
    enum Answer {
        /** With its own message. */
        ECHO,
        /** With the status {@code UNAVAILABLE}. */
        UNAVAILABLE,
        /** With a page, as by what knows no gRPC. */
        PAGE
    }

    /** @param answers that calls get in turn */
    EchoedCalls(InputStream in, OutputStream out, List<Answer> answers) {
        this.in = new DataInputStream(new BufferedInputStream(in));
        this.out = new BufferedOutputStream(out);
        this.answers = answers;
    }

    /** @throws IOException when the other side goes away, which is the end */
    void serve() throws IOException {
        in.readNBytes(PREFACE);
        send(frame(SETTINGS, 0, 0));
        while (true) {
            int head = in.readInt();
            int length = head >>> 8;
            int type = head & 0xff;
            int flags = in.readUnsignedByte();
            int stream = in.readInt() & Integer.MAX_VALUE;
            if (length > LARGEST) {
                throw new IOException("a frame that nobody sends here");
            }
            byte[] content = in.readNBytes(length);
            if ((type == SETTINGS || type == PING) && (flags & LAST) == 0) {
                send(frame(type, LAST, 0, type == PING ? content : new byte[0]));
            } else if (type == DATA) {
                take(stream, content, (flags & LAST) != 0);
            }
        }
    }

    private void take(int stream, byte[] content, boolean isLast) throws IOException {
        bodies.computeIfAbsent(stream, any -> new ByteArrayOutputStream()).writeBytes(content);
        if (content.length > 0) {
            byte[] more = ByteBuffer.allocate(4).putInt(content.length).array();
            out.write(frame(WINDOW_UPDATE, 0, 0, more));
        }
        if (isLast) {
            byte[] message = bodies.remove(stream).toByteArray();
            send(answer(answers.get(calls++ % answers.size()), stream, message));
        }
    }

    private static byte[] answer(Answer answer, int stream, byte[] message) {
        return switch (answer) {
            case ECHO ->
                joined(
                        frame(HEADERS, WHOLE_HEADERS, stream, GRPC),
                        frame(DATA, 0, stream, message),
                        frame(HEADERS, WHOLE_HEADERS | LAST, stream, FINE));
            case UNAVAILABLE -> frame(HEADERS, WHOLE_HEADERS | LAST, stream, DOWN);
            case PAGE ->
                joined(
                        frame(HEADERS, WHOLE_HEADERS, stream, HTML),
                        frame(DATA, LAST, stream, "<html>".getBytes(StandardCharsets.US_ASCII)));
        };
    }

    private void send(byte[] frames) throws IOException {
        out.write(frames);
        out.flush();
    }

    private static byte[] frame(int type, int flags, int stream, byte... content) {
        return ByteBuffer.allocate(9 + content.length)
                .putInt(content.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(content)
                .array();
    }

    private static byte[] headers(String... fields) {
        return joined(new byte[] {(byte) OK}, fields(fields));
    }

    /** Literal fields that nobody is to remember, with new names; each text is shorter than 127 bytes. */
    private static byte[] fields(String... fields) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i++) {
            if (i % 2 == 0) {
                all.write(0);
            }
            all.write(fields[i].length());
            all.writeBytes(fields[i].getBytes(StandardCharsets.US_ASCII));
        }
        return all.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
