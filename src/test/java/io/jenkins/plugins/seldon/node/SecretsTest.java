package io.jenkins.plugins.seldon.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    private final Secrets secrets = new Secrets();

    @ParameterizedTest
    @ValueSource(strings = {"s3cret", "p@ss w\"o'r<d>&/+\\", "geheimnis-ü", "$1\\E^.*"})
    void aSecretIsFoundInEveryFormThatItIsWrittenIn(String secret) throws Exception {
        secrets.add(secret);
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String json = new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(secret);
        for (String form : new String[] {
            secret,
            Base64.getEncoder().encodeToString(bytes),
            Base64.getEncoder().withoutPadding().encodeToString(bytes),
            Base64.getUrlEncoder().encodeToString(bytes),
            URLEncoder.encode(secret, StandardCharsets.UTF_8),
            URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"),
            json.substring(1, json.length() - 1),
            secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        }) {
            assertThat(secrets.mask("Error: required value '" + form + "', and again " + form))
                    .isEqualTo("Error: required value '****', and again ****");
        }
    }

    @Test
    void ofAKeyEachLineIsASecret() {
        secrets.add(
                "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\nAASCBKcwggSjAgEAAoIBAQC7\n-----END PRIVATE KEY-----\n");
        assertThat(secrets.mask("line AASCBKcwggSjAgEAAoIBAQC7 of it")).isEqualTo("line **** of it");
        assertThat(secrets.mask("-----BEGIN PRIVATE KEY-----")).isEqualTo("-----BEGIN PRIVATE KEY-----");
    }

    @Test
    void theLongerOfTwoSecretsIsMaskedAsAWhole() {
        secrets.add("pass");
        secrets.add("password-of-root");
        assertThat(secrets.mask("password-of-root, pass")).isEqualTo("****, ****");
    }

    @Test
    void whatIsNoSecretStays() {
        secrets.add(null);
        secrets.add("");
        secrets.add("yes");
        assertThat(secrets.mask("yes, it is")).isEqualTo("yes, it is");
        assertThat(secrets.mask(null)).isNull();
        secrets.add("s3cret");
        assertThat(secrets).hasToString("1 secrets");
    }
}
