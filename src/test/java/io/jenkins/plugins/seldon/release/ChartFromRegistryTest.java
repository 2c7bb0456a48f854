package io.jenkins.plugins.seldon.release;

import static io.jenkins.plugins.seldon.release.ReleaseScene.NAME;
import static io.jenkins.plugins.seldon.release.ReleaseScene.NAMESPACE;
import static io.jenkins.plugins.seldon.release.ReleaseScene.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.seldon.fixture.chart.OciRegistry;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.helm.LocalHelmTool;
import io.jenkins.plugins.seldon.release.chart.Values;
import io.jenkins.plugins.seldon.release.helm.ChartSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A chart that an OCI registry gives to a user with a password only. */
@Timeout(180)
class ChartFromRegistryTest {

    @TempDir
    Path folder;

    private OciRegistry registry;
    private ReleaseScene scene;
    private Map<String, String> environment;

    @BeforeEach
    void start() throws Exception {
        registry = OciRegistry.serving(SMALL, "reader", "s3cret");
        environment = Map.of(
                "SSL_CERT_FILE",
                registry.writeCertificate(folder.resolve("registry.pem")).toString());
        scene = new ReleaseScene(folder, environment, EmbeddedCluster.builder().playerPaused(), SMALL);
    }

    @AfterEach
    void nothingIsLeftBehind() {
        scene.close();
        registry.close();
    }

    @Test
    void theLoginOpensTheRegistry() throws Exception {
        assertThat(scene.release().install(request("s3cret")).toMap()).containsEntry("status", "deployed");
        assertThat(scene.log).noneMatch(line -> line.contains("s3cret"));
    }

    @Test
    void aWrongLoginIsOneSentence() {
        String message = catchThrowableOfType(
                        ReleaseException.class, () -> scene.release().install(request("wr0ng")))
                .getMessage();
        assertThat(message)
                .startsWith("The agent could not get chart small 1.0.0 from " + registry.url() + ": ")
                .contains("401")
                .doesNotContain("wr0ng", "\n")
                .endsWith(".");
        assertThat(scene.writes()).isEmpty();
    }

    @Test
    @EnabledIf("io.jenkins.plugins.seldon.release.ReleaseByToolTest#hasHelm")
    void aHelmOfTheAgentFindsTheLoginInAFile() throws Exception {
        scene.by(new LocalHelmTool("helm", folder.resolve("children"), environment));
        assertThat(scene.release().install(request("s3cret")).toMap()).containsEntry("status", "deployed");
    }

    private ReleaseRequest request(String password) throws Exception {
        return new ReleaseRequest(
                new ChartSource(registry.url(), "small", "1.0.0", "reader", password),
                null,
                NAME,
                NAMESPACE,
                Values.NONE,
                false,
                ReleaseRequest.Repair.AUTO,
                Duration.ofMinutes(2));
    }
}
