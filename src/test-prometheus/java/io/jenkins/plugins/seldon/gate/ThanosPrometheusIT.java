package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.fixture.servers.ServerProcess;
import io.jenkins.plugins.seldon.http.DirectHttp;
import io.jenkins.plugins.seldon.http.FixedHeaders;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.OkHttpClient;

/**
 * Thanos Query over two replicas of Prometheus, deduplicated by their label {@code replica}; with tenancy enforced by the
 * header {@code THANOS-TENANT} (cmd/thanos/query.go), so that the wrong tenant gets nothing.
 */
class ThanosPrometheusIT extends ServerContract {

    private final List<PrometheusProcess> replicas = new ArrayList<>();
    private final List<ServerProcess> servers = new ArrayList<>();
    private URI url;

    @Override
    String name() {
        return "Thanos Query 0.42";
    }

    @Override
    void start(List<ScrapeTarget> targets) {
        ServerProcess.program("thanos");
        List<String> arguments = new ArrayList<>(List.of("query"));
        for (String replica : List.of("a", "b")) {
            PrometheusProcess prometheus = PrometheusProcess.with()
                    .scrapeInterval(Duration.ofMillis(500))
                    .externalLabels(Map.of("replica", replica, "tenant_id", "models"))
                    .targets(targets)
                    .start();
            replicas.add(prometheus);
            int grpc = ServerProcess.freePort();
            sidecar(prometheus, grpc);
            arguments.add("--endpoint=127.0.0.1:" + grpc);
        }
        replicas.forEach(PrometheusProcess::awaitTargetsUp);
        int port = ServerProcess.freePort();
        url = URI.create("http://127.0.0.1:" + port);
        arguments.addAll(List.of(
                "--query.replica-label=replica",
                "--query.enforce-tenancy",
                "--http-address=127.0.0.1:" + port,
                "--grpc-address=127.0.0.1:" + ServerProcess.freePort()));
        servers.add(ServerProcess.start(ServerProcess.folder(), "thanos", url.resolve("/-/ready"), arguments));
        Await.value("each target is seen once", Duration.ofSeconds(40), () -> Optional.of(prometheus().query("up == 1"))
                .filter(ups -> ups.size() == targets.size()));
    }

    private void sidecar(PrometheusProcess prometheus, int grpc) {
        Path folder = ServerProcess.folder();
        int http = ServerProcess.freePort();
        servers.add(ServerProcess.start(
                folder,
                "thanos",
                URI.create("http://127.0.0.1:" + http + "/-/ready"),
                List.of(
                        "sidecar",
                        "--prometheus.url=" + prometheus.url(),
                        "--tsdb.path=" + folder,
                        "--grpc-address=127.0.0.1:" + grpc,
                        "--http-address=127.0.0.1:" + http)));
    }

    @Override
    void stop() {
        servers.forEach(ServerProcess::close);
        replicas.forEach(PrometheusProcess::close);
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
                    DirectHttp.at("Prometheus", url.toString()).trusted().build(new OkHttpClient()),
                    Map.of("THANOS-TENANT", name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
