package io.jenkins.plugins.seldon.load.http1;

import static io.jenkins.plugins.seldon.load.http1.RawServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.http1.ExchangeFailure.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Through proxies that lead to a host which only they know. */
@Timeout(180)
class HttpSenderProxyTest {

    @Test
    void aProxyIsAskedForTheWholeUrlWithItsLogin() throws Exception {
        try (RawServer proxy = RawServer.answering(ok("1"));
                HttpSender sender =
                        sender("http://model.example:81/p?q", HttpAccess.NONE, http(proxy, "ann", "s3cret"))) {
            assertThat(post(sender)).isEqualTo("1");
            assertThat(post(sender)).isEqualTo("1");
            assertThat(proxy.connections()).isEqualTo(1);
            assertThat(proxy.requests())
                    .first()
                    .isEqualTo("POST http://model.example:81/p?q HTTP/1.1\r\n"
                            + "Host: model.example:81\r\nAccept-Encoding: gzip\r\n"
                            + "Proxy-Authorization: Basic YW5uOnMzY3JldA==\r\nContent-Length: 2\r\n\r\n");
        }
    }

    @Test
    void tlsGoesThroughATunnelAndNamesItsServer() throws Exception {
        List<String> names = new CopyOnWriteArrayList<>();
        RawServer.Script script = peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 Connection established\r\nContent-Length: 5\r\n\r\n");
            SSLSocket tls = (SSLSocket) HttpSenderTlsTest.context("model.example")
                    .getSocketFactory()
                    .createSocket(peer.socket(), null, true);
            tls.startHandshake();
            for (SNIServerName name : ((ExtendedSSLSession) tls.getSession()).getRequestedServerNames()) {
                names.add(new String(name.getEncoded()));
            }
            byte[] request = new byte[4096];
            while (tls.getInputStream().read(request) > 0) {
                tls.getOutputStream().write(ok("1").getBytes());
            }
        };
        try (RawServer proxy = new RawServer(script);
                HttpSender sender =
                        sender("https://model.example/p", HttpSenderTlsTest.trusting(), http(proxy, "ann", "s3cret"))) {
            assertThat(post(sender)).isEqualTo("1");
            assertThat(post(sender)).isEqualTo("1");
            assertThat(proxy.requests())
                    .containsExactly("CONNECT model.example:443 HTTP/1.1\r\n"
                            + "Host: model.example:443\r\nProxy-Authorization: Basic YW5uOnMzY3JldA==\r\n\r\n");
            assertThat(names).containsExactly("model.example");
        }
    }

    /** An ingress tells models apart by the header; its certificate, and who it is to TLS, is that of the URL. */
    @Test
    void aHostHeaderNamesTheModelAndNotTheServer() throws Exception {
        List<String> names = new CopyOnWriteArrayList<>();
        List<String> heads = new CopyOnWriteArrayList<>();
        RawServer.Script script = peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 Connection established\r\n\r\n");
            SSLSocket tls = (SSLSocket) HttpSenderTlsTest.context("ingress.example")
                    .getSocketFactory()
                    .createSocket(peer.socket(), null, true);
            tls.startHandshake();
            for (SNIServerName name : ((ExtendedSSLSession) tls.getSession()).getRequestedServerNames()) {
                names.add(new String(name.getEncoded()));
            }
            byte[] request = new byte[4096];
            heads.add(new String(request, 0, tls.getInputStream().read(request)));
            tls.getOutputStream().write(ok("1").getBytes());
        };
        try (RawServer proxy = new RawServer(script);
                HttpSender sender =
                        sender("https://ingress.example/p", HttpSenderTlsTest.trusting(), http(proxy, "", ""))) {
            Reply reply = sender.send(
                    sender.request("POST", Map.of("Host", "iris.models.example")), new byte[] {'{', '}'}, 1024);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(proxy.requests()).first().asString().startsWith("CONNECT ingress.example:443 HTTP/1.1\r\n");
            assertThat(names).containsExactly("ingress.example");
            assertThat(heads)
                    .singleElement()
                    .asString()
                    .startsWith("POST /p HTTP/1.1\r\nHost: iris.models.example\r\n");
        }
    }

    @Test
    void aProxyThatOpensNoTunnelIsToldFromTheServer() throws Exception {
        try (RawServer proxy =
                        RawServer.answering("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
                HttpSender sender = sender("https://model.example/p", HttpAccess.NONE, http(proxy, "", ""))) {
            assertThatThrownBy(() -> post(sender))
                    .isInstanceOfSatisfying(ExchangeFailure.class, failure -> assertThat(failure.kind())
                            .isEqualTo(Kind.PROXY))
                    .hasMessage("the proxy 127.0.0.1:" + proxy.port() + " opens no tunnel: HTTP status 407");
        }
    }

    @Test
    void aProxyThatIsNotThereIsToldFromTheServer() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        Route route = Route.through(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", free)), "", "");
        try (HttpSender sender = sender("http://model.example/p", HttpAccess.NONE, route)) {
            assertThatThrownBy(() -> post(sender))
                    .hasMessage("Failed to connect to the proxy 127.0.0.1:" + free + ": connection refused");
        }
    }

    /** RFC 1928: no login, a domain name, so that the proxy looks the host up. */
    @Test
    void aProxyOfSocketsLeadsOnAndItsConnectionsAreKept() throws Exception {
        List<String> hosts = new CopyOnWriteArrayList<>();
        RawServer.Script script = peer -> {
            Socket socket = peer.socket();
            byte[] methods = socket.getInputStream().readNBytes(2);
            socket.getInputStream().readNBytes(methods[1]);
            peer.send(new byte[] {5, 0});
            byte[] request = socket.getInputStream().readNBytes(5);
            hosts.add(new String(socket.getInputStream().readNBytes(request[4])));
            socket.getInputStream().readNBytes(2);
            peer.send(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 80});
            while (peer.request() != null) {
                peer.send(ok("1"));
            }
        };
        try (RawServer proxy = new RawServer(script);
                HttpSender sender = sender(
                        "http://model.example/p",
                        HttpAccess.NONE,
                        new Route(new Proxy(Proxy.Type.SOCKS, new InetSocketAddress("127.0.0.1", proxy.port())), ""))) {
            assertThat(post(sender)).isEqualTo("1");
            assertThat(post(sender)).isEqualTo("1");
            assertThat(hosts).containsExactly("model.example");
            assertThat(proxy.connections()).isEqualTo(1);
        }
    }

    @Test
    void hostsThatNeedNoProxyHaveNoneAndLoginsStayOutOfTexts() throws Exception {
        assertThat(Route.Choice.JVM.to(Target.of("http://127.0.0.1/").uri())).isEqualTo(Route.DIRECT);
        Route route = Route.through(
                new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy", 3128)), "ann", "s3cret");
        assertThat(route.authorization()).isEqualTo("Basic YW5uOnMzY3JldA==");
        assertThat(route.toString()).doesNotContain("YW5u", "ann");
    }

    private static Route http(RawServer proxy, String user, String password) {
        return Route.through(
                new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", proxy.port())), user, password);
    }

    private static HttpSender sender(String url, HttpAccess access, Route route) throws IOException {
        return HttpSender.open(url, access, Duration.ofSeconds(10), target -> route);
    }

    private static String post(HttpSender sender) throws IOException {
        return new String(sender.send(sender.request("POST", Map.of()), new byte[] {'{', '}'}, 100)
                .body());
    }
}
