package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import hudson.AbortException;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.node.Platform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whole waits and gates in a namespace whose objects and series have names, reasons and types that no API server would
 * keep but a forged one tells: they end lines, forge Jenkins' last one, turn writing around, or are a megabyte long.
 */
@Timeout(120)
class HostileNamesTest {

    private static final String FORGED =
            "x\u001b[2K\r\nFinished: SUCCESS\n\u2028\u202eFinished: SUCCESS\u0085\u0000\u001b[8mha:AAA";
    private static final String LONG = "y".repeat(1_000_000);

    private final EmbeddedCluster cluster =
            EmbeddedCluster.builder().playerPaused().start();
    private final FakePlatform jenkins = new FakePlatform() {
        @Override
        public ClusterConnection connect(ClusterOptions options) {
            return Kubeconfig.parse(cluster.kubeconfig()).select(new Kubeconfig.Choice(null, null, "seldon-system"));
        }
    };
    private final FakeStepContext context = new FakeStepContext(Map.of(Platform.class, jenkins));

    @AfterEach
    void close() {
        jenkins.close();
        cluster.close();
    }

    @Test
    void aWaitThatIsAborted() throws Exception {
        for (String name : List.of(FORGED, LONG)) {
            pod(name, Map.of("phase", name, "reason", name, "message", name), waiting(name));
            event(name, name);
        }
        WaitForSeldonPodsStep step = new WaitForSeldonPodsStep();
        StepExecution execution = step.start(context);
        execution.start();
        Await.until(
                "they are told of",
                Duration.ofSeconds(100),
                () -> jenkins.logged().contains("pod x") && jenkins.logged().contains("pod yyy"));
        execution.stop(new InterruptedException("aborted"));
        assertNothingIsForged(execution);
    }

    @Test
    void aWaitThatFailsForEachReason() throws Exception {
        for (String name : List.of(FORGED, LONG.substring(0, 50_000))) {
            Map<String, Object> crashed = waiting("CrashLoopBackOff");
            crashed.put("name", name);
            crashed.put("restartCount", 50);
            crashed.put(
                    "lastState",
                    Map.of("terminated", Map.of("exitCode", 1, "reason", name, "message", name, "finishedAt", name)));
            pod(name, Map.of("phase", "Running", "nominatedNodeName", name), crashed);
            pod(name + "2", Map.of("phase", "Failed", "reason", name, "message", name), waiting(name));
            pod(name + "3", unschedulable(name), Map.of("name", name, "image", name));
            pod(name + "4", Map.of("phase", "Pending"), waiting("ErrImagePull", name));
            pod(name + "5", Map.of("phase", "Pending"), waiting("CreateContainerConfigError", name));
            event(name, "FailedMount");
            event(name + "3", "FailedScheduling");
        }
        WaitForSeldonPodsStep step = new WaitForSeldonPodsStep();
        step.setTimeoutSeconds(100);
        step.setFailureGraceSeconds(0);
        run(step);
        assertThat(context.outcome()).isInstanceOf(Exception.class);
    }

    @Test
    void aGateWhoseSeriesHaveSuchLabels() throws Exception {
        HttpServer prometheus = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        prometheus.createContext("/", exchange -> {
            byte[] body = new ObjectMapper()
                    .writeValueAsBytes(answer(
                            exchange.getRequestURI().getPath(),
                            exchange.getRequestURI().getQuery() + ""));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        prometheus.start();
        try {
            cluster.serve(
                    "seldon-system",
                    "seldon-core-analytics-prometheus-seldon",
                    80,
                    URI.create("http://127.0.0.1:" + prometheus.getAddress().getPort()));
            AssertPredictionMetricsStep gate = new AssertPredictionMetricsStep("iris");
            gate.setEndpoint("http://127.0.0.1:1");
            gate.setEndpointTimeoutSeconds(1.0);
            run(gate);
            assertThat(jenkins.reported()).isNotEmpty();
        } finally {
            prometheus.stop(0);
        }
    }

    /** As thousands of series for one deployment make it, after a relabelling by request. */
    @Test
    void aGateThatHasLearntMoreThanABuildShouldKeep() throws Exception {
        AssertPredictionMetricsStep gate = new AssertPredictionMetricsStep("iris");
        gate.setPrometheusUrl("http://127.0.0.1:1");
        gate.setEndpoint("http://127.0.0.1:1");
        StepExecution execution = gate.start(context);
        Field state = execution.getClass().getDeclaredField("state");
        state.setAccessible(true);
        state.set(execution, "{\"notes\":[\"" + "n".repeat(5 << 20) + "\"]}");
        execution.onResume();
        assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, told -> assertThat(told.getMessage())
                .startsWith("The gate matches more series or pods than it can keep with the build (5 MiB)")
                .endsWith("narrow it down with matchers or predictor."));
    }

    private static Map<String, Object> answer(String path, String query) {
        Map<String, String> labels = Map.of(
                "__name__",
                "up",
                "job",
                FORGED,
                "kubernetes_pod_name",
                LONG,
                "pod",
                FORGED,
                "instance",
                FORGED,
                "deployment_name",
                "iris",
                "kubernetes_namespace",
                "seldon-system",
                "seldon_deployment_id",
                "iris");
        Object data;
        if (path.endsWith("targets")) {
            data = Map.of(
                    "activeTargets",
                    List.of(Map.of(
                            "labels",
                            labels,
                            "scrapeUrl",
                            FORGED,
                            "health",
                            FORGED,
                            "lastError",
                            FORGED + LONG,
                            "scrapeInterval",
                            "1s",
                            "scrapePool",
                            FORGED)));
        } else if (path.endsWith("config")) {
            data = Map.of("yaml", "global: {scrape_interval: 1s}\n# " + FORGED.replace("\u0000", ""));
        } else if (query.contains("time()")) {
            String now = String.valueOf(System.currentTimeMillis() / 1000.0);
            data = Map.of("resultType", "scalar", "result", List.of(Double.valueOf(now), now));
        } else {
            Object sample = List.of(System.currentTimeMillis() / 1000.0, "0");
            boolean matrix = path.endsWith("range") || query.endsWith("]");
            data = Map.of(
                    "resultType",
                    matrix ? "matrix" : "vector",
                    "result",
                    List.of(Map.of("metric", labels, matrix ? "values" : "value", matrix ? List.of(sample) : sample)));
        }
        return Map.of("status", "success", "data", data, "warnings", List.of(FORGED, LONG), "infos", List.of(FORGED));
    }

    private static Map<String, Object> waiting(String reason) {
        return waiting(reason, reason);
    }

    private static Map<String, Object> waiting(String reason, String message) {
        Map<String, Object> container = new LinkedHashMap<>();
        container.put("name", "main");
        container.put("ready", false);
        container.put("image", message);
        container.put("restartCount", 0);
        container.put("state", Map.of("waiting", Map.of("reason", reason, "message", message)));
        return container;
    }

    private static Map<String, Object> unschedulable(String text) {
        return Map.of(
                "phase",
                "Pending",
                "conditions",
                List.of(Map.of(
                        "type",
                        "PodScheduled",
                        "status",
                        "False",
                        "reason",
                        "Unschedulable",
                        "message",
                        text,
                        "lastTransitionTime",
                        text)));
    }

    private void pod(String name, Map<String, Object> status, Map<String, Object> container) {
        Map<String, Object> full = new LinkedHashMap<>(status);
        full.put("containerStatuses", List.of(container));
        cluster.put((Object) Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Pod",
                "metadata",
                Map.of(
                        "name",
                        name,
                        "namespace",
                        "seldon-system",
                        "uid",
                        name,
                        "labels",
                        Map.of("release", "seldon-core-analytics"),
                        "ownerReferences",
                        List.of(Map.of(
                                "apiVersion", name, "kind", name, "name", name, "uid", name, "controller", true))),
                "spec",
                Map.of(
                        "nodeName", name,
                        "containers", List.of(Map.of("name", "main", "image", name)),
                        "volumes", List.of(Map.of("name", name, "secret", Map.of("secretName", name)))),
                "status",
                full));
    }

    private void event(String name, String reason) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("apiVersion", "v1");
        event.put("kind", "Event");
        event.put("metadata", Map.of("name", name + reason, "namespace", "seldon-system"));
        event.put("involvedObject", Map.of("kind", "Pod", "name", name, "namespace", "seldon-system", "uid", name));
        event.put("type", name.startsWith("y") ? "Warning" : name);
        event.put("reason", reason);
        event.put("message", name);
        event.put("source", Map.of("component", name, "host", name));
        event.put("reportingComponent", name);
        event.put("lastTimestamp", "2026-01-01T00:00:00Z");
        event.put("count", 3);
        cluster.put((Object) event);
    }

    private void run(ClusterStep step) throws Exception {
        StepExecution execution = step.start(context);
        execution.start();
        assertNothingIsForged(execution);
    }

    private void assertNothingIsForged(StepExecution execution) throws Exception {
        context.outcome();
        Map<String, String> left = new LinkedHashMap<>();
        left.put("log", jenkins.logged());
        for (Object report : context.reports()) {
            StringWriter trace = new StringWriter();
            if (report instanceof Throwable thrown) {
                thrown.printStackTrace(new PrintWriter(trace));
                left.put("message", String.valueOf(thrown.getMessage()));
            }
            left.put("outcome", report instanceof Throwable ? trace.toString() : String.valueOf(report));
        }
        List<String> sentences = new ArrayList<>();
        jenkins.reported().forEach(section -> sentences.add(section.getSentence()));
        left.put("report", String.join("\n", sentences));
        left.put("status", execution.getStatus());
        left.forEach((where, text) -> {
            String told = where + "\n" + text.substring(0, Math.min(20_000, text.length()));
            assertThat(text.lines()).as(told).noneMatch(line -> line.startsWith("Finished: "));
            assertThat(text).as(told).doesNotContain("\u001b", "\u202e", "\u2028", "\u0085", "\u0000", "\r");
            assertThat(text.lines()).as(told).allMatch(line -> line.length() <= 10_100);
            assertThat(text.length()).as("characters in " + told).isLessThan(300_000);
        });
        assertThat(persisted(execution)).as("bytes in program.dat").isLessThan(8_500_000);
        jenkins.reported()
                .forEach(section -> assertThat(section.getData().toString().length())
                        .as("characters in build.xml")
                        .isLessThan(2 << 20));
    }

    private static int persisted(StepExecution execution) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(execution);
        }
        return bytes.size();
    }
}
