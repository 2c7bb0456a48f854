package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.fixture.servers.ServerProcess;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A Prometheus 3 in agent mode scrapes, and writes on to another that scrapes nothing itself; the gate asks the latter. */
class AgentPrometheusIT extends ServerContract {

    private PrometheusProcess receiver;
    private PrometheusProcess other;
    private ServerProcess agent;
    private URI agentUrl;

    @Override
    String name() {
        return "agent, remote write";
    }

    @Override
    void start(List<ScrapeTarget> targets) throws Exception {
        Path program = ServerProcess.program("prometheus");
        receiver = PrometheusProcess.with().program(program).receiver().start();
        other = PrometheusProcess.with().program(program).start();
        List<Object> statics = new ArrayList<>();
        for (ScrapeTarget target : targets) {
            Map<String, String> labels = new LinkedHashMap<>(target.labels());
            labels.put("__metrics_path__", target.metrics().getPath());
            statics.add(Map.of("targets", List.of(target.metrics().getAuthority()), "labels", labels));
        }
        Path folder = ServerProcess.folder();
        new ObjectMapper()
                .writeValue(
                        folder.resolve("agent.yml").toFile(),
                        Map.of(
                                "global",
                                Map.of("scrape_interval", "1s", "scrape_timeout", "1s"),
                                "scrape_configs",
                                List.of(Map.of("job_name", "kubernetes-pods", "static_configs", statics)),
                                "remote_write",
                                List.of(Map.of("url", receiver.url() + "/api/v1/write"))));
        int port = ServerProcess.freePort();
        agentUrl = URI.create("http://127.0.0.1:" + port);
        agent = ServerProcess.start(
                folder,
                "prometheus",
                agentUrl.resolve("/-/ready"),
                List.of(
                        "--agent",
                        "--config.file=" + folder.resolve("agent.yml"),
                        "--storage.agent.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port));
        Await.value("each target was written", Duration.ofSeconds(40), () -> Optional.of(
                        prometheus().query("up == 1"))
                .filter(ups -> ups.size() == targets.size()));
    }

    @Override
    void stop() {
        if (agent != null) {
            agent.close();
        }
        if (other != null) {
            other.close();
        }
        if (receiver != null) {
            receiver.close();
        }
    }

    /** Samples are written in batches of up to 5 s. */
    @Override
    Duration patience() {
        return Duration.ofSeconds(15);
    }

    @Override
    PrometheusClient prometheus() {
        return GateRun.client(receiver.url());
    }

    @Override
    PrometheusClient stranger() {
        return GateRun.client(other.url());
    }

    @Test
    void theAgentItselfIsToldForWhatItIs() {
        try (ModelServer models = ModelServer.start()) {
            ModelDeployment model = models.deploy(Predictor.sklearn("models", "asked"), 1);
            GateReport report = report("asked itself", run(model).prometheus(GateRun.client(agentUrl)));
            assertThat(report.verdict()).isEqualTo(Verdict.ERROR);
            assertThat(report.sentence()).contains("agent mode, which answers no queries; give the address");
        }
    }
}
