package io.jenkins.plugins.seldon.node;

import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.ApiUser;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The secrets that one step knows, and texts without them. A secret is also found in base64, URL encoding, and as JSON,
 * XML and YAML quote it; of one with several lines each long line too; and where a text was cut in the middle of it, which an
 * ellipsis tells, what is left of it. Shorter than {@value #SHORTEST} characters, a secret can't be told from a word that
 * happens to be there, and stays. Thread-safe; never persisted.
 */
public final class Secrets {

    /** What stands in a secret's place, as in Jenkins' own logs. */
    public static final String MASK = "****";

    private static final int SHORTEST = 4;

    private static final Pattern DIGITS = Pattern.compile("%[0-9A-F]{2}");

    /** Lines of a key in PEM are 64 characters; shorter pieces of a text may be anything. */
    private static final int SHORTEST_LINE = 16;

    /** What {@code Excerpt} and everything else of ours that cuts a text leaves at its end. */
    private static final char CUT = '\u2026';

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** The longest first: what contains another secret must not keep its own ends. Replaced as a whole. */
    private volatile List<String> forms = List.of();

    /** Adds a secret; null, one that is too short and one that is known do nothing. */
    public void add(String secret) {
        if (secret == null || secret.strip().length() < SHORTEST || !known.add(secret)) {
            return;
        }
        Stream<String> parts = Stream.concat(
                Stream.of(secret, secret.strip()),
                secret.lines()
                        .map(String::strip)
                        .filter(line -> line.length() >= SHORTEST_LINE && !line.startsWith("-----")));
        synchronized (this) {
            forms = Stream.concat(forms.stream(), parts.flatMap(Secrets::formsOf))
                    .distinct()
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .toList();
        }
    }

    /** Adds the secrets of a connection; gives it back. */
    public ClusterConnection learnt(ClusterConnection connection) {
        ApiUser user = Kubeconfig.userOf(connection);
        add(user.token());
        add(user.password());
        add(user.keyData());
        add(user.keyText());
        // As Basic authentication sends them, user and password in one.
        if (user.password() != null) {
            add(user.username() + ":" + user.password());
        }
        ApiServer server = Kubeconfig.serverOf(connection);
        add(server.proxyPassword());
        if (server.proxyPassword() != null) {
            add(server.proxyLogin());
        }
        return connection;
    }

    /** Adds the secrets of an access; gives it back. */
    public HttpAccess learnt(HttpAccess access) {
        add(access.token());
        add(access.password());
        access.authorization().ifPresent(value -> add(value.substring(value.indexOf(' ') + 1)));
        add(access.clientKeyStorePassword());
        add(access.clientKeyStore());
        return access;
    }

    /** The text with a mask in the place of each secret; null for null. */
    public String mask(String text) {
        if (text == null || text.length() < SHORTEST) {
            return text;
        }
        List<String> all = forms;
        // First, since what is left of a long form may hold a shorter one.
        String masked = text.indexOf(CUT) < 0 ? text : maskedBeforeCuts(text, all);
        for (String form : all) {
            if (form.length() <= masked.length()) {
                masked = masked.replace(form, MASK);
            }
        }
        return masked;
    }

    /** Masks what a cut has left of a secret. Each piece between two cuts is looked at once for each form. */
    private static String maskedBeforeCuts(String text, List<String> forms) {
        StringBuilder masked = new StringBuilder(text.length());
        int begin = 0;
        for (int cut = text.indexOf(CUT); cut >= 0; cut = text.indexOf(CUT, begin)) {
            String piece = text.substring(begin, cut);
            int kept = lengthWithoutRest(piece, forms);
            masked.append(piece, 0, kept)
                    .append(kept < piece.length() ? MASK : "")
                    .append(CUT);
            begin = cut + 1;
        }
        return masked.append(text, begin, text.length()).toString();
    }

    /** How much of a piece there is before the beginning of a secret with which it ends. */
    private static int lengthWithoutRest(String piece, List<String> forms) {
        int kept = piece.length();
        for (String form : forms) {
            String start = form.substring(0, SHORTEST);
            int at = piece.indexOf(start, piece.length() - form.length());
            while (at >= 0 && !form.startsWith(piece.substring(at))) {
                at = piece.indexOf(start, at + 1);
            }
            kept = at >= 0 ? Math.min(kept, at) : kept;
        }
        return kept;
    }

    private static Stream<String> formsOf(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        Stream<String> encoded = Stream.of(
                Base64.getEncoder().encodeToString(bytes),
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                Base64.getUrlEncoder().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                secret.replace("'", "''"));
        // What a server quotes in JSON is quoted once more in our own evidence.
        Stream<String> inJson = Stream.of(secret, json(secret), goJson(secret)).flatMap(Secrets::quoted);
        return Stream.of(encoded, inJson, urlEncoded(secret)).flatMap(forms -> forms);
    }

    private static Stream<String> quoted(String text) {
        String xml = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return Stream.of(
                text,
                json(text),
                xml,
                xml.replace("\"", "&quot;"),
                // As Go's templates have it.
                xml.replace("\"", "&#34;").replace("'", "&#39;"));
    }

    /**
     * As a form and a path have it, in Java and in Go: they differ in what needs no encoding, and programs in the case of the
     * digits. In the login of a URL, Go leaves more signs as they are (net/url, shouldEscape).
     */
    private static Stream<String> urlEncoded(String secret) {
        String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        String strict = form.replace("*", "%2A").replace("%7E", "~");
        String path = strict.replace("+", "%20");
        String login = path;
        for (String sign : List.of("$", "&", "+", ",", ";", "=")) {
            login = login.replace(URLEncoder.encode(sign, StandardCharsets.UTF_8), sign);
        }
        return Stream.of(form, form.replace("+", "%20"), strict, path, login)
                .flatMap(text -> Stream.of(text, DIGITS.matcher(text).replaceAll(found -> found.group()
                        .toLowerCase(Locale.ROOT))));
    }

    /** Go's encoding/json, and with it Helm's {@code toJson}, writes JSON that may stand in HTML. */
    private static String goJson(String text) {
        return json(text).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    private static String json(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
    }

    /** How many there are; none is shown. */
    @Override
    public String toString() {
        return known.size() + " secrets";
    }
}
