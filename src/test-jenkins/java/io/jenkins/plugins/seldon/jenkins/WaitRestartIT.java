package io.jenkins.plugins.seldon.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * Waits in a controller that is killed and comes back. Jenkins runs in a process of its own, so that nothing but its home
 * survives; the cluster stays in this one.
 */
class WaitRestartIT {

    private static final int OVERDUE_SECONDS = 60;

    /** How late a wait may end that a busy machine resumes. */
    private static final Duration SOON = Duration.ofSeconds(45);

    private static final String WAIT =
            "waitForSeldonPods credentialsId: 'cluster', namespace: 'seldon-system', releaseName: '%s', timeoutSeconds: %d";

    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension().withTimeout(900);

    private EmbeddedCluster cluster;

    @BeforeEach
    void start() {
        cluster = EmbeddedCluster.start();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aKilledControllerGoesOnWithItsWaitsAndTheirDeadlines() throws Throwable {
        jenkins.startJenkins();
        jenkins.runRemotely(WaitRestartIT::begin, cluster.kubeconfig());
        jenkins.stopJenkinsForcibly();
        cluster.forgetRequests();

        jenkins.startJenkins();
        Await.until("the waits are taken up", Duration.ofMinutes(2), () -> watches("pods") > 0);
        jenkins.runRemotely(WaitRestartIT::abort);
        cluster.put(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: late, namespace: seldon-system, labels: {release: late}}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: late}}
                  template:
                    metadata: {labels: {app: late, release: late}}
                    spec:
                      containers:
                      - {name: main, image: 'example/late:1'}
                """);
        jenkins.runRemotely(WaitRestartIT::end);
        assertThat(watches("pods"))
                .as("one watch serves every wait; one that ended is opened again")
                .isLessThan(10);
    }

    private long watches(String resource) {
        return cluster.requests().stream()
                .filter(request -> request.path().endsWith("/" + resource)
                        && request.query().contains("watch=true"))
                .count();
    }

    private static void begin(JenkinsRule rule, String kubeconfig) throws Throwable {
        StoredKubeconfig.store(kubeconfig);
        assertThat(SystemCredentialsProvider.getInstance().getDomainCredentialsMap())
                .containsKey(Domain.global());

        Map<String, String> scripts = Map.of(
                "late", "def pods = " + WAIT.formatted("late", 900) + "\necho \"got ${pods.size()} pods\"",
                "overdue", WAIT.formatted("overdue", OVERDUE_SECONDS),
                "aborted", WAIT.formatted("aborted", 900),
                "limited",
                        "timeout(time: " + OVERDUE_SECONDS + ", unit: 'SECONDS') { " + WAIT.formatted("limited", 900)
                                + " }",
                "brief", "timeout(time: 3, unit: 'SECONDS') { " + WAIT.formatted("brief", 900) + " }");
        for (Map.Entry<String, String> script : scripts.entrySet()) {
            WorkflowJob job = rule.createProject(WorkflowJob.class, script.getKey());
            job.setDefinition(new CpsFlowDefinition(script.getValue(), true));
            rule.waitForMessage("Waiting for release", job.scheduleBuild2(0).waitForStart());
        }
        assertThat(Jenkins.get().getComputer("").countBusy())
                .as("executors held by waits")
                .isZero();
        WorkflowRun brief = rule.waitForCompletion(run("brief"));
        rule.assertBuildStatus(Result.ABORTED, brief);
        assertThat(Duration.ofMillis(brief.getDuration())).isLessThan(SOON);
    }

    private static void abort(JenkinsRule rule) throws Throwable {
        WorkflowRun run = run("aborted");
        long begun = System.nanoTime();
        run.doStop();
        rule.assertBuildStatus(Result.ABORTED, rule.waitForCompletion(run));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        rule.assertLogNotContains("\tat ", run);
    }

    private static void end(JenkinsRule rule) throws Throwable {
        WorkflowRun late = rule.waitForCompletion(run("late"));
        rule.assertBuildStatus(Result.SUCCESS, late);
        rule.assertLogContains("got 2 pods", late);

        WorkflowRun overdue = rule.waitForCompletion(run("overdue"));
        rule.assertBuildStatus(Result.FAILURE, overdue);
        rule.assertLogContains("was not ready in time", overdue);
        rule.assertBuildStatus(Result.ABORTED, rule.waitForCompletion(run("limited")));

        long up = Jenkins.get().toComputer().getConnectTime();
        for (String name : List.of("overdue", "limited")) {
            WorkflowRun run = run(name);
            long due = run.getStartTimeInMillis() + OVERDUE_SECONDS * 1000L;
            assertThat(run.getStartTimeInMillis() + run.getDuration())
                    .as("end of " + name)
                    .isBetween(due - 1000, Math.max(due, up) + SOON.toMillis());
            rule.assertLogNotContains("\tat ", run);
        }
    }

    private static WorkflowRun run(String job) {
        return Jenkins.get().getItemByFullName(job, WorkflowJob.class).getLastBuild();
    }
}
