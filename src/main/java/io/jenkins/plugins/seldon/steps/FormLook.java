package io.jenkins.plugins.seldon.steps;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition;
import io.jenkins.plugins.seldon.grafana.GrafanaClient;
import io.jenkins.plugins.seldon.grafana.GrafanaException;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.kubernetes.AccessReviews;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.kubernetes.ClusterGlance;
import io.jenkins.plugins.seldon.kubernetes.Right;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.node.Connections;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.Targets;
import io.jenkins.plugins.seldon.seldon.Endpoint;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Deployment;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Predictor;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.settings.FormAnswer;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a form's buttons find out: whom the options reach, as a run would reach it, and what is there. Looks only: nothing
 * is created, no prediction is sent. Of what servers answer only names and numbers are shown, never a body. Blocking.
 */
final class FormLook {

    private static final Right EVERYTHING = new Right("*", "*", "*", null);

    private static final int MOST_NAMED = 10;

    /** Stands for the time that a query is to be evaluated over, while nobody knows it. */
    static final String A_RANGE = "60s";

    private final Connections connections;
    private final FormAnswer answer = new FormAnswer();

    private FormLook(Connections connections) {
        this.connections = connections;
    }

    /**
     * Whether the cluster can be reached, as whom, and which of a step's rights are missing.
     *
     * @param onAgent whether the step hands the connection to the agent
     * @throws IOException with a sentence, when no connection can be made of the options
     */
    static FormAnswer atCluster(Connections connections, ClusterOptions options, boolean onAgent, List<Right> needed)
            throws IOException, InterruptedException {
        FormLook look = new FormLook(connections);
        ClusterConnection connection = onAgent ? connections.connectOnAgent(options) : connections.connect(options);
        try (SharedClients.Lease lease = connections.clients().lease(connection)) {
            look.cluster(lease.client(), connection, needed);
        }
        return look.answer;
    }

    /**
     * The same for a gate, with the deployment, Prometheus, Grafana, and what a run would refuse of the options together.
     *
     * @throws IOException with a sentence, when no connection can be made of the options
     */
    static FormAnswer atGate(Connections connections, GateQuery query, LoadLimits limits)
            throws IOException, InterruptedException {
        AssertPredictionMetricsStep step = query.step();
        step.requireEntries();
        FormLook look = new FormLook(connections);
        PredictionSeries scope = GateOptions.scope(step);
        try (GateReach reach = GateReach.of(step, connections)) {
            Optional<SharedClients.Lease> lease = reach.lease();
            if (lease.isPresent()) {
                List<Right> needed = new ArrayList<>(NeededRights.ofCounting(step.getNamespace()));
                needed.addAll(NeededRights.ofPrometheus(step));
                look.cluster(lease.get().client(), reach.connection(), needed);
            } else {
                look.answer.open(reach.withoutCluster());
            }
            if (lease.isPresent() && look.answer.isUsable()) {
                scope = look.deployment(reach, scope, step.getEndpoint());
            }
            look.prometheus(reach.prometheus(), scope, step.getConditions());
            if (step.isCheckGrafana()) {
                look.grafana(reach.grafana(), step.getDashboard());
            }
        }
        if (query.isTold()) {
            look.options(step, limits);
        }
        return look.answer;
    }

    private void cluster(KubernetesClient client, ClusterConnection connection, List<Right> needed)
            throws InterruptedException {
        String attempt = "read the version";
        try {
            answer.good(ClusterGlance.at(client, connection) + ".");
            attempt = "ask which rights the user has";
            if (needed.isEmpty() || AccessReviews.may(client, EVERYTHING, null)) {
                return;
            }
            List<Right> missing = AccessReviews.missing(client, needed);
            if (!missing.isEmpty()) {
                answer.open("The user lacks rights that the step needs: " + named(missing) + ".");
            } else {
                answer.good("The user has all " + needed.size() + " rights that the step is known to need.");
            }
        } catch (KubernetesClientException e) {
            answer.bad(ClusterFailure.sentence(attempt, connection.server(), e));
        }
    }

    private static String named(List<Right> rights) {
        String some = rights.stream().limit(MOST_NAMED).map(Right::label).collect(Collectors.joining(", "));
        return rights.size() > MOST_NAMED ? some + " and " + (rights.size() - MOST_NAMED) + " more" : some;
    }

    /** The series, as the object that was found tells them. */
    private PredictionSeries deployment(GateReach reach, PredictionSeries scope, String endpoint) {
        Optional<Deployment> found;
        try {
            found = reach.models().deployment(scope);
        } catch (IOException e) {
            answer.bad(e.getMessage());
            return scope;
        }
        if (found.isEmpty()) {
            answer.bad("There is no " + scope.servedBy().kindsTold() + " " + scope.deployment() + " in namespace "
                    + scope.namespace() + ".");
            return scope;
        }
        Deployment deployment = found.get();
        String name = deployment.kind() + " " + scope;
        List<String> predictors =
                deployment.predictors().stream().map(Predictor::name).toList();
        String told = name
                + (deployment.state().isEmpty()
                        ? " has no state yet"
                        : " has the state " + Excerpt.of(deployment.state()))
                + told(predictors)
                + (deployment.url().isEmpty() ? "" : ", and answers at " + Excerpt.of(deployment.url())) + ".";
        if (deployment.state().isEmpty() || deployment.state().equals("Available")) {
            answer.good(told);
        } else {
            answer.open(told);
        }
        if (!scope.predictor().isEmpty() && predictors.isEmpty()) {
            answer.bad(name + " has no predictor '" + Excerpt.of(scope.predictor()) + "'.");
        }
        deployment
                .flawOfPredictor(scope, usable(endpoint.isEmpty() ? deployment.url() : endpoint))
                .ifPresent(answer::bad);
        return scope.servedBy(scope.servedBy().found(deployment.kind(), deployment.server()));
    }

    /** Nothing, where it is no URL, which is told of its own field. */
    private static String usable(String url) {
        try {
            Endpoint.requireUrl(url);
        } catch (InvalidOptionException e) {
            return "";
        }
        return url.strip();
    }

    private static String told(List<String> predictors) {
        if (predictors.isEmpty()) {
            return "";
        }
        int before = predictors.size() - 1;
        String last = Excerpt.of(predictors.get(before));
        return before == 0
                ? ", with the predictor " + last
                : ", with the predictors " + Excerpt.of(String.join(", ", predictors.subList(0, before))) + " and "
                        + last;
    }

    private void prometheus(HttpPort way, PredictionSeries scope, List<PromqlCondition> conditions) {
        PrometheusClient prometheus = new PrometheusClient(way);
        try {
            prometheus.nowMillis();
            Targets targets = prometheus.targets(scope.upOfNamespace(), target -> scope.isIn(target.labels()));
            long meant = targets.all().stream()
                    .filter(target -> scope.isIn(target.labels()))
                    .count();
            int series = prometheus.query(scope.selectorOfAnyNamespace()).size();
            String told = prometheus + " answers: it scrapes " + targets(meant) + " in namespace "
                    + scope.namespace() + " and has " + series + " series of the predictions of " + scope.deployment()
                    + ".";
            if (meant == 0) {
                answer.open(told + " A gate is inconclusive where nothing is scraped.");
            } else {
                answer.good(told);
            }
            for (PromqlCondition given : conditions) {
                MetricCondition condition = given.toCondition();
                prometheus
                        .flaw(condition.promqlOver(A_RANGE))
                        .ifPresent(flaw -> answer.bad("The condition " + condition.name() + ": " + flaw));
            }
        } catch (PrometheusException e) {
            answer.bad(e.getMessage());
        }
    }

    private void grafana(GrafanaClient grafana, String dashboard) {
        try {
            answer.good(grafana + " has the dashboard "
                    + Excerpt.of(grafana.check(dashboard).title()) + ".");
        } catch (GrafanaException e) {
            answer.bad(e.getMessage());
        }
    }

    /** What the run would refuse before it begins; a payload's file is the build's own. */
    private void options(AssertPredictionMetricsStep step, LoadLimits limits) throws InterruptedException {
        try {
            GateOptions.config(step, connections, limits, GateOptions.givenPayload(step));
        } catch (IOException | InvalidOptionException e) {
            answer.bad(e.getMessage());
        }
    }

    private static String targets(long number) {
        return number == 1 ? number + " target" : number + " targets";
    }
}
