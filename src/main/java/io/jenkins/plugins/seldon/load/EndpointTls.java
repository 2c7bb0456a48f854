package io.jenkins.plugins.seldon.load;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/** TLS towards one endpoint: its authorities, the caller's certificate; never anything JVM-wide. */
final class EndpointTls {

    private EndpointTls() {}

    /** @throws IOException with a sentence, when a certificate or key store can't be used */
    static void apply(OkHttpClient.Builder client, EndpointAccess access) throws IOException {
        if (access.caCertificate().isBlank() && access.clientKeyStore().isEmpty() && !access.skipTlsVerify()) {
            return;
        }
        try {
            X509TrustManager trust = access.skipTlsVerify() ? new TrustsAny() : trust(access.caCertificate());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(access), new TrustManager[] {trust}, null);
            client.sslSocketFactory(context.getSocketFactory(), trust);
            if (access.skipTlsVerify()) {
                client.hostnameVerifier((host, session) -> true);
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    "The endpoint's CA certificate or client certificate can't be used: PEM text and a PKCS#12 key"
                            + " store are expected.",
                    e);
        }
    }

    private static X509TrustManager trust(String pem) throws GeneralSecurityException, IOException {
        KeyStore store = null;
        if (!pem.isBlank()) {
            store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            byte[] bytes = pem.getBytes(StandardCharsets.US_ASCII);
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes))) {
                store.setCertificateEntry("ca-" + count++, certificate);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    private static KeyManager[] keys(EndpointAccess access) throws GeneralSecurityException, IOException {
        if (access.clientKeyStore().isEmpty()) {
            return null;
        }
        char[] password = access.clientKeyStorePassword().toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(Base64.getDecoder().decode(access.clientKeyStore())), password);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    /** For a user who opted out of verification for one endpoint. */
    private static final class TrustsAny implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
