package io.jenkins.plugins.seldon.readiness;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.jenkins.plugins.seldon.fixture.workloads.PlayedWorkloads;
import io.jenkins.plugins.seldon.fixture.workloads.PodDiary;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The recorded workloads as their creator wrote them, and how their pods fared. */
final class RecordedPods {

    private static final KubernetesSerialization OBJECTS = new KubernetesSerialization();

    private RecordedPods() {}

    /** The Deployment, without what the cluster added to it. */
    static Deployment deployment(String name) {
        Deployment recorded = recording(name)
                .moments()
                .get(0)
                .snapshot()
                .all(WatchedKind.DEPLOYMENT, Deployment.class)
                .get(0);
        recorded.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(PlayedWorkloads.NAMESPACE)
                .withLabels(recorded.getMetadata().getLabels())
                .build());
        recorded.setStatus(null);
        return recorded;
    }

    /** What the watchers saw of all their pods. */
    static PodDiary diary() {
        PodDiary diary = new PodDiary();
        PlayedWorkloads.names().forEach(name -> read(name, diary));
        return diary;
    }

    private static void read(String name, PodDiary diary) {
        for (Recording.Moment moment : recording(name).moments()) {
            for (JsonNode change : moment.json()) {
                Watcher.Action action =
                        Watcher.Action.valueOf(change.path("type").asText());
                switch (change.path("resource").asText()) {
                    case "pods" -> diary.write(action, OBJECTS.convertValue(change.path("object"), Pod.class));
                    case "events" -> diary.write(action, OBJECTS.convertValue(change.path("object"), Event.class));
                    default -> {
                        // The workload's own objects are not the kubelet's.
                    }
                }
            }
        }
    }

    private static Recording recording(String name) {
        try {
            return Recording.of("workload-" + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
