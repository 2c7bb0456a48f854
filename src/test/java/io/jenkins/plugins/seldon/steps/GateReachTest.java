package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.credentials.NoClusterException;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A gate whose Prometheus and endpoint have URLs of their own, where no cluster can be used. */
class GateReachTest {

    private static final String REFUSED = "The kubeconfig of the environment (KUBECONFIG) is refused: it has no users.";

    private AbortException failure;

    private final FakePlatform platform = new FakePlatform() {
        @Override
        public ClusterConnection connect(ClusterOptions options) throws AbortException {
            throw failure;
        }
    };

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void whereNoClusterIsGivenItSaysSo() throws Exception {
        failure = new NoClusterException("No cluster is given: give credentialsId or cluster.");
        try (GateReach reach = GateReach.of(step(), platform)) {
            assertThatThrownBy(() -> reach.models().replicas(null)).hasMessageStartingWith("No cluster connection was");
            assertThat(reach.withoutCluster()).startsWith("No cluster is given: the gate knows only");
            assertThatThrownBy(reach::grafana).isInstanceOf(InvalidOptionException.class);
        }
    }

    /** As one around the step, withKubeConfig's, whose server is not allowed: it was given. */
    @Test
    void whereTheClusterThatIsMeantCannotBeUsedItSaysWhy() throws Exception {
        failure = new AbortException(REFUSED);
        try (GateReach reach = GateReach.of(step(), platform)) {
            assertThatThrownBy(() -> reach.models().replicas(null)).hasMessage(REFUSED);
            assertThatThrownBy(() -> reach.models().deployment(null)).hasMessage(REFUSED);
            assertThat(reach.withoutCluster()).isEqualTo(REFUSED);
            assertThatThrownBy(reach::grafana).hasMessage(REFUSED);
        }
    }

    /** The API server takes the header of a token for itself: the release's login stood in for it. */
    @Test
    void aTokenIsForAGrafanaWithAUrl() throws Exception {
        AssertPredictionMetricsStep step = new AssertPredictionMetricsStep("income");
        step.setGrafanaCredentialsId("token");
        try (EmbeddedCluster cluster = EmbeddedCluster.start();
                FakePlatform tokens = new FakePlatform() {
                    @Override
                    public ClusterConnection connect(ClusterOptions options) {
                        return Kubeconfig.parse(cluster.kubeconfig()).select(new Kubeconfig.Choice("", "", ""));
                    }

                    @Override
                    public HttpAccess access(String credentialsId) {
                        return HttpAccess.bearer(credentialsId);
                    }
                };
                GateReach reach = GateReach.of(step, tokens)) {
            assertThatThrownBy(reach::grafana).hasMessageStartingWith("Without grafanaUrl, grafanaCredentialsId");
            step.setGrafanaUrl("https://grafana.example.org");
            assertThat(reach.grafana()).isNotNull();
        }
    }

    @Test
    void whatNeedsAClusterFailsWithoutOne() {
        failure = new AbortException(REFUSED);
        AssertPredictionMetricsStep step = step();
        step.setEndpoint("");
        assertThatThrownBy(() -> GateReach.of(step, platform)).hasMessage(REFUSED);
    }

    private static AssertPredictionMetricsStep step() {
        AssertPredictionMetricsStep step = new AssertPredictionMetricsStep("income");
        step.setPrometheusUrl("https://prometheus.example.org");
        step.setEndpoint("https://models.example.org/seldon/team-a/income");
        return step;
    }
}
