package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.fixture.helm.CloudLogin;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A login by a cloud's program is good for a quarter of an hour, or for an hour: what one is told whom it does not last for. */
@Timeout(600)
class AgentLoginEndTest {

    private static final String ENDLESS =
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: endless, annotations: {helm.sh/hook: 'pre-install'}}
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: 'a:1'}]}}}
            """;

    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";

    private final EmbeddedCluster cluster =
            EmbeddedCluster.builder().namespaces("seldon-system").playerPaused().start();
    private final ChartRepository repository = ChartRepository.serving(
            Chart.of("small", "1.0.0", "{apiVersion: v1, kind: ConfigMap, metadata: {name: small}}")
                    .withFile("templates/hook.yaml", ENDLESS));
    private final User cloud = cluster.user("arn:aws:iam::1:role/jenkins").allow("*", "*", "*");

    @TempDir
    Path folder;

    private CloudLogin login;

    @BeforeEach
    void writeKubeconfig() throws Exception {
        login = CloudLogin.to(cluster, folder);
    }

    @AfterEach
    void close() {
        cluster.close();
        repository.close();
    }

    private PipelineBuild start() {
        return PipelineRunner.in(folder.resolve("workspace"))
                .environment("KUBECONFIG", login.kubeconfig().toString())
                .start("node {\ninstallSeldonAnalytics namespace: 'seldon-system', chart: 'small', version: '1.0.0',"
                        + " repository: '" + repository.url() + "', timeoutSeconds: 3600\n}");
    }

    private String failure(PipelineBuild build) throws Exception {
        assertThat(build.await()).as(build.log()).isEqualTo(Result.FAILURE);
        return build.failure().orElse("");
    }

    /** A cloud's tool may give what it kept from before. */
    @Test
    void oneThatIsOverAlreadyAsksNobody() throws Exception {
        login.token(cloud.token(), -600);
        assertThat(failure(start()))
                .matches(
                        "Did not ask " + cluster.url() + ": the login ended at " + TIME
                                + "\\. Use a login that lasts longer than the step, or check the clocks of the controller and the agent\\.");
        assertThat(cluster.requests()).isEmpty();
    }

    @Test
    void aRefusalAfterItsEndSaysThatItHasEnded() throws Exception {
        String token = cloud.token();
        login.token(token, 0);
        cloud.rotateToken();
        assertThat(failure(start()))
                .matches(
                        "The controller could not read the state of release seldon-core-analytics in namespace seldon-system"
                                + " at " + cluster.url()
                                + ": it answered 401 \\(unauthorised\\): the login ended at " + TIME
                                + "; check the credential, it may have expired\\.")
                .doesNotContain(token);
    }

    @Test
    void oneThatEndsWhileHelmIsAtWorkEndsHelm() throws Exception {
        login.token(cloud.token(), 20);
        PipelineBuild build = start();
        Await.until(
                "Helm waits for its hook",
                Duration.ofMinutes(5),
                () -> cluster.object("jobs.batch", "seldon-system", "endless").isPresent() || build.result() != null);
        cloud.rotateToken();
        assertThat(failure(build))
                .as(build.log())
                .matches(
                        "The agent's Helm could not deploy chart small 1.0.0 as release seldon-core-analytics in namespace"
                                + " seldon-system at " + cluster.url() + ": the login ended at " + TIME
                                + ", and the API server takes it no longer; give one that lasts longer than the step\\.");
        assertThat(build.log())
                .containsPattern("Logged in with cloud-auth-plugin on the agent, until " + TIME)
                .contains(
                        "WARNING: an unfinished revision may be left pending (it answered 401 (unauthorised): the login ended"
                                + " at ");
        assertThat(folder.resolve("workspace@tmp")).isEmptyDirectory();
    }
}
