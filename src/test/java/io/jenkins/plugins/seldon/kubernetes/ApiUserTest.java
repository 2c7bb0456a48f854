package io.jenkins.plugins.seldon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Until when a login is good, as it says itself. */
class ApiUserTest {

    private static final Instant END = Instant.parse("2026-11-29T09:00:00Z");

    @Test
    void aWebTokenTellsItsEnd() {
        assertThat(ApiUser.token(jwt("{\"exp\": " + END.getEpochSecond() + "}")).until())
                .contains(END);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"exp\": \"soon\"}",
                "{\"exp\": -1}",
                "{\"exp\": 1e300}",
                "{\"exp\": {}}",
                "[",
                "",
                "null"
            })
    void whatTellsNoEndHasNone(String claims) {
        assertThat(ApiUser.token(jwt(claims)).until()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"opaque", "a.b", "a.!!!.c", "k8s-aws-v1.abc", "a.b.c.d"})
    void noOtherTokenHasOne(String token) {
        assertThat(ApiUser.token(token).until()).isEmpty();
    }

    @Test
    void aCertificateHasItsOwnAndOfTwoLoginsTheLaterCounts(@TempDir Path folder) throws Exception {
        TestCertificates certificates = TestCertificates.create(folder, "dns:localhost");
        X509Certificate own = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(certificates.certificatePem().getBytes(StandardCharsets.UTF_8)));
        Instant end = own.getNotAfter().toInstant();
        String pem = certificates.certificatePem();
        String key = certificates.keyPem();
        assertThat(ApiUser.certificate(pem, key).until()).contains(end);
        String later = jwt("{\"exp\": " + end.plusSeconds(60).getEpochSecond() + "}");
        assertThat(new ApiUser(later, null, null, pem, key).until()).contains(end.plusSeconds(60));
        assertThat(new ApiUser("opaque", null, null, pem, key).until()).isEmpty();
        assertThat(ApiUser.password("ann", "pass").until()).isEmpty();
    }

    @Test
    void aConnectionEndsWithTheEarlierOfTwo() {
        ClusterConnection connection = Kubeconfig.connection(
                ApiServer.at("https://a"), ApiUser.token(jwt("{\"exp\": " + END.getEpochSecond() + "}")), "models");
        assertThat(connection.endingAt(END.plusSeconds(1)).until()).isEqualTo(END);
        assertThat(connection.endingAt(END.minusSeconds(1)).withNamespace("x").until())
                .isEqualTo(END.minusSeconds(1));
        assertThat(connection.over(END.minusSeconds(1))).isEmpty();
        assertThat(connection.over(END)).contains("the login ended at 2026-11-29T09:00:00Z");
        assertThat(Kubeconfig.connection(ApiServer.at("https://a"), ApiUser.token("x"), "models")
                        .over(Instant.MAX))
                .isEqualTo(Optional.empty());
    }

    private static String jwt(String claims) {
        return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".c2lnbmVk";
    }
}
