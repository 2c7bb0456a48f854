package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.seldon.gate.measure.Counters;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.load.AnswerRule;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that the gate read wrongly, as reports of users describe them; each has a README of its own. */
class GateCasesTest {

    @Test
    void aHistogramIsToldAsThatAndWhatToTakeOfIt() throws IOException {
        PrometheusException e = refused(200, "native-histogram-answer");
        assertThat(e.kind()).isEqualTo(PrometheusException.Kind.BAD_QUERY);
        assertThat(e.getMessage()).contains("histogram; take a number of it", "histogram_count(…)");
    }

    @Test
    void aNoteOnTheStyleOfAQueryMakesNoAnswerPartial() throws Exception {
        PrometheusClient prometheus = answering(200, text("promql-info-is-no-partial-answer", "answer.json"));
        assertThat(prometheus.query("rate(ingress_requests[1m])").get(0).last().value())
                .isEqualTo(3);
    }

    @Test
    void aRejectedQueryIsToldInTheServersWords() throws IOException {
        PrometheusException e = refused(422, "victoriametrics-error-type");
        assertThat(e.kind()).isEqualTo(PrometheusException.Kind.BAD_QUERY);
        assertThat(e.getMessage()).contains("cannot parse");
    }

    @Test
    void aLabelThatTheTargetTookIsFoundByItsOtherName() throws Exception {
        List<Series> found = answering(200, text("servicemonitor-renames-the-service-label", "query-answer.json"))
                .query("x");
        PredictionSeries scope = new PredictionSeries("ml", "iris", "", "kubernetes_namespace");
        Counters counters = new Counters(scope, 1_790_000_001_000L, found, List.of(), List.of());
        assertThat(counters.series())
                .singleElement()
                .satisfies(series -> assertThat(series.last().value()).isEqualTo(11));
        assertThat(counters.sampledAfter(1_789_999_999_000L, Duration.ofSeconds(1)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "0, /predictions/0/score, true",
        "0, any, true",
        "0, '', false",
        "1, /0/1, true",
        "1, any, true",
        "1, '', false",
        "2, '', false",
    })
    void answersOfAModelsOwnFormAreToldByAPointer(int line, String rule, boolean prediction) throws IOException {
        String answer =
                text("own-answer-formats", "answers.jsonl").lines().toList().get(line);
        assertThat(AnswerRule.of(rule, Protocol.SELDON)
                        .flaw(answer.getBytes(StandardCharsets.UTF_8))
                        .isEmpty())
                .isEqualTo(prediction);
    }

    private static PrometheusException refused(int status, String name) throws IOException {
        PrometheusClient prometheus = answering(status, text(name, "answer.json"));
        return catchThrowableOfType(PrometheusException.class, () -> prometheus.query("x"));
    }

    private static PrometheusClient answering(int status, String body) {
        return new PrometheusClient(new HttpPort() {
            @Override
            public Response send(Request request) {
                return new Response(status, "application/json", List.of(), body.getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public boolean mayQuote() {
                return true;
            }
        });
    }

    private static String text(String name, String file) throws IOException {
        try (InputStream in = GateCasesTest.class.getResourceAsStream("/cases/" + name + "/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
