package io.jenkins.plugins.seldon.load.http1;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where requests go.
 *
 * @param isTls whether it is https
 * @param host a name or an address, of IPv6 without brackets
 * @param port 1 to 65535
 * @param path with the query, as it is in a request line
 */
record Target(boolean isTls, String host, int port, String path) {

    /** @throws IOException with a clause, when it is no http or https URL with a host */
    static Target of(String url) throws IOException {
        URI uri;
        try {
            uri = new URI(new URI(url).toASCIIString());
        } catch (URISyntaxException e) {
            throw new ExchangeFailure(ExchangeFailure.Kind.CONNECT, "the URL can't be read", e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean isTls = scheme.equals("https");
        String host = uri.getHost();
        int port = uri.getPort() >= 0 ? uri.getPort() : isTls ? 443 : 80;
        if (host == null || !isTls && !scheme.equals("http") || port < 1 || port > 65535) {
            throw new ExchangeFailure(ExchangeFailure.Kind.CONNECT, "the URL is not an http or https URL with a host");
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new Target(isTls, bare, port, path + query);
    }

    /** The same server, whatever is asked of it. */
    Target root() {
        return new Target(isTls, host, port, "/");
    }

    /** Host and port, with the brackets of IPv6. */
    String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** The value of the {@code Host} header: the port only where it is not the scheme's own. */
    String hostHeader() {
        String authority = authority();
        return port == (isTls ? 443 : 80) ? authority.substring(0, authority.lastIndexOf(':')) : authority;
    }

    /** What a proxy is asked for. */
    URI uri() {
        return URI.create((isTls ? "https://" : "http://") + hostHeader() + path);
    }
}
