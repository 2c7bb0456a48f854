package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.verdict.MetricCondition;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.LoadResults;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.seldon.Endpoint;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What a gate is made of that a test leads from step to step: nothing is sent, the test says what was accepted. */
final class GateByHand {

    private GateByHand() {}

    static GateConfig config(int requests, List<String> payloads, MetricCondition... conditions) {
        return new GateConfig(
                new PredictionSeries("ns", "iris", "", "kubernetes_namespace"),
                new GateConfig.Request(
                        new Endpoint.Wish("http://127.0.0.1:1/", "", Protocol.SELDON, ""),
                        payloads,
                        List.of(),
                        HttpAccess.NONE,
                        Duration.ofSeconds(1),
                        Duration.ZERO,
                        ""),
                new GateConfig.Burst(requests, 0, 1, 0, 0, 10, LoadLimits.DEFAULT),
                Thresholds.DEFAULT,
                List.of(conditions),
                "",
                Patience.DEFAULT);
    }

    /** Without a cluster and Grafana. */
    static MetricsGate.Ports ports(HttpPort prometheus, LongSupplier millis, Consumer<String> log, Turns.Turn turn) {
        return new MetricsGate.Ports(
                new PrometheusClient(prometheus),
                ModelCluster.UNKNOWN,
                null,
                () -> Instant.ofEpochMilli(millis.getAsLong()),
                new SplittableRandom(1),
                log,
                turn);
    }

    /**
     * Leads a gate to its end, over a restart after each wait; whatever is sent is accepted.
     *
     * @param sending is told what is being sent
     * @param waiting lets a time pass
     */
    static GateReport conclude(
            GateConfig config, MetricsGate.Ports ports, Consumer<Next.Send> sending, Consumer<Duration> waiting) {
        MetricsGate gate = MetricsGate.begin(config, ports);
        Next next = gate.advance();
        while (!(next instanceof Next.Done)) {
            if (next instanceof Next.Send send) {
                sending.accept(send);
                next = gate.sent(LoadResults.accepted(send.plan().profile().requests()));
            } else {
                waiting.accept(((Next.Wait) next).time());
                gate = MetricsGate.resume(config, ports, gate.state());
                next = gate.advance();
            }
        }
        return ((Next.Done) next).report();
    }
}
