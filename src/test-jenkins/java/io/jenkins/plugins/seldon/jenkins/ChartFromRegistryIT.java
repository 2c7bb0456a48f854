package io.jenkins.plugins.seldon.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import hudson.slaves.EnvironmentVariablesNodeProperty;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.OciRegistry;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** An agent gets a chart from a registry with a login and a certificate that only the node's variables vouch for. */
@WithJenkins
class ChartFromRegistryIT {

    private static final String PASSWORD = "s3cret-of-the-registry";
    private static final String WRONG = "wr0ng-for-the-registry";

    @TempDir
    Path folder;

    @Test
    void aVariableOfTheNodeMakesTheAgentTrustARegistry(JenkinsRule rule) throws Exception {
        Chart chart = Chart.of(
                "small", "1.0.0", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}'}\n");
        try (EmbeddedCluster cluster = EmbeddedCluster.builder().playerPaused().start();
                OciRegistry registry = OciRegistry.serving(chart, "reader", PASSWORD)) {
            StoredKubeconfig.store(cluster.kubeconfig());
            SystemCredentialsProvider.getInstance()
                    .getCredentials()
                    .addAll(List.of(login("right", PASSWORD), login("wrong", WRONG)));
            DumbSlave agent = rule.createOnlineSlave();
            String certificate =
                    registry.writeCertificate(folder.resolve("registry.pem")).toString();

            WorkflowRun untrusted = rule.buildAndAssertStatus(
                    Result.FAILURE,
                    job(rule, agent, registry, "withEnv(['SSL_CERT_FILE=" + certificate + "'])", "right"));
            rule.assertLogContains("certificate signed by unknown authority; have the agent trust", untrusted);

            agent.getNodeProperties()
                    .add(new EnvironmentVariablesNodeProperty(
                            new EnvironmentVariablesNodeProperty.Entry("SSL_CERT_FILE", certificate)));
            WorkflowRun refused =
                    rule.buildAndAssertStatus(Result.FAILURE, job(rule, agent, registry, "script", "wrong"));
            rule.assertLogContains(
                    "ERROR: The agent could not get chart small 1.0.0 from " + registry.url() + ": ", refused);
            rule.assertLogContains("401: Unauthorized; check the user name and password", refused);
            rule.assertLogNotContains("\tat io.jenkins.plugins.seldon", refused);
            assertThat(cluster.writes()).isEmpty();

            WorkflowRun installed = rule.buildAndAssertSuccess(job(rule, agent, registry, "script", "right"));
            assertThat(cluster.object("configmaps", "seldon-system", "seldon-core-analytics"))
                    .isPresent();

            assertThat(Path.of(agent.getRemoteFS(), "seldon-analytics", "helm")).isEmptyDirectory();
            for (Path place : List.of(
                    Path.of(agent.getRemoteFS()),
                    rule.jenkins.getRootDir().toPath(),
                    installed.getRootDir().toPath())) {
                assertThat(filesWith(place, PASSWORD, WRONG)).isEmpty();
            }
        }
    }

    private static UsernamePasswordCredentialsImpl login(String id, String password) throws Exception {
        return new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, id, "", "reader", password);
    }

    private static WorkflowJob job(
            JenkinsRule rule, DumbSlave agent, OciRegistry registry, String around, String credentialsId)
            throws Exception {
        WorkflowJob job = rule.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "node('%s') { %s { installSeldonAnalytics credentialsId: 'cluster', repository: '%s', chart: 'small', version: '1.0.0', repositoryCredentialsId: '%s' } }"
                        .formatted(agent.getNodeName(), around, registry.url(), credentialsId),
                true));
        return job;
    }

    private static List<Path> filesWith(Path folder, String... texts) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> {
                        String content = read(file);
                        return Stream.of(texts).anyMatch(content::contains);
                    })
                    .toList();
        }
    }

    /** What is in a file, nothing where it is gone. */
    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
