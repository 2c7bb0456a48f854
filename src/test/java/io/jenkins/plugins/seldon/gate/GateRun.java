package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.fixture.QuotingHttp;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.grafana.GrafanaClient;
import io.jenkins.plugins.seldon.http.DirectHttp;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.LoadGenerator;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadResults;
import io.jenkins.plugins.seldon.load.LoadSite;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.seldon.Endpoint;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import okhttp3.OkHttpClient;

/** Drives a gate in the test's own thread against real servers, and lets a test act while the burst is sent. */
final class GateRun {

    private static final OkHttpClient HTTP = new OkHttpClient();

    private PredictionSeries scope;
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private String endpoint;
    private PrometheusClient prometheus;
    private ModelCluster cluster = ModelCluster.UNKNOWN;
    /** Closed, so that no busy machine is late with it. */
    private GateConfig.Burst burst = new GateConfig.Burst(100, 0, 0, 4, 0, 10, LoadLimits.DEFAULT);

    private Thresholds thresholds = Thresholds.DEFAULT;
    private List<MetricCondition> conditions = List.of();
    private Patience patience = new Patience(Duration.ZERO, Duration.ofSeconds(10));
    private Duration answerTimeout = Duration.ofSeconds(5);
    private Duration endpointTimeout = Duration.ZERO;
    private Runnable duringBurst = () -> {};
    private Runnable afterPart = () -> {};
    private InstantSource clock = InstantSource.system();
    private RandomGenerator chance = new SplittableRandom(1);
    private Duration agentAhead = Duration.ZERO;
    private GrafanaClient grafana;
    private Turns.Turn turn = Turns.FREE;
    private boolean restarting;

    GateRun(ModelDeployment model, URI prometheus) {
        this.scope = new PredictionSeries(
                model.predictor().namespace(), model.predictor().deployment(), "", "");
        this.endpoint = model.url().toString();
        this.prometheus = client(prometheus);
    }

    static PrometheusClient client(URI url) {
        try {
            return new PrometheusClient(new QuotingHttp(DirectHttp.at("Prometheus", url.toString())
                    .limits(new DirectHttp.Limits(Duration.ofSeconds(1), 16 * 1024 * 1024))
                    .build(HTTP)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another way to Prometheus than its URL. */
    GateRun prometheus(PrometheusClient with) {
        prometheus = with;
        return this;
    }

    GateRun endpoint(String url) {
        endpoint = url;
        return this;
    }

    GateRun turn(Turns.Turn with) {
        turn = with;
        return this;
    }

    GateRun predictor(String name) {
        scope = new PredictionSeries(
                scope.namespace(),
                scope.deployment(),
                name,
                scope.namespaceLabel(),
                scope.matchers(),
                scope.servedBy());
        return this;
    }

    /** Another server than Seldon's. */
    GateRun servedBy(ServedBy server) {
        scope = scope.servedBy(server);
        return this;
    }

    GateRun matchers(String more) {
        scope = new PredictionSeries(
                scope.namespace(),
                scope.deployment(),
                scope.predictor(),
                scope.namespaceLabel(),
                more,
                scope.servedBy());
        return this;
    }

    /** As many requests, as fast as the gate thinks fit. */
    GateRun defaultBurst() {
        return burst(0, 0, 0, 0);
    }

    GateRun cluster(ModelCluster with) {
        cluster = with;
        return this;
    }

    GateRun burst(long requests, double rate, double seconds, int concurrency) {
        burst = new GateConfig.Burst(requests, rate, seconds, concurrency, 0, 10, LoadLimits.DEFAULT);
        return this;
    }

    GateRun thresholds(Thresholds with) {
        thresholds = with;
        return this;
    }

    GateRun conditions(MetricCondition... with) {
        conditions = List.of(with);
        return this;
    }

    GateRun patience(Duration samples, Duration outage) {
        patience = new Patience(samples, outage);
        return this;
    }

    GateRun answerTimeout(Duration of) {
        answerTimeout = of;
        return this;
    }

    /** How long the endpoint may take to come up. */
    GateRun endpointTimeout(Duration of) {
        endpointTimeout = of;
        return this;
    }

    /** Runs something in another thread when the burst begins. */
    GateRun duringBurst(Runnable action) {
        duringBurst = action;
        return this;
    }

    /** Runs something as soon as a part of the burst has its last answer. */
    GateRun afterPart(Runnable action) {
        afterPart = action;
        return this;
    }

    GateRun grafana(GrafanaClient with) {
        grafana = with;
        return this;
    }

    /** The controller's clock, which need not agree with any other. */
    GateRun clock(InstantSource with) {
        clock = with;
        return this;
    }

    /** What the sizes of the burst's parts are drawn from. */
    GateRun chance(RandomGenerator with) {
        chance = with;
        return this;
    }

    /** How far the clock of the machine that sends is ahead. */
    GateRun agentAhead(Duration of) {
        agentAhead = of;
        return this;
    }

    /** Every step is taken by a new gate that resumes from the last one's state. */
    GateRun restartingAfterEachStep() {
        restarting = true;
        return this;
    }

    /** A machine that is busy with something else is late with a burst, which says nothing of the gate: it is begun again. */
    GateReport run() {
        GateReport report = once();
        for (int more = 2; more > 0 && wasLate(report); more--) {
            log.clear();
            report = once();
        }
        return report;
    }

    private static boolean wasLate(GateReport report) {
        return report.verdict() == Verdict.INCONCLUSIVE
                && report.sentence().contains("the burst was not sent as planned");
    }

    private GateReport once() {
        GateConfig config = new GateConfig(
                scope,
                new GateConfig.Request(
                        new Endpoint.Wish(endpoint, "", null, ""),
                        List.of(),
                        List.of(),
                        HttpAccess.NONE,
                        answerTimeout,
                        endpointTimeout,
                        ""),
                burst,
                thresholds,
                conditions,
                "U1cSDzyZz",
                patience);
        MetricsGate.Ports ports = new MetricsGate.Ports(prometheus, cluster, grafana, clock, chance, log::add, turn);
        MetricsGate gate = MetricsGate.begin(config, ports);
        Next next = gate.advance();
        while (true) {
            if (next instanceof Next.Done done) {
                GateReport report = restarting ? again(MetricsGate.resume(config, ports, gate.state())) : done.report();
                turn.giveBack();
                return report;
            } else if (next instanceof Next.Wait wait) {
                LockSupport.parkNanos(wait.time().toNanos());
                if (restarting) {
                    gate = MetricsGate.resume(config, ports, gate.state());
                }
                next = gate.advance();
            } else if (next instanceof Next.Send send) {
                next = send(gate, send);
            } else if (next instanceof Next.Read read) {
                next = read(gate, read);
            }
        }
    }

    /** What a gate tells after a restart that came between its outcome and the end of the step. */
    private static GateReport again(MetricsGate gate) {
        return ((Next.Done) gate.advance()).report();
    }

    private static Next read(MetricsGate gate, Next.Read read) {
        try {
            return gate.read(LoadSite.LOCAL.read(read.page()));
        } catch (IOException e) {
            return gate.notRead(e.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Next send(MetricsGate gate, Next.Send send) {
        if (send.purpose().equals("burst") || send.purpose().startsWith("burst, part 1 of ")) {
            Thread action = new Thread(duringBurst, "during the burst");
            action.start();
        }
        try {
            LoadResult result = new LoadGenerator(send.plan()).run(progress -> {});
            if (send.purpose().startsWith("burst")) {
                afterPart.run();
            }
            return gate.sent(LoadResults.shifted(result, agentAhead));
        } catch (IOException e) {
            return gate.notSent(e.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> log() {
        return List.copyOf(log);
    }
}
