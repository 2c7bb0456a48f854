package io.jenkins.plugins.seldon.credentials;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The URLs to which jobs may send the controller, as an administrator lists them: one prefix a line, such as
 * {@code https://prometheus.example.org/} or {@code https://*.clusters.example.org:6443}. Scheme and port must be equal,
 * the host equal or below the {@code *.}, the path below the listed one. {@code *} alone allows every http and https
 * URL; an empty list allows none. Pure and immutable.
 */
public final class AllowedUrls {

    private final boolean everything;
    private final List<Prefix> prefixes = new ArrayList<>();

    /** One line; {@code subdomains} where its host began with {@code *.}, which is taken off. */
    private record Prefix(URI uri, boolean subdomains) {

        boolean covers(URI wanted) {
            return uri.getScheme().equalsIgnoreCase(wanted.getScheme())
                    && port(uri) == port(wanted)
                    && coversHost(wanted.getHost().toLowerCase(Locale.ROOT))
                    && coversPath(path(wanted));
        }

        private boolean coversHost(String wanted) {
            String host = uri.getHost().toLowerCase(Locale.ROOT);
            return subdomains ? wanted.endsWith("." + host) : wanted.equals(host);
        }

        private boolean coversPath(String wanted) {
            String path = path(uri);
            boolean climbs = wanted.contains("/../") || wanted.endsWith("/..");
            return !climbs && (wanted.equals(path) || wanted.startsWith(path.endsWith("/") ? path : path + "/"));
        }
    }

    /**
     * @param lines the list as an administrator wrote it
     * @throws InvalidOptionException with a sentence for the first line that is no URL prefix
     */
    public AllowedUrls(String lines) {
        boolean all = false;
        for (String line : lines == null ? new String[0] : lines.split("\\R")) {
            String prefix = line.trim();
            if (prefix.equals("*")) {
                all = true;
            } else if (!prefix.isEmpty()) {
                prefixes.add(new Prefix(parse(prefix.replaceFirst("://\\*\\.", "://")), prefix.contains("://*.")));
            }
        }
        everything = all;
    }

    /**
     * True where a job may have the controller send requests to this URL.
     *
     * @param url an absolute URL; anything else is not allowed
     */
    public boolean allow(String url) {
        URI wanted;
        try {
            wanted = parse(url == null ? "" : url.trim());
        } catch (InvalidOptionException e) {
            return false;
        }
        return everything || prefixes.stream().anyMatch(prefix -> prefix.covers(wanted));
    }

    /** What to tell where a job gives a URL for the controller's requests that no administrator has listed. */
    public static String refusal(String parameter, String url) {
        return "The " + parameter + " '" + url + "' is not among the URLs that jobs may send the controller to: an"
                + " administrator adds it under Manage Jenkins » System » Seldon Analytics » Allowed URLs.";
    }

    private static String path(URI uri) {
        String path = uri.normalize().getPath();
        return path == null || path.isEmpty() ? "/" : path;
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    private static URI parse(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new InvalidOptionException("'" + url + "' is not a URL.");
        }
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getUserInfo() != null) {
            throw new InvalidOptionException(
                    "'" + url + "' is not an http or https URL of the form https://host:port/path.");
        }
        return uri;
    }
}
