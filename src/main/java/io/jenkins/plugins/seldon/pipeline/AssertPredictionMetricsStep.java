package io.jenkins.plugins.seldon.pipeline;

import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.seldon.configuration.ClusterForm;
import io.jenkins.plugins.seldon.configuration.EndpointCredentials;
import io.jenkins.plugins.seldon.gate.GateReport;
import io.jenkins.plugins.seldon.gate.Next;
import io.jenkins.plugins.seldon.gate.Verdict;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.report.GateEvidence;
import io.jenkins.plugins.seldon.report.ReportSection;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * {@code assertPredictionMetrics}: sends a burst of predictions from the node and passes only when Prometheus is seen to
 * have counted it.
 */
public class AssertPredictionMetricsStep extends PredictionLoadStep {

    static final String DEFAULT_RELEASE = "seldon-core-analytics";
    static final String DEFAULT_NAMESPACE_LABEL = "kubernetes_namespace";

    private static final long serialVersionUID = 1L;

    private String analyticsNamespace;
    private String releaseName;
    private String prometheusUrl;
    private String prometheusCredentialsId;
    private String namespaceLabel;
    private Double minRequestRate;
    private Double minCountedRatio;
    private Double maxErrorRatio;
    private List<LatencyLimit> maxLatency;
    private List<PromqlCondition> conditions;
    private String onInconclusive;
    private Double sampleTimeoutSeconds;
    private boolean dryRun;

    @DataBoundConstructor
    public AssertPredictionMetricsStep(String deployment) {
        super(deployment);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(this, context);
    }

    /** Where Prometheus and Grafana run. */
    public String getAnalyticsNamespace() {
        return analyticsNamespace == null ? DEFAULT_NAMESPACE : analyticsNamespace;
    }

    @DataBoundSetter
    public void setAnalyticsNamespace(String analyticsNamespace) {
        String given = Util.fixEmptyAndTrim(analyticsNamespace);
        this.analyticsNamespace = DEFAULT_NAMESPACE.equals(given) ? null : given;
    }

    /** The Helm release that they belong to. */
    public String getReleaseName() {
        return releaseName == null ? DEFAULT_RELEASE : releaseName;
    }

    @DataBoundSetter
    public void setReleaseName(String releaseName) {
        String given = Util.fixEmptyAndTrim(releaseName);
        this.releaseName = DEFAULT_RELEASE.equals(given) ? null : given;
    }

    /** Prometheus' own URL; blank to reach the release's through the API server. */
    public String getPrometheusUrl() {
        return Util.fixNull(prometheusUrl);
    }

    @DataBoundSetter
    public void setPrometheusUrl(String prometheusUrl) {
        this.prometheusUrl = Util.fixEmptyAndTrim(prometheusUrl);
    }

    /** What that URL asks of its callers. */
    public String getPrometheusCredentialsId() {
        return Util.fixNull(prometheusCredentialsId);
    }

    @DataBoundSetter
    public void setPrometheusCredentialsId(String prometheusCredentialsId) {
        this.prometheusCredentialsId = Util.fixEmptyAndTrim(prometheusCredentialsId);
    }

    /** The label by which series tell the model's namespace. */
    public String getNamespaceLabel() {
        return namespaceLabel == null ? DEFAULT_NAMESPACE_LABEL : namespaceLabel;
    }

    @DataBoundSetter
    public void setNamespaceLabel(String namespaceLabel) {
        String given = Util.fixEmptyAndTrim(namespaceLabel);
        this.namespaceLabel = DEFAULT_NAMESPACE_LABEL.equals(given) ? null : given;
    }

    /** Successful predictions a second that Prometheus must have counted; null for any above 0. */
    public Double getMinRequestRate() {
        return minRequestRate;
    }

    @DataBoundSetter
    public void setMinRequestRate(Double minRequestRate) {
        this.minRequestRate = minRequestRate;
    }

    /** The part of the accepted predictions that must have been counted; null for 0.95. */
    public Double getMinCountedRatio() {
        return minCountedRatio;
    }

    @DataBoundSetter
    public void setMinCountedRatio(Double minCountedRatio) {
        this.minCountedRatio = minCountedRatio;
    }

    /** The part of the requests that may fail; null for 0.01. */
    public Double getMaxErrorRatio() {
        return maxErrorRatio;
    }

    @DataBoundSetter
    public void setMaxErrorRatio(Double maxErrorRatio) {
        this.maxErrorRatio = maxErrorRatio;
    }

    /** Limits on latencies as the sender saw them. */
    public List<LatencyLimit> getMaxLatency() {
        return maxLatency == null ? List.of() : Collections.unmodifiableList(maxLatency);
    }

    @DataBoundSetter
    public void setMaxLatency(List<LatencyLimit> maxLatency) {
        this.maxLatency = maxLatency == null || maxLatency.isEmpty() ? null : new ArrayList<>(maxLatency);
    }

    /** Limits on queries of one's own. */
    public List<PromqlCondition> getConditions() {
        return conditions == null ? List.of() : Collections.unmodifiableList(conditions);
    }

    @DataBoundSetter
    public void setConditions(List<PromqlCondition> conditions) {
        this.conditions = conditions == null || conditions.isEmpty() ? null : new ArrayList<>(conditions);
    }

    /** What INCONCLUSIVE makes of the build: failure, unstable or ignore. */
    public String getOnInconclusive() {
        return onInconclusive == null ? "failure" : onInconclusive;
    }

    @DataBoundSetter
    public void setOnInconclusive(String onInconclusive) {
        String given = Util.fixEmptyAndTrim(onInconclusive);
        this.onInconclusive = "failure".equals(given) ? null : given;
    }

    /** How long to wait for Prometheus' samples; null for five scrapes. */
    public Double getSampleTimeoutSeconds() {
        return sampleTimeoutSeconds;
    }

    @DataBoundSetter
    public void setSampleTimeoutSeconds(Double sampleTimeoutSeconds) {
        this.sampleTimeoutSeconds = sampleTimeoutSeconds;
    }

    /** Whether the verdict is only told, and the build goes on whatever it is. */
    public boolean isDryRun() {
        return dryRun;
    }

    @DataBoundSetter
    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
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
            if (!platform.insideNode()) {
                throw new AbortException(
                        "assertPredictionMetrics sends its burst from a node, and there is none: put it"
                                + " inside a node block, or give the stage an agent.");
            }
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

        private void end(Platform platform, GateReport report) throws IOException, InterruptedException {
            GateEvidence evidence = new GateEvidence(report);
            platform.workspace().write(evidence.path() + ".json", evidence.json());
            platform.workspace().write(evidence.path() + ".xml", evidence.junit());
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
        if (report.verdict() == Verdict.PASS || dryRun) {
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
            return EndpointCredentials.list(item, endpointCredentialsId);
        }

        @POST
        public ListBoxModel doFillPrometheusCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String prometheusCredentialsId) {
            return EndpointCredentials.list(item, prometheusCredentialsId);
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
