package io.jenkins.plugins.seldon.load.http1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A whole answer.
 *
 * @param status the HTTP status, 200 to 999
 * @param contentType the media type, empty when none was told
 * @param location where a redirect leads, empty when none was told
 * @param room what the body was read to, and is at the beginning of
 * @param length of the body in bytes, as it is when decompressed; at most as much as was asked for
 * @param isCut whether there was more of it
 */
public record Reply(int status, String contentType, String location, byte[] room, int length, boolean isCut) {

    /** What a server may send after the compressed bytes. */
    private static final int MOST_ASIDE = 8 * 1024;

    private static final byte[] EMPTY = {};

    /** The body alone: a copy where the room is larger, so that it takes no time of the exchange. */
    public byte[] body() {
        return room.length == length ? room : Arrays.copyOf(room, length);
    }

    /** Takes memory as bytes come, not as the server announces them, unless they came before. */
    static Reply read(Head head, Body body, int most, Room room) throws IOException {
        if (body.available() == 0) {
            return of(head, EMPTY, 0, false, room);
        }
        if (!head.isGzip()) {
            return read(head, body, room.take(body.expected(), most), most, room);
        }
        try (InputStream plain = new GZIPInputStream(body)) {
            Reply reply = read(head, plain, room.take(0, most), most, room);
            if (!reply.isCut()) {
                drain(body);
            }
            return reply;
        } catch (ZipException | EOFException e) {
            if (e instanceof ZipException || body.available() == 0) {
                throw new ExchangeFailure(ExchangeFailure.Kind.MALFORMED, "an answer that is not a complete gzip", e);
            }
            throw e;
        }
    }

    private static Reply read(Head head, InputStream in, byte[] taken, int most, Room room) throws IOException {
        byte[] bytes = taken;
        int count = 0;
        for (int more = 0; more >= 0; ) {
            if (count == bytes.length) {
                int next = in.available() == 0 ? -1 : in.read();
                if (next < 0 || count == most) {
                    return of(head, bytes, count, next >= 0, room);
                }
                bytes = Arrays.copyOf(bytes, Math.min(most, Room.grown(count)));
                bytes[count++] = (byte) next;
            }
            more = count == bytes.length ? 0 : in.read(bytes, count, bytes.length - count);
            count += Math.max(more, 0);
        }
        return of(head, bytes, count, false, room);
    }

    private static Reply of(Head head, byte[] bytes, int count, boolean isCut, Room room) {
        room.took(count);
        return new Reply(head.status(), head.contentType(), head.location(), bytes, count, isCut);
    }

    /** What follows the compressed bytes is none of them. */
    private static void drain(InputStream body) throws IOException {
        byte[] rest = new byte[512];
        int left = MOST_ASIDE;
        for (int count = 0; count >= 0 && left > 0; left -= count) {
            count = body.read(rest, 0, rest.length);
        }
    }
}
