package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.TokenGrant;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bursts to models behind a login, over real HTTP. */
@Timeout(180)
class EndpointLoginTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void theTokenOfAGrantGoesWithEachPrediction() throws Exception {
        try (TokenServer server = new TokenServer(HOUR)) {
            LoadResult result = burst(server, server.access(TokenServer.SECRET), LoadProfile.closed(20, 2));
            assertThat(result.accepted()).as(result.firstFlaw()).isEqualTo(20);
            assertThat(server.asked())
                    .containsExactly("grant_type=client_credentials&scope=openid+models&audience=kubeflow");
        }
    }

    @Test
    void theNextPartOfABurstTakesTheTokenThatThereIs() throws Exception {
        try (TokenServer server = new TokenServer(HOUR)) {
            HttpAccess access = server.access(TokenServer.SECRET);
            burst(server, access, LoadProfile.closed(1, 1));
            assertThat(burst(server, access, LoadProfile.closed(1, 1)).accepted())
                    .isEqualTo(1);
            assertThat(server.asked()).hasSize(1);
        }
    }

    /** An agent lives for months; nobody may ask for another token there. */
    @Test
    void aTokenIsForgottenAlsoWhereNobodyAsksForAnother() throws Exception {
        try (TokenServer server = new TokenServer(Duration.ofSeconds(4))) {
            int before = GrantedToken.kept();
            assertThat(burst(server, server.access(TokenServer.SECRET), LoadProfile.closed(1, 1))
                            .accepted())
                    .isEqualTo(1);
            assertThat(GrantedToken.kept()).isPositive();
            Await.until("it is forgotten", Duration.ofSeconds(60), () -> GrantedToken.kept() <= before);
        }
    }

    @Test
    void aTokenOfWhichNothingSaysHowLongItIsGoodWillDo() throws Exception {
        try (TokenServer server = new TokenServer(null)) {
            LoadResult result = burst(server, server.access(TokenServer.SECRET), LoadProfile.closed(5, 1));
            assertThat(result.accepted()).as(result.firstFlaw()).isEqualTo(5);
        }
    }

    /** Tokens of four seconds, which are renewed after two. */
    @Test
    void aTokenIsRenewedBeforeItExpires() throws Exception {
        try (TokenServer server = new TokenServer(Duration.ofSeconds(4))) {
            LoadProfile overTwoTokens = LoadProfile.of(0, 20, 7, 2, 0, Duration.ZERO);
            LoadResult result = burst(server, server.access(TokenServer.SECRET), overTwoTokens);
            assertThat(result.accepted()).as(result.firstFlaw()).isEqualTo(140);
            assertThat(server.asked()).hasSizeGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void aTokenThatExpiresWithoutANewOneIsTold() throws Exception {
        try (TokenServer server = new TokenServer(Duration.ofSeconds(2))) {
            HttpAccess access = server.access(TokenServer.SECRET);
            burst(server, access, LoadProfile.closed(1, 1));
            server.breakDown();
            LoadResult result = burst(server, access, LoadProfile.of(0, 20, 3, 2, 0, Duration.ZERO));
            assertThat(result.firstFlaw())
                    .contains("the token has expired, and could not be renewed at " + server.url() + "/dex/token")
                    .contains("server_error");
        } catch (IOException e) {
            // The machine was so busy that the first token was not good any more.
            assertThat(e).hasMessageContaining("server_error");
        }
    }

    @Test
    void aClientThatIsNotKnownIsToldInTheServersWords() throws Exception {
        try (TokenServer server = new TokenServer(HOUR)) {
            assertThatThrownBy(() -> burst(server, server.access("wrong-secret"), LoadProfile.closed(1, 1)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("Could not get a token for the endpoint from " + server.url() + "/dex/token: it "
                            + "answered HTTP"
                            + " status 401 (invalid_client: Invalid client credentials.); check"
                            + " endpointTokenCredentialsId, scope and audience.");
        }
    }

    @Test
    void whatAServerTellsOfTheTokenIsMasked() throws Exception {
        try (TokenServer server = new TokenServer(HOUR).echoing()) {
            LoadResult result = burst(server, server.access(TokenServer.SECRET), LoadProfile.closed(1, 1));
            assertThat(result.firstFlaw()).contains("you sent Bearer ****").doesNotContain("canary");
            assertThat(server.access(TokenServer.SECRET) + " "
                            + server.access(TokenServer.SECRET).grant())
                    .doesNotContain("s3cret");
        }
    }

    /** Where oauth2-proxy, Kubeflow's authservice and Istio send callers that are not logged in. */
    @ParameterizedTest
    @CsvSource({
        "https://dex.example.org/dex/auth?client_id=kubeflow&state=canary, https://dex.example.org/dex/auth",
        "/dex/auth?response_type=code&state=canary, http://127.0.0.1:PORT/dex/auth",
        "/oauth2/start?rd=%2Fmodel, http://127.0.0.1:PORT/oauth2/start"
    })
    void aRedirectToALoginIsToldAsThat(String location, String shown) throws Exception {
        try (TokenServer server = new TokenServer(HOUR).refusing(302, "Location", location, "")) {
            LoadResult result = burst(server, HttpAccess.NONE, LoadProfile.closed(1, 1));
            assertThat(result.firstFlaw())
                    .contains("a redirect to a login page at "
                            + shown.replace("http://127.0.0.1:PORT", server.url())
                            + ": give the endpoint a token (endpointTokenUrl, or headers with a credentialsId)")
                    .doesNotContain("canary");
        }
    }

    /** As ingress-nginx sends (308) and Istio with httpsRedirect (301): by the name that the Host header tells them. */
    @ParameterizedTest
    @CsvSource({
        "/model/v2/?token=canary, http://127.0.0.1:PORT/model/v2/",
        "https://iris.example.org/model, https://iris.example.org/model",
        "https://iris.example.org:8443/model, https://iris.example.org:8443/model",
        "https://user:canary@iris.example.org:8443/model, https://iris.example.org:8443/model"
    })
    void aRedirectToAnotherPathOrToTlsIsNone(String location, String shown) throws Exception {
        try (TokenServer server = new TokenServer(HOUR).refusing(301, "Location", location, "")) {
            assertThat(burst(server, HttpAccess.NONE, LoadProfile.closed(1, 1)).firstFlaw())
                    .isEqualTo("an answer with a redirect to "
                            + shown.replace("http://127.0.0.1:PORT", server.url())
                            + " which should be the endpoint itself");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mailto:iris@example.org", "http://[", ""})
    void aRedirectToNowhereIsToldWithoutATarget(String location) throws Exception {
        try (TokenServer server = new TokenServer(HOUR).refusing(301, "Location", location, "")) {
            assertThat(burst(server, HttpAccess.NONE, LoadProfile.closed(1, 1)).firstFlaw())
                    .isEqualTo("an answer with a redirect, which predictions don't follow");
        }
    }

    /** As Dex' page for a password: web/templates/password.html. */
    @Test
    void aLoginPageIsToldAsThat() throws Exception {
        String page =
                "<html><body><h2>Log in to Your Account</h2><form method=\"post\" action=\"/dex/auth/local/login\">"
                        + "<input required id=\"password\" name=\"password\" type=\"password\"/></form></body></html>";
        try (TokenServer server = new TokenServer(HOUR).refusing(200, "", "", page)) {
            LoadResult result = burst(server, HttpAccess.NONE, LoadProfile.closed(1, 1));
            assertThat(result.firstFlaw()).contains("a login page instead of a prediction: give the endpoint a token");
            assertThat(result.pages()).isEqualTo(1);
        }
    }

    /** As of a default backend, or a portal that answers whatever path. */
    @Test
    void anyOtherPageIsToldAsOneToo() throws Exception {
        try (TokenServer server = new TokenServer(HOUR).refusing(200, "", "", "<html><h1>Welcome</h1></html>")) {
            LoadResult result = burst(server, HttpAccess.NONE, LoadProfile.closed(1, 1));
            assertThat(result.firstFlaw()).startsWith("an answer with an HTML page instead of a prediction");
            assertThat(result.pages()).isEqualTo(1);
        }
    }

    /** As Flask answers with what json.dumps returns. */
    @Test
    void jsonThatIsCalledHtmlIsNoPage() throws Exception {
        String prediction = "\n{\"data\":{\"ndarray\":[[0.5]]}}";
        try (TokenServer server = new TokenServer(HOUR).refusing(200, "", "", prediction)) {
            assertThat(burst(server, HttpAccess.NONE, LoadProfile.closed(1, 1)).accepted())
                    .isEqualTo(1);
        }
        String failure = "{\"status\":{\"status\":\"FAILURE\"}}";
        try (TokenServer server = new TokenServer(HOUR).refusing(200, "", "", failure)) {
            LoadResult result = burst(server, HttpAccess.NONE, LoadProfile.closed(1, 1));
            assertThat(result.firstFlaw()).isEqualTo("an answer with a status of FAILURE");
            assertThat(result.pages()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dex.example.org/token",
                "ftp://dex/token",
                "https://a:b@dex/token",
                "https://dex/#x",
                "https:///x"
            })
    void whatIsNoTokenEndpointIsRefused(String url) {
        assertThatThrownBy(() -> new TokenGrant(url, "a", "b", "", ""))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("endpointTokenUrl must be a URL");
    }

    private static LoadResult burst(TokenServer server, HttpAccess access, LoadProfile profile)
            throws IOException, InterruptedException {
        LoadPlan plan = new LoadPlan(
                server.url() + "/model",
                Protocol.SELDON,
                List.of(Protocol.SELDON.samplePayload()),
                List.of(),
                access,
                profile,
                Duration.ofSeconds(5),
                64 * 1024);
        return new LoadGenerator(plan).run(progress -> {});
    }
}
