package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.seldon.fixture.QuotingHttp;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.http.DirectHttp;
import io.jenkins.plugins.seldon.http.HttpFailure;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/** A real Prometheus whose answers are those of one that stores classic histograms as native ones alone. */
class NativeHistogramTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aModelThatLosesPredictionsIsToldOfByTheSeriesThatThereAre() throws Exception {
        try (ModelServer models = ModelServer.start()) {
            ModelDeployment model = models.deploy(Predictor.sklearn("ns", "iris"), 1);
            model.uncounted(0.2);
            try (PrometheusProcess prometheus = PrometheusProcess.with()
                    .scrapeInterval(Duration.ofMillis(500))
                    .targets(model.scrapeTargets())
                    .start()) {
                prometheus.awaitTargetsUp();
                GateReport report = new GateRun(model, prometheus.url())
                        .prometheus(new PrometheusClient(
                                new Native(new QuotingHttp(DirectHttp.at("Prometheus", "" + prometheus.url())
                                        .build(new OkHttpClient())))))
                        .cluster(PlayedCluster.of(model))
                        .burst(100, 0, 0, 4)
                        .run();
                assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.FAIL);
                assertThat(report.diagnosis().views())
                        .filteredOn(view -> view.layer() == Layer.QUERY)
                        .singleElement()
                        .satisfies(view -> assertThat(view.seen()).isEqualTo("the query finds 1 series"));
            }
        }
    }

    /** Knative's counter had other names before, of which no histogram is the one of today. */
    @Test
    void ofACounterWithSeveralNamesItIsReadOnce() throws Exception {
        PrometheusClient prometheus = new PrometheusClient(new HttpPort() {
            @Override
            public Response send(Request request) {
                String query = request.parameters().get("query");
                String data = query.equals("time()")
                        ? "{\"resultType\":\"scalar\",\"result\":[1002,\"1002\"]}"
                        : "{\"resultType\":\"matrix\",\"result\":["
                                + (query.startsWith("kn_serving_invocation_duration_seconds{")
                                        ? "{\"metric\":{\"pod\":\"iris-0\",\"http_response_status_code\":\"200\"},"
                                                + "\"histograms\":[[1001,{\"count\":\"7\"}]]}"
                                        : "")
                                + "]}";
                byte[] body = ("{\"status\":\"success\",\"data\":" + data + "}").getBytes(StandardCharsets.UTF_8);
                return new Response(200, "application/json", List.of(), body);
            }

            @Override
            public boolean mayQuote() {
                return true;
            }
        });
        PredictionSeries scope =
                new PredictionSeries("ns", "iris", "", "namespace", "", ServedBy.of(ServerProfile.KNATIVE, ""));
        assertThat(new CounterReader(prometheus, scope).predictions(1_000_000).series())
                .extracting(series -> series.label("code"))
                .containsExactly("200");
    }

    private record Native(HttpPort way) implements HttpPort {

        private static final String COUNT = ServerProfile.SELDON.counter().name();
        private static final String HISTOGRAM = COUNT.replaceAll("_count$", "");

        @Override
        public Response send(Request request) throws HttpFailure {
            String query = request.parameters().getOrDefault("query", "");
            if (query.startsWith(HISTOGRAM + "{")) {
                Map<String, String> counts = new LinkedHashMap<>(request.parameters());
                counts.put("query", COUNT + query.substring(HISTOGRAM.length()));
                return histograms(way.send(Request.get(request.path(), counts)));
            }
            return query.contains(HISTOGRAM + "_")
                    ? way.send(Request.get(request.path(), Map.of("query", "nothing[1m]")))
                    : way.send(request);
        }

        private static Response histograms(Response counts) {
            try {
                JsonNode answer = JSON.readTree(counts.body());
                for (JsonNode series : answer.path("data").path("result")) {
                    ArrayNode histograms = ((ObjectNode) series).putArray("histograms");
                    for (JsonNode sample : ((ObjectNode) series).remove("values")) {
                        histograms.addArray().add(sample.get(0)).addObject().set("count", sample.get(1));
                    }
                }
                return new Response(counts.status(), counts.contentType(), List.of(), JSON.writeValueAsBytes(answer));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
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
