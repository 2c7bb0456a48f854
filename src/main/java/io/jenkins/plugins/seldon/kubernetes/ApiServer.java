package io.jenkins.plugins.seldon.kubernetes;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * Where an API server is and how it proves to be the one. The constructor checks each value and brings it to one form,
 * so that equal servers have equal records.
 *
 * @param url its URL, http or https, kept without a trailing slash
 * @param caData the only certificate authorities to trust, given as PEM, base64 of PEM, or the base64 body of one
 *     certificate, kept as base64 of PEM; null for those that Java trusts
 * @param skipTlsVerify whether any certificate is accepted
 * @param tlsServerName the name that its certificate must carry; null for the host of the URL
 * @param proxyUrl the http, https or socks5 proxy on the way, kept with its port; null for none
 */
public record ApiServer(String url, String caData, boolean skipTlsVerify, String tlsServerName, String proxyUrl) {

    private static final Set<String> PROXIES = Set.of("http", "https", "socks5");

    /** @throws InvalidConnectionException if a value can't be used, saying which */
    public ApiServer {
        url = serverUrl(url);
        caData = ConnectionText.isBlank(caData) ? null : Pem.certificates(caData, "CA certificate");
        tlsServerName =
                ConnectionText.isBlank(tlsServerName) ? null : ConnectionText.token(tlsServerName, "tls-server-name");
        proxyUrl = ConnectionText.isBlank(proxyUrl) ? null : proxy(proxyUrl);
        if (skipTlsVerify && caData != null) {
            throw new InvalidConnectionException("The connection to " + url
                    + " gives a CA certificate and asks to skip TLS verification; leave out one of the two.");
        }
    }

    /** A server that is trusted through the authorities that Java trusts. */
    public static ApiServer at(String url) {
        return new ApiServer(url, null, false, null, null);
    }

    /** The same server, trusted through these certificate authorities alone; null or blank for Java's. */
    public ApiServer withCertificateAuthority(String certificates) {
        return new ApiServer(url, certificates, skipTlsVerify, tlsServerName, proxyUrl);
    }

    /** The same server, reached through a proxy; null or blank for none. */
    public ApiServer withProxy(String proxy) {
        return new ApiServer(url, caData, skipTlsVerify, tlsServerName, proxy);
    }

    /** The user and the password that the proxy's URL holds, with a colon between them, or null. */
    public String proxyLogin() {
        String login = proxyUrl == null ? null : URI.create(proxyUrl).getUserInfo();
        return login == null || login.indexOf(':') < 0 ? null : login;
    }

    /** The password that the proxy's URL holds, or null. */
    public String proxyPassword() {
        String login = proxyLogin();
        return login == null ? null : login.substring(login.indexOf(':') + 1);
    }

    /** The proxy's URL without user and password, for messages; null for none. */
    public String proxyWithoutLogin() {
        return proxyUrl == null ? null : proxyUrl.replaceFirst("//[^/]*@", "//");
    }

    /** Leaves out the proxy, its URL may hold a password. */
    @Override
    public String toString() {
        return url;
    }

    private static String serverUrl(String given) {
        if (ConnectionText.isBlank(given)) {
            throw new InvalidConnectionException("The connection names no server: give the API server's URL.");
        }
        URI uri = parse(given.strip());
        String scheme =
                uri == null || uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri == null
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || !(scheme.equals("https") || scheme.equals("http"))) {
            throw new InvalidConnectionException("The API server's URL must have the form https://host:port, "
                    + "without user, query and fragment.");
        }
        String text = uri.toString();
        while (text.endsWith("/")) {
            text = text.substring(0, text.length() - 1);
        }
        return text;
    }

    private static String proxy(String given) {
        URI uri = parse(given.strip());
        String scheme =
                uri == null || uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri == null || uri.getHost() == null || !PROXIES.contains(scheme)) {
            throw new InvalidConnectionException(
                    "The connection's proxy-url must have the form http://host:port, https:// or socks5://.");
        }
        if (uri.getPort() >= 0) {
            return uri.toString();
        }
        int port =
                switch (scheme) {
                    case "http" -> 80;
                    case "https" -> 443;
                    default -> 1080;
                };
        String user = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo() + "@";
        return scheme + "://" + user + uri.getHost() + ":" + port;
    }

    private static URI parse(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
