package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Snapshots that were judged wrongly, as reports of users describe them; each has a README of its own. */
class CasesTest {

    private static final KubernetesSerialization OBJECTS = new KubernetesSerialization();

    static List<HasMetadata> load(String name) throws IOException {
        try (InputStream in = CasesTest.class.getResourceAsStream("/cases/" + name + "/objects.yaml")) {
            List<HasMetadata> objects = new ArrayList<>();
            for (String document : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^---$")) {
                objects.add((HasMetadata) OBJECTS.unmarshal(document));
            }
            return objects;
        }
    }

    private static RolloutStatus after(String name, Duration seen) throws IOException {
        return Verdicts.after(seen, Verdicts.RELEASE, load(name));
    }

    @Test
    void aPodLeftByTheShutdownOfItsNodeIsNoPartOfIt() throws IOException {
        RolloutStatus verdict = after("completed-pod-left-by-node-shutdown", Duration.ZERO);
        assertThat(verdict).isInstanceOfSatisfying(RolloutStatus.Ready.class, ready -> assertThat(ready.pods())
                .extracting(PodLine::name)
                .containsExactly("web-b"));
    }

    @Test
    void aReadinessGateThatIsNotMetIsNamed() throws IOException {
        assertThat(after("readiness-gate-not-named", Duration.ofHours(1)))
                .isInstanceOfSatisfying(RolloutStatus.Waiting.class, waiting -> assertThat(waiting.reasons())
                        .contains("pod web-a is Running, ready 1/1 (ReadinessGatesNotReady: corresponding condition of"
                                + " pod readiness gate \"target-health.example.org/tg-1\" does not exist)"));
    }

    @Test
    void aModelMayTakeAnyTimeToLoad() throws IOException {
        assertThat(after("slow-model-executor-not-ready", Duration.ofHours(1)))
                .isInstanceOfSatisfying(RolloutStatus.Waiting.class, waiting -> assertThat(waiting.reasons())
                        .first()
                        .isEqualTo(
                                "Pod web-a: container main does not become ready: its readiness probe fails (Unhealthy:"
                                        + " Readiness probe failed: HTTP probe failed with statuscode: 503)"));
    }

    @Test
    void aPodThatIsStuckMakesNoRoom() throws IOException {
        assertThat(after("unschedulable-hidden-by-a-stuck-pod", Duration.ofSeconds(64)))
                .isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(after("unschedulable-hidden-by-a-stuck-pod", Duration.ofSeconds(65)))
                .isInstanceOfSatisfying(RolloutStatus.Failed.class, failed -> assertThat(
                                failed.failures().get(0).sentence())
                        .isEqualTo("Pod web-a can't be scheduled (Unschedulable: 0/3 nodes are available: 3"
                                + " Insufficient cpu.)."));
    }

    @Test
    void aWebhookIsGivenTheTimeToStart() throws IOException {
        assertThat(after("webhook-not-up-yet", Duration.ofSeconds(184))).isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(after("webhook-not-up-yet", Duration.ofSeconds(185)))
                .isInstanceOfSatisfying(RolloutStatus.Failed.class, failed -> assertThat(
                                failed.failures().get(0).sentence())
                        .startsWith("deployment/web can't create its pods: an admission webhook does not answer"
                                + " (FailedCreate: Internal error occurred: failed calling webhook"));
    }

    @Test
    void aRefusalOfAFormerTemplateEndsNoRolloutOfTheNextOne() throws IOException {
        assertThat(after("refusal-of-a-former-template", Duration.ofHours(1)))
                .isInstanceOfSatisfying(RolloutStatus.Waiting.class, waiting -> assertThat(waiting.reasons())
                        .contains("pod web-b is ContainerCreating, ready 0/1"));
    }
}
