package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelReplica;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster of a model server's deployments: what the API server lists of a SeldonDeployment's pods, and each executor's
 * own page, as the pod proxy passes it on.
 */
final class PlayedCluster implements ModelCluster {

    private final Map<ModelDeployment, Predictor> predictors = new LinkedHashMap<>();
    private ModelKind kind = ModelKind.SELDON_DEPLOYMENT;
    private ServerProfile profile = ServerProfile.SELDON;
    private volatile boolean forbidden;

    /** A SeldonDeployment with one predictor. */
    static PlayedCluster of(ModelDeployment model) {
        return new PlayedCluster().with(model, 100, false);
    }

    /** One more predictor of the same SeldonDeployment. */
    PlayedCluster with(ModelDeployment predictor, double traffic, boolean shadow) {
        predictors.put(predictor, new Predictor(predictor.predictor().name(), traffic, shadow));
        return this;
    }

    /** The pods are listed, and their pages refused. */
    PlayedCluster withoutPages() {
        forbidden = true;
        return this;
    }

    /** An object of another kind; its pods belong to no predictors, but for a Knative Service's to its revisions. */
    PlayedCluster served(ModelKind by, ServerProfile server) {
        kind = by;
        profile = server;
        return this;
    }

    @Override
    public Optional<Deployment> deployment(PredictionSeries scope) {
        if (kind != ModelKind.SELDON_DEPLOYMENT) {
            List<Predictor> parts = kind.hasPredictors() ? List.copyOf(predictors.values()) : List.of();
            return Optional.of(new Deployment("", "", scope.deployment(), "", "", parts, kind, profile, "", false));
        }
        return Optional.of(new Deployment("Available", "", "classifier", "", "", List.copyOf(predictors.values()), ""));
    }

    @Override
    public List<Replica> replicas(PredictionSeries scope) throws IOException {
        List<Replica> replicas = new ArrayList<>();
        for (Map.Entry<ModelDeployment, Predictor> each : predictors.entrySet()) {
            for (ModelReplica replica : each.getKey().replicas()) {
                replicas.add(replica(scope, replica, each.getValue()));
            }
        }
        return replicas;
    }

    private Replica replica(PredictionSeries scope, ModelReplica replica, Predictor predictor) throws IOException {
        ExecutorPod pod = new ExecutorPod(
                replica.podName(),
                "uid of " + replica.podName(),
                List.of(replica.ip()),
                kind.hasPredictors() ? predictor.name() : "",
                predictor.shadow(),
                true,
                true,
                replica.restarts(),
                "exited with code 1 (Error)");
        if (forbidden) {
            return new Replica(pod, 0, 0, "it is forbidden");
        }
        String page = new String(
                replica.scrapeTarget().metrics().toURL().openStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Replica(pod, scope.successesOn(page), scope.errorsOn(page), "");
    }
}
