package io.jenkins.plugins.seldon.steps;

import java.util.stream.Stream;
import org.kohsuke.stapler.QueryParameter;

/**
 * What of a gate can be looked at before a burst: the deployment, and which Prometheus is to count it, as the form's fields
 * hold them. The headers for Prometheus are no part of it, since a button sends single fields only.
 */
public final class GateQuery {

    private final AssertPredictionMetricsStep step;
    private final boolean hasVariables;

    private GateQuery(AssertPredictionMetricsStep step, boolean hasVariables) {
        this.step = step;
        this.hasVariables = hasVariables;
    }

    /** Called by Stapler for each method of a form that takes a query. */
    public static GateQuery fromStapler(
            ClusterQuery cluster,
            @QueryParameter String deployment,
            @QueryParameter String server,
            @QueryParameter String predictor,
            @QueryParameter String analyticsNamespace,
            @QueryParameter String releaseName,
            @QueryParameter String prometheusService,
            @QueryParameter String prometheusUrl,
            @QueryParameter String prometheusCredentialsId,
            @QueryParameter String prometheusCaCertificate,
            @QueryParameter boolean prometheusSkipTlsVerify,
            @QueryParameter String matchers) {
        AssertPredictionMetricsStep step = cluster.copyTo(new AssertPredictionMetricsStep(deployment));
        step.setServer(server);
        step.setPredictor(predictor);
        step.setAnalyticsNamespace(analyticsNamespace);
        step.setReleaseName(releaseName);
        step.setPrometheusService(prometheusService);
        step.setPrometheusUrl(prometheusUrl);
        step.setPrometheusCredentialsId(prometheusCredentialsId);
        step.setPrometheusCaCertificate(prometheusCaCertificate);
        step.setPrometheusSkipTlsVerify(prometheusSkipTlsVerify);
        step.setMatchers(matchers);
        boolean hasVariables = cluster.hasVariables()
                || Stream.of(
                                step.getDeployment(),
                                step.getServer(),
                                step.getPredictor(),
                                step.getAnalyticsNamespace(),
                                step.getReleaseName(),
                                step.getPrometheusService(),
                                step.getPrometheusUrl(),
                                step.getPrometheusCredentialsId(),
                                step.getPrometheusCaCertificate(),
                                step.getMatchers())
                        .anyMatch(value -> value.contains("${"));
        return new GateQuery(step, hasVariables);
    }

    AssertPredictionMetricsStep step() {
        return step;
    }

    /** Whether only a build can tell what is meant. */
    boolean hasVariables() {
        return hasVariables;
    }
}
