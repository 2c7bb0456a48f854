package io.jenkins.plugins.seldon.load.http1;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** A request but for its body, ready to be written. May hold secrets. */
public final class Request {

    private static final byte[] END = bytes("\r\n");

    private final boolean hasBody;
    private final boolean isHead;
    private final boolean isLast;
    private final byte[] head;

    private Request(String method, byte[] head, boolean isLast) {
        this.hasBody = method.equals("POST");
        this.isHead = method.equals("HEAD");
        this.isLast = isLast;
        this.head = head;
    }

    /**
     * @param headers by name, of characters that HTTP allows; they take the place of what is sent by itself, but for the
     *     framing, which is the sender's
     */
    static Request of(String method, Target target, Route route, Map<String, String> headers) throws IOException {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.put("Accept-Encoding", "gzip");
        all.putAll(headers);
        all.remove("Content-Length");
        all.remove("Transfer-Encoding");
        for (Map.Entry<String, String> header : all.entrySet()) {
            if (header.getValue().chars().anyMatch(c -> c != '\t' && (c < ' ' || c > 126))) {
                throw new IOException(
                        "The value of the header " + header.getKey() + " has characters that HTTP does not allow.");
            }
        }
        String host = all.remove("Host");
        boolean isProxied = route.isHttpProxy() && !target.isTls();
        if (isProxied && !route.authorization().isEmpty()) {
            all.put("Proxy-Authorization", route.authorization());
        }
        StringBuilder text = new StringBuilder(512)
                .append(method)
                .append(' ')
                .append(isProxied ? target.uri() : target.path())
                .append(" HTTP/1.1\r\nHost: ")
                .append(host == null ? target.hostHeader() : host)
                .append("\r\n");
        all.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        String connection = all.getOrDefault("Connection", "");
        return new Request(method, bytes(text.toString()), connection.equalsIgnoreCase("close"));
    }

    /** Asks a proxy for a tunnel. */
    static byte[] tunnel(Target target, Route route) {
        String login = route.authorization().isEmpty() ? "" : "Proxy-Authorization: " + route.authorization() + "\r\n";
        return bytes(
                "CONNECT " + target.authority() + " HTTP/1.1\r\nHost: " + target.authority() + "\r\n" + login + "\r\n");
    }

    /** Head and body in one, so that they leave in as few packets as they fit in. */
    byte[] with(byte[] body) {
        byte[] length = hasBody ? bytes("Content-Length: " + body.length + "\r\n\r\n") : END;
        byte[] whole = Arrays.copyOf(head, head.length + length.length + body.length);
        System.arraycopy(length, 0, whole, head.length, length.length);
        System.arraycopy(body, 0, whole, head.length + length.length, body.length);
        return whole;
    }

    boolean isHead() {
        return isHead;
    }

    /** Whether its sender wished for no other on the same connection. */
    boolean isLast() {
        return isLast;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
