package io.jenkins.plugins.seldon.settings;

import hudson.ProxyConfiguration;
import hudson.Util;
import hudson.util.Secret;
import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import jenkins.model.Jenkins;

/** The controller's Kubernetes clients: one per cluster and user, through the proxy that Jenkins is configured with. */
public final class ControllerClients {

    private static final SharedClients CLIENTS = SharedClients.routed(ControllerClients::throughJenkinsProxy);

    private ControllerClients() {}

    /** The same for as long as the plugin is loaded; nobody closes it. */
    public static SharedClients get() {
        return CLIENTS;
    }

    private static ClusterConnection throughJenkinsProxy(ClusterConnection connection) {
        return through(Jenkins.get().getProxy(), connection);
    }

    /** Adds Jenkins' proxy where its no-proxy list does not except the host and the kubeconfig has no proxy itself. */
    static ClusterConnection through(ProxyConfiguration jenkins, ClusterConnection connection) {
        ProxyConfiguration configured = ControllerHttp.named(jenkins);
        ApiServer server = Kubeconfig.serverOf(connection);
        if (configured == null || server.proxyUrl() != null) {
            return connection;
        }
        Proxy proxy = configured.createProxy(URI.create(server.url()).getHost());
        if (proxy.type() != Proxy.Type.HTTP || !(proxy.address() instanceof InetSocketAddress address)) {
            return connection;
        }
        return Kubeconfig.connection(
                server.withProxy(proxyUrl(
                        address,
                        Util.fixNull(configured.getUserName()),
                        Util.fixNull(Secret.toString(configured.getSecretPassword())))),
                Kubeconfig.userOf(connection),
                connection.namespace());
    }

    /**
     * As a kubeconfig's {@code proxy-url} has it.
     *
     * @param user for a proxy that asks for a login; blank for one that does not
     */
    static String proxyUrl(InetSocketAddress proxy, String user, String password) {
        String login = user.isBlank() ? "" : encoded(user) + ":" + encoded(password) + "@";
        return "http://" + login + host(proxy) + ":" + proxy.getPort();
    }

    /** A URL has no name with an underscore, as Docker Compose gives them, and brackets around an IPv6 address. */
    private static String host(InetSocketAddress proxy) {
        String name = proxy.getHostString();
        String host =
                name.contains("_") && !proxy.isUnresolved() ? proxy.getAddress().getHostAddress() : name;
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
