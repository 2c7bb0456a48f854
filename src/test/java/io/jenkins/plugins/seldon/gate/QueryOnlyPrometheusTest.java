package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.QuotingHttp;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.http.DirectHttp;
import io.jenkins.plugins.seldon.http.HttpFailure;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/**
 * A real Prometheus of which only queries get through, as with Mimir, Cortex and managed ones: the rest is answered with
 * 404. A tenant that does not exist gets empty results there (Mimir, "About authentication and authorization").
 */
class QueryOnlyPrometheusTest extends ServerContract {

    private final Set<String> refused = new ConcurrentSkipListSet<>();
    private PrometheusProcess prometheus;

    @Override
    String name() {
        return "queries alone";
    }

    @Override
    void start(List<ScrapeTarget> targets) {
        prometheus = PrometheusProcess.with()
                .scrapeInterval(Duration.ofMillis(500))
                .targets(targets)
                .start();
        prometheus.awaitTargetsUp();
    }

    @Override
    void stop() {
        prometheus.close();
    }

    @Override
    PrometheusClient prometheus() {
        return new PrometheusClient(new QueriesOnly(false));
    }

    @Override
    PrometheusClient stranger() {
        return new PrometheusClient(new QueriesOnly(true));
    }

    @Test
    void theIntervalIsMeasuredAndTheTargetsAreThoseOfTheSeriesUp() {
        assertThat(prometheus.value("count(up)")).isPresent();
        PrometheusClient client = prometheus();
        assertThat(client.scrapeInterval(List.of())).isEmpty();
        assertThat(refused).contains("api/v1/status/config");
    }

    private final class QueriesOnly implements HttpPort {

        private final boolean empty;
        private final HttpPort way;

        QueriesOnly(boolean empty) {
            this.empty = empty;
            try {
                this.way = new QuotingHttp(
                        DirectHttp.at("Prometheus", prometheus.url().toString()).build(new OkHttpClient()));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Response send(Request request) throws HttpFailure {
            if (!request.path().startsWith("api/v1/query")) {
                refused.add(request.path());
                return answer(404, "404 page not found");
            }
            boolean time = "time()".equals(request.parameters().get("query"));
            return empty && !time
                    ? answer(200, "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}")
                    : way.send(request);
        }

        private static Response answer(int status, String body) {
            return new Response(status, "", List.of(), body.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public boolean mayQuote() {
            return true;
        }

        @Override
        public String toString() {
            return way.toString();
        }
    }
}
