package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.measure.CountsBuilder;
import io.jenkins.plugins.seldon.gate.measure.Measurements;
import io.jenkins.plugins.seldon.gate.measure.Pages;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.load.LoadResults;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Replica;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * When a baseline can be taken after a warm-up of ten that ended at 1000 s, scraped every second; answers in the form of
 * Prometheus 2.42.
 */
class SamplingTest {

    private static final PredictionSeries SCOPE = new PredictionSeries("ns", "iris", "", "kubernetes_namespace");
    private static final String PREDICTIONS =
            ",\"deployment_name\":\"iris\",\"service\":\"predictions\",\"code\":\"200\"";
    private static final ExecutorPod POD =
            new ExecutorPod("iris-0", "uid-0", List.of("10.0.0.1"), "main", false, true, true, 0, "");

    /**
     * @param pod what the label of the pod's name holds; none where the scrape has dropped it
     * @param first what is counted of the first replica, and the second of its last scrape
     * @param second the same of the second replica, which turns up later
     */
    @ParameterizedTest(name = "pod {0}: {1} at {2} and {3} at {4}: one more scrape {5}")
    @CsvSource(
            nullValues = "-",
            value = {
                "-,      4, 1000.5, -, -,      true",
                "-,      4, 1001.5, -, -,      false",
                "-,      4, 1000.9, 6, 1000.7, false",
                "iris-0, 4, 1000.5, -, -,      true",
                "iris-0, 10, 1000.5, -, -,     false",
                "iris-0, 4, 1001.5, -, -,      false",
            })
    void whatIsAnsweredAndNotYetShownIsAwaitedForOneMoreScrape(
            String pod, int first, double firstAt, Integer second, Double secondAt, boolean awaited) throws Exception {
        GateState state = new GateState();
        state.scrapeIntervalMillis = 1000;
        state.originAt = 990_000;
        state.awaitedAt = 1_000_000;
        state.answered = 10;
        state.pages.add(new Pages(0, true, 10, 0, List.of(new Replica(POD, 4, 0, "")), ""));
        String series = series(pod, 0, PREDICTIONS, "0", first, firstAt);
        String ups = series(pod, 0, "", "1", 1, firstAt);
        if (second != null) {
            series += "," + series(pod, 1, PREDICTIONS, "0", second, secondAt);
            ups += "," + series(pod, 1, "", "1", 1, secondAt);
        }
        Sampling look = new Sampling(answering(series, ups), SCOPE, state, 990_000);
        assertThat(look.isComplete()).isTrue();
        assertThat(look.mayRiseBeforeBurst()).isEqualTo(awaited);
    }

    /** As of two behind one Service, of which each request reaches any. */
    @ParameterizedTest(name = "a sample of {0} at {1}, in phase {2}: {3}")
    @CsvSource({
        "iris-0, 989500, BASELINE, false",
        "iris-0, 988900, BASELINE, true",
        "iris-0, 989500, SETTLE,   false",
        "iris-0, 988900, SETTLE,   true",
        // One that has ended tells nothing.
        "iris-9, 988900, SETTLE,   false",
    })
    void aSampleThatIsNotThereAnyMoreIsAnotherCopys(String pod, long at, Phase phase, boolean copies) throws Exception {
        String series = series("iris-0", 0, PREDICTIONS, "0", 4, 1000.5);
        GateState state = new GateState();
        state.scrapeIntervalMillis = 1000;
        state.awaitedAt = 1_000_000;
        state.phase = phase;
        Series now = new CounterReader(answering(series, ""), SCOPE)
                .predictions(0)
                .series()
                .get(0);
        Map<String, String> labels = new TreeMap<>(now.labels());
        labels.put("kubernetes_pod_name", pod);
        List<Series> before = List.of(Series.of(labels, new Sample(at, 0)));
        state.baseline = phase == Phase.SETTLE ? before : List.of();
        state.origin = phase == Phase.SETTLE ? List.of() : before;
        new Sampling(answering(series, ""), SCOPE, state, 980_000);
        assertThat(state.copies).isEqualTo(copies);
    }

    /** As of one without a volume that was replaced in the burst; another copy has scraped the target at least. */
    @ParameterizedTest(name = "samples from 989500 on, the target''s from {3} s on, a burst from {0} on, in {1}: {2}")
    @CsvSource({
        "990000, SETTLE,   false, 989.5",
        "989000, SETTLE,   true,  989.5",
        "989000, SETTLE,   false, 988.5",
        "989000, BASELINE, false, 989.5"
    })
    void whatWasThereBeforeTheBurstMayBeForgotten(long start, Phase phase, boolean forgotten, String target)
            throws Exception {
        GateState state = new GateState();
        state.scrapeIntervalMillis = 1000;
        state.awaitedAt = 1_000_000;
        state.burstStartAt = start;
        state.phase = phase;
        state.baseline = List.of(Series.of(Map.of(), new Sample(988_000, 0)));
        String ups = series("iris-0", 0, "", "1", 1, 1000.5).replace("989.5", target);
        String series = series("iris-0", 0, PREDICTIONS, "0", 4, 1000.5);
        new Sampling(answering(series, ups), SCOPE, state, 980_000);
        assertThat(state.forgotten).isEqualTo(forgotten);
    }

    /** Of 200 accepted predictions five of a hundred may be lost. */
    @ParameterizedTest(
            name = "pages {0}: {1} on them, others {2} within {3}, Prometheus lacks {4}: one more scrape {5}")
    @CsvSource({
        "read,    200, 0, 0, 0, false",
        "refused, 200, 0, 0, 0, true",
        "read,    195, 0, 0, 0, false",
        "read,    189, 0, 0, 0, true",
        "read,    200, 0, 0, 1, true",
        "read,    209, 10, 8, 0, false",
        "read,    209, 10, 20, 0, true",
        "refused, 209, 10, 8, 0, true",
    })
    void oneMoreScrapeIsAwaitedWhereItMayTellMore(
            String pages, double rise, double others, double margin, double lacking, boolean awaited) {
        CountsBuilder counts =
                CountsBuilder.beside(200, rise, others, margin, others, others).scrapeLost(lacking);
        counts = pages.equals("read") ? counts : counts.unread("it is forbidden");
        assertThat(Sampling.isSettled(Measurements.of(LoadResults.accepted(200), counts.build()), Thresholds.DEFAULT))
                .isEqualTo(!awaited);
    }

    private static String series(String pod, int replica, String more, String before, int last, double at) {
        String name = pod == null ? "" : ",\"kubernetes_pod_name\":\"" + pod + "\"";
        return String.format(
                Locale.ROOT,
                "{\"metric\":{\"job\":\"pods\",\"instance\":\"replica-%d\"%s,\"kubernetes_namespace\":\"ns\"%s},"
                        + "\"values\":[[989.5,\"%s\"],[%.3f,\"%d\"]]}",
                replica,
                name,
                more,
                before,
                at,
                last);
    }

    private static PrometheusClient answering(String series, String ups) {
        return new PrometheusClient(new HttpPort() {
            @Override
            public Response send(Request request) {
                String query = request.parameters().get("query");
                String found = query.startsWith(ServerProfile.SELDON.counter().name())
                        ? series
                        : query.startsWith("up{") ? ups : "";
                String data = query.equals("time()")
                        ? "{\"resultType\":\"scalar\",\"result\":[1002,\"1002\"]}"
                        : "{\"resultType\":\"matrix\",\"result\":[" + found + "]}";
                byte[] body = ("{\"status\":\"success\",\"data\":" + data + "}").getBytes(StandardCharsets.UTF_8);
                return new Response(200, "application/json", List.of(), body);
            }

            @Override
            public boolean mayQuote() {
                return true;
            }
        });
    }
}
