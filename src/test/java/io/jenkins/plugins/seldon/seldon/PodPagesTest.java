package io.jenkins.plugins.seldon.seldon;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.ServiceProxy;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Replica;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which page of a pod is the executor's, and which pods may have counted something. */
@Timeout(60)
class PodPagesTest {

    private static final String POD =
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: iris-main-0
              namespace: models
              labels: {seldon-deployment-id: iris}
              annotations: {prometheus.io/path: %s, prometheus.io/port: "%d"}
            spec:
              containers:
              - {name: classifier, image: c}
              - {name: seldon-container-engine, image: e, ports: [{name: metrics, containerPort: 8000}]}
            status:
              startTime: "2026-11-28T05:23:59Z"
              conditions: [{type: Ready, status: "%s", lastTransitionTime: "%s"}]
              containerStatuses:
              - {name: seldon-container-engine, image: e, imageID: e, ready: false, restartCount: 0, state: {%s: {}}}
            """;

    private static final PredictionSeries SCOPE = new PredictionSeries("models", "iris", "", "");

    private final EmbeddedCluster cluster = EmbeddedCluster.builder()
            .namespaces("models")
            .withoutSeldon()
            .playerPaused()
            .start();
    private final SharedClients clients = new SharedClients();

    @AfterEach
    void end() {
        clients.close();
        cluster.close();
    }

    /** As Istio's sidecar does: it moves the annotations into its own environment and puts its own page there. */
    @ParameterizedTest(name = "{0} at {1}")
    @CsvSource({"/stats/prometheus, 15020", "/prometheus, 8000", "/prometheus, 6000"})
    void isTheExecutorsOwnOrThatOfTheSidecarThatShowsItToo(String path, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(path, exchange -> {
            byte[] page =
                    ("istio_agent_scrapes_total 7\nseldon_api_executor_server_requests_seconds_count{code=\"200\","
                                    + "deployment_name=\"iris\",service=\"predictions\"} 42\n"
                                    + "process_start_time_seconds 1.79584351467e+09\n")
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        try {
            cluster.put(POD.formatted(path, port, "True", "2026-11-28T05:24:30Z", "running"));
            URI page = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            cluster.servePod("models", "iris-main-0", port == 6000 ? 8000 : port, page);
            assertThat(replicas()).singleElement().satisfies(replica -> {
                assertThat(replica.problem()).isEmpty();
                assertThat(replica.counted()).isEqualTo(42);
                assertThat(replica.began()).isEqualTo(1_795_843_514.67);
            });
        } finally {
            server.stop(0);
        }
    }

    /**
     * A pod that comes up has its condition since its start (recorded of Kubernetes 1.33.5 while its containers already ran);
     * that of one that was ready has turned since.
     */
    @ParameterizedTest(name = "ready {0} since {1}, {2}: may have counted {3}")
    @CsvSource({
        "True,  2026-11-28T05:24:30Z, running, true",
        "False, 2026-11-28T05:23:59Z, running, false",
        "False, 2026-11-28T05:24:04Z, running, false",
        "False, 2026-11-28T05:24:05Z, running, true",
        "False, 2026-11-28T09:24:30Z, running, true",
        "False, 2026-11-28T09:24:30Z, waiting, false",
        "False, no time,              running, false",
    })
    void aPodThatWasReadyMayHaveCounted(String ready, String since, String state, boolean served) throws IOException {
        cluster.put(POD.formatted("/prometheus", 8000, ready, since, state));
        assertThat(replicas()).singleElement().satisfies(replica -> {
            assertThat(replica.pod().ready()).isEqualTo(ready.equals("True"));
            assertThat(replica.pod().served()).isEqualTo(served);
        });
    }

    /**
     * As where a policy of the network keeps the API server from the pods; where one has answered, all are asked, and
     * so they are beside pods that are not ready, as those of a node that is gone.
     */
    @ParameterizedTest(name = "the first one answers: {0}, ready: {1}")
    @CsvSource({"true, True", "false, True", "false, False"})
    void pagesThatNeverAnswerInTimeAreAskedForNoMore(boolean first, String ready) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/prometheus", exchange -> {
            if (asked.incrementAndGet() == 1 && first) {
                exchange.sendResponseHeaders(404, 1);
                exchange.getResponseBody().write('-');
                exchange.close();
            }
        });
        server.start();
        try {
            cluster.put(POD.formatted("/prometheus", 8000, ready, "2026-11-28T05:24:30Z", "running"));
            URI page = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            cluster.servePod("models", "iris-main-0", 8000, page);
            SeldonCluster models = models(Duration.ofSeconds(2));
            List<String> problems = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                problems.add(models.replicas(SCOPE).get(0).problem());
            }
            String late = "it did not answer in time";
            String none = ready.equals("True") ? "no page of the pods has answered in time" : late;
            assertThat(problems)
                    .containsExactlyElementsOf(
                            first
                                    ? List.of("its metrics page answered 404", late, late, late, late)
                                    : List.of(late, late, late, none, none));
        } finally {
            server.stop(0);
        }
    }

    private List<Replica> replicas() throws IOException {
        return models(Duration.ofSeconds(5)).replicas(SCOPE);
    }

    private SeldonCluster models(Duration longest) throws IOException {
        SharedClients.Lease lease =
                clients.lease(Kubeconfig.parse(cluster.kubeconfig()).select(new Kubeconfig.Choice("", "", "models")));
        ServiceProxy proxy = new ServiceProxy(lease.client(), longest, 10_000);
        return new SeldonCluster(lease.client(), proxy, "the API server");
    }
}
