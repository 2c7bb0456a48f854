package io.jenkins.plugins.seldon.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.prometheus.PrometheusException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusClientTest {

    private static final String VECTOR = "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":%s}}";

    @Test
    void aVectorIsReadWithItsOddValues() throws Exception {
        List<Series> series = client(
                        200,
                        VECTOR.formatted(
                                "[{\"metric\":{\"__name__\":\"up\",\"job\":\"a\"},\"value\":[1700000000.123,\"1\"]},"
                                        + "{\"metric\":{},\"value\":[1700000000,\"NaN\"]},"
                                        + "{\"metric\":{\"job\":\"b\"},\"value\":[1700000000,\"+Inf\"]},"
                                        + "{\"metric\":{\"job\":\"c\"},\"value\":[1700000000,\"1.5e3\"]}]"))
                .query("up");
        assertThat(series).hasSize(4);
        assertThat(series.get(0).labels()).isEqualTo(Map.of("job", "a"));
        assertThat(series.get(0).last()).isEqualTo(new Sample(1_700_000_000_123L, 1));
        assertThat(series.get(1).last().value()).isNaN();
        assertThat(series.get(2).last().value()).isInfinite();
        assertThat(series.get(3).last().value()).isEqualTo(1500);
    }

    @Test
    void aMatrixIsReadWithAllItsSamples() throws Exception {
        List<Series> series = client(
                        200,
                        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":["
                                + "{\"metric\":{\"job\":\"a\"},\"values\":[[1,\"2\"],[16,\"4\"]]}]}}")
                .query("up[1m]");
        assertThat(series).singleElement().satisfies(only -> {
            assertThat(only.first()).isEqualTo(new Sample(1000, 2));
            assertThat(only.last()).isEqualTo(new Sample(16_000, 4));
        });
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            emptyValue = "",
            value = {
                "200 | <html><title>Login</title></html>                                              | NOT_PROMETHEUS",
                "200 | {\"status\":\"success\"                                                        | NOT_PROMETHEUS",
                "200 | []                                                                             | NOT_PROMETHEUS",
                "200 | 7                                                                              | NOT_PROMETHEUS",
                "200 | {}                                                                             | NOT_PROMETHEUS",
                "200 | {\"status\":\"success\"}                                                       | NOT_PROMETHEUS",
                "200 | {\"status\":\"success\",\"data\":{}}                                           | NOT_PROMETHEUS",
                "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"string\",\"result\":[1,\"a\"]}} | BAD_QUERY",
                "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":{}}}    | NOT_PROMETHEUS",
                "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{}]}}  | NOT_PROMETHEUS",
                "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1,2]}]}} | NOT_PROMETHEUS",
                "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1,\"x\"]}]}} | NOT_PROMETHEUS",
                "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[]}]}} | NOT_PROMETHEUS",
                "200 | {\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"}    | BAD_QUERY",
                "400 | {\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"}    | BAD_QUERY",
                "422 | {\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"too many\"}      | EXECUTION",
                "422 | {\"status\":\"error\",\"errorType\":\"422\",\"error\":\"cannot parse\"} | BAD_QUERY",
                "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"histogram\":[1,{\"count\":\"5\",\"sum\":\"1.2\"}]}]}} | BAD_QUERY",
                "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"histograms\":[[1,{\"count\":\"5\"}]]}]}} | BAD_QUERY",
                "503 | {\"status\":\"error\",\"errorType\":\"timeout\",\"error\":\"query timed out\"} | TIMEOUT",
                "503 | {\"status\":\"error\",\"errorType\":\"unavailable\",\"error\":\"starting\"}    | UNAVAILABLE",
                "503 | Service Unavailable                                                            | UNAVAILABLE",
                "500 | <html>oops</html>                                                              | UNAVAILABLE",
                "429 | slow down                                                                      | UNAVAILABLE",
                "401 | Unauthorized                                                                   | REFUSED",
                "403 | {\"message\":\"no\"}                                                           | REFUSED",
                "302 | Found                                                                          | REFUSED",
                "404 | 404 page not found                                                             | NOT_PROMETHEUS",
                "400 | {\"errorType\":\"invented\",\"status\":\"error\"}                              | NOT_PROMETHEUS",
                "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]},\"warnings\":[\"store gone\"]} | PARTIAL",
            })
    void anyOtherAnswerIsAnErrorWithASentence(int status, String body, Kind kind) {
        PrometheusException e = catchThrowableOfType(
                PrometheusException.class, () -> client(status, body).query("up"));
        assertThat(e.kind()).isEqualTo(kind);
        assertThat(e.getMessage())
                .startsWith("Could not evaluate a query at Prometheus (test): ")
                .endsWith(".");
        assertThat(e.isTransient()).isEqualTo(kind == Kind.UNAVAILABLE || kind == Kind.TIMEOUT || kind == Kind.PARTIAL);
    }

    /** As Prometheus 2.48 to 2.53 write it; a warning beside it still makes the answer a partial one. */
    @Test
    void aNoteOnTheQuerysStyleIsNoWarning() throws Exception {
        String answer = "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},"
                + "\"value\":[1718000000.1,\"3\"]}]},\"warnings\":[\"PromQL info: metric might not be a counter, name does"
                + " not end in _total/_sum/_count/_bucket: \\\"ingress_requests\\\" (1:10)\"%s]}";
        assertThat(client(200, answer.formatted("")).query("x").get(0).last().value())
                .isEqualTo(3);
        assertThat(catchThrowableOfType(
                                PrometheusException.class, () -> client(200, answer.formatted(",\"store gone\""))
                                        .query("x"))
                        .kind())
                .isEqualTo(Kind.PARTIAL);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 401, 403, 404, 500, 503})
    void aBodyFromAUrlThatAJobGaveIsNeverQuoted(int status) {
        for (String body : List.of(
                "<html>s3cret</html>",
                "s3cret",
                "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"s3cret\"}",
                "{\"status\":\"error\",\"errorType\":\"s3cret\",\"error\":\"x\"}",
                "{\"status\":\"success\",\"data\":{\"result\":\"s3cret\"},\"warnings\":[\"s3cret\"]}")) {
            PrometheusException e = catchThrowableOfType(
                    PrometheusException.class, () -> new PrometheusClient(new Fixed(status, body, false)).query("up"));
            assertThat(e.getMessage()).doesNotContain("s3cret");
        }
    }

    @Test
    void targetsAreReadWithHealthAndInterval() throws Exception {
        List<Target> targets = client(
                        200,
                        "{\"status\":\"success\",\"data\":{\"activeTargets\":[{\"labels\":{\"job\":\"pods\"},"
                                + "\"scrapeUrl\":\"http://10.0.0.1/prometheus\",\"health\":\"down\","
                                + "\"lastError\":\"connection refused\",\"scrapeInterval\":\"1m30s\"},{}]}}")
                .targets("up", target -> true)
                .all();
        assertThat(targets).hasSize(2);
        assertThat(targets.get(0).isDown()).isTrue();
        assertThat(targets.get(0).lastError()).isEqualTo("connection refused");
        assertThat(targets.get(0).interval()).isEqualTo(Duration.ofSeconds(90));
        assertThat(targets.get(1).interval()).isEqualTo(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "pods,  30000",
                "other, 15000",
                "none,  20000",
                "gone,  15000",
            })
    void theIntervalOfOldPrometheusComesFromItsConfiguration(String job, Long millis) throws Exception {
        String yaml =
                "global:\\n  scrape_interval: 15s\\nscrape_configs:\\n- job_name: pods\\n  scrape_interval: 30s\\n"
                        + "- job_name: other\\n- job_name: kubernetes-pods\\n  scrape_interval: 20s\\n";
        PrometheusClient client = client(200, "{\"status\":\"success\",\"data\":{\"yaml\":\"" + yaml + "\"}}");
        List<Target> matching =
                job == null ? List.of() : List.of(new Target(Map.of("job", job), "up", "", Duration.ZERO));
        assertThat(client.scrapeInterval(matching)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[1,2]", "a: [", "global: 7", "!!java.net.URL [\"http://x\"]"})
    void anOddConfigurationTellsNoInterval(String yaml) {
        assertThat(PrometheusClient.configuredInterval(yaml, List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"15s, 15000", "1m, 60000", "1m30s, 90000", "500ms, 500", "1h, 3600000", "1d2h, 93600000"})
    void durationsAreReadAsPrometheusWritesThem(String text, long millis) {
        assertThat(PrometheusDuration.parse(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0s", "15", "s", "15x", "-1s", "1s1m", "99999999999999999999999s"})
    void anythingElseIsNoDuration(String text) {
        assertThat(PrometheusDuration.parse(text)).isEmpty();
    }

    @Test
    void theTimeIsPrometheusOwn() throws Exception {
        assertThat(client(
                                200,
                                "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"1700000000.5\"]}}")
                        .nowMillis())
                .isEqualTo(1_700_000_000_500L);
        assertThat(catchThrowableOfType(PrometheusException.class, () -> client(200, VECTOR.formatted("[]"))
                                .nowMillis())
                        .kind())
                .isEqualTo(Kind.NOT_PROMETHEUS);
    }

    @ParameterizedTest
    @CsvSource({"1700000000.5, 1700000000500", "1700000000, 1700000000999"})
    void whereTheTimeIsWholeSecondsNowIsTheirEndAtLatest(String told, long millis) throws Exception {
        assertThat(client(
                                200,
                                "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"%s\"]}}"
                                        .formatted(told))
                        .nowAtLatestMillis())
                .isEqualTo(millis);
    }

    @Test
    void queriesAreSentAsParameters() throws Exception {
        Fixed transport = new Fixed(200, VECTOR.formatted("[]"), true);
        new PrometheusClient(transport).queryRange("up", 1000, 61_500, Duration.ofSeconds(15));
        assertThat(transport.requests)
                .containsExactly(
                        "api/v1/query_range {query=up, start=1, end=61.5, step=15, nocache=1, latency_offset=1ms}");
    }

    /** VictoriaMetrics refuses exponents where milliseconds are left. */
    @Test
    void timesAreSentInDigits() throws Exception {
        Fixed transport = new Fixed(200, VECTOR.formatted("[]"), true);
        PrometheusClient client = new PrometheusClient(transport);
        client.queryRange("up", 1_784_144_612_388L, 1_784_148_000_000L, Duration.ofMillis(1500));
        client.queryAt("up", 1_784_144_612_388L);
        assertThat(transport.requests)
                .containsExactly(
                        "api/v1/query_range {query=up, start=1784144612.388, end=1784148000, step=1.5, nocache=1,"
                                + " latency_offset=1ms}",
                        "api/v1/query {query=up, nocache=1, time=1784144612.388}");
    }

    private static PrometheusClient client(int status, String body) {
        return new PrometheusClient(new Fixed(status, body, true));
    }

    /** Always the same answer. */
    private static final class Fixed implements HttpPort {
        private final int status;
        private final String body;
        private final boolean quotable;
        private final List<String> requests = new ArrayList<>();

        Fixed(int status, String body, boolean quotable) {
            this.status = status;
            this.body = body;
            this.quotable = quotable;
        }

        @Override
        public Response send(Request request) {
            requests.add(request.path() + " " + request.parameters());
            String type = body.startsWith("<") ? "text/html" : "application/json";
            return new Response(status, type, List.of(), body.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public boolean mayQuote() {
            return quotable;
        }

        @Override
        public String toString() {
            return "Prometheus (test)";
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{},", "[],", "1,", "[{}],"})
    void ofAnAnswerOfManySmallValuesAFewAreRead(String value) {
        String body = VECTOR.formatted("[" + value.repeat((16 << 20) / value.length()) + "{}]");
        PrometheusException thrown = catchThrowableOfType(
                PrometheusException.class, () -> client(200, body).query("up"));
        assertThat(thrown.kind()).isEqualTo(Kind.EXECUTION);
        assertThat(thrown).hasMessageContaining("too many values to read at once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "1e99999999", "9999999999999999999999", "-1e300"})
    void aTimeOutOfRangeIsNoSample(String time) {
        PrometheusException thrown = catchThrowableOfType(PrometheusException.class, () -> client(
                        200, VECTOR.formatted("[{\"metric\":{},\"value\":[" + time + ",\"1\"]}]"))
                .query("up"));
        assertThat(thrown.kind()).isEqualTo(Kind.NOT_PROMETHEUS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999d", "99999999999999999999s", "31d", "0s", "-1s", "1e9s"})
    void anIntervalThatNobodyWaitsForIsNotTold(String interval) {
        assertThat(PrometheusDuration.parse(interval)).isEmpty();
        assertThat(PrometheusClient.configuredInterval("global: {scrape_interval: " + interval + "}", List.of()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "global: &a {scrape_interval: 5s, x: *a}",
                "? &a [x]\n: *a",
                "global: !!java.net.URL [x]",
                "[[[[[[",
                "a: &a [x,x]\nb: &b [*a,*a]\n? *b\n: c",
            })
    void aHostileConfigurationTellsNothing(String yaml) {
        assertThat(PrometheusClient.configuredInterval(yaml, List.of())).isEmpty();
    }
}
