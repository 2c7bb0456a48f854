package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import hudson.AbortException;
import io.jenkins.plugins.seldon.gate.GateConfig;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.TokenGrant;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** With which secrets a gate asks an endpoint, and which of them go where. */
class GateAccessTest {

    @Test
    void aTokenOfAGrantNeedsItsUrlAndTheClientsLogin() throws Exception {
        String url = "https://dex.example.org/dex/token";
        try (FakePlatform known = new FakePlatform() {
            @Override
            public HttpAccess access(String id) {
                return switch (id) {
                    case "client" -> HttpAccess.basic("jenkins", "s3cret");
                    case "text" -> HttpAccess.bearer("token");
                    default -> HttpAccess.NONE;
                };
            }
        }) {
            GateConfig config = GateOptions.config(
                    step(step -> {
                        step.setEndpoint("https://models.example.org");
                        step.setEndpointTokenUrl(url);
                        step.setEndpointTokenCredentialsId("client");
                        step.setEndpointTokenScope("openid");
                    }),
                    known);
            assertThat(config.request().access().grant())
                    .isEqualTo(new TokenGrant(url, "jenkins", "s3cret", "openid", ""));
            assertThat(refusal(known, step -> step.setEndpointTokenScope("openid")))
                    .isEqualTo("A token for the endpoint needs endpointTokenUrl, the URL that issues it.");
            assertThat(refusal(known, step -> step.setEndpointTokenUrl(url)))
                    .startsWith("endpointTokenUrl needs endpointTokenCredentialsId");
            assertThat(refusal(known, step -> {
                        step.setEndpointTokenUrl(url);
                        step.setEndpointTokenCredentialsId("text");
                    }))
                    .contains("'text' is of another kind");
            assertThat(refusal(known, step -> {
                        step.setEndpointTokenUrl(url);
                        step.setEndpointTokenCredentialsId("client");
                        step.setEndpointCredentialsId("text");
                    }))
                    .startsWith("Give the endpoint either endpointTokenUrl or a login in endpointCredentialsId");
            assertThat(refusal(known, step -> {
                        step.setEndpoint("");
                        step.setEndpointTokenUrl(url);
                        step.setEndpointTokenCredentialsId("client");
                    }))
                    .startsWith("A credential for the endpoint needs endpoint, its URL");
        }
    }

    @Test
    void aSecretGoesToNoAddressThatOnlyTheClusterTold() {
        Consumer<AssertPredictionMetricsStep> login = step -> step.setEndpointCredentialsId("k");
        RequestHeader header = new RequestHeader("X-Api-Key", null);
        header.setCredentialsId("k");
        Consumer<AssertPredictionMetricsStep> headers = step -> step.setHeaders(List.of(header));
        for (Consumer<AssertPredictionMetricsStep> secret : List.of(login, headers)) {
            try (FakePlatform withSecret = withSecret(HttpAccess.bearer("s3cret"))) {
                assertThatThrownBy(() -> GateOptions.config(step(secret), withSecret))
                        .isInstanceOf(AbortException.class)
                        .hasMessageContaining("A credential for the endpoint needs endpoint");
                assertThatCode(() -> GateOptions.config(
                                step(secret.andThen(step -> step.setCredentialsToStatusAddress(true))), withSecret))
                        .doesNotThrowAnyException();
                assertThatCode(() -> GateOptions.config(
                                step(secret.andThen(step -> step.setEndpoint("https://models.example"))), withSecret))
                        .doesNotThrowAnyException();
            }
        }
    }

    /** It would be left out without a word, and a model that asks for it seem not to work. */
    @Test
    void whatOnlyTlsHasAUseForNeedsAnEndpointWithTls() {
        Consumer<AssertPredictionMetricsStep> plain = step -> step.setEndpoint("HTTP://models.example");
        Consumer<AssertPredictionMetricsStep> skips = step -> step.setEndpointSkipTlsVerify(true);
        Consumer<AssertPredictionMetricsStep> certificate = step -> step.setEndpointCredentialsId("k");
        try (FakePlatform platform = withSecret(HttpAccess.certificate("AAAA", "x"));
                FakePlatform login = withSecret(HttpAccess.basic("client", "s3cret"))) {
            for (Consumer<AssertPredictionMetricsStep> option : List.of(skips, certificate)) {
                assertThatThrownBy(() -> GateOptions.config(step(plain.andThen(option)), platform))
                        .isInstanceOf(InvalidOptionException.class)
                        .hasMessageEndingWith("need an endpoint that begins with https:.");
                assertThatCode(() -> GateOptions.config(
                                step(option.andThen(step -> step.setEndpoint("https://models.example"))), platform))
                        .doesNotThrowAnyException();
            }
            assertThatCode(() -> GateOptions.config(
                            step(plain.andThen(skips).andThen(step -> {
                                step.setEndpointTokenUrl("https://dex.example.org/dex/token");
                                step.setEndpointTokenCredentialsId("k");
                            })),
                            login))
                    .as("the token is asked for over TLS")
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aHeadersValueMayComeFromACredential() throws Exception {
        RequestHeader header = new RequestHeader("X-Api-Key", null);
        header.setCredentialsId("k");
        try (FakePlatform token = withSecret(HttpAccess.bearer("s3cret"));
                FakePlatform login = withSecret(HttpAccess.basic("me", "passw0rd"));
                FakePlatform other = withSecret(HttpAccess.certificate("AAAA", "x"))) {
            assertThat(header.toHeader(token).value()).isEqualTo("s3cret");
            assertThat(header.toHeader(login).value()).isEqualTo("passw0rd");
            assertThatThrownBy(() -> header.toHeader(other))
                    .hasMessageContaining("needs a credential with a secret text or a password");
            RequestHeader both = new RequestHeader("X-Api-Key", "plain");
            both.setCredentialsId("k");
            assertThatThrownBy(() -> both.toHeader(token)).hasMessageContaining("give one of them");
        }
    }

    private static String refusal(FakePlatform platform, Consumer<AssertPredictionMetricsStep> options) {
        return catchThrowable(() -> GateOptions.config(
                        step(step -> {
                            step.setEndpoint("https://models.example.org");
                            options.accept(step);
                        }),
                        platform))
                .getMessage();
    }

    private static AssertPredictionMetricsStep step(Consumer<AssertPredictionMetricsStep> options) {
        AssertPredictionMetricsStep step = new AssertPredictionMetricsStep("iris");
        options.accept(step);
        return step;
    }

    private static FakePlatform withSecret(HttpAccess access) {
        return new FakePlatform() {
            @Override
            public HttpAccess access(String credentialsId) {
                return credentialsId.isEmpty() ? HttpAccess.NONE : access;
            }
        };
    }
}
