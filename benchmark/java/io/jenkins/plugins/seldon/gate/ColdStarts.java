package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.LoadGenerator;
import io.jenkins.plugins.seldon.load.LoadPlan;
import io.jenkins.plugins.seldon.load.LoadProfile;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Releases that nobody has used yet, each with 200 predictions and a real Prometheus: what the gate counts, how long
 * after the burst it knows, and what queries for a rate would have said of the same burst, and of one without a warm-up.
 *
 * <p>Arguments: how many releases, how many at once, whether the gate can read the executors' own pages ({@code read}, as
 * with a connection to the cluster, or {@code refused}), and the scrape intervals in seconds.
 */
final class ColdStarts {

    private static final int REQUESTS = 200;

    private ColdStarts() {}

    /**
     * One release.
     *
     * @param naiveAfterGate what the queries said at the end of the gate's burst
     * @param naiveAtOnce what they said at the end of a burst of five seconds on a fresh twin of the release
     * @param naiveLater what they said two scrapes after that
     */
    private record Run(
            GateReport report, long verdictAfterMillis, Naive naiveAfterGate, Naive naiveAtOnce, Naive naiveLater) {

        boolean countedAll() {
            return report.measurement() != null
                    && report.load().accepted() == REQUESTS
                    && report.measurement().counted() == REQUESTS;
        }
    }

    /** Whether {@code rate > 0} and {@code irate > 0} would have let the release pass. */
    private record Naive(boolean rate, boolean irate) {

        static Naive of(PrometheusProcess prometheus, ModelDeployment model) {
            return new Naive(asked(prometheus, model, "rate"), asked(prometheus, model, "irate"));
        }

        private static boolean asked(PrometheusProcess prometheus, ModelDeployment model, String function) {
            String selector = ServerProfile.SELDON.counter().name() + "{deployment_name=\""
                    + model.predictor().deployment() + "\",service=\"predictions\"}";
            return prometheus
                    .value("sum(" + function + "(" + selector + "[1m])) > 0")
                    .isPresent();
        }
    }

    public static void main(String[] arguments) throws Exception {
        int releases = Integer.parseInt(arguments[0]);
        int atOnce = Integer.parseInt(arguments[1]);
        boolean pages = arguments[2].equals("read");
        System.out.println("| scrape | counted = accepted | verdict PASS | burst's end to verdict, median (most) |"
                + " `rate` / `irate` after the gate's burst | after a burst without warm-up | two scrapes later |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        for (String seconds : Arrays.asList(arguments).subList(3, arguments.length)) {
            Duration interval = Duration.ofMillis(Math.round(Double.parseDouble(seconds) * 1000));
            List<Run> runs = measure(releases, atOnce, interval, pages);
            System.out.println(row(seconds + " s" + (pages ? "" : ", without the pages"), runs));
            runs.stream()
                    .filter(run -> !run.countedAll() || run.report().verdict() != Verdict.PASS)
                    .forEach(run -> System.err.println(run.report().sentence()));
        }
    }

    private static List<Run> measure(int releases, int atOnce, Duration interval, boolean pages) throws Exception {
        try (ModelServer server = ModelServer.start()) {
            List<ScrapeTarget> targets = new ArrayList<>();
            List<ModelDeployment> models = new ArrayList<>();
            List<ModelDeployment> twins = new ArrayList<>();
            for (int i = 0; i < releases; i++) {
                models.add(server.deploy(Predictor.sklearn("models", "release" + i), 1));
                twins.add(server.deploy(Predictor.sklearn("models", "twin" + i), 1));
            }
            models.forEach(model -> targets.addAll(model.scrapeTargets()));
            twins.forEach(model -> targets.addAll(model.scrapeTargets()));
            ExecutorService workers = Executors.newFixedThreadPool(atOnce);
            try (PrometheusProcess prometheus = PrometheusProcess.with()
                    .scrapeInterval(interval)
                    .targets(targets)
                    .start()) {
                prometheus.awaitTargetsUp();
                List<Callable<Run>> work = new ArrayList<>();
                for (int i = 0; i < releases; i++) {
                    ModelDeployment model = models.get(i);
                    ModelDeployment twin = twins.get(i);
                    work.add(() -> run(prometheus, model, twin, interval, pages));
                }
                List<Run> runs = new ArrayList<>();
                for (Future<Run> run : workers.invokeAll(work)) {
                    runs.add(run.get());
                }
                return runs;
            } finally {
                workers.shutdownNow();
            }
        }
    }

    private static Run run(
            PrometheusProcess prometheus, ModelDeployment model, ModelDeployment twin, Duration interval, boolean pages)
            throws Exception {
        AtomicLong ended = new AtomicLong();
        PlayedCluster cluster = PlayedCluster.of(model);
        AtomicReference<Naive> afterGate = new AtomicReference<>();
        GateReport report = new GateRun(model, prometheus.url())
                .cluster(pages ? cluster : cluster.withoutPages())
                .burst(REQUESTS, 0, 0, 0)
                .afterPart(() -> {
                    ended.set(System.nanoTime());
                    afterGate.set(Naive.of(prometheus, model));
                })
                .run();
        long verdictAfter = (System.nanoTime() - ended.get()) / 1_000_000;
        LoadPlan plan = new LoadPlan(
                twin.url() + "api/v1.0/predictions",
                Protocol.SELDON,
                List.of(Protocol.SELDON.samplePayload()),
                List.of(),
                HttpAccess.NONE,
                LoadProfile.of(REQUESTS, 0, 5, 0, 0, Duration.ZERO),
                Duration.ofSeconds(5),
                100_000);
        new LoadGenerator(plan).run(progress -> {});
        Naive atOnce = Naive.of(prometheus, twin);
        Traffic.pause(interval.multipliedBy(2));
        return new Run(report, verdictAfter, afterGate.get(), atOnce, Naive.of(prometheus, twin));
    }

    private static String row(String scrape, List<Run> runs) {
        long[] after = runs.stream().mapToLong(Run::verdictAfterMillis).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.1f s (%.1f s) | %s | %s | %s |",
                scrape,
                part(runs, Run::countedAll),
                part(runs, run -> run.report().verdict() == Verdict.PASS),
                after[after.length / 2] / 1000.0,
                after[after.length - 1] / 1000.0,
                both(runs, Run::naiveAfterGate),
                both(runs, Run::naiveAtOnce),
                both(runs, Run::naiveLater));
    }

    private static String both(List<Run> runs, Function<Run, Naive> which) {
        return part(runs, run -> which.apply(run).rate()) + " / "
                + part(runs, run -> which.apply(run).irate());
    }

    private static String part(List<Run> runs, Predicate<Run> which) {
        return runs.stream().filter(which).count() + " of " + runs.size();
    }
}
