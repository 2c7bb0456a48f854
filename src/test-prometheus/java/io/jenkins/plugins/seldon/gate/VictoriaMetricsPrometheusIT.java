package io.jenkins.plugins.seldon.gate;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.fixture.servers.ServerProcess;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A single VictoriaMetrics that scrapes every second; the wrong one is another that scrapes nothing. */
class VictoriaMetricsPrometheusIT extends ServerContract {

    private final List<ServerProcess> servers = new ArrayList<>();
    private PrometheusClient client;
    private PrometheusClient stranger;

    @Override
    String name() {
        return "VictoriaMetrics 1.151";
    }

    @Override
    void start(List<ScrapeTarget> targets) throws Exception {
        client = GateRun.client(victoriaMetrics(targets));
        stranger = GateRun.client(victoriaMetrics(List.of()));
        Await.value("each target was scraped", Duration.ofSeconds(30), () -> Optional.of(client.query("up == 1"))
                .filter(ups -> ups.size() == targets.size()));
    }

    private URI victoriaMetrics(List<ScrapeTarget> targets) throws Exception {
        Path folder = ServerProcess.folder();
        List<Object> statics = new ArrayList<>();
        for (ScrapeTarget target : targets) {
            Map<String, String> labels = new LinkedHashMap<>(target.labels());
            labels.put("__metrics_path__", target.metrics().getPath());
            statics.add(Map.of("targets", List.of(target.metrics().getAuthority()), "labels", labels));
        }
        new ObjectMapper()
                .writeValue(
                        folder.resolve("scrape.yml").toFile(),
                        Map.of(
                                "global",
                                Map.of("scrape_interval", "1s"),
                                "scrape_configs",
                                List.of(Map.of("job_name", "kubernetes-pods", "static_configs", statics))));
        Files.createDirectory(folder.resolve("data"));
        int port = ServerProcess.freePort();
        URI url = URI.create("http://127.0.0.1:" + port);
        servers.add(ServerProcess.start(
                folder,
                "victoria-metrics",
                url.resolve("/health"),
                List.of(
                        "-storageDataPath=" + folder.resolve("data"),
                        "-httpListenAddr=127.0.0.1:" + port,
                        "-promscrape.config=" + folder.resolve("scrape.yml"))));
        return url;
    }

    @Override
    void stop() {
        servers.forEach(ServerProcess::close);
    }

    @Override
    PrometheusClient prometheus() {
        return client;
    }

    @Override
    PrometheusClient stranger() {
        return stranger;
    }
}
