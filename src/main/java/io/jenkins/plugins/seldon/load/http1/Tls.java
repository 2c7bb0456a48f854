package io.jenkins.plugins.seldon.load.http1;

import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.HttpTls;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** TLS towards one server, whose sessions are taken up again by its later connections. */
final class Tls {

    private final SSLContext context;
    private final boolean verifies;

    /** @throws IOException with a sentence, when a certificate or key store can't be used */
    Tls(HttpAccess access) throws IOException {
        context = HttpTls.context(access);
        verifies = !access.skipTlsVerify();
    }

    /** Names the server to itself, and takes no certificate of another. */
    SSLSocket over(Socket socket, Target target) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, target.host(), target.port(), true);
        if (verifies) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
        }
        return tls;
    }
}
