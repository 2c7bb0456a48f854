package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.servers.ServerProcess;

/** A Prometheus 3 that stores the executor's histogram as a native one alone: there is no series {@code _count}. */
class NativeHistogramsPrometheusIT extends ScrapingPrometheus {

    @Override
    String name() {
        return "Prometheus 3.16, native histograms";
    }

    @Override
    PrometheusProcess.Settings settings() {
        return PrometheusProcess.with().program(ServerProcess.program("prometheus")).nativeHistograms();
    }
}
