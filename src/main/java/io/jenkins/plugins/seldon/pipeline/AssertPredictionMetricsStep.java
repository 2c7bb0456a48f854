package io.jenkins.plugins.seldon.pipeline;

import hudson.AbortException;
import hudson.Extension;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.seldon.Excerpt;
import io.jenkins.plugins.seldon.configuration.ClusterForm;
import io.jenkins.plugins.seldon.gate.GateReport;
import io.jenkins.plugins.seldon.gate.Next;
import io.jenkins.plugins.seldon.gate.Verdict;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.report.GateEvidence;
import io.jenkins.plugins.seldon.report.ReportSection;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Set;
import java.util.concurrent.Callable;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * {@code assertPredictionMetrics}: sends a burst of predictions from the node and passes only when Prometheus is seen to
 * have counted it.
 */
public class AssertPredictionMetricsStep extends PredictionGateStep {

    private static final long serialVersionUID = 1L;

    @DataBoundConstructor
    public AssertPredictionMetricsStep(String deployment) {
        super(deployment);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(this, context);
    }

    /** Drives a gate: its waits are timers, its looks run on the workers, its bursts on the node. */
    static final class Execution extends ClusterStepExecution<AssertPredictionMetricsStep> {

        private static final long serialVersionUID = 1L;

        /** What the gate has learnt so far; null before its first look. */
        private String state;

        private transient GateSession session;

        Execution(AssertPredictionMetricsStep step, StepContext context) {
            super(step, context);
        }

        @Override
        protected void begin(Platform platform) throws Exception {
            platform.loadSite();
            resume(platform);
        }

        @Override
        protected void resume(Platform platform) throws Exception {
            session = GateSession.open(step(), platform, state);
            look(platform, () -> session.gate().advance());
        }

        private void look(Platform platform, Callable<Next> looking) throws Exception {
            try {
                Next next = looking.call();
                String known = session.gate().state();
                if (!known.equals(state)) {
                    state = known;
                    save();
                }
                if (next instanceof Next.Wait wait) {
                    later(wait.time(), p -> look(p, () -> session.gate().advance()));
                } else if (next instanceof Next.Send send) {
                    submitNodeWork(p -> look(p, () -> send(p, send)));
                } else if (next instanceof Next.Read read) {
                    submitNodeWork(p -> look(p, () -> read(p, read)));
                } else if (next instanceof Next.Done done) {
                    session.close();
                    end(platform, done.report());
                }
            } catch (Exception e) {
                session.close();
                throw e;
            }
        }

        private Next send(Platform platform, Next.Send send) throws IOException, InterruptedException {
            LoadResult result;
            try {
                PrintStream log = platform.log();
                result = platform.loadSite().run(send.plan(), progress -> log.println("Sending: " + progress + "."));
            } catch (IOException e) {
                return session.gate().notSent(e.getMessage());
            }
            return session.gate().sent(result);
        }

        private Next read(Platform platform, Next.Read read) throws IOException, InterruptedException {
            try {
                return session.gate().read(platform.loadSite().read(read.page()));
            } catch (IOException e) {
                return session.gate().notRead(Excerpt.of(e.getMessage()));
            }
        }

        private void end(Platform platform, GateReport report) throws IOException, InterruptedException {
            GateEvidence evidence = new GateEvidence(report);
            if (platform.insideNode()) {
                platform.workspace().write(evidence.path() + ".json", evidence.json());
                platform.workspace().write(evidence.path() + ".xml", evidence.junit());
            }
            platform.report(new ReportSection(
                    ReportSection.Kind.GATE,
                    report.scope().toString(),
                    report.verdict().name(),
                    report.sentence(),
                    report.toPage()));
            report.details().forEach(platform.log()::println);
            Result effect = step().effect(report);
            if (effect == Result.FAILURE) {
                throw new AbortException(report.sentence());
            }
            platform.log().println(report.sentence());
            if (effect == Result.UNSTABLE) {
                getContext().setResult(Result.UNSTABLE);
            }
            succeed(report.toMap());
        }

        @Override
        protected void cancel(Platform platform) {
            if (session != null) {
                session.close();
            }
        }

        @Override
        public String getStatus() {
            GateSession current = session;
            return current == null
                    ? "not started in this session yet"
                    : current.gate().status();
        }
    }

    private Result effect(GateReport report) {
        if (report.verdict() == Verdict.PASS || isDryRun()) {
            return Result.SUCCESS;
        }
        if (!report.failing()) {
            return Result.UNSTABLE;
        }
        if (report.verdict() != Verdict.INCONCLUSIVE || getOnInconclusive().equals("failure")) {
            return Result.FAILURE;
        }
        return getOnInconclusive().equals("unstable") ? Result.UNSTABLE : Result.SUCCESS;
    }

    /** The step's name, form and checks. */
    @Extension
    public static class DescriptorImpl extends ClusterStepDescriptor {

        @Override
        public String getFunctionName() {
            return "assertPredictionMetrics";
        }

        @Override
        public String getDisplayName() {
            return Messages.AssertPredictionMetricsStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @POST
        public FormValidation doCheckDeployment(@AncestorInPath Item item, @QueryParameter String value) {
            return ClusterForm.mayList(item) ? FormValidation.validateRequired(value) : FormValidation.ok();
        }

        @POST
        public ListBoxModel doFillEndpointCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String endpointCredentialsId) {
            return ClusterForm.endpointCredentials(item, endpointCredentialsId);
        }

        @POST
        public ListBoxModel doFillPrometheusCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String prometheusCredentialsId) {
            return ClusterForm.endpointCredentials(item, prometheusCredentialsId);
        }

        @POST
        public ListBoxModel doFillGrafanaCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String grafanaCredentialsId) {
            return ClusterForm.endpointCredentials(item, grafanaCredentialsId);
        }

        @POST
        public ListBoxModel doFillProtocolItems() {
            Jenkins.get().checkPermission(Jenkins.READ);
            ListBoxModel list = new ListBoxModel();
            for (Protocol protocol : Protocol.values()) {
                list.add(protocol.toString());
            }
            return list;
        }

        @POST
        public ListBoxModel doFillOnInconclusiveItems() {
            Jenkins.get().checkPermission(Jenkins.READ);
            ListBoxModel list = new ListBoxModel();
            list.add(Messages.AssertPredictionMetricsStep_failure(), "failure");
            list.add(Messages.AssertPredictionMetricsStep_unstable(), "unstable");
            list.add(Messages.AssertPredictionMetricsStep_ignore(), "ignore");
            return list;
        }
    }
}
