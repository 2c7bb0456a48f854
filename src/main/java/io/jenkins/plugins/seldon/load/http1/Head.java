package io.jenkins.plugins.seldon.load.http1;

import io.jenkins.plugins.seldon.text.Excerpt;
import java.io.IOException;
import java.util.Locale;

/**
 * The head of an answer, as far as it matters here. What is no HTTP is refused; where its framing may be read in two ways,
 * it is read as RFC 9112 (6.3) says, and the connection is not used again. Confined to the thread that reads it until it
 * is read; then nothing of it changes any more.
 */
final class Head {

    /** No server sends so much on purpose. */
    private static final int LARGEST = 64 * 1024;

    private static final int MOST_INTERIM = 20;

    /** By character of ASCII: whether it may be in a header's name (RFC 9110, 5.6.2). */
    private static final boolean[] IS_TOKEN = new boolean[128];

    static {
        for (int c = '!'; c < 127; c++) {
            IS_TOKEN[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
        }
    }

    private final int status;
    private final boolean isPersistentVersion;
    private long length = -1;
    private boolean isChunked;
    private boolean isClosing;
    private boolean isDoubtful;
    private boolean isGzip;
    private String contentType = "";
    private String location = "";

    private Head(int status, boolean isPersistentVersion) {
        this.status = status;
        this.isPersistentVersion = isPersistentVersion;
    }

    /** The next head that is an answer: those that only announce one are passed over. */
    static Head read(WireInput in) throws IOException {
        int left = LARGEST;
        for (int interim = 0; interim < MOST_INTERIM; interim++) {
            left -= nextLine(in, left);
            Head head = ofStatusLine(in);
            head.isDoubtful = in.isBare();
            for (left -= nextLine(in, left); in.length() > 0; left -= nextLine(in, left)) {
                head.take(in);
                head.isDoubtful |= in.isBare();
            }
            head.isDoubtful |= in.isBare();
            in.shrink();
            if (head.status == 101) {
                throw ExchangeFailure.malformed("an answer that changes the protocol");
            }
            if (head.status >= 200) {
                head.isDoubtful |= head.isChunked && (head.length >= 0 || !head.isPersistentVersion);
                return head;
            }
        }
        throw ExchangeFailure.malformed("only interim responses (HTTP status 1xx)");
    }

    private static int nextLine(WireInput in, int left) throws IOException {
        int length = in.nextLine(left);
        if (length < 0) {
            throw ExchangeFailure.malformed("an answer with a head of more than 64 KiB");
        }
        return length;
    }

    private static Head ofStatusLine(WireInput in) throws ExchangeFailure {
        boolean isStatusLine = in.length() >= 12
                && in.begins("http/1.")
                && isDigit(in.at(7))
                && in.at(8) == ' '
                && in.at(9) >= '1'
                && isDigit(in.at(9))
                && isDigit(in.at(10))
                && isDigit(in.at(11))
                && (in.length() == 12 || in.at(12) == ' ');
        if (!isStatusLine) {
            String begin = Excerpt.of(in.text(0, Math.min(in.length(), 200)), 60);
            throw ExchangeFailure.malformed("an answer that is not HTTP" + (begin.isEmpty() ? "" : ": " + begin));
        }
        requireText(in, 12);
        int status = 100 * (in.at(9) - '0') + 10 * (in.at(10) - '0') + in.at(11) - '0';
        return new Head(status, in.at(7) != '0');
    }

    /** Takes one line. The length of a header's name is looked at first: a burst reads many lines, and few of them matter. */
    private void take(WireInput in) throws ExchangeFailure {
        int colon = 0;
        while (colon < in.length() && isToken(in.at(colon))) {
            colon++;
        }
        if (colon == 0 || colon == in.length() || in.at(colon) != ':') {
            throw ExchangeFailure.malformed("an answer with an invalid header");
        }
        requireText(in, colon + 1);
        switch (colon) {
            case 14 -> {
                if (in.begins("content-length")) {
                    takeLength(value(in, colon));
                }
            }
            case 17 -> {
                if (in.begins("transfer-encoding")) {
                    takeTransferCoding(value(in, colon));
                }
            }
            case 16 -> {
                if (in.begins("content-encoding")) {
                    isGzip = value(in, colon).equalsIgnoreCase("gzip")
                            || value(in, colon).equalsIgnoreCase("x-gzip");
                }
            }
            case 12 -> {
                if (in.begins("content-type")) {
                    contentType = value(in, colon);
                }
            }
            case 8 -> {
                if (in.begins("location")) {
                    location = value(in, colon);
                }
            }
            case 10 -> {
                if (in.begins("connection")) {
                    isClosing |= value(in, colon).toLowerCase(Locale.ROOT).contains("close");
                }
            }
            default -> {
                // Nothing that matters here.
            }
        }
    }

    private void takeLength(String value) throws ExchangeFailure {
        long told = -1;
        for (String one : value.split(",", -1)) {
            long number = number(one.strip());
            if (told >= 0 && told != number) {
                throw ExchangeFailure.malformed("an answer with two lengths");
            }
            isDoubtful |= told >= 0;
            told = number;
        }
        if (length >= 0 && length != told) {
            throw ExchangeFailure.malformed("an answer with two lengths");
        }
        isDoubtful |= length >= 0;
        length = told;
    }

    private static long number(String digits) throws ExchangeFailure {
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            if (!isDigit(digits.charAt(i))) {
                throw noNumber();
            }
            number = 10 * number + digits.charAt(i) - '0';
        }
        if (digits.isEmpty() || digits.length() > 18) {
            throw noNumber();
        }
        return number;
    }

    private static ExchangeFailure noNumber() {
        return ExchangeFailure.malformed("an answer whose Content-Length is not a number");
    }

    private void takeTransferCoding(String value) throws ExchangeFailure {
        if (isChunked || !value.equalsIgnoreCase("chunked")) {
            throw ExchangeFailure.malformed("an answer with a transfer coding other than chunked");
        }
        isChunked = true;
    }

    private static String value(WireInput in, int colon) {
        return in.text(colon + 1, in.length()).strip();
    }

    private static void requireText(WireInput in, int begin) throws ExchangeFailure {
        for (int i = begin; i < in.length(); i++) {
            int c = in.at(i);
            if (c < ' ' && c != '\t' || c == 127) {
                throw ExchangeFailure.malformed("an answer with control characters in its head");
            }
        }
    }

    private static boolean isToken(int c) {
        return c < 128 && IS_TOKEN[c];
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    int status() {
        return status;
    }

    /** Where a redirect leads, empty when none was told. */
    String location() {
        return location;
    }

    /** The media type, empty when none was told. */
    String contentType() {
        return contentType;
    }

    boolean isGzip() {
        return isGzip;
    }

    boolean isChunked() {
        return isChunked;
    }

    /** In bytes; -1 when it is not told. */
    long length() {
        return length;
    }

    /** Whether there may be a body at all. */
    boolean mayHaveBody() {
        return status != 204 && status != 304;
    }

    /** Whether another request may follow on the connection, once the body is read. */
    boolean isPersistent() {
        return isPersistentVersion && !isClosing && !isDoubtful;
    }
}
