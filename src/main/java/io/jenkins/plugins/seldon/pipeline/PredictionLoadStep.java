package io.jenkins.plugins.seldon.pipeline;

import hudson.Util;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.kohsuke.stapler.DataBoundSetter;

/** What a step that sends predictions is told of them: whose, where to, what, how many and how fast. */
public abstract class PredictionLoadStep extends ClusterStep {

    private static final long serialVersionUID = 1L;

    private final String deployment;
    private String predictor;
    private String endpoint;
    private String protocol;
    private String model;
    private String payload;
    private String payloadFile;
    private Integer requests;
    private Double durationSeconds;
    private Double rate;
    private Integer concurrency;
    private Double rampUpSeconds;
    private Integer warmUpRequests;
    private Double answerTimeoutSeconds;
    private List<RequestHeader> headers;
    private String endpointCredentialsId;
    private String endpointCaCertificate;
    private boolean endpointSkipTlsVerify;

    protected PredictionLoadStep(String deployment) {
        this.deployment = Util.fixEmptyAndTrim(deployment);
    }

    /** The SeldonDeployment's name. */
    public String getDeployment() {
        return Util.fixNull(deployment);
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

    /** {@code seldon}, {@code tensorflow} or {@code v2}. */
    public String getProtocol() {
        return protocol == null ? "seldon" : protocol;
    }

    @DataBoundSetter
    public void setProtocol(String protocol) {
        String given = Util.fixEmptyAndTrim(protocol);
        this.protocol = "seldon".equals(given) ? null : given;
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
        return headers == null ? List.of() : Collections.unmodifiableList(headers);
    }

    @DataBoundSetter
    public void setHeaders(List<RequestHeader> headers) {
        this.headers = headers == null || headers.isEmpty() ? null : new ArrayList<>(headers);
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
}
