package io.jenkins.plugins.seldon.gate.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis.Health;
import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis.View;
import io.jenkins.plugins.seldon.gate.measure.CountsBuilder;
import io.jenkins.plugins.seldon.gate.measure.Measurements;
import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadResults;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose fault it is that predictions fail. */
class FailuresTest extends ObservedGate {

    @ParameterizedTest(name = "{0} accepted, {1} HTTP errors, {2} bad bodies, {3} broken; {4} errors counted: {5}")
    @CsvSource({
        "140, 60, 0,  0,   60, MODEL",
        "140, 60, 0,  0,   0,  MODEL",
        "140, 0,  60, 0,   0,  MODEL",
        "140, 0,  0,  60,  0,  INGRESS",
        "0,   0,  0,  200, 0,  INGRESS",
    })
    void failuresAreTheModelsWhenTheyReachIt(
            long accepted, long http, long bad, long broken, double counted, Layer layer) {
        load = LoadResults.of(accepted, http, bad, broken);
        counts = Measurements.withErrors(load, accepted, counted).counts();
        assertThat(of(Check.ERRORS).layer()).isEqualTo(layer);
    }

    /** Of a hundred requests, as many with each status; those that are missing got no answer. */
    @ParameterizedTest(name = "{0}, the rest {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                // The model's own answers.
                "200:90 500:10         | no connection     | MODEL   | the model refuses the requests or fails",
                "200:90 299:5 400:5    | no connection     | MODEL   | the model refuses the requests or fails",
                "422:100               | no connection     | MODEL   | the model refuses the requests or fails",
                // Too much for the model or a proxy, as long as some get through.
                "200:90 429:10         | no connection     | LOAD    | can't keep up",
                "200:90 502:5 503:5    | no connection     | LOAD    | can't keep up",
                "200:1 504:99          | no connection     | LOAD    | can't keep up",
                "503:100               | no connection     | INGRESS | do not reach the model",
                // Whatever else comes from in front of it.
                "200:90 404:10         | no connection     | INGRESS | do not reach the model",
                "200:90 300:10         | no connection     | INGRESS | do not reach the model",
                "200:90 413:10         | no connection     | INGRESS | do not reach the model",
                "200:90 503:5 404:5    | no connection     | INGRESS | do not reach the model",
                "200:90 500:5 404:5    | no connection     | INGRESS | do not reach the model",
                // As many without a connection as with an answer.
                "200:80 500:10         | no connection     | INGRESS | do not reach the model",
                "200:80 503:10         | no connection     | INGRESS | do not reach the model",
                // Answers that come too late.
                "200:90                | no answer in time | LOAD    | answers come too late",
                "500:10                | no answer in time | MODEL   | answers come too late",
                "200:80 503:10         | no answer in time | INGRESS | do not reach the model",
            })
    void statusesTellWhoFails(String statuses, String rest, Layer layer, String cause) {
        Map<Integer, Long> answers = new TreeMap<>();
        for (String each : statuses.split(" ")) {
            answers.put(Integer.valueOf(each.split(":")[0]), Long.valueOf(each.split(":")[1]));
        }
        long all = answers.values().stream().mapToLong(Long::longValue).sum();
        long accepted = answers.entrySet().stream()
                .filter(answer -> answer.getKey() < 300)
                .mapToLong(Map.Entry::getValue)
                .sum();
        LoadResult failing = LoadResults.failing(
                LoadResults.of(accepted, all - accepted, 0, 100 - all),
                answers,
                Map.of("an answer with another status", all - accepted, rest, 100 - all));
        load = LoadResults.timedOut(failing, rest.equals("no answer in time") ? 100 - all : 0);
        Diagnosis diagnosis = of(Check.ERRORS);
        assertThat(diagnosis.layer()).isEqualTo(layer);
        assertThat(diagnosis.cause()).contains(cause);
    }

    /** As of a canary whose pods are not ready, which gets a tenth of the requests. */
    @ParameterizedTest(name = "{0}, {1} times of 100: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP status 503: no healthy upstream | 100 | INGRESS",
                "HTTP status 503: no healthy upstream | 50  | INGRESS",
                "HTTP status 503: no healthy upstream | 49  | LOAD",
                "the gRPC status UNAVAILABLE: no healthy upstream | 100 | INGRESS",
                "HTTP status 503: upstream connect error or disconnect/reset before headers. reset reason: connection failure | 100 | INGRESS",
                "HTTP status 503: upstream connect error or disconnect/reset before headers. retried and the latest reset reason: remote connection failure, transport | 100 | INGRESS",
                "HTTP status 503: upstream connect error or disconnect/reset before headers. reset reason: overflow | 100 | LOAD",
            })
    void whatEnvoyFindsNoReplicaForIsNotTooMuch(String told, long times, Layer layer) {
        load = LoadResults.failing(
                LoadResults.of(900, 100, 0, 0),
                Map.of(200, 900L, 503, 100L),
                Map.of("an answer with " + told, times, "an answer with HTTP status 503", 100 - times));
        assertThat(of(Check.ERRORS).layer()).isEqualTo(layer);
    }

    /** As while an ingress is put in another's place: most find nobody, and one waits for who is gone. */
    @ParameterizedTest(name = "{0} of 60 without an answer were late: {1}")
    @CsvSource({"0, INGRESS", "1, INGRESS", "29, INGRESS", "30, LOAD", "60, LOAD"})
    void whatFindsNoConnectionIsNotLate(long late, Layer layer) {
        load = LoadResults.timedOut(LoadResults.of(140, 0, 0, 60), late);
        assertThat(of(Check.ERRORS).layer()).isEqualTo(layer);
    }

    @ParameterizedTest(name = "{0} of 60 failures counted, {1} of them with a body that is no prediction: {2}")
    @CsvSource({"30, 0, MODEL", "29, 0, INGRESS", "0, 31, MODEL", "0, 30, INGRESS"})
    void halfOfTheFailuresTellWhetherTheModelAnswers(double counted, long bad, Layer layer) {
        load = LoadResults.of(140, 0, bad, 60 - bad);
        counts = Measurements.withErrors(load, 140, counted).counts();
        assertThat(of(Check.ERRORS).layer()).isEqualTo(layer);
    }

    /** All of them with status 200: what stands before the model, as a default backend, a portal or a login, shows pages. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "an answer with an HTML page instead of a prediction: <html>             | INGRESS",
                "an answer with a login page instead of a prediction; give the           | INGRESS",
                "an answer with HTTP status 200 and no content type instead of gRPC      | INGRESS",
                "an answer with HTTP status 200 and the content type a/b instead of gRPC: x | INGRESS",
                "an answer with no prediction (no outputs)                               | MODEL",
                "an answer with an error: an HTML page                                   | MODEL",
            })
    void aPageInAPredictionsPlaceIsNotTheModels(String flaw, Layer layer) {
        load = LoadResults.failing(LoadResults.of(0, 0, 10, 0), Map.of(200, 10L), Map.of(flaw, 10L));
        assertThat(of(Check.ENDPOINT).layer()).isEqualTo(layer);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "' and an HTML page instead of a prediction: 400 The plain HTTP request was sent to HTTPS port' | INGRESS",
                ": Client sent an HTTP request to an HTTPS server. | INGRESS",
                ": 3 features were expected                        | MODEL",
            })
    void aPortOfHttpsThatIsAskedByHttpIsNotTheModel(String told, Layer layer) {
        String flaw = "an answer with HTTP status 400" + told;
        load = LoadResults.failing(LoadResults.of(0, 10, 0, 0), Map.of(400, 10L), Map.of(flaw, 10L));
        assertThat(of(Check.ENDPOINT).layer()).isEqualTo(layer);
    }

    @Test
    void whereNothingFailedNoErrorsAreTheModels() {
        counts = CountsBuilder.counted(200, 200).build();
        assertThat(of(Check.ENDPOINT).layer()).isEqualTo(Layer.INGRESS);
    }

    @Test
    void withoutAnyRequestNothingIsKnownOfTheIngress() {
        load = null;
        Diagnosis diagnosis = of(Check.ENDPOINT);
        assertThat(diagnosis.layer()).isEqualTo(Layer.LOAD);
        assertThat(diagnosis.cause()).isEqualTo("nothing could be sent");
        assertThat(diagnosis.views().get(0)).isEqualTo(new View(Layer.INGRESS, Health.UNKNOWN, "no request was sent"));
    }

    @ParameterizedTest(name = "{0} of 200 accepted: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | OK     | 200 of 200 requests were answered with a prediction",
                "100 | OK     | 100 of 200 requests were answered with a prediction, the rest failed: 100 with an answer",
                "99  | BROKEN | 99 of 200 requests were answered with a prediction, the rest failed: 101 with an answer",
            })
    void theIngressWorksWhereHalfOfTheRequestsGetThrough(long accepted, Health health, String seen) {
        load = LoadResults.of(accepted, 200 - accepted, 0, 0);
        View ingress = of(Check.ERRORS).views().get(0);
        assertThat(ingress.health()).isEqualTo(health);
        assertThat(ingress.seen()).startsWith(seen);
        assertThat(ingress.seen().contains("the rest failed")).isEqualTo(accepted < 200);
    }
}
