package io.jenkins.plugins.seldon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.lanes.Breakers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SparingHttpTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final Breakers breakers = new Breakers(now::get);
    private boolean hangs = true;

    private final HttpPort server = new HttpPort() {
        @Override
        public Response send(Request request) throws HttpFailure {
            asked.incrementAndGet();
            if (hangs) {
                now.addAndGet(15 * SECOND);
                throw new HttpFailure(
                        HttpFailure.Kind.TIMEOUT, "read Prometheus", "it did not answer in time", "", null);
            }
            return new Response(200, "", List.of(), new byte[0]);
        }

        @Override
        public boolean mayQuote() {
            return false;
        }
    };

    private HttpPort port(String host) {
        return new SparingHttp(server, breakers, host);
    }

    @Test
    void whatDidNotAnswerOneIsNotAskedByOthersUntilAPauseIsOver() throws Exception {
        HttpPort.Request request = HttpPort.Request.get("api/v1/query", Map.of());
        assertThatThrownBy(() -> port("a").send(request)).isInstanceOf(HttpFailure.class);
        for (int i = 0; i < 200; i++) {
            assertThatThrownBy(() -> port("a").send(request)).hasMessageContaining("it did not answer in time");
        }
        assertThat(asked).hasValue(1);
        assertThatThrownBy(() -> port("b").send(request)).isInstanceOf(HttpFailure.class);
        assertThat(asked).as("another host").hasValue(2);
        hangs = false;
        assertThat(port("a").send(request).status()).isEqualTo(200);
        assertThat(port("a").send(request).status()).isEqualTo(200);
        assertThat(asked).hasValue(4);
    }
}
