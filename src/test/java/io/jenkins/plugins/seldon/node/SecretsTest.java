package io.jenkins.plugins.seldon.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    private final Secrets secrets = new Secrets();

    @ParameterizedTest
    @ValueSource(strings = {"s3cret", "p@ss w\"o'r<d>&/+\\", "geheimnis-ü", "$1\\E^.*"})
    void aSecretIsFoundInEveryFormThatItIsWrittenIn(String secret) throws Exception {
        secrets.add(secret);
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String json = new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(secret);
        String jsonInJson = new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(json);
        for (String form : new String[] {
            secret,
            Base64.getEncoder().encodeToString(bytes),
            Base64.getEncoder().withoutPadding().encodeToString(bytes),
            Base64.getUrlEncoder().encodeToString(bytes),
            URLEncoder.encode(secret, StandardCharsets.UTF_8),
            URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"),
            json.substring(1, json.length() - 1),
            jsonInJson.substring(3, jsonInJson.length() - 3),
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

    @ParameterizedTest
    @CsvSource({
        "it said s3cr…, it said ****…",
        "it said s3c…, it said s3c…",
        "it said s3cret-of-ro…, it said ****…",
        "it said s3cret-of-root…, it said ****…",
        "a s3cret-of… and a s3cret…, a ****… and a ****…",
        "it said czNjcmV0LW9…, it said ****…",
        "s3crs3cr…, s3cr****…",
        "…s3cr, …s3cr",
        "s3cret…of-root…, ****…of-root…"
    })
    void whatACutHasLeftOfASecretIsMasked(String text, String masked) {
        secrets.add("s3cret-of-root");
        assertThat(secrets.mask(text)).isEqualTo(masked);
    }

    @Test
    @Timeout(180)
    void aLongTextOfCutsTakesNoLongerThanOneWithout() {
        secrets.add("-----BEGIN PRIVATE KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQEF\n".repeat(50));
        assertThat(secrets.mask("…".repeat(2_000_000))).hasSize(2_000_000);
        assertThat(secrets.mask("MIIEvQIB MIIE… ".repeat(20_000))).startsWith("MIIEvQIB ****… ");
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
