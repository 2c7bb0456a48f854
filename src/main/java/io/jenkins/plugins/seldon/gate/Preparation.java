package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.measure.Counters;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.Target;
import io.jenkins.plugins.seldon.seldon.Endpoint;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Deployment;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a gate finds out before it sends anything: where to, how often Prometheus looks, what is counted already. */
final class Preparation {

    /** A series without a sample in this time is not a living one. */
    private static final Duration HISTORY = Duration.ofMinutes(2);

    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(15);

    private final GateConfig config;
    private final PredictionSeries scope;
    private final MetricsGate.Ports ports;

    Preparation(GateConfig config, MetricsGate.Ports ports) {
        this.config = config;
        this.scope = config.scope();
        this.ports = ports;
    }

    /**
     * The URL of predictions, after a look at all options that can be wrong.
     *
     * @throws IOException with a sentence, when the cluster can't be asked or tells none
     * @throws IllegalArgumentException with a sentence, when an option is wrong
     */
    String url() throws IOException {
        config.burst().profile(USUAL_INTERVAL);
        config.burst().warmUp();
        GateConfig.Request request = config.request();
        String given = request.endpoint();
        String model = request.model();
        boolean modelWanted = model.isEmpty() && request.protocol().needsModel();
        if (given.isEmpty() || modelWanted) {
            Deployment deployment = ports.cluster()
                    .deployment(scope)
                    .orElseThrow(() -> new IOException("There is no SeldonDeployment " + scope.deployment()
                            + " in namespace " + scope.namespace() + "; check the names, or give the endpoint."));
            given = given.isEmpty() ? deployment.url() : given;
            model = modelWanted ? deployment.model() : model;
        }
        if (given.isEmpty()) {
            throw new IOException("The SeldonDeployment " + scope + " tells no address in its status yet; give the"
                    + " endpoint, or wait until it is Available.");
        }
        String url = Endpoint.resolve(given, scope, request.protocol(), model);
        if (modelWanted && model.isEmpty() && url.contains(request.protocol().path(""))) {
            throw new IOException("The name of the model is not known; give model, which the paths of the protocol "
                    + request.protocol() + " contain.");
        }
        return url;
    }

    private static String counted(int number, String one, String several) {
        return number + " " + (number == 1 ? one : several);
    }

    /** Reads how often the deployment is scraped and what is counted already. */
    void look(GateState state) throws PrometheusException {
        PrometheusClient prometheus = ports.prometheus();
        List<Target> targets = prometheus.targets().stream()
                .filter(target -> scope.covers(target.labels()))
                .toList();
        Optional<Duration> interval = prometheus.scrapeInterval(targets);
        state.scrapeIntervalMillis = interval.orElse(USUAL_INTERVAL).toMillis();
        Counters before = new CounterReader(prometheus, scope).predictions(prometheus.nowMillis() - HISTORY.toMillis());
        state.clockOffsetMillis = before.nowMillis() - ports.clock().millis();
        state.origin = before.lasts();
        state.originAt = before.nowMillis();
        state.watching = false;
        state.answered = 0;
        state.accepted = 0;
        ports.log()
                .accept(prometheus + " scrapes every " + state.scrapeIntervalMillis / 1000.0 + " s"
                        + (interval.isEmpty() ? " (assumed)" : "") + "; it knows "
                        + counted(targets.size(), "target", "targets") + " and "
                        + counted(state.origin.size(), "series", "series") + " of " + scope + ".");
    }
}
