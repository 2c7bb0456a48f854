package io.jenkins.plugins.seldon.jenkins;

import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import java.time.Duration;

/** What a gate is about: the deployment {@code sklearn} in {@code seldon-system}, a Prometheus that scrapes it, their cluster. */
final class ScrapedModel implements AutoCloseable {

    private final ModelServer models = ModelServer.start();
    private final PrometheusProcess prometheus;
    private final EmbeddedCluster cluster;

    ScrapedModel() {
        ModelDeployment model = models.deploy(Predictor.sklearn("seldon-system", "sklearn"), 1);
        prometheus = PrometheusProcess.with()
                .scrapeInterval(Duration.ofSeconds(1))
                .targets(model.scrapeTargets())
                .start();
        cluster = EmbeddedCluster.start();
        cluster.serve("seldon-system", "seldon-core-analytics-prometheus-seldon", 80, prometheus.url());
    }

    String kubeconfig() {
        return cluster.kubeconfig();
    }

    /** Where it answers predictions. */
    String endpoint() {
        return models.url().toString();
    }

    @Override
    public void close() {
        cluster.close();
        prometheus.close();
        models.close();
    }
}
