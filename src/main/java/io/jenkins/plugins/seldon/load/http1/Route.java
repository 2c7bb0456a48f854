package io.jenkins.plugins.seldon.load.http1;

import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * The way to a server.
 *
 * @param proxy {@link Proxy#NO_PROXY} for none
 * @param authorization the value of the {@code Proxy-Authorization} header, a secret; empty for none
 */
public record Route(Proxy proxy, String authorization) {

    /** No proxy. */
    public static final Route DIRECT = new Route(Proxy.NO_PROXY, "");

    /** Which way leads to a URL. Thread-safe. */
    public interface Choice {

        /** As this JVM is set up: its proxy selector with the hosts that need none, and its authenticator. */
        Choice JVM = Route::ofJvm;

        /** The way that is to be taken. */
        Route to(URI target);
    }

    /** The way through an HTTP proxy that may ask for a login. */
    public static Route through(Proxy proxy, String user, String password) {
        if (proxy.type() != Proxy.Type.HTTP || user.isEmpty()) {
            return new Route(proxy, "");
        }
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new Route(proxy, "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    /** A login is asked for before the proxy does, so that no request has to be sent a second time with it. */
    private static Route ofJvm(URI target) {
        ProxySelector selector = ProxySelector.getDefault();
        List<Proxy> proxies = selector == null ? List.of() : selector.select(target);
        if (proxies == null || proxies.isEmpty() || proxies.get(0).type() == Proxy.Type.DIRECT) {
            return DIRECT;
        }
        Proxy proxy = proxies.get(0);
        if (proxy.type() != Proxy.Type.HTTP || !(proxy.address() instanceof InetSocketAddress address)) {
            return new Route(proxy, "");
        }
        try {
            PasswordAuthentication login = Authenticator.requestPasswordAuthentication(
                    address.getHostString(),
                    null,
                    address.getPort(),
                    "http",
                    "",
                    "Basic",
                    target.toURL(),
                    Authenticator.RequestorType.PROXY);
            return login == null
                    ? new Route(proxy, "")
                    : through(
                            proxy,
                            Objects.requireNonNullElse(login.getUserName(), ""),
                            new String(login.getPassword()));
        } catch (MalformedURLException e) {
            return new Route(proxy, "");
        }
    }

    boolean isHttpProxy() {
        return proxy.type() == Proxy.Type.HTTP;
    }

    boolean isSocks() {
        return proxy.type() == Proxy.Type.SOCKS;
    }

    @Override
    public String toString() {
        return proxy.toString();
    }
}
