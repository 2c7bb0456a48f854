package io.jenkins.plugins.seldon.readiness.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.Fuzz;
import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.ApiUser;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.readiness.Criteria;
import io.jenkins.plugins.seldon.readiness.LabelSelector;
import io.jenkins.plugins.seldon.readiness.Revision;
import io.jenkins.plugins.seldon.readiness.Snapshot;
import io.jenkins.plugins.seldon.readiness.Subject;
import io.jenkins.plugins.seldon.readiness.WatchedKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * What the test of fuzzed bodies runs in a small Java VM: lists and watch events of pods as a real cluster sent them,
 * damaged. What is read of them is judged.
 */
final class FuzzedObjects {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RECORDING = "/recorded-1.33.5/workload-crash-twice.jsonl.gz";
    private static volatile byte[] answer;

    private FuzzedObjects() {}

    public static void main(String[] arguments) throws Exception {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        List<String> objects = new ArrayList<>();
        List<String> events = new ArrayList<>();
        for (String line : new String(Fuzz.resource(RECORDING), StandardCharsets.UTF_8).split("\n")) {
            JsonNode event = JSON.readTree(line);
            if (event.path("object").path("kind").asText().equals("Pod")) {
                objects.add(event.path("object").toString());
                events.add("{\"type\":" + event.path("type") + ",\"object\":" + event.path("object") + "}\n");
            }
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            byte[] body = answer;
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try (SharedClients clients = new SharedClients();
                SharedClients.Lease lease = clients.lease(Kubeconfig.connection(
                        ApiServer.at("http://127.0.0.1:" + server.getAddress().getPort()),
                        ApiUser.token("x"),
                        "models"))) {
            ObjectApi api = new ObjectApi(lease.client(), WatchedKind.POD, "models");
            Fuzz.run("lists", List.of(list(objects)), body -> listed(api, body), Set.of(ApiRefusal.class));
            Fuzz.run(
                    "watch events",
                    events.stream()
                            .map(event -> event.getBytes(StandardCharsets.UTF_8))
                            .toList(),
                    body -> watched(api, body),
                    Set.of(ApiRefusal.class, IOException.class));
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private static byte[] list(List<String> objects) {
        return ("{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"7\"},\"items\":["
                        + String.join(",", objects.subList(0, Math.min(3, objects.size()))) + "]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void listed(ObjectApi api, byte[] body) throws Exception {
        // A list that goes on would go on for ever here.
        answer = new String(body, StandardCharsets.ISO_8859_1)
                .replace("\"continue\"", "\"continua\"")
                .getBytes(StandardCharsets.ISO_8859_1);
        try {
            judge(new Snapshot(api.list().get(60, TimeUnit.SECONDS).objects()));
        } catch (ExecutionException e) {
            rethrow(e.getCause());
        }
    }

    private static void watched(ObjectApi api, byte[] body) throws Exception {
        answer = body;
        List<ObjectApi.Change> changes = new ArrayList<>();
        ObjectApi.Watching watching = api.watch("7", 300, new ObjectApi.Changes() {
            @Override
            public void established() {
                // Nothing is known yet.
            }

            @Override
            public void changed(ObjectApi.Change change) {
                changes.add(change);
            }
        });
        try {
            watching.ended().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            rethrow(e.getCause());
        }
        judge(new Snapshot(changes.stream()
                .map(ObjectApi.Change::object)
                .filter(object -> object != null)
                .toList()));
    }

    private static void judge(Snapshot snapshot) {
        snapshot.assess(
                Criteria.of(new Subject.Selected(LabelSelector.parse("app=crash-twice"))), Set.of(), Revision.UNKNOWN);
    }

    private static void rethrow(Throwable thrown) throws Exception {
        if (thrown instanceof CompletionException wrapped && wrapped.getCause() != null) {
            rethrow(wrapped.getCause());
        } else if (thrown instanceof Error error) {
            throw error;
        } else {
            throw (Exception) thrown;
        }
    }
}
