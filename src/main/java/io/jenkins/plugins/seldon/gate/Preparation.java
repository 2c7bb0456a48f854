package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.measure.Counters;
import io.jenkins.plugins.seldon.gate.measure.Routing;
import io.jenkins.plugins.seldon.load.LoadProfile;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.prometheus.Target;
import io.jenkins.plugins.seldon.prometheus.Targets;
import io.jenkins.plugins.seldon.seldon.Endpoint;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Deployment;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Predictor;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a gate finds out before it sends anything: where to, how often Prometheus looks, what is counted already. */
final class Preparation {

    /** A series without a sample in this time is not a living one. */
    private static final Duration HISTORY = Duration.ofMinutes(2);

    private final GateConfig config;
    private final PredictionSeries scope;
    private final MetricsGate.Ports ports;

    Preparation(GateConfig config, MetricsGate.Ports ports) {
        this.config = config;
        this.scope = config.scope();
        this.ports = ports;
    }

    /**
     * Finds out where and how predictions are asked for, after a look at all options that can be wrong.
     *
     * @throws IOException with a sentence, when the cluster can't be asked and has to be
     * @throws InvalidOptionException with a sentence, when an option is wrong
     */
    void endpoint(GateState state) throws IOException {
        config.burst().requireProfiles();
        Endpoint.Wish wish = config.request().endpoint();
        boolean asks = wish.leavesOpen() || !scope.servedBy().isFound();
        Optional<Deployment> deployment = asks ? deployment(wish) : Optional.empty();
        deployment.ifPresent(found -> {
            state.kind = found.kind().name();
            state.server = found.server().name();
        });
        Endpoint endpoint = Endpoint.resolve(wish, state.scope(config), deployment);
        state.url = endpoint.url();
        state.page = Endpoint.page(wish, state.scope(config), deployment).orElse("");
        state.protocol = endpoint.protocol().toString();
        state.host = endpoint.host();
        state.model = endpoint.grpc().model();
        config.request().refuseUntranslatable(endpoint);
        ServedBy served = state.scope(config).servedBy();
        if (!served.kind().hasPredictors() && !scope.predictor().isEmpty()) {
            throw new InvalidOptionException("predictor belongs to a SeldonDeployment, or names a revision of a Knative"
                    + " Service; the " + served.kind() + " " + scope.deployment() + " has none.");
        }
        if (deployment.isPresent() && !scope.servedBy().isFound()) {
            ports.log()
                    .accept("The " + served.kind() + " " + scope + " is served by "
                            + served.profile().name() + ": "
                            + served.profile().counter().name() + " counts its predictions.");
        }
    }

    private Optional<Deployment> deployment(Endpoint.Wish wish) throws IOException {
        Optional<Deployment> deployment;
        try {
            deployment = ports.cluster().deployment(scope);
        } catch (IOException e) {
            if (wish.needsDeployment()) {
                throw e;
            }
            return Optional.empty();
        }
        if (deployment.isEmpty() && wish.needsDeployment()) {
            throw new IOException("There is no " + scope.servedBy().kindsTold() + " " + scope.deployment()
                    + " in namespace " + scope.namespace() + "; check the names, or give the endpoint.");
        }
        return deployment;
    }

    private static String told(int targets) {
        return targets == 1 ? targets + " target" : targets + " targets";
    }

    /**
     * Reads which predictors there are, how often the deployment is scraped and what is counted already.
     *
     * @throws InvalidOptionException with a sentence, when a burst over such scrapes exceeds a limit, or the model's object
     *     contradicts an option
     */
    void look(GateState state) throws PrometheusException {
        PrometheusClient prometheus = ports.prometheus();
        long asked = ports.clock().millis();
        long now = prometheus.nowMillis();
        long answered = ports.clock().millis();
        state.clockOffsetMillis = now - (asked + answered) / 2;
        state.clockSlackMillis = (answered - asked) / 2;
        Targets known = prometheus.targets(
                config.scope().upOfNamespace(), target -> config.scope().isIn(target.labels()));
        List<Target> all = known.all();
        state.namespaceLabel = config.scope()
                .namespaceLabelOn(all.stream().map(Target::labels).toList())
                .orElse(PredictionSeries.USUAL_NAMESPACE_LABEL);
        PredictionSeries scope = state.scope(config);
        List<Target> targets =
                all.stream().filter(target -> scope.covers(target.labels())).toList();
        // One that federates, or that others write to as well, lists what it scrapes: none of the pods.
        boolean scrapes = known.areListed()
                && (!targets.isEmpty() || prometheus.query(scope.readSelector()).isEmpty());
        Rhythm rhythm = Rhythm.of(prometheus, scope, targets, scrapes, now);
        state.scrapeIntervalMillis = rhythm.untilSeen().toMillis();
        state.stampedAhead = !rhythm.ahead().isZero();
        config.burst().profile(Duration.ofMillis(state.scrapeIntervalMillis));
        describe(state);
        Counters before = new CounterReader(prometheus, scope).predictions(now - HISTORY.toMillis());
        state.origin = before.lasts();
        state.originAt = before.nowMillis();
        state.watching = false;
        state.answered = 0;
        state.accepted = 0;
        state.pages = new ArrayList<>();
        state.pagesKept = 0;
        state.pulses = new ArrayList<>();
        state.judged = new LinkedHashMap<>();
        ports.log()
                .accept(prometheus + " scrapes every " + rhythm.seconds() + " s" + rhythm.origin()
                        + rhythm.lateness() + "; it knows "
                        + told(targets.size()) + " and "
                        + state.origin.size() + " series of " + scope
                        + (known.areListed() ? "" : ", by the series up (no list of targets: " + known.unlisted() + ")")
                        + ".");
    }

    /** Finds the namespace's label on the counters themselves, where targets do not tell it and it is not given. */
    void relabel(GateState state) throws PrometheusException {
        if (config.scope().namespaceLabel().isEmpty()) {
            List<Map<String, String>> labels = new ArrayList<>();
            for (Series series : ports.prometheus().query(config.scope().selectorOfAnyNamespace())) {
                labels.add(series.labels());
            }
            config.scope().namespaceLabelOn(labels).ifPresent(label -> state.namespaceLabel = label);
        }
    }

    /** Of several in flight a batcher makes one; one that waits for its answer comes alone. */
    private void refuseBatches(GateState state, Optional<Deployment> found) {
        ServedBy served = state.scope(config).servedBy();
        LoadProfile profile = config.burst().profile(Duration.ofMillis(state.scrapeIntervalMillis));
        boolean alone = !profile.isOpen() && profile.concurrency() == 1;
        if (found.filter(Deployment::batches).isPresent()
                && served.profile().countsBehindBatcher()
                && state.protocol.equals(Protocol.TENSORFLOW.toString())
                && !alone) {
            throw new InvalidOptionException("The " + served.kind() + " " + scope
                    + " has a batcher, behind which its " + scope.server().process()
                    + "s count fewer requests than they answer: set server: 'knative', or concurrency: 1.");
        }
    }

    /** Others' counts would be taken for those of a predictor that is not there, answers nobody or is not counted. */
    private void refusePredictor(GateState state, Optional<Deployment> found) {
        found.flatMap(deployment -> deployment.flawOfPredictor(state.scope(config), state.url))
                .ifPresent(flaw -> {
                    throw new InvalidOptionException(flaw);
                });
    }

    private void describe(GateState state) {
        List<Predictor> predictors = List.of();
        state.deploymentProblem = "";
        state.deploymentMissing = false;
        try {
            Optional<Deployment> found = ports.cluster().deployment(state.scope(config));
            predictors = found.map(Deployment::predictors).orElse(List.of());
            state.deploymentMissing = found.isEmpty();
            refusePredictor(state, found);
            refuseBatches(state, found);
            if (state.deploymentMissing) {
                state.deploymentProblem = "there is no " + scope.servedBy().kindsTold() + " " + scope.deployment()
                        + " in namespace " + scope.namespace();
            }
        } catch (IOException e) {
            state.deploymentProblem = e.getMessage();
        }
        state.routing = new Routing(predictors, scope.predictor(), scope.predictorBehind(state.url, predictors));
    }
}
