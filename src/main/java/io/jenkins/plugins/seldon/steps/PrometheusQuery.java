package io.jenkins.plugins.seldon.steps;

import hudson.RelativePath;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition;
import io.jenkins.plugins.seldon.node.Connections;
import io.jenkins.plugins.seldon.node.Secrets;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.settings.ClusterForm;
import io.jenkins.plugins.seldon.settings.FormAnswer;
import io.jenkins.plugins.seldon.settings.FormCalls;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.kohsuke.stapler.QueryParameter;

/**
 * The Prometheus that a gate's form names around one of its conditions, asked while somebody types a query. A field's check
 * sends single fields only, so that a Prometheus that asks for a header does not answer, and then nothing is said; the
 * button "Check now" has all.
 */
public final class PrometheusQuery {

    private static final Logger LOGGER = Logger.getLogger(PrometheusQuery.class.getName());

    private final AssertPredictionMetricsStep step;

    private PrometheusQuery(AssertPredictionMetricsStep step) {
        this.step = step;
    }

    /** Called by Stapler for each method of a condition's form that takes a query. */
    public static PrometheusQuery fromStapler(
            @RelativePath("..") @QueryParameter String cluster,
            @RelativePath("..") @QueryParameter String credentialsId,
            @RelativePath("..") @QueryParameter String serverUrl,
            @RelativePath("..") @QueryParameter String caCertificate,
            @RelativePath("..") @QueryParameter String contextName,
            @RelativePath("..") @QueryParameter String clusterName,
            @RelativePath("..") @QueryParameter String endpoint,
            @RelativePath("..") @QueryParameter String analyticsNamespace,
            @RelativePath("..") @QueryParameter String releaseName,
            @RelativePath("..") @QueryParameter String prometheusService,
            @RelativePath("..") @QueryParameter String prometheusUrl,
            @RelativePath("..") @QueryParameter String prometheusCredentialsId,
            @RelativePath("..") @QueryParameter String prometheusCaCertificate,
            @RelativePath("..") @QueryParameter boolean prometheusSkipTlsVerify) {
        AssertPredictionMetricsStep step = new AssertPredictionMetricsStep("");
        step.setCluster(cluster);
        step.setCredentialsId(credentialsId);
        step.setServerUrl(serverUrl);
        step.setCaCertificate(caCertificate);
        step.setContextName(contextName);
        step.setClusterName(clusterName);
        step.setEndpoint(endpoint);
        step.setAnalyticsNamespace(analyticsNamespace);
        step.setReleaseName(releaseName);
        step.setPrometheusService(prometheusService);
        step.setPrometheusUrl(prometheusUrl);
        step.setPrometheusCredentialsId(prometheusCredentialsId);
        step.setPrometheusCaCertificate(prometheusCaCertificate);
        step.setPrometheusSkipTlsVerify(prometheusSkipTlsVerify);
        return new PrometheusQuery(step);
    }

    private boolean hasVariables() {
        return Stream.of(
                        step.getCluster(),
                        step.getCredentialsId(),
                        step.getServerUrl(),
                        step.getCaCertificate(),
                        step.getContextName(),
                        step.getClusterName(),
                        step.getAnalyticsNamespace(),
                        step.getReleaseName(),
                        step.getPrometheusService(),
                        step.getPrometheusUrl(),
                        step.getPrometheusCredentialsId(),
                        step.getPrometheusCaCertificate())
                .anyMatch(ClusterForm::hasVariable);
    }

    /**
     * What Prometheus' parser says of a condition's query, for who may have the controller ask servers with the job's
     * credentials. No sample is read; silent where there is no Prometheus to ask, or none that answers in time.
     */
    FormValidation read(Item item, Connections connections, Duration limit, MetricCondition condition) {
        if (!ClusterForm.mayAsk(item) || hasVariables() || ClusterForm.hasVariable(condition.promql())) {
            return FormValidation.ok();
        }
        Optional<String> flaw = Optional.empty();
        Secrets secrets = new Secrets();
        try {
            flaw = FormCalls.within(limit, () -> {
                try (GateReach reach = GateReach.of(step, new MaskedConnections(connections, secrets))) {
                    return new PrometheusClient(reach.prometheus()).flaw(condition.promqlOver(FormLook.A_RANGE));
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException | RejectedExecutionException e) {
            LOGGER.log(Level.FINE, "A condition's query was not read by Prometheus.", e);
        }
        return flaw.map(secrets::mask).map(FormAnswer::error).orElseGet(FormValidation::ok);
    }
}
