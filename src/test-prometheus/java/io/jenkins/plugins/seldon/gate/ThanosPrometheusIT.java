package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.QuotingHttp;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.http.DirectHttp;
import io.jenkins.plugins.seldon.http.FixedHeaders;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.OkHttpClient;

/**
 * Thanos Query over two replicas of Prometheus, deduplicated by their label {@code replica}; with tenancy enforced by the
 * header {@code THANOS-TENANT} (cmd/thanos/query.go), so that the wrong tenant gets nothing.
 */
class ThanosPrometheusIT extends ServerContract {

    private ThanosServers servers;
    private URI url;

    @Override
    String name() {
        return "Thanos Query 0.42";
    }

    @Override
    void start(List<ScrapeTarget> targets) {
        servers = ThanosServers.start(targets);
        url = servers.query(ThanosServers.DEDUPLICATED, "--query.enforce-tenancy");
        Await.value("each target is seen once", Duration.ofSeconds(40), () -> Optional.of(prometheus().query("up == 1"))
                .filter(ups -> ups.size() == targets.size()));
    }

    @Override
    void stop() {
        if (servers != null) {
            servers.close();
        }
    }

    @Override
    PrometheusClient prometheus() {
        return tenant("models");
    }

    @Override
    PrometheusClient stranger() {
        return tenant("others");
    }

    private PrometheusClient tenant(String name) {
        try {
            return new PrometheusClient(FixedHeaders.on(
                    new QuotingHttp(DirectHttp.at("Prometheus", url.toString()).build(new OkHttpClient())),
                    Map.of("THANOS-TENANT", name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
