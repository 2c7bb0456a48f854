package io.jenkins.plugins.seldon.steps;

import hudson.AbortException;
import io.jenkins.plugins.seldon.gate.GateConfig;
import io.jenkins.plugins.seldon.gate.MetricsGate;
import io.jenkins.plugins.seldon.gate.Turns;
import io.jenkins.plugins.seldon.grafana.GrafanaClient;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import java.io.IOException;
import java.util.SplittableRandom;

/**
 * A gate and what it holds open within one session of the controller: the lease of a cluster's client, its turn. Never
 * persisted.
 */
final class GateSession implements AutoCloseable {

    private final MetricsGate gate;
    private final GateReach reach;
    private final Turns.Turn turn;

    private GateSession(MetricsGate gate, GateReach reach, Turns.Turn turn) {
        this.gate = gate;
        this.reach = reach;
        this.turn = turn;
    }

    /**
     * Makes the gate of a step: its options, which cluster as whom, the ports, the gate.
     *
     * @param state what the gate knew before a restart; null for a new one
     * @throws io.jenkins.plugins.seldon.text.InvalidOptionException with a sentence, when an option is wrong
     * @throws AbortException with a sentence, when a connection can't be made
     */
    static GateSession open(AssertPredictionMetricsStep step, Platform platform, String state)
            throws IOException, InterruptedException {
        GateConfig config = GateOptions.config(step, platform);
        GateReach reach = GateReach.of(step, platform);
        try {
            HttpPort prometheus = reach.prometheus();
            GrafanaClient grafana = step.isCheckGrafana() ? reach.grafana() : null;
            String subject = config.scope().namespace() + "/" + config.scope().deployment();
            Turns.Turn turn = platform.turns().turn(reach.server() + " " + subject, platform.build());
            MetricsGate.Ports ports = new MetricsGate.Ports(
                    new PrometheusClient(prometheus),
                    reach.models(),
                    grafana,
                    platform.clock(),
                    new SplittableRandom(),
                    platform.log()::println,
                    turn);
            MetricsGate gate =
                    state == null ? MetricsGate.begin(config, ports) : MetricsGate.resume(config, ports, state);
            return new GateSession(gate, reach, turn);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            reach.close();
            throw e;
        }
    }

    MetricsGate gate() {
        return gate;
    }

    /** What the gate's looks wait for. */
    String server() {
        return reach.counter();
    }

    /** Closing again does nothing. */
    @Override
    public void close() {
        turn.giveBack();
        reach.close();
    }
}
