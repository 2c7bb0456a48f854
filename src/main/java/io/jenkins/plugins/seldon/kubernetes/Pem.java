package io.jenkins.plugins.seldon.kubernetes;

import io.jenkins.plugins.seldon.http.HttpTls;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.util.Base64;
import java.util.Collection;

/** Certificates and keys as text, checked and brought to the one form that kubeconfigs hold: base64 of PEM. */
final class Pem {

    private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    /**
     * A PEM bundle of certificates, from PEM text, base64 of PEM, or the base64 body of one certificate.
     *
     * @param what names the value in the refusal
     */
    static String certificates(String text, String what) {
        String pem = pem(text, what);
        if (!pem.contains(CERTIFICATE)) {
            pem = CERTIFICATE + "\n" + text.replaceAll("\\s", "") + "\n-----END CERTIFICATE-----\n";
        }
        StringBuilder bundle = new StringBuilder();
        try {
            for (Certificate certificate : parse(pem, what)) {
                bundle.append(CERTIFICATE).append('\n');
                bundle.append(LINES.encodeToString(certificate.getEncoded()));
                bundle.append("\n-----END CERTIFICATE-----\n");
            }
        } catch (CertificateEncodingException e) {
            throw unreadable(what);
        }
        return encode(bundle.toString());
    }

    /**
     * A PEM private key, from PEM text or base64 of PEM. What is before it is left out, as kubectl passes over it (go,
     * crypto/tls, {@code X509KeyPair}): openssl writes the name of a curve there.
     */
    static String privateKey(String text, String what) {
        String pem = pem(text, what);
        int label = pem.indexOf("PRIVATE KEY-----");
        if (label < 0) {
            throw new InvalidConnectionException("The " + what + " is not a private key in PEM form.");
        }
        return encode(pem.substring(Math.max(0, pem.lastIndexOf("-----BEGIN ", label))));
    }

    /** The certificates of a value that {@link #certificates} returned. */
    static Collection<? extends Certificate> decodeCertificates(String base64) {
        return parse(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8), "certificate");
    }

    private static String pem(String text, String what) {
        if (text.contains("-----BEGIN ")) {
            return text.strip() + "\n";
        }
        try {
            return new String(Base64.getMimeDecoder().decode(text.strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidConnectionException("The " + what + " is neither PEM nor base64.");
        }
    }

    private static Collection<? extends Certificate> parse(String pem, String what) {
        try {
            return HttpTls.certificates(pem);
        } catch (CertificateException e) {
            // Without what the parser quotes.
            throw unreadable(what);
        }
    }

    private static InvalidConnectionException unreadable(String what) {
        return new InvalidConnectionException("The " + what + " contains no readable X.509 certificate.");
    }

    private static String encode(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    }
}
