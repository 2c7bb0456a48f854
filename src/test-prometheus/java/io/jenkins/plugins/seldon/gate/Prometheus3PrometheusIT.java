package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.servers.ServerProcess;

/** A Prometheus 3. */
class Prometheus3PrometheusIT extends ScrapingPrometheus {

    @Override
    String name() {
        return "Prometheus 3.16";
    }

    @Override
    PrometheusProcess.Settings settings() {
        return PrometheusProcess.with().program(ServerProcess.program("prometheus"));
    }
}
