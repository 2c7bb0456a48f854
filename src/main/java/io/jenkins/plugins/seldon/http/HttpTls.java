package io.jenkins.plugins.seldon.http;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/** TLS towards one server: its authorities, the caller's certificate; never anything JVM-wide. */
public final class HttpTls {

    private HttpTls() {}

    /** @throws IOException with a sentence, when a certificate or key store can't be used */
    public static void apply(OkHttpClient.Builder client, HttpAccess access) throws IOException {
        if (access.caCertificate().isBlank() && access.clientKeyStore().isEmpty() && !access.skipTlsVerify()) {
            return;
        }
        X509TrustManager trust = trust(access);
        client.sslSocketFactory(context(access, trust).getSocketFactory(), trust);
        if (access.skipTlsVerify()) {
            client.hostnameVerifier((host, session) -> true);
        }
    }

    /**
     * For sockets of one's own. It says nothing of the server's name, which is to be verified unless the access skips it.
     *
     * @throws IOException with a sentence, when a certificate or key store can't be used
     */
    public static SSLContext context(HttpAccess access) throws IOException {
        return context(access, trust(access));
    }

    private static SSLContext context(HttpAccess access, X509TrustManager trust) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(access), new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    private static X509TrustManager trust(HttpAccess access) throws IOException {
        try {
            return access.skipTlsVerify() ? new TrustsAny() : trust(access.caCertificate());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    private static IOException unusable(Exception e) {
        return new IOException(
                "The server's CA certificate or the client certificate can't be used: expected PEM text and a "
                        + "PKCS#12 key store.",
                e);
    }

    private static X509TrustManager trust(String pem) throws GeneralSecurityException, IOException {
        return pem.isBlank() ? trust((KeyStore) null) : trust(certificates(pem));
    }

    /**
     * The certificates of a PEM text, one at least.
     *
     * @throws CertificateException if one can't be read, or there is none; the parser's words may quote the text
     */
    public static Collection<? extends Certificate> certificates(String pem) throws CertificateException {
        byte[] bytes = pem.getBytes(StandardCharsets.UTF_8);
        Collection<? extends Certificate> found =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
        if (found.isEmpty()) {
            throw new CertificateException("no certificate");
        }
        return found;
    }

    /**
     * Refuses a text that trusts nobody.
     *
     * @throws InvalidOptionException with a sentence that quotes nothing of it
     */
    public static void requireCertificates(String pem) {
        try {
            certificates(pem);
        } catch (CertificateException e) {
            throw new InvalidOptionException(
                    "No readable certificate: expected PEM text that begins with -----BEGIN CERTIFICATE-----.");
        }
    }

    /** Trusts these authorities alone, not those of the platform. */
    public static X509TrustManager trust(Collection<? extends Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int count = 0;
        for (Certificate certificate : authorities) {
            store.setCertificateEntry("ca-" + count++, certificate);
        }
        return trust(store);
    }

    private static X509TrustManager trust(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    private static KeyManager[] keys(HttpAccess access) throws GeneralSecurityException, IOException {
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
