package io.jenkins.plugins.seldon.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

class HttpTlsTest {

    @Test
    void aCaCertificateThatHoldsNoneIsRefusedBeforeAnythingIsSent() {
        HttpAccess access = HttpAccess.NONE.overTls("\n# to be filled in\n", false);
        assertThatThrownBy(() -> HttpTls.apply(new OkHttpClient.Builder(), access))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("CA certificate or the client certificate can't be used");
    }
}
