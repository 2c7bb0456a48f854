package io.jenkins.plugins.seldon.load.http1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The bytes between an answer's head and its end, as its head frames them. Confined to the thread that has its connection. */
final class Body extends InputStream {

    /** Extensions and trailers of a whole body, which nobody here reads. */
    private static final int MOST_ASIDE = 16 * 1024;

    private final WireInput in;
    private final boolean isChunked;
    private final boolean endsWithConnection;
    private long left;
    private int asideLeft = MOST_ASIDE;
    private boolean isFirstChunk = true;
    private boolean isRead;

    /** What keeps the rest away; null for nothing. */
    private IOException failure;

    private Body(WireInput in, boolean isChunked, long length) {
        this.in = in;
        this.isChunked = isChunked;
        this.endsWithConnection = !isChunked && length < 0;
        this.left = isChunked ? 0 : length;
        this.isRead = !isChunked && length == 0;
    }

    /** @param isAsked false for an answer to HEAD or CONNECT */
    static Body of(WireInput in, Head head, boolean isAsked) {
        return isAsked && head.mayHaveBody() ? new Body(in, head.isChunked(), head.length()) : new Body(in, false, 0);
    }

    /** Whether it was read to its end, and the end could be seen. */
    boolean isDelimitedAndRead() {
        return isRead && !endsWithConnection;
    }

    /** Bytes that are certain to follow; 0 where that is not known. */
    long expected() {
        return isChunked || endsWithConnection ? 0 : left;
    }

    /** Not 0 before the end: who decompresses looks for a further part then. */
    @Override
    public int available() {
        return isRead ? 0 : 1;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (failure != null) {
            // Who decompresses takes it for the end where a further part might begin, and the next who reads must not
            // go on in the middle of a line.
            throw failure;
        }
        try {
            return readOn(bytes, from, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private int readOn(byte[] bytes, int from, int length) throws IOException {
        if (isChunked && left == 0 && !isRead) {
            nextChunk();
        }
        if (isRead) {
            return -1;
        }
        int wanted = endsWithConnection ? length : (int) Math.min(length, left);
        int count = in.read(bytes, from, wanted);
        if (count < 0) {
            if (!endsWithConnection) {
                throw new EOFException();
            }
            isRead = true;
            return -1;
        }
        if (!endsWithConnection) {
            left -= count;
            isRead = !isChunked && left == 0;
        }
        return count;
    }

    private void nextChunk() throws IOException {
        if (!isFirstChunk && (in.read() != '\r' || in.read() != '\n')) {
            throw ExchangeFailure.malformed("an answer whose chunk is longer than it says");
        }
        isFirstChunk = false;
        aside();
        int digits = 0;
        long size = 0;
        for (; digits < in.length() && Character.digit(in.at(digits), 16) >= 0; digits++) {
            if (digits == 15) {
                throw ExchangeFailure.malformed("an answer whose chunk's size is not a number");
            }
            size = 16 * size + Character.digit(in.at(digits), 16);
        }
        boolean isSize = digits > 0
                && (digits == in.length() || in.at(digits) == ';' || in.at(digits) == ' ' || in.at(digits) == '\t');
        if (!isSize) {
            throw ExchangeFailure.malformed("an answer whose chunk's size is not a number");
        }
        left = size;
        if (size == 0) {
            do {
                aside();
            } while (in.length() > 0);
            isRead = true;
        }
    }

    private void aside() throws IOException {
        int length = in.nextLine(MOST_ASIDE);
        // A size itself is nothing aside: a long body may have any number of chunks.
        asideLeft -= Math.max(0, length - 18);
        if (length < 0 || asideLeft < 0) {
            throw ExchangeFailure.malformed("an answer with more than 16 KiB outside its chunks");
        }
        if (in.isBare()) {
            throw ExchangeFailure.malformed("an answer whose chunk's size does not end its line");
        }
    }
}
