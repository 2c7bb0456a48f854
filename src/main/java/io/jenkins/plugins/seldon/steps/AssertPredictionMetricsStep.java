package io.jenkins.plugins.seldon.steps;

import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.seldon.gate.GateReport;
import io.jenkins.plugins.seldon.gate.Next;
import io.jenkins.plugins.seldon.gate.verdict.Effect;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.report.GateEvidence;
import io.jenkins.plugins.seldon.report.ReportSection;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import io.jenkins.plugins.seldon.settings.ClusterForm;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.Sentences;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
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
 *
 * <p>A long file, since Jenkins binds one field and one setter for each option, and a Jenkinsfile reads best without groups.
 */
public class AssertPredictionMetricsStep extends ClusterStep {

    /** The uid of the chart's dashboard Prediction Analytics. */
    static final String DEFAULT_DASHBOARD = "U1cSDzyZz";

    private static final long serialVersionUID = 1L;

    private final String deployment;
    private String server;
    private OwnMetric metric;
    private String predictor;
    private String endpoint;
    private String endpointPrefix;
    private Double endpointTimeoutSeconds;
    private String protocol;
    private String model;
    private String payload;
    private String payloadFile;
    private String answer;
    private Integer requests;
    private Double durationSeconds;
    private Double rate;
    private Integer concurrency;
    private Double rampUpSeconds;
    private Integer warmUpRequests;
    private Double answerTimeoutSeconds;
    private List<RequestHeader> headers;
    private String endpointCredentialsId;
    private boolean credentialsToStatusAddress;
    private String endpointCaCertificate;
    private boolean endpointSkipTlsVerify;
    private String analyticsNamespace;
    private String prometheusUrl;
    private String prometheusService;
    private List<RequestHeader> prometheusHeaders;
    private String prometheusCredentialsId;
    private String prometheusCaCertificate;
    private boolean prometheusSkipTlsVerify;
    private String namespaceLabel;
    private String matchers;
    private Double minRequestRate;
    private Double minCountedRatio;
    private Double maxErrorRatio;
    private Double maxCountedErrorRatio;
    private List<LatencyLimit> maxLatency;
    private List<PromqlCondition> conditions;
    private String onInconclusive;
    private Double sampleTimeoutSeconds;
    private boolean dryRun;
    private boolean checkGrafana;
    private String grafanaUrl;
    private String grafanaCredentialsId;
    private String dashboard;

    @DataBoundConstructor
    public AssertPredictionMetricsStep(String deployment) {
        this.deployment = Util.fixEmptyAndTrim(deployment);
    }

    /** The name of the SeldonDeployment, or of what else stands for a model. */
    public String getDeployment() {
        return Util.fixNull(deployment);
    }

    /** Which model server counts the predictions; blank for the one that the object tells. */
    public String getServer() {
        return Util.fixNull(server);
    }

    @DataBoundSetter
    public void setServer(String server) {
        this.server = Util.fixEmptyAndTrim(server);
    }

    /** The counter of a server that has no name here; null for the server's own. */
    public OwnMetric getMetric() {
        return metric;
    }

    @DataBoundSetter
    public void setMetric(OwnMetric metric) {
        this.metric = metric;
    }

    /** One of the deployment's predictors; blank for all. */
    public String getPredictor() {
        return Util.fixNull(predictor);
    }

    @DataBoundSetter
    public void setPredictor(String predictor) {
        this.predictor = Util.fixEmptyAndTrim(predictor);
    }

    /** The ingress' base or a full URL; blank to take the SeldonDeployment's own address. */
    public String getEndpoint() {
        return Util.fixNull(endpoint);
    }

    @DataBoundSetter
    public void setEndpoint(String endpoint) {
        this.endpoint = Util.fixEmptyAndTrim(endpoint);
    }

    /** The deployment's path behind the ingress; blank for that of its annotations for Ambassador, or the usual one. */
    public String getEndpointPrefix() {
        return Util.fixNull(endpointPrefix);
    }

    @DataBoundSetter
    public void setEndpointPrefix(String endpointPrefix) {
        this.endpointPrefix = Util.fixEmptyAndTrim(endpointPrefix);
    }

    /** How long an endpoint that is not up yet is asked again; null for 60. */
    public Double getEndpointTimeoutSeconds() {
        return endpointTimeoutSeconds;
    }

    @DataBoundSetter
    public void setEndpointTimeoutSeconds(Double endpointTimeoutSeconds) {
        this.endpointTimeoutSeconds = endpointTimeoutSeconds;
    }

    /** {@code seldon}, {@code tensorflow} or {@code v2}; blank for the endpoint's own, or the SeldonDeployment's. */
    public String getProtocol() {
        return Util.fixNull(protocol);
    }

    @DataBoundSetter
    public void setProtocol(String protocol) {
        this.protocol = Util.fixEmptyAndTrim(protocol);
    }

    /** The model's name for tensorflow and v2; blank for that of the SeldonDeployment's graph. */
    public String getModel() {
        return Util.fixNull(model);
    }

    @DataBoundSetter
    public void setModel(String model) {
        this.model = Util.fixEmptyAndTrim(model);
    }

    /** What every request carries, JSON; blank for four features in one row. */
    public String getPayload() {
        return Util.fixNull(payload);
    }

    @DataBoundSetter
    public void setPayload(String payload) {
        this.payload = Util.fixEmptyAndTrim(payload);
    }

    /** A file of the workspace with the payload: JSON, or one JSON a line, sent in turn. */
    public String getPayloadFile() {
        return Util.fixNull(payloadFile);
    }

    @DataBoundSetter
    public void setPayloadFile(String payloadFile) {
        this.payloadFile = Util.fixEmptyAndTrim(payloadFile);
    }

    /** What an answer must hold: a JSON pointer, or {@code any} JSON; blank for a prediction by the protocol. */
    public String getAnswer() {
        return Util.fixNull(answer);
    }

    @DataBoundSetter
    public void setAnswer(String answer) {
        this.answer = Util.fixEmptyAndTrim(answer);
    }

    /** How many requests; null for those that rate and duration make, or 200. */
    public Integer getRequests() {
        return requests;
    }

    @DataBoundSetter
    public void setRequests(Integer requests) {
        this.requests = requests;
    }

    /** How long the burst lasts; null for two scrapes. */
    public Double getDurationSeconds() {
        return durationSeconds;
    }

    @DataBoundSetter
    public void setDurationSeconds(Double durationSeconds) {
        this.durationSeconds = durationSeconds;
    }

    /** Arrivals a second; null for requests over duration. */
    public Double getRate() {
        return rate;
    }

    @DataBoundSetter
    public void setRate(Double rate) {
        this.rate = rate;
    }

    /** Requests under way at once; alone, without rate and duration, as fast as answers come. */
    public Integer getConcurrency() {
        return concurrency;
    }

    @DataBoundSetter
    public void setConcurrency(Integer concurrency) {
        this.concurrency = concurrency;
    }

    /** How long the rate takes to rise; null for none. */
    public Double getRampUpSeconds() {
        return rampUpSeconds;
    }

    @DataBoundSetter
    public void setRampUpSeconds(Double rampUpSeconds) {
        this.rampUpSeconds = rampUpSeconds;
    }

    /** Requests before the baseline; null for 10. */
    public Integer getWarmUpRequests() {
        return warmUpRequests;
    }

    @DataBoundSetter
    public void setWarmUpRequests(Integer warmUpRequests) {
        this.warmUpRequests = warmUpRequests;
    }

    /** For one request; null for 10. */
    public Double getAnswerTimeoutSeconds() {
        return answerTimeoutSeconds;
    }

    @DataBoundSetter
    public void setAnswerTimeoutSeconds(Double answerTimeoutSeconds) {
        this.answerTimeoutSeconds = answerTimeoutSeconds;
    }

    /** Headers of every request. */
    public List<RequestHeader> getHeaders() {
        return entries("headers", headers, RequestHeader.class);
    }

    @DataBoundSetter
    public void setHeaders(List<RequestHeader> headers) {
        this.headers = headers == null || headers.isEmpty() ? null : new ArrayList<>(headers);
    }

    /** Whether secrets may go to the address that only the SeldonDeployment's status tells. */
    public boolean isCredentialsToStatusAddress() {
        return credentialsToStatusAddress;
    }

    @DataBoundSetter
    public void setCredentialsToStatusAddress(boolean credentialsToStatusAddress) {
        this.credentialsToStatusAddress = credentialsToStatusAddress;
    }

    /** What the endpoint asks of its callers: user and password, bearer token, certificate. */
    public String getEndpointCredentialsId() {
        return Util.fixNull(endpointCredentialsId);
    }

    @DataBoundSetter
    public void setEndpointCredentialsId(String endpointCredentialsId) {
        this.endpointCredentialsId = Util.fixEmptyAndTrim(endpointCredentialsId);
    }

    /** The endpoint's certificate authority, PEM; blank for those that Java trusts. */
    public String getEndpointCaCertificate() {
        return Util.fixNull(endpointCaCertificate);
    }

    @DataBoundSetter
    public void setEndpointCaCertificate(String endpointCaCertificate) {
        this.endpointCaCertificate = Util.fixEmptyAndTrim(endpointCaCertificate);
    }

    /** Whether any certificate of the endpoint is accepted. */
    public boolean isEndpointSkipTlsVerify() {
        return endpointSkipTlsVerify;
    }

    @DataBoundSetter
    public void setEndpointSkipTlsVerify(boolean endpointSkipTlsVerify) {
        this.endpointSkipTlsVerify = endpointSkipTlsVerify;
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

    /** A service behind the API server as {@code namespace/service:port}; blank for the release's. */
    public String getPrometheusService() {
        return Util.fixNull(prometheusService);
    }

    @DataBoundSetter
    public void setPrometheusService(String prometheusService) {
        this.prometheusService = Util.fixEmptyAndTrim(prometheusService);
    }

    /** Headers of every request to Prometheus, such as a tenant's. */
    public List<RequestHeader> getPrometheusHeaders() {
        return entries("prometheusHeaders", prometheusHeaders, RequestHeader.class);
    }

    @DataBoundSetter
    public void setPrometheusHeaders(List<RequestHeader> prometheusHeaders) {
        this.prometheusHeaders =
                prometheusHeaders == null || prometheusHeaders.isEmpty() ? null : new ArrayList<>(prometheusHeaders);
    }

    /** Prometheus' certificate authority, PEM; blank for those that Java trusts. */
    public String getPrometheusCaCertificate() {
        return Util.fixNull(prometheusCaCertificate);
    }

    @DataBoundSetter
    public void setPrometheusCaCertificate(String prometheusCaCertificate) {
        this.prometheusCaCertificate = Util.fixEmptyAndTrim(prometheusCaCertificate);
    }

    /** Whether any certificate of Prometheus is accepted. */
    public boolean isPrometheusSkipTlsVerify() {
        return prometheusSkipTlsVerify;
    }

    @DataBoundSetter
    public void setPrometheusSkipTlsVerify(boolean prometheusSkipTlsVerify) {
        this.prometheusSkipTlsVerify = prometheusSkipTlsVerify;
    }

    /** The label by which series tell the model's namespace; blank to find it out. */
    public String getNamespaceLabel() {
        return Util.fixNull(namespaceLabel);
    }

    @DataBoundSetter
    public void setNamespaceLabel(String namespaceLabel) {
        this.namespaceLabel = Util.fixEmptyAndTrim(namespaceLabel);
    }

    /** What Prometheus' series must match beside, as in PromQL: {@code cluster="eu"}. */
    public String getMatchers() {
        return Util.fixNull(matchers);
    }

    @DataBoundSetter
    public void setMatchers(String matchers) {
        this.matchers = Util.fixEmptyAndTrim(matchers);
    }

    /** Counted predictions of the burst a second, over the time of sending; null for any above 0. */
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

    /** The part of the counted predictions that may be counted with an error; null for that of maxErrorRatio. */
    public Double getMaxCountedErrorRatio() {
        return maxCountedErrorRatio;
    }

    @DataBoundSetter
    public void setMaxCountedErrorRatio(Double maxCountedErrorRatio) {
        this.maxCountedErrorRatio = maxCountedErrorRatio;
    }

    /** Limits on latencies as the sender saw them. */
    public List<LatencyLimit> getMaxLatency() {
        return entries("maxLatency", maxLatency, LatencyLimit.class);
    }

    @DataBoundSetter
    public void setMaxLatency(List<LatencyLimit> maxLatency) {
        this.maxLatency = maxLatency == null || maxLatency.isEmpty() ? null : new ArrayList<>(maxLatency);
    }

    /** Limits on queries of one's own. */
    public List<PromqlCondition> getConditions() {
        return entries("conditions", conditions, PromqlCondition.class);
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

    /** Whether Grafana is looked at, too. */
    public boolean isCheckGrafana() {
        return checkGrafana;
    }

    @DataBoundSetter
    public void setCheckGrafana(boolean checkGrafana) {
        this.checkGrafana = checkGrafana;
    }

    /** Grafana's own URL; blank to reach the release's through the API server. */
    public String getGrafanaUrl() {
        return Util.fixNull(grafanaUrl);
    }

    @DataBoundSetter
    public void setGrafanaUrl(String grafanaUrl) {
        this.grafanaUrl = Util.fixEmptyAndTrim(grafanaUrl);
    }

    /** Who logs in to Grafana; blank for the login in the release's Secret. */
    public String getGrafanaCredentialsId() {
        return Util.fixNull(grafanaCredentialsId);
    }

    @DataBoundSetter
    public void setGrafanaCredentialsId(String grafanaCredentialsId) {
        this.grafanaCredentialsId = Util.fixEmptyAndTrim(grafanaCredentialsId);
    }

    /** The uid or the title of the dashboard that has to be there. */
    public String getDashboard() {
        return dashboard == null ? DEFAULT_DASHBOARD : dashboard;
    }

    @DataBoundSetter
    public void setDashboard(String dashboard) {
        String given = Util.fixEmptyAndTrim(dashboard);
        this.dashboard = DEFAULT_DASHBOARD.equals(given) ? null : given;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(this, context);
    }

    /** Drives a gate: its waits are timers, its looks run on the workers, its bursts on the node. */
    static final class Execution extends ClusterStepExecution<AssertPredictionMetricsStep> {

        private static final long serialVersionUID = 1L;

        /** In characters; the gate of a deployment with 64 pods keeps some 200,000. */
        private static final int LARGEST_STATE = 4 << 20;

        /** What the gate has learnt so far; null before its first look. */
        private String state;

        private transient volatile GateSession session;

        Execution(AssertPredictionMetricsStep step, StepContext context) {
            super(step, context);
        }

        @Override
        protected Duration longest(Platform platform) {
            return GateOptions.longest(step(), platform.loadLimits());
        }

        @Override
        protected void brokenOff(Platform platform, String sentence) throws IOException, InterruptedException {
            platform.report(new ReportSection(
                    ReportSection.Kind.GATE,
                    step().getNamespace() + "/" + step().getDeployment(),
                    Verdict.ERROR.name(),
                    sentence,
                    Map.of()));
        }

        @Override
        protected void begin(Platform platform) throws Exception {
            platform.loadSite();
            resume(platform);
        }

        @Override
        protected void resume(Platform platform) throws Exception {
            session = GateSession.open(step(), platform, state);
            submit(p -> look(p, () -> session.gate().advance()));
        }

        @Override
        protected Executor lane(Platform platform) {
            GateSession current = session;
            return current == null ? super.lane(platform) : platform.servers().of(current.server());
        }

        private void look(Platform platform, Callable<Next> looking) throws Exception {
            try {
                Next next = looking.call();
                String known = session.gate().state();
                if (known.length() > LARGEST_STATE) {
                    throw new AbortException("The gate meets more series or pods than it can keep with the build ("
                            + (known.length() >> 20) + " MiB); narrow it down with matchers or predictor.");
                }
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
            } catch (Throwable e) {
                session.close();
                throw e;
            }
        }

        private Next send(Platform platform, Next.Send send) throws IOException, InterruptedException {
            LoadResult result;
            try {
                PrintStream log = platform.log();
                ProgressPace pace = new ProgressPace();
                result = platform.loadSite().run(send.plan(), progress -> {
                    if (pace.isDue(progress.elapsedMillis())) {
                        log.println("Sending to " + step().getDeployment() + ": " + progress + ".");
                    }
                });
            } catch (IOException | RuntimeException e) {
                return session.gate().notSent(sentence(e));
            }
            return session.gate().sent(result);
        }

        /** What is known of why the node could not do it; a bug stays one. */
        private static String sentence(Exception e) {
            Throwable told = StepFailure.of(e);
            if (told instanceof RuntimeException bug) {
                throw bug;
            }
            return String.valueOf(told.getMessage());
        }

        private Next read(Platform platform, Next.Read read) throws IOException, InterruptedException {
            try {
                return session.gate().read(platform.loadSite().read(read.page()));
            } catch (IOException | RuntimeException e) {
                return session.gate().notRead(Sentences.clause(Excerpt.of(sentence(e))));
            }
        }

        private void end(Platform platform, GateReport report) throws IOException, InterruptedException {
            platform.report(new ReportSection(
                    ReportSection.Kind.GATE,
                    report.scope().toString(),
                    report.verdict().name(),
                    report.sentence(),
                    report.toPage()));
            report.details().forEach(platform.log()::println);
            keep(platform, new GateEvidence(report));
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

        /** A node that is gone takes the files, not the verdict. */
        private static void keep(Platform platform, GateEvidence evidence) throws IOException, InterruptedException {
            try {
                if (platform.insideNode()) {
                    String path = platform.evidencePath(evidence.path());
                    platform.workspace().write(path + ".json", evidence.json());
                    platform.workspace().write(path + ".xml", evidence.junit());
                }
            } catch (IOException | RuntimeException e) {
                platform.log()
                        .println("WARNING: The evidence could not be written to the workspace: "
                                + Sentences.clause(Excerpt.of(
                                        String.valueOf(StepFailure.of(e).getMessage())))
                                + ". The build's page has it.");
            }
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
        if (isDryRun()) {
            return Result.SUCCESS;
        }
        return switch (report.effect(Effect.ofInconclusive(getOnInconclusive()))) {
            case NONE -> Result.SUCCESS;
            case UNSTABLE -> Result.UNSTABLE;
            case FAILURE -> Result.FAILURE;
        };
    }

    /** The step's name, form and checks. */
    @Extension
    public static class DescriptorImpl extends GateForm {

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
            list.add(Messages.AssertPredictionMetricsStep_ofTheDeployment(), "");
            for (Protocol protocol : Protocol.values()) {
                list.add(protocol.toString());
            }
            return list;
        }

        @POST
        public ListBoxModel doFillServerItems() {
            Jenkins.get().checkPermission(Jenkins.READ);
            ListBoxModel list = new ListBoxModel();
            list.add(Messages.AssertPredictionMetricsStep_ofTheObject(), "");
            ServerProfile.names().forEach(list::add);
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
