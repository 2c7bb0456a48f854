package io.jenkins.plugins.seldon.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import hudson.slaves.DumbSlave;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.fixture.helm.CloudLogin;
import io.jenkins.plugins.seldon.settings.SeldonAnalyticsConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * A {@code KUBECONFIG} of the build whose user logs in by a cloud's program, as the recipes for EKS, GKE and AKS have it, in a
 * real Jenkins and on an agent in a process of its own.
 */
@WithJenkins
class AgentLoginIT {

    private static final Chart SMALL =
            Chart.of("small", "1.0.0", "{apiVersion: v1, kind: ConfigMap, metadata: {name: small}}");

    private final EmbeddedCluster cluster =
            EmbeddedCluster.builder().namespaces("seldon-system").start();
    private final User cloud = cluster.user("arn:aws:iam::1:role/jenkins").allow("*", "*", "*");
    private final ChartRepository charts = ChartRepository.serving(SMALL);

    @TempDir
    Path folder;

    private CloudLogin login;

    @BeforeEach
    void writeKubeconfig() throws IOException {
        login = CloudLogin.to(cluster, folder);
        login.program(
                """
                printf '%%s\n' "$@" >"%1$s/arguments"
                env >"%1$s/environment"
                printf '{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1beta1", "status": {"token": "%2$s", "expirationTimestamp": "%%s"}}' "$(date -u -d '1 hour' +%%Y-%%m-%%dT%%H:%%M:%%SZ)"
                """
                        .formatted(folder, cloud.token()));
    }

    @AfterEach
    void close() {
        cluster.close();
        charts.close();
    }

    @Test
    void theEmbeddedHelmInstallsAsWhoeverTheProgramOnTheAgentSays(JenkinsRule rule) throws Exception {
        DumbSlave agent = agent(rule);
        WorkflowRun run = rule.buildAndAssertSuccess(job(rule, agent, install("")));

        rule.assertLogContains("Logged in with cloud-auth-plugin on the agent, until ", run);
        assertThat(cluster.object("configmaps", "seldon-system", "small")).isPresent();
        assertThat(cluster.writes()).isNotEmpty().allMatch(request -> request.user()
                .equals(cloud.name()));
        assertThat(Files.readString(folder.resolve("arguments"))).isEqualTo("get-token\n--cluster\nit's models\n");
        assertThat(Files.readAllLines(folder.resolve("environment")))
                .contains("BUILD_PART=kept", "NODE_NAME=" + agent.getNodeName(), "KUBECONFIG=" + login.kubeconfig());
        assertNothingIsKept(run, agent);
    }

    @Test
    void soDoesAHelmOfTheAgents(JenkinsRule rule) throws Exception {
        DumbSlave agent = agent(rule);
        PlayedHelm helm = PlayedHelm.in(Files.createDirectory(folder.resolve("bin")), cluster);
        WorkflowJob job = job(rule, agent, "withEnv(['PATH+HELM=" + folder + "/bin']) { " + install("PATH") + " }");
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        helm.at("install", 1);
        helm.deploy(1);
        rule.assertBuildStatusSuccess(rule.waitForCompletion(run));

        rule.assertLogContains("Logged in with cloud-auth-plugin on the agent, until ", run);
        rule.assertLogContains("Helm 3.19.", run);
        assertThat(cluster.requests()).isNotEmpty().allMatch(request -> request.user()
                .equals(cloud.name()));
        assertNothingIsKept(run, agent);
    }

    @Test
    void whatTheControllerAsksAloneRunsNoProgram(JenkinsRule rule) throws Exception {
        DumbSlave agent = agent(rule);
        for (String step : new String[] {
            "waitForSeldonPods namespace: 'seldon-system'",
            "assertPredictionMetrics namespace: 'seldon-system', deployment: 'sklearn'"
        }) {
            WorkflowRun run = rule.buildAndAssertStatus(Result.FAILURE, job(rule, agent, step));
            rule.assertLogContains("The kubeconfig has a user with exec, as cloud providers set it up", run);
            rule.assertLogNotContains("\tat ", run);
        }
        assertThat(folder.resolve("arguments")).doesNotExist();
        assertThat(cluster.requests()).isEmpty();
    }

    @Test
    void aServerThatNoAdministratorAllowsIsLoggedInToByNobody(JenkinsRule rule) throws Exception {
        DumbSlave agent = agent(rule);
        SeldonAnalyticsConfiguration.get().setAllowedUrls("https://other.example");
        WorkflowRun run = rule.buildAndAssertStatus(Result.FAILURE, job(rule, agent, install("")));
        rule.assertLogContains("The server of KUBECONFIG '" + cluster.url() + "' is not among", run);
        assertThat(folder.resolve("arguments")).doesNotExist();
    }

    @Test
    void aLoginThatIsOverAndAProgramThatFailsAreSentences(JenkinsRule rule) throws Exception {
        DumbSlave agent = agent(rule);
        login.token(cloud.token(), -600);
        WorkflowRun over = rule.buildAndAssertStatus(Result.FAILURE, job(rule, agent, install("")));
        rule.assertLogContains("ERROR: Did not ask " + cluster.url() + ": the login ended at 20", over);

        login.program("echo \"Unable to use $CLOUD_KEY of profile models\" >&2; exit 254");
        WorkflowRun failed = rule.buildAndAssertStatus(Result.FAILURE, job(rule, agent, install("")));
        rule.assertLogContains("it exited with status 254: Unable to use **** of profile models.", failed);
        rule.assertLogNotContains("\tat ", failed);
        assertThat(cluster.requests()).isEmpty();
    }

    @Test
    void anAbortIsReportedWhenTheProgramIsGone(JenkinsRule rule) throws Exception {
        DumbSlave agent = agent(rule);
        login.program("trap '' TERM; echo $$ >\"%s/there\"; while :; do sleep 0.2; done".formatted(folder));
        WorkflowRun run = job(rule, agent, install("")).scheduleBuild2(0).waitForStart();
        Path mark = folder.resolve("there");
        Await.until(
                "the program runs", Duration.ofMinutes(1), () -> mark.toFile().length() > 1);
        run.doStop();
        rule.assertBuildStatus(Result.ABORTED, rule.waitForCompletion(run));
        assertThat(ProcessHandle.of(Long.parseLong(Files.readString(mark).strip())))
                .isEmpty();
        assertNothingIsKept(run, agent);
    }

    private DumbSlave agent(JenkinsRule rule) throws Exception {
        SeldonAnalyticsConfiguration.get().setAllowedUrls(cluster.url());
        return rule.createOnlineSlave();
    }

    private String install(String helm) {
        return "installSeldonAnalytics namespace: 'seldon-system', chart: 'small', version: '1.0.0', repository: '"
                + charts.url() + "', helm: '" + helm + "'";
    }

    private WorkflowJob job(JenkinsRule rule, DumbSlave agent, String steps) throws Exception {
        WorkflowJob job = rule.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "node('" + agent.getNodeName() + "') { withEnv(['BUILD_PART=kept', 'KUBECONFIG=" + login.kubeconfig()
                        + "']) { " + steps + " } }",
                true));
        return job;
    }

    /** Neither in what Jenkins keeps of the build, nor beside its workspace. */
    private void assertNothingIsKept(WorkflowRun run, DumbSlave agent) throws Exception {
        try (Stream<Path> files = Files.walk(run.getRootDir().toPath())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(cloud.token(), "s3cret-key");
            }
        }
        assertThat(WorkspaceList.tempDir(agent.getWorkspaceFor(run.getParent())).list())
                .isEmpty();
    }
}
