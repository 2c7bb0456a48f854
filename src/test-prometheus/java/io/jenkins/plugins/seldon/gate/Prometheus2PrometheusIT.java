package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;

/** The Prometheus of the default build: this machine's, or Debian's package. */
class Prometheus2PrometheusIT extends ScrapingPrometheus {

    @Override
    String name() {
        return "Prometheus 2.42";
    }

    @Override
    PrometheusProcess.Settings settings() {
        return PrometheusProcess.with();
    }
}
