package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.jenkins.plugins.seldon.fixture.workloads.PlayedWorkloads;
import io.jenkins.plugins.seldon.fixture.workloads.PodDiary;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.readiness.wait.WaitSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/** DRAFT */
class PlayedKubeletTest {
    @Test
    void prints() throws Exception {
        try (SharedClients clients = new SharedClients()) {
            PodDiary played = PlayedWorkloads.run(
                    io.jenkins.plugins.seldon.fixture.cluster.Discovery.KUBERNETES_1_33,
                    k -> clients.lease(WaitSite.connection(k)).client(),
                    PlayedKubeletTest::recorded);
            for (String name : PlayedWorkloads.names()) {
                System.out.println("===== " + name);
                PodDiary real = recording(name);
                print("shape", played.shapes(name), real.shapes(name));
                print("event", played.events(name), real.events(name));
            }
        }
    }

    static void print(String what, java.util.List<String> played, java.util.List<String> real) {
        played.forEach(s -> System.out.println((real.contains(s) ? "  both     " : "  PLAYED   ") + what + " " + s));
        real.stream().filter(s -> !played.contains(s)).forEach(s -> System.out.println("  RECORDED " + what + " " + s));
    }

    static PodDiary recording(String name) throws IOException {
        PodDiary diary = new PodDiary();
        var objects = new KubernetesSerialization();
        for (Recording.Moment m : Recording.of("workload-" + name).moments()) {
            for (var e : m.json()) {
                Watcher.Action a = Watcher.Action.valueOf(e.path("type").asText());
                if (e.path("resource").asText().equals("pods"))
                    diary.write(a, objects.convertValue(e.path("object"), Pod.class));
                if (e.path("resource").asText().equals("events"))
                    diary.write(a, objects.convertValue(e.path("object"), Event.class));
            }
        }
        return diary;
    }

    static Deployment recorded(String name) {
        try {
            Deployment recorded = Recording.of("workload-" + name)
                    .moments()
                    .get(0)
                    .snapshot()
                    .all(WatchedKind.DEPLOYMENT, Deployment.class)
                    .get(0);
            recorded.setMetadata(new ObjectMetaBuilder()
                    .withName(name)
                    .withNamespace("lab")
                    .withLabels(recorded.getMetadata().getLabels())
                    .build());
            recorded.setStatus(null);
            return recorded;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
