package io.jenkins.plugins.seldon.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.QuotingHttp;
import io.jenkins.plugins.seldon.http.DirectHttp;
import io.jenkins.plugins.seldon.prometheus.PrometheusException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What others than Prometheus 2.42 answer. Written from their sources: Prometheus 3 (web/api/v1/api.go,
 * web/api/v1/json_codec.go, util/jsonutil/marshal.go), VictoriaMetrics 1.151 (app/vmselect/prometheus/*.qtpl,
 * lib/httpserver/prometheus_error_response.qtpl, lib/promscrape/targetstatus.go; {@code isPartial} from its guide
 * k8s-ha-monitoring-via-vm-cluster), Thanos 0.42 (pkg/api/api.go, pkg/api/query/v1.go); the profile {@code prometheus} runs
 * the programs themselves.
 */
@Timeout(180)
class DialectsTest {

    private static final String UPS = "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":["
            + "{\"metric\":{\"__name__\":\"up\",\"job\":\"pods\",\"namespace\":\"ns\",\"pod\":\"iris-a\"},\"value\":[1700000000,\"1\"]},"
            + "{\"metric\":{\"__name__\":\"up\",\"job\":\"pods\",\"namespace\":\"ns\",\"pod\":\"iris-b\"},\"value\":[1700000000,\"0\"]}]}}";

    /** What Google's API says of a parameter that it does not know. */
    private static final String UNKNOWN =
            """
            {"error": {"code": 400, "message": "Invalid JSON payload received. Unknown name \\"%s\\": Cannot bind query \
            parameter. Field '%s' could not be found in request message.", "status": "INVALID_ARGUMENT"}}
            """;

    private record Answer(int status, String body) {}

    private final Map<String, Answer> answers = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private String refused = "no parameter";
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            Answer answer = exchange.getRequestURI().getQuery().contains(refused)
                    ? new Answer(400, UNKNOWN.formatted(refused, refused))
                    : answers.getOrDefault(
                            exchange.getRequestURI().toString(),
                            answers.getOrDefault(
                                    exchange.getRequestURI().getPath(), new Answer(404, "404 page not found")));
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    /** Mimir and Cortex have neither, Google's and Amazon's managed ones refuse them in one way or another. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"400", "401", "403", "404", "405", "500", "501", "302"})
    void whatListsNoTargetsTellsThemByTheirSeriesUp(int status) throws Exception {
        answers.put("/api/v1/targets", new Answer(status, "no"));
        answers.put("/api/v1/status/config", new Answer(status, "no"));
        answers.put("/api/v1/query", new Answer(200, UPS));

        Targets targets = client().targets("up", target -> true);

        assertThat(targets.areListed()).isFalse();
        assertThat(targets.unlisted()).contains("" + status);
        assertThat(targets.all()).extracting(Target::health).containsExactly("up", "down");
        assertThat(targets.all().get(1).lastError()).isEqualTo("its series up is 0");
        assertThat(client().scrapeInterval(targets.all())).isEmpty();
    }

    @Test
    void aListThatIsTooLargeIsNoFailureEither() throws Exception {
        answers.put("/api/v1/targets", new Answer(200, " ".repeat(70_000)));
        answers.put("/api/v1/query", new Answer(200, UPS));
        Targets targets = client().targets("up", target -> true);
        assertThat(targets.unlisted()).startsWith("it is larger than");
        assertThat(targets.all()).hasSize(2);
    }

    /** Thanos Query without an endpoint that has the targets' API, a Prometheus that others write to. */
    @Test
    void anEmptyListIsTakenForNone() throws Exception {
        answers.put(
                "/api/v1/targets",
                new Answer(200, "{\"status\":\"success\",\"data\":{\"activeTargets\":[],\"droppedTargets\":[]}}"));
        answers.put("/api/v1/query", new Answer(200, UPS));
        Targets targets = client().targets("up", target -> true);
        assertThat(targets.unlisted()).isEqualTo("it scrapes nothing itself");
        assertThat(targets.all()).hasSize(2);
    }

    @Test
    void aListWithoutTheTargetsThatAreMeantIsSupplementedByWhatIsWrittenToIt() throws Exception {
        answers.put(
                "/api/v1/targets",
                new Answer(
                        200,
                        "{\"status\":\"success\",\"data\":{\"activeTargets\":[{\"labels\":{\"job\":\"itself\"},"
                                + "\"health\":\"up\"}]}}"));
        answers.put("/api/v1/query", new Answer(200, UPS));
        assertThat(client().targets("up", target -> target.label("job").equals("pods")))
                .satisfies(targets -> assertThat(targets.all()).hasSize(2))
                .satisfies(targets -> assertThat(targets.unlisted()).isEqualTo("it does not scrape them itself"));
        assertThat(client().targets("up", target -> target.label("job").equals("others")))
                .satisfies(targets -> assertThat(targets.all()).hasSize(1))
                .satisfies(targets -> assertThat(targets.areListed()).isTrue());
    }

    /** VictoriaMetrics' targets tell no interval, its health is in small letters; Thanos writes it in capitals. */
    @Test
    void targetsOfVictoriaMetricsAndThanosAreRead() throws Exception {
        answers.put(
                "/api/v1/targets",
                new Answer(
                        200,
                        "{\"status\":\"success\",\"data\":{\"activeTargets\":["
                                + "{\"discoveredLabels\":{},\"labels\":{\"job\":\"pods\"},\"scrapePool\":\"pods\","
                                + "\"scrapeUrl\":\"http://10.0.0.1/prometheus\",\"lastError\":\"\","
                                + "\"lastScrape\":\"1970-01-01T00:00:00.001Z\",\"lastScrapeDuration\":0.001,"
                                + "\"lastSamplesScraped\":5,\"health\":\"up\"},"
                                + "{\"labels\":{\"job\":\"pods\"},\"health\":\"DOWN\",\"lastError\":\"no\"}]}}"));
        Targets targets = client().targets("up", target -> true);
        assertThat(targets.areListed()).isTrue();
        assertThat(targets.all().get(0).isUp()).isTrue();
        assertThat(targets.all().get(0).interval()).isZero();
        assertThat(targets.all().get(1).isDown()).isTrue();
    }

    @Test
    void victoriaMetricsIsAskedForNowAndNotForHalfAMinuteAgo() throws Exception {
        answers.put("/api/v1/query", new Answer(200, UPS));
        answers.put("/api/v1/query_range", new Answer(200, UPS));
        client().query("up");
        client().queryRange("up", 0, 1000, Duration.ofSeconds(1));
        assertThat(asked).hasSize(2).allSatisfy(url -> assertThat(url).contains("nocache=1"));
        assertThat(asked.get(1)).as("the last half a minute's own steps").contains("latency_offset=1ms");
    }

    /** Its steps of 15 s from 5 to 20 s are those from 0 to 15 s; a series may end, or begin, between these and the end. */
    @Test
    void theEndOfARangeThatThanosQueryFrontendMovesIsAskedForByItself() throws Exception {
        String data = "{\"status\":\"success\",\"data\":{\"resultType\":\"%s\",\"result\":[%s]}}";
        String moved = "{\"metric\":{\"pod\":\"a\"},\"values\":[[0,\"1\"],[15,\"2\"]]},"
                + "{\"metric\":{\"pod\":\"b\"},\"values\":[[0,\"3\"]]},{\"metric\":{\"pod\":\"c\"},\"values\":[[15,\"4\"]]}";
        String end =
                "{\"metric\":{\"pod\":\"a\"},\"value\":[20,\"5\"]},{\"metric\":{\"pod\":\"d\"},\"value\":[20,\"6\"]}";
        answers.put("/api/v1/query_range", new Answer(200, data.formatted("matrix", moved)));
        answers.put("/api/v1/query", new Answer(200, data.formatted("vector", end)));
        assertThat(client().queryRange("x", 5000, 20_000, Duration.ofSeconds(15)))
                .containsExactly(
                        new Series(
                                new TreeMap<>(Map.of("pod", "a")),
                                List.of(new Sample(15_000, 2), new Sample(20_000, 5))),
                        Series.of(Map.of("pod", "c"), new Sample(15_000, 4)),
                        Series.of(Map.of("pod", "d"), new Sample(20_000, 6)));
        assertThat(asked).hasSize(2);
        assertThat(asked.get(1)).endsWith("time=20");
        answers.put(
                "/api/v1/query_range",
                new Answer(200, data.formatted("matrix", "{\"metric\":{},\"values\":[[5,\"1\"],[20,\"2\"]]}")));
        assertThat(client().queryRange("x", 5000, 20_000, Duration.ofSeconds(15)))
                .containsExactly(new Series(new TreeMap<>(), List.of(new Sample(5000, 1), new Sample(20_000, 2))));
        assertThat(asked).as("of what has its end").hasSize(3);
    }

    @Test
    void googlesApiIsAskedWithoutWhatItDoesNotKnow() throws Exception {
        refused = "nocache";
        answers.put("/api/v1/query", new Answer(200, UPS));
        PrometheusClient client = client();
        assertThat(client.query("up")).hasSize(2);
        assertThat(client.queryAt("up", 1500)).hasSize(2);
        answers.put("/api/v1/query_range", new Answer(200, UPS));
        assertThat(client.queryRange("up", 0, 1000, Duration.ofSeconds(1))).hasSize(2);
        assertThat(asked)
                .containsExactly(
                        "/api/v1/query?query=up&nocache=1",
                        "/api/v1/query?query=up",
                        "/api/v1/query?query=up&time=1.5",
                        "/api/v1/query_range?query=up&start=0&end=1&step=1");
        refused = "query";
        assertThat(catchThrowableOfType(PrometheusException.class, () -> client().query("up"))
                        .kind())
                .as("another one")
                .isEqualTo(Kind.NOT_PROMETHEUS);
    }

    /** What a store is missing from may not pass, nor fail: it is asked again, and then told. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"isPartial\":true | since not all of its storage nodes answered",
                "\"warnings\":[\"fetch series for {replica=\\\"a\\\"} receive series from Addr: thanos-1:10901: rpc error\"] | rpc error",
                "\"warnings\":[\"PromQL warning: quantile value should be between 0 and 1, got 99\",\"store gone\"] | store gone",
            })
    void aPartialAnswerIsNone(String flaw, String told) {
        answers.put("/api/v1/query", new Answer(200, UPS.substring(0, UPS.length() - 1) + "," + flaw + "}"));
        PrometheusException e = catchThrowableOfType(PrometheusException.class, () -> client().query("up"));
        assertThat(e.kind()).isEqualTo(Kind.PARTIAL);
        assertThat(e.isTransient()).isTrue();
        assertThat(e).hasMessageContaining("its answer is partial").hasMessageContaining(told);
    }

    /** As Prometheus 2.48 and later say of a query that can't mean what it says; to ask again is of no use. */
    @Test
    void aWarningOnTheQueryIsThatOfAQueryToBeCorrected() {
        String warning =
                "\"infos\":[\"PromQL info: x\"],\"warnings\":[\"PromQL warning: bucket label \\\"le\\\" is missing or"
                        + " has a malformed value of \\\"\\\" (1:25)\"]";
        answers.put("/api/v1/query", new Answer(200, UPS.substring(0, UPS.length() - 1) + "," + warning + "}"));
        PrometheusException e = catchThrowableOfType(PrometheusException.class, () -> client().query("up"));
        assertThat(e.kind()).isEqualTo(Kind.EXECUTION);
        assertThat(e.isTransient()).isFalse();
        assertThat(e)
                .hasMessageContaining("it warns of the query: PromQL warning: bucket label \"le\" is missing")
                .hasMessageEndingWith("; correct the query.");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"isPartial\":false,\"stats\":{\"seriesFetched\":\"1\",\"executionTimeMsec\":3}",
                "\"infos\":[\"PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket\"]",
                "\"warnings\":[\"PromQL info: metric might not be a counter\"]",
                "\"analysis\":{\"name\":\"[vectorSelector]\"}",
            })
    void whatElseStandsBesideAWholeAnswerIsNoFlaw(String beside) throws Exception {
        answers.put("/api/v1/query", new Answer(200, UPS.substring(0, UPS.length() - 1) + "," + beside + "}"));
        assertThat(client().query("up")).hasSize(2);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "422 | {\"status\":\"error\",\"errorType\":\"422\",\"error\":\"cannot parse\"} | BAD_QUERY | rejected the query (422)",
                "422 | {\"status\":\"error\",\"errorType\":\"422\",\"error\":\"timeout exceeded during query execution\"} | TIMEOUT | timed out",
                "503 | {\"status\":\"error\",\"errorType\":\"503\",\"error\":\"couldn't fetch\"} | UNAVAILABLE | 503",
                "422 | {\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"unavailable with Prometheus "
                        + "Agent\"} | NOT_PROMETHEUS | agent mode, which answers no queries; give the address of the server that it writes to",
                "401 | no org id | REFUSED | the header that names a tenant",
            })
    void errorsAreToldForWhatTheyAre(int status, String body, Kind kind, String told) {
        answers.put("/api/v1/query", new Answer(status, body));
        PrometheusException e = catchThrowableOfType(PrometheusException.class, () -> client().query("up"));
        assertThat(e.kind()).isEqualTo(kind);
        assertThat(e).hasMessageContaining(told);
    }

    /** As Prometheus 3 stores a classic histogram with {@code convert_classic_histograms_to_nhcb}. */
    @Test
    void aNativeHistogramTellsHowMuchItHasObserved() throws Exception {
        answers.put(
                "/api/v1/query",
                new Answer(
                        200,
                        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":"
                                + "{\"__name__\":\"seldon_api_executor_server_requests_seconds\",\"code\":\"200\"},\"histograms\":["
                                + "[1700000000,{\"count\":\"3\",\"sum\":\"0.1\",\"buckets\":[[0,\"-Inf\",\"0.005\",\"3\"]]}],"
                                + "[1700000015,{\"count\":\"8\",\"sum\":\"0.4\"}]]}]}}"));
        assertThat(client().observations("x[1m]")).singleElement().satisfies(series -> assertThat(series.samples())
                .containsExactly(new Sample(1_700_000_000_000L, 3), new Sample(1_700_000_015_000L, 8)));
        assertThat(catchThrowableOfType(PrometheusException.class, () -> client().query("x[1m]")))
                .hasMessageContaining("the result is a native histogram");
    }

    /**
     * OpenShift's Thanos Querier tells a tenant's namespace by a parameter, others narrow what is read by one; what is asked
     * stays what it is.
     */
    @Test
    void theUrlsOwnParametersGoWithEachRequest() throws Exception {
        answers.put("/prom/api/v1/query", new Answer(200, UPS));
        PrometheusClient client = client("/prom?namespace=models&extra_label=a%3Db&query=down");
        assertThat(client.query("up")).hasSize(2);
        assertThat(client.toString()).doesNotContain("namespace");
        assertThat(asked).containsExactly("/prom/api/v1/query?namespace=models&extra_label=a%3Db&query=up&nocache=1");
    }

    /** Prometheus before 2.36, as Seldon's chart has it, VictoriaMetrics and Thanos have no parser that is asked alone. */
    @ParameterizedTest(name = "format_query: {0} {1}; query: {2}; every query refused: {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "404 | 404 page not found | 400 | bad_data | false | true",
                "400 | unsupported path requested | 400 | 400 | false | true",
                "404 | 404 page not found | 400 | bad_data | true | false",
                "404 | 404 page not found | 422 | execution | false | false",
                "503 | not now | 400 | bad_data | false | false",
            })
    void aQueryIsReadAlsoByWhatOnlyEvaluatesIt(
            int status, String body, int readStatus, String errorType, boolean refusesAll, boolean told)
            throws IOException {
        answers.put("/api/v1/format_query", new Answer(status, body));
        Answer no = new Answer(
                readStatus, "{\"status\":\"error\",\"errorType\":\"" + errorType + "\",\"error\":\"unclosed left\"}");
        answers.put("/api/v1/query?query=sum%28up&nocache=1&time=0", no);
        answers.put("/api/v1/query", refusesAll ? no : new Answer(200, UPS));

        Optional<String> flaw = client().flaw("sum(up");

        assertThat(flaw.isPresent()).isEqualTo(told);
        flaw.ifPresent(sentence -> assertThat(sentence)
                .startsWith("Could not read a query at Prometheus")
                .contains("rejected the query (" + errorType + "): unclosed left"));
        assertThat(client().flaw("sum(up)").isPresent()).isFalse();
    }

    private PrometheusClient client() throws IOException {
        return client("");
    }

    private PrometheusClient client(String root) throws IOException {
        return new PrometheusClient(new QuotingHttp(DirectHttp.at(
                        "Prometheus", "http://127.0.0.1:" + server.getAddress().getPort() + root)
                .limits(new DirectHttp.Limits(Duration.ofSeconds(5), 65_536))
                .build(new OkHttpClient())));
    }
}
