package io.jenkins.plugins.seldon.node;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.credentials.AllowedUrls;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.TokenGrant;
import io.jenkins.plugins.seldon.load.AnswerRule;
import io.jenkins.plugins.seldon.load.Header;
import io.jenkins.plugins.seldon.load.LoadPlan;
import io.jenkins.plugins.seldon.load.LoadProfile;
import io.jenkins.plugins.seldon.load.LoadSite;
import io.jenkins.plugins.seldon.load.PageRequest;
import io.jenkins.plugins.seldon.load.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedLoadSiteTest {

    private final CheckedLoadSite site = new CheckedLoadSite(
            url -> {
                if (!new AllowedUrls("http://127.0.0.1:1/allowed").allow(url)) {
                    throw new IOException(AllowedUrls.refusal("endpoint", url));
                }
            },
            LoadSite.LOCAL);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data",
                "http://127.0.0.1:1/other",
                "http://127.0.0.1:1/allowed/../x"
            })
    void theControllerSendsNothingToWhatNobodyListed(String url) {
        LoadPlan plan = new LoadPlan(
                url,
                AnswerRule.of("", Protocol.SELDON),
                List.of("{}"),
                List.of(),
                HttpAccess.NONE,
                LoadProfile.closed(1, 1),
                Duration.ofSeconds(1),
                1000);
        assertThatThrownBy(() -> site.run(plan, progress -> {})).hasMessageContaining("is not among the URLs");
        assertThatThrownBy(() -> site.read(new PageRequest(url, List.of(), HttpAccess.NONE, Duration.ofSeconds(1))))
                .hasMessageContaining("is not among the URLs");
    }

    @org.junit.jupiter.api.Test
    void norToAVirtualHostThatNobodyListed() {
        PageRequest page = new PageRequest(
                "http://127.0.0.1:1/allowed/x",
                List.of(new Header("hOsT", "admin.example")),
                HttpAccess.NONE,
                Duration.ofSeconds(1));
        assertThatThrownBy(() -> site.read(page))
                .hasMessageContaining("http://admin.example/allowed/x")
                .hasMessageContaining("is not among the URLs");
    }

    @org.junit.jupiter.api.Test
    void itFetchesNoTokenFromWhatNobodyListed() {
        TokenGrant grant = new TokenGrant("http://127.0.0.1:1/token", "client", "secret", "", "");
        PageRequest page = new PageRequest(
                "http://127.0.0.1:1/allowed/x", List.of(), HttpAccess.NONE.grantedBy(grant), Duration.ofSeconds(1));
        assertThatThrownBy(() -> site.read(page))
                .hasMessageContaining("http://127.0.0.1:1/token")
                .hasMessageContaining("is not among the URLs");
    }

    @org.junit.jupiter.api.Test
    void itGoesWhereItMay() {
        PageRequest page =
                new PageRequest("http://127.0.0.1:1/allowed/x", List.of(), HttpAccess.NONE, Duration.ofSeconds(1));
        assertThatThrownBy(() -> site.read(page))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("is not among the URLs");
    }
}
