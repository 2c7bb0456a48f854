package io.jenkins.plugins.seldon.credentials;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The URLs to which jobs may send the controller, as an administrator lists them: one prefix a line, such as
 * {@code https://prometheus.example.org/} or {@code https://*.clusters.example.org:6443}. Scheme and port must be equal,
 * the host equal or below the {@code *.}, the path below the listed one. {@code *} alone allows every http and https
 * URL; an empty list allows none. Pure and immutable.
 */
public final class AllowedUrls {

    /**
     * A segment that is the folder above for some server: as it is, with parameters (Servlet, 3.5.2, takes them off), between
     * backslashes (Istio and Envoy make slashes of them, of encoded ones too where they are told to decode), or encoded once
     * more than a URL is.
     */
    private static final Pattern CLIMBING = Pattern.compile("[/\\\\]\\.\\.(?:[/;\\\\]|$)|%2[eEfF]|%5[cC]");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]+");

    private static final Set<String> WEB = Set.of("http", "https");
    private static final Set<String> PROXIES = Set.of("http", "https", "socks5");

    private final boolean everything;
    private final List<Prefix> prefixes = new ArrayList<>();

    /** One line; {@code subdomains} where its host began with {@code *.}, which is taken off. */
    private record Prefix(URI uri, boolean subdomains) {

        boolean covers(URI wanted) {
            return uri.getScheme().equalsIgnoreCase(wanted.getScheme())
                    && port(uri) == port(wanted)
                    && coversHost(wanted.getHost().toLowerCase(Locale.ROOT))
                    // Before it is normalized: a server may decode first, and climb by what is no segment of its own
                    // here.
                    && !CLIMBING.matcher(wanted.getPath()).find()
                    && coversPath(path(wanted));
        }

        private boolean coversHost(String wanted) {
            String host = uri.getHost().toLowerCase(Locale.ROOT);
            return subdomains ? wanted.endsWith("." + host) : wanted.equals(host);
        }

        private boolean coversPath(String wanted) {
            String path = path(uri);
            return wanted.equals(path) || wanted.startsWith(path.endsWith("/") ? path : path + "/");
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
                boolean subdomains = prefix.contains("://*.");
                prefixes.add(new Prefix(
                        parse(subdomains ? prefix.replaceFirst("://\\*\\.", "://") : prefix, PROXIES), subdomains));
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
            wanted = parse(url == null ? "" : url.trim(), WEB);
        } catch (InvalidOptionException e) {
            return false;
        }
        return everything || prefixes.stream().anyMatch(prefix -> prefix.covers(wanted));
    }

    /**
     * As {@link #allow}, for the proxy on the way to a server. Its user and password do not count, and its scheme may be
     * {@code socks5}.
     */
    public boolean allowProxy(String url) {
        if (everything) {
            return true;
        }
        try {
            URI proxy = URI.create(url.trim());
            URI bare = new URI(proxy.getScheme(), null, proxy.getHost(), proxy.getPort(), proxy.getPath(), null, null);
            return prefixes.stream().anyMatch(prefix -> prefix.covers(checked(bare, url, PROXIES)));
        } catch (IllegalArgumentException | URISyntaxException e) {
            return false;
        }
    }

    /**
     * What a request asks for that goes to a URL with another host in its {@code Host} header: servers tell virtual hosts apart
     * by that alone, so that both must be allowed.
     *
     * @return no URL, where the host is none
     */
    public static String withHost(String url, String host) {
        URI uri = URI.create(url);
        if (!HOST.matcher(host).matches()) {
            return host;
        }
        return uri.getScheme() + "://" + host + (uri.getRawPath() == null ? "" : uri.getRawPath());
    }

    /** What to tell where a job gives a URL for the controller's requests that no administrator has listed. */
    public static String refusal(String parameter, String url) {
        return "The " + parameter + " '" + url + "' is not among the URLs that jobs may send the controller to: an "
                + "administrator can add it under Manage Jenkins » System » Seldon Analytics » Allowed URLs.";
    }

    private static String path(URI uri) {
        String path = uri.normalize().getPath();
        return path == null || path.isEmpty() ? "/" : path;
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
            case "https" -> 443;
            case "socks5" -> 1080;
            default -> 80;
        };
    }

    private static URI parse(String url, Set<String> schemes) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new InvalidOptionException("'" + url + "' is not a URL.");
        }
        return checked(uri, url, schemes);
    }

    private static URI checked(URI uri, String url, Set<String> schemes) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!schemes.contains(scheme) || uri.getHost() == null || uri.getUserInfo() != null) {
            throw new InvalidOptionException(
                    "'" + url + "' is not an http or https URL of the form https://host:port/path.");
        }
        return uri;
    }
}
