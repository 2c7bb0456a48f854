package io.jenkins.plugins.seldon.settings;

import hudson.ProxyConfiguration;
import hudson.util.Secret;
import io.jenkins.plugins.seldon.load.http1.Route;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import jenkins.model.Jenkins;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;

/** The controller's HTTP client for servers that are not reached through a cluster's API server. */
public final class ControllerHttp {

    private static final OkHttpClient SHARED = new OkHttpClient.Builder()
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(false)
            .followSslRedirects(false)
            .build();

    private ControllerHttp() {}

    /** Null also for one without a name, as Configuration as Code makes it of a variable that is empty. */
    static ProxyConfiguration named(ProxyConfiguration configured) {
        boolean isNamed = configured != null
                && configured.getName() != null
                && !configured.getName().isBlank();
        return isNamed ? configured : null;
    }

    /** A client that uses Jenkins' proxy where it is meant for a host; it shares connections and threads with all. */
    public static OkHttpClient client() {
        ProxyConfiguration proxy = named(Jenkins.get().getProxy());
        if (proxy == null) {
            return SHARED;
        }
        OkHttpClient.Builder client = SHARED.newBuilder().proxySelector(new JenkinsProxy(proxy));
        if (proxy.getUserName() != null && !proxy.getUserName().isBlank()) {
            String login = Credentials.basic(proxy.getUserName(), Secret.toString(proxy.getSecretPassword()));
            client.proxyAuthenticator((route, response) -> response.request().header("Proxy-Authorization") == null
                    ? response.request()
                            .newBuilder()
                            .header("Proxy-Authorization", login)
                            .build()
                    : null);
        }
        return client.build();
    }

    /** The way to a URL for what is no such client: through Jenkins' proxy where it is meant for its host. */
    public static Route route(URI target) {
        ProxyConfiguration proxy = named(Jenkins.get().getProxy());
        if (proxy == null) {
            return Route.Choice.JVM.to(target);
        }
        String user = proxy.getUserName() == null ? "" : proxy.getUserName();
        return Route.through(
                proxy.createProxy(target.getHost()),
                user,
                user.isBlank() ? "" : Secret.toString(proxy.getSecretPassword()));
    }

    /** Asks Jenkins for each host, its no-proxy list included. */
    private static final class JenkinsProxy extends ProxySelector {

        private final ProxyConfiguration configuration;

        JenkinsProxy(ProxyConfiguration configuration) {
            this.configuration = configuration;
        }

        @Override
        public List<Proxy> select(URI uri) {
            return List.of(configuration.createProxy(uri.getHost()));
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            // The request fails with it.
        }
    }
}
