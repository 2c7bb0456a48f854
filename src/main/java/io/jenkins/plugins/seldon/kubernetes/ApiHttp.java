package io.jenkins.plugins.seldon.kubernetes;

import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/**
 * The OkHttp transport of one API server. Beyond what fabric8 sets up: no redirects (an API server has none, and a
 * redirect could lead where an administrator's allow-list would not), and {@code tls-server-name}, which fabric8 ignores.
 */
final class ApiHttp extends OkHttpClientFactory {

    private final String tlsServerName;

    ApiHttp(ApiServer server) {
        this.tlsServerName = server.skipTlsVerify() ? null : server.tlsServerName();
    }

    @Override
    protected void additionalConfig(OkHttpClient.Builder builder) {
        builder.followRedirects(false).followSslRedirects(false);
        if (tlsServerName == null) {
            return;
        }
        OkHttpClient configured = builder.build();
        HostnameVerifier byName = configured.hostnameVerifier();
        X509TrustManager trust = configured.x509TrustManager();
        builder.hostnameVerifier((host, session) -> byName.verify(tlsServerName, session));
        if (trust != null) {
            builder.sslSocketFactory(new NamedSockets(configured.sslSocketFactory(), tlsServerName), trust);
        }
    }

    /** Asks for the certificate of another name than that of the host it connects to. */
    private static final class NamedSockets extends SSLSocketFactory {

        private final SSLSocketFactory sockets;
        private final String name;

        NamedSockets(SSLSocketFactory sockets, String name) {
            this.sockets = sockets;
            this.name = name;
        }

        @Override
        public Socket createSocket(Socket connected, String host, int port, boolean autoClose) throws IOException {
            return sockets.createSocket(connected, name, port, autoClose);
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return sockets.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return sockets.getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return sockets.createSocket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
            return sockets.createSocket(host, port, from, fromPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return sockets.createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
            return sockets.createSocket(host, port, from, fromPort);
        }
    }
}
