package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import java.time.Duration;
import java.util.List;

/** A Prometheus that scrapes twice a second; the wrong one is another that scrapes nothing. */
abstract class ScrapingPrometheus extends ServerContract {

    private PrometheusProcess prometheus;
    private PrometheusProcess other;

    /** Which Prometheus. */
    abstract PrometheusProcess.Settings settings();

    @Override
    void start(List<ScrapeTarget> targets) {
        prometheus = settings()
                .scrapeInterval(Duration.ofMillis(500))
                .targets(targets)
                .start();
        other = settings().start();
        prometheus.awaitTargetsUp();
    }

    @Override
    void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (other != null) {
            other.close();
        }
    }

    @Override
    PrometheusClient prometheus() {
        return GateRun.client(prometheus.url());
    }

    @Override
    PrometheusClient stranger() {
        return GateRun.client(other.url());
    }
}
