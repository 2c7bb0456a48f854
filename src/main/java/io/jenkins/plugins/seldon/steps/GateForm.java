package io.jenkins.plugins.seldon.steps;

import hudson.Util;
import hudson.model.AutoCompletionCandidates;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.seldon.credentials.ClusterSettings;
import io.jenkins.plugins.seldon.gate.GateConfig;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.HttpTls;
import io.jenkins.plugins.seldon.http.TokenGrant;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.Right;
import io.jenkins.plugins.seldon.kubernetes.ServiceProxy;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.seldon.Endpoint;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Predictor;
import io.jenkins.plugins.seldon.seldon.ModelNames;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.seldon.SeldonCluster;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import io.jenkins.plugins.seldon.seldon.server.ServedName;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import io.jenkins.plugins.seldon.settings.ClusterForm;
import io.jenkins.plugins.seldon.settings.FormAnswer;
import io.jenkins.plugins.seldon.settings.FormCalls;
import io.jenkins.plugins.seldon.settings.FormNumbers;
import io.jenkins.plugins.seldon.settings.SeldonAnalyticsConfiguration;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * What the gate's form says of an option while it is typed. Each is judged by the code that a run reads
 * it with, alone: what options say together, the run tells, and the button before it.
 */
public abstract class GateForm extends GateChoices {

    /** Whose predictions. */
    @Override
    final String subject(Map<String, Object> arguments) {
        String predictor = given(arguments, "predictor");
        return given(arguments, "deployment") + (predictor.isEmpty() ? "" : "/" + predictor);
    }

    /** For the form's fields. */
    public String number(Double given) {
        return FormNumbers.shown(given);
    }

    /** The administrator's caps. */
    LoadLimits limits() {
        return SeldonAnalyticsConfiguration.get().getBurstLimits().toLimits();
    }

    /** The URLs that jobs may send the controller to. */
    ClusterSettings settings() {
        return SeldonAnalyticsConfiguration.get();
    }

    @Override
    final List<Right> rights(String namespace) {
        return NeededRights.ofCounting(namespace);
    }

    /**
     * Looks at what a gate would: the options together, the cluster, the deployment, Prometheus, Grafana; no prediction is sent.
     *
     * @param gate the form's part of the step, as submitting the form would send it
     */
    @POST
    public FormValidation doTestGate(@AncestorInPath Item item, StaplerRequest2 request, @QueryParameter String gate) {
        if (!ClusterForm.mayAsk(item)) {
            return ClusterForm.mayNotAsk(item);
        }
        if (Util.fixEmptyAndTrim(gate) == null) {
            return FormAnswer.error("The form could not be read; reload the page.");
        }
        try {
            JSONObject form = JSONObject.fromObject(gate);
            return tested(item, (AssertPredictionMetricsStep) newInstance(request, form), form);
        } catch (FormException e) {
            return FormAnswer.error(e.getMessage());
        }
    }

    /** The caller has checked a permission. */
    final FormValidation tested(Item item, AssertPredictionMetricsStep step, Object form) {
        GateQuery query = new GateQuery(step, form);
        return looked(item, query.hasVariables(), connections -> FormLook.atGate(connections, query, limits()));
    }

    /** The models of the namespace, of whichever kind. */
    @POST
    public AutoCompletionCandidates doAutoCompleteDeployment(
            @AncestorInPath Item item, ClusterQuery cluster, @QueryParameter String value) {
        return offered(
                item,
                cluster,
                value,
                (client, connection) -> ModelNames.in(
                        client, connection.namespace(), ServedBy.whichever("").kinds()));
    }

    /** The predictors of the SeldonDeployment, or the revisions of the Knative Service, that the form names. */
    @POST
    public AutoCompletionCandidates doAutoCompletePredictor(
            @AncestorInPath Item item,
            ClusterQuery cluster,
            @QueryParameter String deployment,
            @QueryParameter String value) {
        return offered(item, cluster, value, (client, connection) -> {
            ServiceProxy unused = new ServiceProxy(client, FormCalls.TYPING, 1);
            ServedName named = ServedName.parse(Util.fixNull(deployment));
            return new SeldonCluster(client, unused, connection.server())
                    .deployment(new PredictionSeries(connection.namespace(), named.name(), "", "")
                            .servedBy(named.kind()
                                    .filter(ModelKind::hasPredictors)
                                    .map(kind -> ServedBy.of(ServerProfile.usual(kind), ""))
                                    .orElse(ServedBy.SELDON)))
                    .map(found ->
                            found.predictors().stream().map(Predictor::name).toList())
                    .orElse(List.of());
        });
    }

    /** The namespaces of the cluster that the form names. */
    @POST
    public AutoCompletionCandidates doAutoCompleteAnalyticsNamespace(
            @AncestorInPath Item item, ClusterQuery cluster, @QueryParameter String value) {
        return doAutoCompleteNamespace(item, cluster, value);
    }

    @POST
    public FormValidation doCheckDeployment(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.checkRequired(item, "deployment", value, text -> series(text, "", ""));
    }

    @POST
    public FormValidation doCheckNamespaceLabel(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, text -> series("model", text, ""));
    }

    @POST
    public FormValidation doCheckMatchers(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, text -> series("model", "", text));
    }

    @POST
    public FormValidation doCheckEndpointPrefix(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, text -> new Endpoint.Wish("https://ingress", text, null, ""));
    }

    @POST
    public FormValidation doCheckEndpoint(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, Endpoint::requireUrl);
    }

    @POST
    public FormValidation doCheckPrometheusUrl(@AncestorInPath Item item, @QueryParameter String value) {
        return listed(item, "prometheusUrl", value);
    }

    @POST
    public FormValidation doCheckGrafanaUrl(@AncestorInPath Item item, @QueryParameter String value) {
        return listed(item, "grafanaUrl", value);
    }

    private FormValidation listed(Item item, String parameter, String value) {
        return ClusterForm.mayList(item)
                ? ClusterForm.checkListedUrl(parameter, value, this::settings)
                : FormValidation.ok();
    }

    @POST
    public FormValidation doCheckAnalyticsNamespace(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, Kubeconfig::namespace);
    }

    @POST
    public FormValidation doCheckEndpointCaCertificate(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, HttpTls::requireCertificates);
    }

    @POST
    public FormValidation doCheckPrometheusCaCertificate(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, HttpTls::requireCertificates);
    }

    @POST
    public FormValidation doCheckEndpointCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.checkEndpointCredential(item, value);
    }

    @POST
    public FormValidation doCheckPrometheusCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.checkEndpointCredential(item, value);
    }

    @POST
    public FormValidation doCheckGrafanaCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.checkEndpointCredential(item, value);
    }

    @POST
    public FormValidation doCheckPrometheusService(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, text -> ServiceProxy.Backend.parse("prometheusService", text));
    }

    @POST
    public FormValidation doCheckAnswer(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(
                item,
                value,
                text -> new GateConfig.Request(
                        new Endpoint.Wish("", "", null, ""),
                        List.of(),
                        List.of(),
                        HttpAccess.NONE,
                        Duration.ZERO,
                        Duration.ZERO,
                        text));
    }

    @POST
    public FormValidation doCheckPayload(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, text -> limits().refusalOfPayload(text)
                .or(() -> Protocol.SELDON.payloadFlaw(text))
                .ifPresent(flaw -> {
                    throw new InvalidOptionException(flaw);
                }));
    }

    @POST
    public FormValidation doCheckMinRequestRate(@AncestorInPath Item item, @QueryParameter String value) {
        return decimal(item, "minRequestRate", value, AssertPredictionMetricsStep::setMinRequestRate);
    }

    @POST
    public FormValidation doCheckMinCountedRatio(@AncestorInPath Item item, @QueryParameter String value) {
        return decimal(item, "minCountedRatio", value, AssertPredictionMetricsStep::setMinCountedRatio);
    }

    @POST
    public FormValidation doCheckMaxErrorRatio(@AncestorInPath Item item, @QueryParameter String value) {
        return decimal(item, "maxErrorRatio", value, AssertPredictionMetricsStep::setMaxErrorRatio);
    }

    @POST
    public FormValidation doCheckMaxCountedErrorRatio(@AncestorInPath Item item, @QueryParameter String value) {
        return decimal(item, "maxCountedErrorRatio", value, AssertPredictionMetricsStep::setMaxCountedErrorRatio);
    }

    @POST
    public FormValidation doCheckEndpointTimeoutSeconds(@AncestorInPath Item item, @QueryParameter String value) {
        return decimal(item, "endpointTimeoutSeconds", value, AssertPredictionMetricsStep::setEndpointTimeoutSeconds);
    }

    @POST
    public FormValidation doCheckAnswerTimeoutSeconds(@AncestorInPath Item item, @QueryParameter String value) {
        return decimal(item, "answerTimeoutSeconds", value, AssertPredictionMetricsStep::setAnswerTimeoutSeconds);
    }

    @POST
    public FormValidation doCheckSampleTimeoutSeconds(@AncestorInPath Item item, @QueryParameter String value) {
        return decimal(item, "sampleTimeoutSeconds", value, AssertPredictionMetricsStep::setSampleTimeoutSeconds);
    }

    @POST
    public FormValidation doCheckRate(@AncestorInPath Item item, @QueryParameter String value) {
        return decimal(item, "rate", value, AssertPredictionMetricsStep::setRate);
    }

    @POST
    public FormValidation doCheckDurationSeconds(@AncestorInPath Item item, @QueryParameter String value) {
        return decimal(item, "durationSeconds", value, AssertPredictionMetricsStep::setDurationSeconds);
    }

    @POST
    public FormValidation doCheckRampUpSeconds(@AncestorInPath Item item, @QueryParameter String value) {
        return decimal(item, "rampUpSeconds", value, AssertPredictionMetricsStep::setRampUpSeconds);
    }

    @POST
    public FormValidation doCheckRequests(@AncestorInPath Item item, @QueryParameter String value) {
        return whole(item, "requests", value, AssertPredictionMetricsStep::setRequests);
    }

    @POST
    public FormValidation doCheckConcurrency(@AncestorInPath Item item, @QueryParameter String value) {
        return whole(item, "concurrency", value, AssertPredictionMetricsStep::setConcurrency);
    }

    @POST
    public FormValidation doCheckWarmUpRequests(@AncestorInPath Item item, @QueryParameter String value) {
        return whole(item, "warmUpRequests", value, AssertPredictionMetricsStep::setWarmUpRequests);
    }

    /** Whether there is such a credential. */
    @POST
    public FormValidation doCheckEndpointTokenCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.checkEndpointCredential(item, value);
    }

    /** Whether a token endpoint can have this URL. */
    @POST
    public FormValidation doCheckEndpointTokenUrl(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, TokenGrant::requireUrl);
    }

    private static void series(String deployment, String namespaceLabel, String matchers) {
        String name = ServedName.parse(deployment).name();
        new PredictionSeries(ClusterStep.DEFAULT_NAMESPACE, name, "", namespaceLabel, matchers);
    }

    private FormValidation decimal(
            Item item, String option, String value, BiConsumer<AssertPredictionMetricsStep, Double> setter) {
        return number(item, value, step -> setter.accept(step, FormNumbers.decimal(option, value)));
    }

    private FormValidation whole(
            Item item, String option, String value, BiConsumer<AssertPredictionMetricsStep, Integer> setter) {
        return number(item, value, step -> setter.accept(step, FormNumbers.whole(option, value)));
    }

    private FormValidation number(Item item, String value, Consumer<AssertPredictionMetricsStep> given) {
        return ClusterForm.checkNumber(item, value, text -> {
            AssertPredictionMetricsStep step = new AssertPredictionMetricsStep("model");
            given.accept(step);
            GateOptions.refuseNumbers(step, limits());
        });
    }
}
