package io.jenkins.plugins.seldon.steps;

import hudson.Extension;
import hudson.Util;
import io.jenkins.plugins.seldon.helm.chart.InvalidChartException;
import io.jenkins.plugins.seldon.helm.chart.Values;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.release.AnalyticsRelease;
import io.jenkins.plugins.seldon.release.OnFailure;
import io.jenkins.plugins.seldon.release.ReleaseException;
import io.jenkins.plugins.seldon.release.ReleaseRequest;
import io.jenkins.plugins.seldon.release.ReleaseRequest.Extra;
import io.jenkins.plugins.seldon.release.ReleaseRequest.Repair;
import io.jenkins.plugins.seldon.release.ReleaseResult;
import io.jenkins.plugins.seldon.release.preflight.PreflightPolicy;
import io.jenkins.plugins.seldon.report.ReportSection;
import io.jenkins.plugins.seldon.seldon.AnalyticsStack;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * {@code installSeldonAnalytics}: brings the Helm release of Seldon's analytics to a chart and values, and leaves one
 * alone that is as wanted. Helm runs on the node. Returns name, namespace, revision, status, chart, chartVersion,
 * appVersion, changed, repaired, repairs and services.
 */
public final class InstallSeldonAnalyticsStep extends ReleaseStep {

    static final String CHARTS_DASHBOARD = "chart";
    static final String FIXED_DASHBOARD = "fixed";

    private static final String DEFAULT_PREFLIGHT = "refuse";
    private static final long serialVersionUID = 1L;

    private AnalyticsStack stack;
    private String repository;
    private String chart;
    private String version;
    private String valuesFiles;
    private String valuesYaml;
    private String repositoryCredentialsId;
    private String sha256;
    private String grafanaCredentialsId;
    private List<SecretValue> secretValues;
    private boolean createNamespace;
    private boolean dryRun;
    private boolean updateCrds;
    private boolean hasFixedDashboard;
    private Repair repair;
    private String preflight;
    private OnFailure onFailure;

    /** Why the step refuses to run, a sentence; null for a step that does not. */
    private String wrongOption;

    @DataBoundConstructor
    public InstallSeldonAnalyticsStep() {}

    /** The name of the chart that is installed unless {@code chart} says otherwise, with what it is given beneath the values. */
    public String getStack() {
        return wantedStack().label();
    }

    private AnalyticsStack wantedStack() {
        return stack == null ? AnalyticsStack.SELDON_CORE_ANALYTICS : stack;
    }

    /** One that does not exist is refused when the step runs. */
    @DataBoundSetter
    public void setStack(String stack) {
        AnalyticsStack wanted = chosen(stack, AnalyticsStack::of);
        this.stack = wanted == AnalyticsStack.SELDON_CORE_ANALYTICS ? null : wanted;
    }

    /**
     * What an option's word means, null where it is blank or wrong. What a setter throws, a Pipeline tells by {@code Could not
     * instantiate} and pages of a stack trace (structs, DescribableModel).
     */
    private <T> T chosen(String text, Function<String, T> words) {
        String given = Util.fixEmptyAndTrim(text);
        try {
            return given == null ? null : words.apply(given);
        } catch (InvalidOptionException e) {
            wrongOption = wrongOption == null ? e.getMessage() : wrongOption;
            return null;
        }
    }

    @Override
    void requireKnown() {
        if (wrongOption != null) {
            throw new InvalidOptionException(wrongOption);
        }
        requireEntries("secretValues", secretValues, SecretValue.class);
    }

    /** The chart repository's URL, or an OCI registry's; blank for the stack's. */
    public String getRepository() {
        return Util.fixNull(repository);
    }

    @DataBoundSetter
    public void setRepository(String repository) {
        this.repository = Util.fixEmptyAndTrim(repository);
    }

    /** The chart's name in the repository, or a .tgz or folder in the workspace; blank for the stack's. */
    public String getChart() {
        return Util.fixNull(chart);
    }

    @DataBoundSetter
    public void setChart(String chart) {
        this.chart = Util.fixEmptyAndTrim(chart);
    }

    /** The exact version of the chart; blank for the stack's. */
    public String getVersion() {
        return Util.fixNull(version);
    }

    @DataBoundSetter
    public void setVersion(String version) {
        this.version = Util.fixEmptyAndTrim(version);
    }

    /** Who logs in to the repository; blank for nobody. */
    public String getRepositoryCredentialsId() {
        return Util.fixNull(repositoryCredentialsId);
    }

    @DataBoundSetter
    public void setRepositoryCredentialsId(String repositoryCredentialsId) {
        this.repositoryCredentialsId = Util.fixEmptyAndTrim(repositoryCredentialsId);
    }

    /** The digest that the chart's archive must have; blank for any. */
    public String getSha256() {
        return Util.fixNull(sha256);
    }

    @DataBoundSetter
    public void setSha256(String sha256) {
        this.sha256 = Util.fixEmptyAndTrim(sha256);
    }

    /** The admin login to give Grafana; blank for the chart's own. */
    public String getGrafanaCredentialsId() {
        return Util.fixNull(grafanaCredentialsId);
    }

    @DataBoundSetter
    public void setGrafanaCredentialsId(String grafanaCredentialsId) {
        this.grafanaCredentialsId = Util.fixEmptyAndTrim(grafanaCredentialsId);
    }

    /** Values that come from credentials and reach no log. */
    public List<SecretValue> getSecretValues() {
        return entries(secretValues, SecretValue.class);
    }

    @DataBoundSetter
    public void setSecretValues(List<SecretValue> secretValues) {
        this.secretValues = secretValues == null || secretValues.isEmpty() ? null : new ArrayList<>(secretValues);
    }

    /** Paths in the workspace, separated by commas or line ends. */
    public String getValuesFiles() {
        return Util.fixNull(valuesFiles);
    }

    @DataBoundSetter
    public void setValuesFiles(String valuesFiles) {
        this.valuesFiles = Util.fixEmptyAndTrim(valuesFiles);
    }

    /** Values as YAML text, over those of the files. */
    public String getValuesYaml() {
        return Util.fixNull(valuesYaml);
    }

    @DataBoundSetter
    public void setValuesYaml(String valuesYaml) {
        this.valuesYaml = Util.fixEmptyAndTrim(valuesYaml) == null ? null : valuesYaml;
    }

    /** Whether the namespace is made where there is none. */
    public boolean isCreateNamespace() {
        return createNamespace;
    }

    @DataBoundSetter
    public void setCreateNamespace(boolean createNamespace) {
        this.createNamespace = createNamespace;
    }

    /** Whether it is only told what would be done. */
    public boolean isDryRun() {
        return dryRun;
    }

    @DataBoundSetter
    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
    }

    /** Whether CustomResourceDefinitions of the cluster that are older than the chart's are brought to these. */
    public boolean isUpdateCrds() {
        return updateCrds;
    }

    @DataBoundSetter
    public void setUpdateCrds(boolean updateCrds) {
        this.updateCrds = updateCrds;
    }

    /** {@code chart}: the dashboard that the stack comes with; {@code fixed}: our own in its place. */
    public String getDashboard() {
        return hasFixedDashboard ? FIXED_DASHBOARD : CHARTS_DASHBOARD;
    }

    /** Anything else is refused when the step runs. */
    @DataBoundSetter
    public void setDashboard(String dashboard) {
        hasFixedDashboard = Boolean.TRUE.equals(chosen(dashboard, InstallSeldonAnalyticsStep::isFixed));
    }

    private static boolean isFixed(String dashboard) {
        if (!dashboard.equals(CHARTS_DASHBOARD) && !dashboard.equals(FIXED_DASHBOARD)) {
            throw new InvalidOptionException("dashboard must be chart or fixed, not " + dashboard + ".");
        }
        return dashboard.equals(FIXED_DASHBOARD);
    }

    /** {@code auto} or {@code never}. */
    public String getRepair() {
        return wantedRepair().name().toLowerCase(Locale.ROOT);
    }

    private Repair wantedRepair() {
        return repair == null ? Repair.AUTO : repair;
    }

    /** What to do where the cluster lacks API versions that the chart uses; the step refuses anything else. */
    @DataBoundSetter
    public void setRepair(String repair) {
        Repair wanted = chosen(repair, InstallSeldonAnalyticsStep::repair);
        this.repair = wanted == Repair.AUTO ? null : wanted;
    }

    private static Repair repair(String given) {
        try {
            return Repair.valueOf(given.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InvalidOptionException("repair must be auto or never, not " + given + ".");
        }
    }

    /** {@code refuse}, {@code warn}, or {@code warn:} with names of checks. */
    public String getPreflight() {
        return preflight == null ? DEFAULT_PREFLIGHT : preflight;
    }

    /** Which checks refuse, and which only warn, as {@link PreflightPolicy#parse} has it; the step refuses anything else. */
    @DataBoundSetter
    public void setPreflight(String preflight) {
        this.preflight = unless(DEFAULT_PREFLIGHT, preflight);
    }

    /** {@code keep}, {@code rollback} or {@code uninstall}. */
    public String getOnFailure() {
        return wantedOnFailure().label();
    }

    private OnFailure wantedOnFailure() {
        return onFailure == null ? OnFailure.KEEP : onFailure;
    }

    /** What becomes of the release if its installation or upgrade fails; the step refuses anything else. */
    @DataBoundSetter
    public void setOnFailure(String onFailure) {
        OnFailure wanted = chosen(onFailure, OnFailure::parse);
        this.onFailure = wanted == OnFailure.KEEP ? null : wanted;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(this, context);
    }

    /** What the step asks for, with everything read that it names. */
    private ReleaseRequest request(Platform platform, Duration limit)
            throws InvalidChartException, IOException, InterruptedException {
        ChartInputs inputs = new ChartInputs(platform);
        Values values = inputs.values(getValuesFiles(), getValuesYaml(), getSecretValues(), getGrafanaCredentialsId());
        return new ReleaseRequest(
                inputs.chart(
                        repository == null ? wantedStack().repository() : repository,
                        chart == null ? wantedStack().chart() : chart,
                        version == null ? wantedStack().version() : version,
                        getRepositoryCredentialsId()),
                sha256,
                getReleaseName(),
                getNamespace(),
                wantedStack().given().with(values),
                createNamespace,
                wantedRepair(),
                PreflightPolicy.parse(getPreflight()),
                wantedOnFailure(),
                extras(),
                limit);
    }

    /** The stack of the operator has our dashboard by itself. */
    private Set<Extra> extras() {
        Set<Extra> extras = EnumSet.noneOf(Extra.class);
        if (updateCrds) {
            extras.add(Extra.UPDATE_CRDS);
        }
        if (hasFixedDashboard && wantedStack() == AnalyticsStack.SELDON_CORE_ANALYTICS) {
            extras.add(Extra.FIXED_DASHBOARD);
        }
        return extras;
    }

    /** Persists which revision there was before, to tell after a restart whether the step changed it. */
    static final class Execution extends ReleaseStepExecution<InstallSeldonAnalyticsStep> {

        private static final long serialVersionUID = 1L;

        private Integer revisionBefore;

        Execution(InstallSeldonAnalyticsStep step, StepContext context) {
            super(step, context);
        }

        @Override
        public String getStatus() {
            String name = step().getReleaseName();
            return step().dryRun
                    ? "previewing release " + name + " in namespace " + step().getNamespace()
                    : "installing release " + name + " in namespace " + step().getNamespace();
        }

        @Override
        Object work(AnalyticsRelease release, Platform platform)
                throws ReleaseException, InvalidChartException, IOException, InterruptedException {
            ReleaseRequest request = step().request(platform, left(platform));
            if (step().dryRun) {
                return release.preview(request).toMap();
            }
            if (revisionBefore == null) {
                revisionBefore = release.revision(request.namespace(), request.name());
            }
            ReleaseResult result = isResumed()
                    ? release.install(request, revisionBefore).since(revisionBefore)
                    : release.install(request);
            platform.report(new ReportSection(
                    ReportSection.Kind.RELEASE,
                    result.record().name(),
                    result.record().status().label(),
                    result.sentence(),
                    result.toMap()));
            return result.toMap();
        }

        @Override
        Duration undoing() {
            return step().wantedOnFailure() == OnFailure.KEEP ? Duration.ZERO : AnalyticsRelease.LONGEST_UNDOING;
        }
    }

    /** The step's name. */
    @Extension
    public static final class DescriptorImpl extends InstallForm {

        @Override
        public String getFunctionName() {
            return "installSeldonAnalytics";
        }

        @Override
        public String getDisplayName() {
            return Messages.InstallSeldonAnalyticsStep_displayName();
        }
    }
}
