package io.jenkins.plugins.seldon.pipeline;

import hudson.Util;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.kohsuke.stapler.DataBoundSetter;

/** What a gate on predictions is told beyond their sending: where they are counted, what is required, what follows. */
public abstract class PredictionGateStep extends PredictionLoadStep {

    /** What the chart's scrape configuration calls a pod's namespace. */
    static final String DEFAULT_NAMESPACE_LABEL = "kubernetes_namespace";

    /** The uid of the chart's dashboard Prediction Analytics. */
    static final String DEFAULT_DASHBOARD = "U1cSDzyZz";

    private static final long serialVersionUID = 1L;

    private String analyticsNamespace;
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
    private boolean checkGrafana;
    private String grafanaUrl;
    private String grafanaCredentialsId;
    private String dashboard;

    protected PredictionGateStep(String deployment) {
        super(deployment);
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
}
