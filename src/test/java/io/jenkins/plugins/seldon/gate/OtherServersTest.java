package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.model.Dialect;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.LatencyLimit;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.Source;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import io.jenkins.plugins.seldon.text.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a gate says of models that other servers than Seldon's serve, with a real Prometheus; docs/gate.md has the table. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class OtherServersTest {

    private static final Duration SHORT = Duration.ofSeconds(4);

    /** A server: its page, its profile, and what docs/gate.md calls it. */
    enum Server {
        KSERVE("KServe", Dialect.KSERVE, ServerProfile.KSERVE, ModelKind.INFERENCE_SERVICE),
        MLSERVER("MLServer", Dialect.MLSERVER, ServerProfile.MLSERVER, ModelKind.INFERENCE_SERVICE),
        TRITON("Triton", Dialect.TRITON, ServerProfile.TRITON, ModelKind.DEPLOYMENT),
        SELDON_V2("Seldon Core 2", Dialect.AGENT, ServerProfile.SELDON_V2, ModelKind.MODEL),
        PIPELINE(
                "Seldon Core 2, a Pipeline",
                Dialect.PIPELINE_GATEWAY,
                ServerProfile.SELDON_V2_PIPELINE,
                ModelKind.PIPELINE),
        KNATIVE("Knative", Dialect.QUEUE_PROXY, ServerProfile.KNATIVE, ModelKind.KNATIVE_SERVICE),
        OWN(
                "of one's own, by `metric`",
                Dialect.OWN,
                ServerProfile.own("iris_requests_total", "outcome=\"ok\"", "handler=\"predict\"", "", ""),
                ModelKind.DEPLOYMENT);

        private final String title;
        private final Dialect dialect;
        private final ServerProfile profile;
        private final ModelKind kind;

        Server(String title, Dialect dialect, ServerProfile profile, ModelKind kind) {
            this.title = title;
            this.dialect = dialect;
            this.profile = profile;
            this.kind = kind;
        }

        /** One namespace each, since a metric of one's own need not tell models apart. */
        ModelDeployment deploy(String name, int replicas) {
            String namespace = name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + name;
            return MODELS.deploy(Predictor.sklearn(namespace, name), replicas, dialect);
        }

        ServedBy servedBy() {
            return ServedBy.of(profile, "").found(kind, profile);
        }
    }

    /** One server's models. */
    private record Models(
            ModelDeployment idle,
            ModelDeployment live,
            ModelDeployment lost,
            ModelDeployment unscraped,
            ModelDeployment foreign,
            ModelDeployment failing,
            ModelDeployment uncounted,
            ModelDeployment unreadable,
            ModelDeployment unlisted,
            ModelDeployment timed,
            ModelDeployment told,
            ModelDeployment believed) {

        static Models of(Server server) {
            return new Models(
                    server.deploy("idle", 2),
                    server.deploy("live", 2),
                    server.deploy("lost", 2),
                    server.deploy("unscraped", 1),
                    server.deploy("foreign", 1),
                    server.deploy("failing", 1),
                    server.deploy("uncounted", 1),
                    server.deploy("unreadable", 2),
                    server.deploy("unlisted", 2),
                    server.deploy("timed", 2),
                    server.deploy("told", 2),
                    server.deploy("believed", 2));
        }

        List<ScrapeTarget> targets() {
            List<ScrapeTarget> targets = new ArrayList<>();
            List.of(idle, live, foreign, failing, uncounted, unreadable, unlisted, timed, told, believed)
                    .forEach(model -> targets.addAll(model.scrapeTargets()));
            targets.add(lost.scrapeTargets().get(0));
            return targets;
        }
    }

    private static final ModelServer MODELS = ModelServer.start();
    private static final Map<Server, Models> BY_SERVER = new EnumMap<>(Server.class);
    private static PrometheusProcess prometheus;
    private static PrometheusProcess stranger;

    @BeforeAll
    static void start() {
        List<ScrapeTarget> targets = new ArrayList<>();
        for (Server server : Server.values()) {
            BY_SERVER.put(server, Models.of(server));
            targets.addAll(BY_SERVER.get(server).targets());
        }
        prometheus = PrometheusProcess.with()
                .scrapeInterval(Duration.ofMillis(500))
                .targets(targets)
                .start();
        stranger = PrometheusProcess.with().start();
        prometheus.awaitTargetsUp();
    }

    @AfterAll
    static void end() {
        prometheus.close();
        stranger.close();
        MODELS.close();
    }

    @ParameterizedTest
    @EnumSource
    void anIdleModelPassesWithEveryPredictionCounted(Server server) {
        GateReport report =
                report(server, "idle", run(server, BY_SERVER.get(server).idle()));
        assertThat(report.measurement().counted()).isEqualTo(100);
        assertThat(report.measurement().counts().executorsRead()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aLiveModelPasses(Server server) {
        ModelDeployment live = BY_SERVER.get(server).live();
        try (Traffic traffic = Traffic.to(live, 2)) {
            report(server, "live", run(server, live).burst(600, 0, 0, 0));
            assertThat(traffic.sent()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReplicaThatIsNotScrapedKeepsItFromPassing(Server server) {
        GateReport report = report(
                server,
                "replica lost",
                run(server, BY_SERVER.get(server).lost()).patience(SHORT, SHORT));
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.SCRAPE);
    }

    @ParameterizedTest
    @EnumSource
    void aModelThatIsNotScrapedDoesNotPass(Server server) {
        GateReport report = report(
                server,
                "not scraped",
                run(server, BY_SERVER.get(server).unscraped()).patience(SHORT, SHORT));
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.SCRAPE);
    }

    @ParameterizedTest
    @EnumSource
    void whoMaySeeNothingOfTheModelDoesNotPass(Server server) {
        GateReport report = report(
                server,
                "wrong tenant",
                run(server, BY_SERVER.get(server).foreign())
                        .prometheus(GateRun.client(stranger.url()))
                        .patience(SHORT, SHORT));
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.SCRAPE);
    }

    @ParameterizedTest
    @EnumSource
    void withoutThePagesTwoCountsAreHeldAgainstEachOther(Server server) {
        ModelDeployment model = BY_SERVER.get(server).unreadable();
        GateRun run = run(server, model).cluster(cluster(server, model).withoutPages());
        GateReport report = run.run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(run.log()).anyMatch(line -> line.contains("two counts are compared, not three"));
    }

    /** A counter of one's own, or Knative's, names no model: then anybody's in the namespace would do. */
    @ParameterizedTest
    @EnumSource
    void withoutTheClusterTheSeriesAreKnownByLabelsWhereTheyNameTheModel(Server server) {
        GateReport report = new GateRun(BY_SERVER.get(server).unlisted(), prometheus.url())
                .servedBy(server.servedBy())
                .burst(100, 0, 0, 4)
                .run();
        assertThat(report.verdict())
                .as(report.sentence())
                .isEqualTo(server.profile.subject().isEmpty() ? Verdict.INCONCLUSIVE : Verdict.PASS);
        if (server.profile.subject().isEmpty()) {
            assertThat(report.sentence()).contains("known by their namespace only");
        }
    }

    @Test
    void whoeverSaysHowTheSeriesAreToldIsBelieved() {
        GateReport report = new GateRun(BY_SERVER.get(Server.OWN).believed(), prometheus.url())
                .matchers("job=\"kubernetes-pods\"")
                .servedBy(Server.OWN.servedBy())
                .burst(100, 0, 0, 4)
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
    }

    /** Where failures are counted among the successes, half of the requests may hide that the other half was lost. */
    @ParameterizedTest
    @EnumSource
    void whatFailedStandsForNothingThatWasLost(Server server) {
        ModelDeployment failing = BY_SERVER.get(server).failing();
        failing.errorRatio(0.5);
        Thresholds lenient = new Thresholds(0, 0.95, 1, 1, List.of());
        GateReport report = run(server, failing).thresholds(lenient).run();
        boolean tells = server.profile.tellsFailures();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(tells ? Verdict.PASS : Verdict.INCONCLUSIVE);
        if (tells) {
            assertThat(report.measurement().countedErrors())
                    .as("the pipeline gateway counts no failure of a pipeline over HTTP")
                    .isEqualTo(server == Server.PIPELINE ? 0 : 50);
        } else {
            assertThat(report.notes()).anyMatch(note -> note.contains("a request that failed may stand for one"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void predictionsThatAreNotCountedKeepItFromPassing(Server server) {
        ModelDeployment model = BY_SERVER.get(server).uncounted();
        model.uncounted(0.2);
        GateReport report = run(server, model).run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.FAIL);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.EXECUTOR);
        List<String> said = new ArrayList<>(report.details(Language.ENGLISH));
        said.add(report.diagnosis().cause());
        report.findings().forEach(finding -> said.add(finding.sentence()));
        assertThat(said).anyMatch(line -> line.contains(server.profile.process()));
        assertThat(said).as("but for the layer's name").noneMatch(line -> line.replaceFirst("^> executor ", "")
                .toLowerCase(Locale.ROOT)
                .contains("executor"));
    }

    @Test
    void aLatencyIsTakenFromTheHistogramOfTheServerThatHasOne() {
        Thresholds limit = slowest(0.9, 10_000);
        for (Server server : List.of(Server.KSERVE, Server.PIPELINE, Server.KNATIVE)) {
            GateReport report =
                    run(server, BY_SERVER.get(server).timed()).thresholds(limit).run();
            assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        }
        GateReport mlserver = run(
                        Server.MLSERVER, BY_SERVER.get(Server.MLSERVER).timed())
                .thresholds(limit)
                .run();
        assertThat(mlserver.verdict()).as(mlserver.sentence()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    private static Thresholds slowest(double quantile, double millis) {
        return new Thresholds(0, 0.95, 0.01, 0.01, List.of(new LatencyLimit(quantile, millis, Source.PROMETHEUS)));
    }

    @Test
    void theServerThatTheObjectTellsIsTakenAndSurvivesARestart() {
        ModelDeployment told = BY_SERVER.get(Server.MLSERVER).told();
        GateRun run = new GateRun(told, prometheus.url())
                .servedBy(ServedBy.whichever(""))
                .cluster(cluster(Server.MLSERVER, told))
                .restartingAfterEachStep();
        GateReport report = run.endpoint(told.url() + "v2/models/told/infer").run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(run.log())
                .anyMatch(line -> line.equals("The InferenceService mlserver-told/told is served by"
                        + " mlserver: model_infer_request_success_total counts its predictions."));
    }

    @Test
    void aRuntimeThatIsNotKnownIsToldOfWhereNothingHasTheCounterOfKservesOwn() {
        ModelDeployment told = BY_SERVER.get(Server.TRITON).told();
        GateReport report = new GateRun(told, prometheus.url())
                .servedBy(ServedBy.whichever(""))
                .cluster(cluster(Server.KSERVE, told))
                .endpoint(told.url() + "v2/models/told/infer")
                .patience(SHORT, SHORT)
                .run();
        assertThat(report.verdict()).isNotEqualTo(Verdict.PASS);
        assertThat(report.sentence()).contains("; its runtime may not be one of KServe's own Python servers");
    }

    private static PlayedCluster cluster(Server server, ModelDeployment model) {
        return PlayedCluster.of(model).served(server.kind, server.profile);
    }

    private static GateRun run(Server server, ModelDeployment model) {
        return new GateRun(model, prometheus.url())
                .servedBy(server.servedBy())
                .cluster(cluster(server, model))
                .burst(100, 0, 0, 4);
    }

    /** Runs it, and compares its verdict with the table. */
    private static GateReport report(Server server, String situation, GateRun run) {
        GateReport report = run.run();
        System.out.printf(
                "| %s | %s | %s | %s | %s%n%s%n",
                server, situation, report.verdict(), report.diagnosis().layer(), report.sentence(), run.log());
        assertThat(report.verdict().name()).as(report.sentence()).isEqualTo(documented(server, situation));
        return report;
    }

    private static String documented(Server server, String situation) {
        try {
            List<String> lines = Files.readAllLines(Path.of("docs/gate.md"));
            List<String> head = cells(lines.stream()
                    .filter(line -> line.startsWith("| model server |"))
                    .findFirst()
                    .orElseThrow());
            List<String> row = cells(lines.stream()
                    .filter(line -> line.startsWith("| " + server.title + " |"))
                    .findFirst()
                    .orElseThrow());
            return row.get(head.indexOf(situation)).split(" ")[0];
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split(Pattern.quote("|"))).map(String::strip).toList();
    }
}
