package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesList;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Snapshots recorded from a real control plane, each with the verdict that a person would give it. */
class RecordedSnapshotsTest {

    private static final Instant START = Instant.parse("2026-11-22T16:12:00Z");
    private static final Criteria RELEASE = Criteria.of(new Subject.Release("seldon-core-analytics"));

    @Test
    void readyIsReadyAtOnceWithItsSixPods() throws IOException {
        RolloutStatus verdict = first("ready");
        assertThat(verdict).isInstanceOf(RolloutStatus.Ready.class);
        assertThat(((RolloutStatus.Ready) verdict).pods())
                .hasSize(6)
                .allMatch(pod -> pod.ready() == pod.containers() && pod.status().equals("Running"));
    }

    @Test
    void readyMakesTheTableOfKubectl() throws IOException {
        RolloutStatus.Ready ready = (RolloutStatus.Ready) first("ready");
        assertThat(new PodTable(ready.pods()).lines(START).subList(0, 3))
                .containsExactly(
                        "NAME                                                            READY   STATUS    RESTARTS   AGE",
                        "seldon-core-analytics-grafana-7b6cc56c8d-kr59v                  2/2     Running   0          38s",
                        "seldon-core-analytics-kube-state-metrics-79b4fd4bf7-qsn5n       1/1     Running   0          38s");
    }

    @Test
    void installingIsWaitingWithinTheGrace() throws IOException {
        assertThat(((RolloutStatus.Waiting) first("installing")).reasons())
                .contains(
                        "pod seldon-core-analytics-grafana-7b6cc56c8d-zdb6j is ContainerCreating, ready 0/2",
                        "daemonset/seldon-core-analytics-prometheus-node-exporter: 0 of 1 pods ready");
    }

    @Test
    void anUnboundClaimFailsWithTheVolumeControllersSentence() throws IOException {
        assertThat(first("claim-unbound")).isInstanceOf(RolloutStatus.Waiting.class);
        RolloutStatus.Failed failed = (RolloutStatus.Failed) afterGrace("claim-unbound");
        assertThat(failed.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.kind()).isEqualTo(FailureKind.CLAIM);
            assertThat(failure.sentence())
                    .isEqualTo("PersistentVolumeClaim seldon-core-analytics-prometheus-alertmanager can't be bound"
                            + " (FailedBinding: no persistent volumes available for this claim and no storage class is"
                            + " set).");
        });
    }

    @Test
    void aFailingUpdateFailsForTheNewPodsAlone() throws IOException {
        for (String name : List.of("update-started", "update-failing")) {
            assertThat(first(name)).isInstanceOf(RolloutStatus.Waiting.class);
            RolloutStatus.Failed failed = (RolloutStatus.Failed) afterGrace(name);
            assertThat(failed.failures())
                    .extracting(failure -> failure.kind() + " " + failure.pod() + " " + failure.container())
                    .containsExactly(
                            "IMAGE_PULL seldon-core-analytics-grafana-99d587f9c-mp2f4 grafana-sc-dashboard",
                            "IMAGE_PULL seldon-core-analytics-grafana-99d587f9c-mp2f4 grafana");
            assertThat(failed.besides()).singleElement().satisfies(failure -> assertThat(failure.sentence())
                    .contains("zcpqx: container prometheus-seldon-configmap-reload has crashed", "exit code 1"));
        }
    }

    @Test
    void anotherReleaseIsNotFound() throws IOException {
        Criteria other = Criteria.of(new Subject.Release("other"));
        Assessment assessment = Verdicts.assess(load("ready"), other, Set.of());
        assertThat(assessment.waiting()).containsExactly("nothing of release other exists yet");
    }

    private static RolloutStatus first(String name) throws IOException {
        Assessment assessment = Verdicts.assess(load(name), RELEASE, Set.of());
        return RolloutState.NEW.judge(assessment, RELEASE, START).status();
    }

    /** With the 15 s after which the volume controller has looked again. */
    private static RolloutStatus afterGrace(String name) throws IOException {
        Assessment assessment = Verdicts.assess(load(name), RELEASE, Set.of());
        return RolloutState.NEW
                .judge(assessment, RELEASE, START)
                .next()
                .judge(assessment, RELEASE, START.plus(RELEASE.failureGrace()).plusSeconds(15))
                .status();
    }

    static Snapshot load(String name) throws IOException {
        try (InputStream in = RecordedSnapshotsTest.class.getResourceAsStream("/snapshots/" + name + ".json")) {
            List<HasMetadata> items = new KubernetesSerialization()
                    .unmarshal(in, KubernetesList.class)
                    .getItems();
            return new Snapshot(items);
        }
    }
}
