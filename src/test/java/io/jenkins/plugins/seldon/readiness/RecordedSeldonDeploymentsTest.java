package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SeldonDeployments of a real operator, played from the first event to the last. */
class RecordedSeldonDeploymentsTest {

    @Test
    void oneIsReadyWhenItsPodIsAndNoLongerFromItsUpdateUntilTheNewPodIs() throws IOException {
        Recording.Timeline timeline = play("one");
        assertThat(timeline.outcomes()).containsExactly("WAITING", "READY", "WAITING", "READY");
        assertThat(timeline.at(24_021).outcome()).isEqualTo("WAITING");
        assertThat(timeline.at(24_022)).hasToString("24022 READY one-default-0-classifier-676bcbf574-ck8j7");
        assertThat(timeline.at(75_307).outcome()).isEqualTo("READY");
        assertThat(timeline.at(75_308).sentence())
                .contains("the operator has not taken over predictor default as it is now");
        assertThat(timeline.at(75_410).sentence()).contains("generation 2 is not observed by its controller yet");
        assertThat(timeline.at(98_288).sentence()).contains("1 of older templates still there");
        assertThat(timeline.at(98_289)).hasToString("98289 READY one-default-0-classifier-6588f8c549-5v875");
    }

    @ParameterizedTest
    @CsvSource({"weighted, 3", "shadowed, 2", "v2, 1"})
    void theOthersAreReadyOnceAndForAll(String name, int pods) throws IOException {
        Recording.Timeline timeline = play(name);
        assertThat(timeline.outcomes()).containsExactly("WAITING", "READY");
        assertThat(((RolloutStatus.Ready) timeline.last().status()).pods()).hasSize(pods);
    }

    @Test
    void aChainWhoseExecutorNeverFindsItsSecondModelIsNeverReady() throws IOException {
        Recording.Timeline timeline = play("chain");
        assertThat(timeline.outcomes()).doesNotContain("READY");
        assertThat(timeline.last().sentence())
                .contains("container seldon-container-engine does not become ready: its readiness probe fails");
    }

    @Test
    void anImageThatCantBePulledFails() throws IOException {
        Recording.Timeline timeline = play("no-image");
        assertThat(timeline.outcomes()).containsExactly("WAITING", "FAILED");
        assertThat(timeline.last().sentence())
                .contains("container classifier can't pull its image", "registry.example.invalid/team/model:7");
    }

    /** As of 1.2, the operator writes {@code "replicas":0} into the executor's copy of every predictor. */
    @Test
    void aPredictorWithReplicasIsReady() throws IOException {
        String yaml;
        try (InputStream in =
                getClass().getResourceAsStream("/cases/sdep-replicas-zero-in-engine-predictor/objects.yaml")) {
            yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<HasMetadata> objects = new ArrayList<>();
        for (String document : yaml.split("\n---\n")) {
            objects.add(new KubernetesSerialization().unmarshal(document, HasMetadata.class));
        }
        assertThat(Verdicts.first(Criteria.of(new Subject.Seldon("iris")), objects))
                .isInstanceOf(RolloutStatus.Ready.class);
    }

    private static Recording.Timeline play(String name) throws IOException {
        return Recording.of("seldondeployment-" + name).play(new Subject.Seldon(name));
    }
}
