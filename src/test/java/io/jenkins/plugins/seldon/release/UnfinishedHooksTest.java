package io.jenkins.plugins.seldon.release;

import static io.jenkins.plugins.seldon.release.ReleaseScene.NAMESPACE;
import static io.jenkins.plugins.seldon.release.ReleaseScene.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.player.PodFault;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of hooks that Helm waits for in vain, such as where a cluster can't pull their images. */
@Timeout(180)
class UnfinishedHooksTest {

    private static final String HOOK =
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: admission-create, annotations: {helm.sh/hook: pre-install}}
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: create, image: 'certgen:1'}]}}}
            """;

    private static final Chart CHART = SMALL.withFile("templates/hook.yaml", HOOK);

    @TempDir
    Path folder;

    @Test
    void theHookAndItsPodAreNamed() throws Exception {
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), CHART)) {
            scene.cluster.player().fault("admission-create", PodFault.imagePull());
            ReleaseRequest brief = Requests.within(Duration.ofSeconds(8), scene.request("small", "1.0.0", ""));
            assertThatThrownBy(() -> scene.release().install(brief))
                    .hasMessageContaining(
                            "; the chart's hook Job admission-create has not ended, its pod admission-create-")
                    .hasMessageContaining("says: ")
                    .hasMessageMatching(".*(ErrImagePull|ImagePullBackOff): .*\\.");
            scene.cluster.faults().forbid("list", "pods");
            assertThat(new UnfinishedHooks(scene.client(), NAMESPACE).told(RenderedObject.parse(HOOK)))
                    .contains("the chart's hook Job admission-create has not ended");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                                                                     |
                    containerStatuses: [{state: {waiting: {reason: ContainerCreating}}}]                   |
                    containerStatuses: [{state: {running: {}}}]                                            |
                    containerStatuses: [{state: {terminated: {exitCode: 0}}}]                              |
                    containerStatuses: [{state: {terminated: {exitCode: 1, reason: Error}}}]               | exit code 1 (Error)
                    containerStatuses: [{state: {waiting: {reason: ErrImagePull, message: no such host}}}] | ErrImagePull: no such host
                    initContainerStatuses: [{state: {waiting: {reason: CrashLoopBackOff}}}]                | CrashLoopBackOff
                    conditions: [{type: PodScheduled, status: 'False', message: no node}]                  | no node
                    conditions: [{type: PodScheduled, status: 'True'}, {type: Ready, status: 'False', message: x}] |
                    """)
    void ofAPodIsToldWhatItWaitsFor(String status, String said) {
        assertThat(UnfinishedHooks.said(Serialization.unmarshal(status, PodStatus.class))
                        .orElse(null))
                .isEqualTo(said);
        assertThat(UnfinishedHooks.said(null)).isEmpty();
    }
}
