package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.http.HttpAccess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bursts whose requests never leave: nothing listens to what they begin with. */
class UnconnectedTest {

    /** As where a firewall drops what is sent: no model is too slow for that. */
    @Test
    void whereNoRequestFindsAConnectionNoAnswerIsLate() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            LoadResult result = new LoadGenerator(new LoadPlan(
                            "https://127.0.0.1:" + silent.getLocalPort() + "/",
                            Protocol.SELDON,
                            List.of("{}"),
                            List.of(),
                            HttpAccess.NONE,
                            LoadProfile.closed(2, 1),
                            Duration.ofMillis(200),
                            1024))
                    .run(progress -> {});
            assertThat(result.connectionErrors()).isEqualTo(2);
            assertThat(result.timeouts()).isZero();
            assertThat(result.firstFlaw()).startsWith("no answer in time: still ");
        }
    }
}
