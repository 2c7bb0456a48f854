package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a gate reckons with from a prediction to its sample, by what Prometheus tells and shows. */
class RhythmTest {

    private static final long NOW = 1_700_000_000_000L;

    @ParameterizedTest(name = "told {0}, samples every {1} s, the newest {2} s old, scrapes itself: {3}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
            # config | every | newest | scrapes | until seen | said
            30s      | 15    | 3      | true    | 30000      | scrapes every 30 s
            -        | 15    | 3      | true    | 15000      | scrapes every 15 s (measured)
            -        | 60    | 40     | false   | 60000      | scrapes every 60 s (measured)
            -        | -     | -      | false   | 15000      | scrapes every 15 s (assumed)
            -        | 15    | 75     | false   | 90000      | scrapes every 15 s (measured), and its samples may come 75 s late, which the gate allows for
            15s      | 1     | 0      | false   | 6000       | scrapes every 1 s (measured), and its samples may come 5 s late, which the gate allows for
            1s       | 1     | 0      | true    | 1000       | scrapes every 1 s
            -        | 15    | -20    | false   | 40000      | scrapes every 15 s (measured), and its samples are stamped 20 s ahead of its clock, which the gate allows for
            -        | 15    | -0.5   | false   | 15000      | scrapes every 15 s (measured)
            -        | 15    | 200    | true    | 15000      | scrapes every 15 s (measured)
            """)
    void theTimeUntilASampleIsSeen(
            String config, Integer every, Double newest, boolean scrapes, long untilSeen, String said)
            throws Exception {
        PrometheusClient prometheus = new PrometheusClient(new Samples(config, every, newest));
        Rhythm rhythm =
                Rhythm.of(prometheus, new PredictionSeries("ns", "iris", "", "namespace"), List.of(), scrapes, NOW);
        assertThat(rhythm.untilSeen()).isEqualTo(Duration.ofMillis(untilSeen));
        assertThat(rhythm).hasToString(said);
    }

    @Test
    void samplesThatAreStampedTooFarAheadAreRefused() {
        PrometheusClient prometheus = new PrometheusClient(new Samples(null, 15, -130.0));
        assertThatThrownBy(() -> Rhythm.of(
                        prometheus, new PredictionSeries("ns", "iris", "", "namespace"), List.of(), false, NOW))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage(
                        "The samples in Prometheus are stamped 130 s ahead of its clock: correct the clock of whatever"
                                + " scrapes the pods.");
    }

    /** Answers as Prometheus 2.42 does; without a configuration as what has none. */
    private record Samples(String config, Integer every, Double newest) implements HttpPort {

        @Override
        public Response send(Request request) {
            String query = request.parameters().getOrDefault("query", "");
            if (request.path().endsWith("config")) {
                return config == null
                        ? answer(404, "no")
                        : success("{\"yaml\":\"global: {scrape_interval: " + config + "}\"}");
            }
            if (query.startsWith("max(timestamp(")) {
                String value =
                        newest == null ? "" : sample(NOW, String.format(Locale.ROOT, "%.3f", NOW / 1000.0 - newest));
                return success("{\"resultType\":\"vector\",\"result\":["
                        + (newest == null ? "" : "{\"metric\":{},\"value\":" + value + "}") + "]}");
            }
            if (every == null || !query.startsWith("up{")) {
                return success("{\"resultType\":\"matrix\",\"result\":[]}");
            }
            long last = NOW - Math.round(newest * 1000);
            return success("{\"resultType\":\"matrix\",\"result\":[{\"metric\":{\"namespace\":\"ns\"},\"values\":["
                    + sample(last - 2000L * every, "1") + "," + sample(last - 1000L * every, "1") + ","
                    + sample(last, "1") + "]}]}");
        }

        private static String sample(long millis, String value) {
            return String.format(Locale.ROOT, "[%.3f,\"%s\"]", millis / 1000.0, value);
        }

        private static Response success(String data) {
            return answer(200, "{\"status\":\"success\",\"data\":" + data + "}");
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
            return "Prometheus";
        }
    }
}
