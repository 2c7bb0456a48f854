package io.jenkins.plugins.seldon.steps;

import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.seldon.settings.Required;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * {@code assertPredictionMetrics}: sends a burst of predictions from the node and passes only when Prometheus is seen to
 * have counted it.
 *
 * <p>A long file, since Jenkins binds one field and one setter for each option, and a Jenkinsfile reads best without groups.
 */
public class AssertPredictionMetricsStep extends ClusterStep {

    /** The uid of the chart's dashboard Prediction Analytics. */
    private static final String DEFAULT_DASHBOARD = "U1cSDzyZz";

    private static final String DEFAULT_ON_INCONCLUSIVE = "failure";

    private static final long serialVersionUID = 1L;

    private final String deployment;
    private String server;
    private OwnMetric metric;
    private String predictor;
    private String endpoint;
    private String endpointPrefix;
    private Double endpointTimeoutSeconds;
    private String protocol;
    private String transport;
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
    private String endpointTokenUrl;
    private String endpointTokenCredentialsId;
    private String endpointTokenScope;
    private String endpointTokenAudience;
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
    private boolean publishChecks;
    private boolean checkGrafana;
    private String grafanaUrl;
    private String grafanaCredentialsId;
    private String dashboard;

    @DataBoundConstructor
    public AssertPredictionMetricsStep(@Required String deployment) {
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

    /** {@code rest} or {@code grpc}; blank for REST. */
    public String getTransport() {
        return Util.fixNull(transport);
    }

    @DataBoundSetter
    public void setTransport(String transport) {
        this.transport = Util.fixEmptyAndTrim(transport);
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
        return entries(headers, RequestHeader.class);
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

    /** Where the endpoint's bearer token comes from, by the client-credentials grant; blank for nowhere. */
    public String getEndpointTokenUrl() {
        return Util.fixNull(endpointTokenUrl);
    }

    @DataBoundSetter
    public void setEndpointTokenUrl(String endpointTokenUrl) {
        this.endpointTokenUrl = Util.fixEmptyAndTrim(endpointTokenUrl);
    }

    /** The client's id and secret: a user name with password. */
    public String getEndpointTokenCredentialsId() {
        return Util.fixNull(endpointTokenCredentialsId);
    }

    @DataBoundSetter
    public void setEndpointTokenCredentialsId(String endpointTokenCredentialsId) {
        this.endpointTokenCredentialsId = Util.fixEmptyAndTrim(endpointTokenCredentialsId);
    }

    /** What the token is to be good for; blank for what is given by itself. */
    public String getEndpointTokenScope() {
        return Util.fixNull(endpointTokenScope);
    }

    @DataBoundSetter
    public void setEndpointTokenScope(String endpointTokenScope) {
        this.endpointTokenScope = Util.fixEmptyAndTrim(endpointTokenScope);
    }

    /** For whom the token is to be; blank for nobody in particular. */
    public String getEndpointTokenAudience() {
        return Util.fixNull(endpointTokenAudience);
    }

    @DataBoundSetter
    public void setEndpointTokenAudience(String endpointTokenAudience) {
        this.endpointTokenAudience = Util.fixEmptyAndTrim(endpointTokenAudience);
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
        this.analyticsNamespace = unless(DEFAULT_NAMESPACE, analyticsNamespace);
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
        return entries(prometheusHeaders, RequestHeader.class);
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
        return entries(maxLatency, LatencyLimit.class);
    }

    @DataBoundSetter
    public void setMaxLatency(List<LatencyLimit> maxLatency) {
        this.maxLatency = maxLatency == null || maxLatency.isEmpty() ? null : new ArrayList<>(maxLatency);
    }

    /** Limits on queries of one's own. */
    public List<PromqlCondition> getConditions() {
        return entries(conditions, PromqlCondition.class);
    }

    @DataBoundSetter
    public void setConditions(List<PromqlCondition> conditions) {
        this.conditions = conditions == null || conditions.isEmpty() ? null : new ArrayList<>(conditions);
    }

    /** @throws io.jenkins.plugins.seldon.text.InvalidOptionException as {@link ClusterStep#requireEntries}, for each list */
    void requireEntries() {
        requireEntries("headers", headers, RequestHeader.class);
        requireEntries("prometheusHeaders", prometheusHeaders, RequestHeader.class);
        requireEntries("maxLatency", maxLatency, LatencyLimit.class);
        requireEntries("conditions", conditions, PromqlCondition.class);
    }

    /** What INCONCLUSIVE makes of the build: failure, unstable or ignore. */
    public String getOnInconclusive() {
        return onInconclusive == null ? DEFAULT_ON_INCONCLUSIVE : onInconclusive;
    }

    @DataBoundSetter
    public void setOnInconclusive(String onInconclusive) {
        this.onInconclusive = unless(DEFAULT_ON_INCONCLUSIVE, onInconclusive);
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

    /** Whether the verdict is published as a check beside the commit. */
    public boolean isPublishChecks() {
        return publishChecks;
    }

    @DataBoundSetter
    public void setPublishChecks(boolean publishChecks) {
        this.publishChecks = publishChecks;
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
        this.dashboard = unless(DEFAULT_DASHBOARD, dashboard);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(this, context);
    }

    /** What a build keeps of a gate at work, under the name that builds know it by. */
    static class Execution extends GateStepExecution {

        private static final long serialVersionUID = 1L;

        /** What the gate has learnt so far; null before its first look. */
        private String state;

        Execution(AssertPredictionMetricsStep step, StepContext context) {
            super(step, context);
        }

        @Override
        String state() {
            return state;
        }

        @Override
        void setState(String state) {
            this.state = state;
        }
    }

    /** The step's name and form. */
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
    }
}
