package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.fixture.servers.ServerProcess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Replicas of Prometheus that scrape the same, a Thanos sidecar beside each, and whatever Thanos Query one starts over them. */
final class ThanosServers implements AutoCloseable {

    /** What tells replicas from each other, for {@link #query} to leave out. */
    static final String DEDUPLICATED = "--query.replica-label=replica";

    private final List<PrometheusProcess> replicas = new ArrayList<>();
    private final List<ServerProcess> sidecars = new ArrayList<>();
    private final List<ServerProcess> queries = new ArrayList<>();
    private final List<String> endpoints = new ArrayList<>();

    /** Returns once each replica has scraped each target. */
    static ThanosServers start(List<ScrapeTarget> targets) {
        ServerProcess.program("thanos");
        ThanosServers servers = new ThanosServers();
        for (String replica : List.of("a", "b")) {
            servers.add(replica, targets);
        }
        servers.replicas.forEach(PrometheusProcess::awaitTargetsUp);
        return servers;
    }

    private void add(String replica, List<ScrapeTarget> targets) {
        PrometheusProcess prometheus = PrometheusProcess.with()
                .scrapeInterval(Duration.ofMillis(500))
                .externalLabels(Map.of("replica", replica, "tenant_id", "models"))
                .targets(targets)
                .start();
        replicas.add(prometheus);
        Path folder = ServerProcess.folder();
        int grpc = ServerProcess.freePort();
        int http = ServerProcess.freePort();
        sidecars.add(ServerProcess.start(
                folder,
                "thanos",
                URI.create("http://127.0.0.1:" + http + "/-/ready"),
                List.of(
                        "sidecar",
                        "--prometheus.url=" + prometheus.url(),
                        "--tsdb.path=" + folder,
                        "--grpc-address=127.0.0.1:" + grpc,
                        "--http-address=127.0.0.1:" + http)));
        endpoints.add("127.0.0.1:" + grpc);
    }

    /**
     * Starts a Thanos Query over both.
     *
     * @param more arguments, beside its addresses
     */
    URI query(String... more) {
        int port = ServerProcess.freePort();
        URI url = URI.create("http://127.0.0.1:" + port);
        List<String> arguments = new ArrayList<>(List.of(
                "query", "--http-address=127.0.0.1:" + port, "--grpc-address=127.0.0.1:" + ServerProcess.freePort()));
        endpoints.forEach(endpoint -> arguments.add("--endpoint=" + endpoint));
        arguments.addAll(List.of(more));
        queries.add(ServerProcess.start(ServerProcess.folder(), "thanos", url.resolve("/-/ready"), arguments));
        return url;
    }

    /** Ends the second replica and its sidecar. */
    void loseReplica() {
        sidecars.remove(1).close();
        replicas.remove(1).close();
    }

    @Override
    public void close() {
        queries.forEach(ServerProcess::close);
        sidecars.forEach(ServerProcess::close);
        replicas.forEach(PrometheusProcess::close);
    }
}
