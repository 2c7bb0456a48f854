package io.jenkins.plugins.seldon.pipeline;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.seldon.configuration.ClusterForm;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.release.AnalyticsRelease;
import io.jenkins.plugins.seldon.release.Pause;
import io.jenkins.plugins.seldon.release.ReleaseException;
import io.jenkins.plugins.seldon.release.ReleaseRequest;
import io.jenkins.plugins.seldon.release.ReleaseRequest.Repair;
import io.jenkins.plugins.seldon.release.ReleaseResult;
import io.jenkins.plugins.seldon.release.chart.InvalidChartException;
import io.jenkins.plugins.seldon.release.chart.Values;
import io.jenkins.plugins.seldon.release.helm.ChartSource;
import io.jenkins.plugins.seldon.release.helm.ChildProcess;
import io.jenkins.plugins.seldon.release.helm.ChildProcesses;
import io.jenkins.plugins.seldon.release.helm.EmbeddedHelm;
import io.jenkins.plugins.seldon.report.ReportSection;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * {@code installSeldonAnalytics}: brings the Helm release of Seldon's analytics to a chart and values, and leaves one
 * alone that is as wanted. Helm runs on the node. Returns name, namespace, revision, status, chart, chartVersion,
 * appVersion, changed, repaired and repairs.
 */
public final class InstallSeldonAnalyticsStep extends ClusterStep {

    public static final String DEFAULT_REPOSITORY = "https://storage.googleapis.com/seldon-charts";
    public static final String DEFAULT_CHART = "seldon-core-analytics";
    public static final String DEFAULT_VERSION = "1.12.0";
    public static final String DEFAULT_RELEASE = "seldon-core-analytics";
    public static final int DEFAULT_TIMEOUT_SECONDS = 600;

    private static final long serialVersionUID = 1L;
    private static final int LARGEST_VALUES = 1 << 20;

    private String repository;
    private String chart;
    private String version;
    private String releaseName;
    private String valuesFiles;
    private String valuesYaml;
    private boolean createNamespace;
    private int timeoutSeconds = DEFAULT_TIMEOUT_SECONDS;
    private Repair repair = Repair.AUTO;

    @DataBoundConstructor
    public InstallSeldonAnalyticsStep() {}

    public String getRepository() {
        return repository == null ? DEFAULT_REPOSITORY : repository;
    }

    @DataBoundSetter
    public void setRepository(String repository) {
        this.repository = unless(DEFAULT_REPOSITORY, repository);
    }

    public String getChart() {
        return chart == null ? DEFAULT_CHART : chart;
    }

    @DataBoundSetter
    public void setChart(String chart) {
        this.chart = unless(DEFAULT_CHART, chart);
    }

    public String getVersion() {
        return version == null ? DEFAULT_VERSION : version;
    }

    @DataBoundSetter
    public void setVersion(String version) {
        this.version = unless(DEFAULT_VERSION, version);
    }

    public String getReleaseName() {
        return releaseName == null ? DEFAULT_RELEASE : releaseName;
    }

    @DataBoundSetter
    public void setReleaseName(String releaseName) {
        this.releaseName = unless(DEFAULT_RELEASE, releaseName);
    }

    /** Paths in the workspace, separated by commas or line ends. */
    public String getValuesFiles() {
        return Util.fixNull(valuesFiles);
    }

    @DataBoundSetter
    public void setValuesFiles(String valuesFiles) {
        this.valuesFiles = Util.fixEmptyAndTrim(valuesFiles);
    }

    public String getValuesYaml() {
        return Util.fixNull(valuesYaml);
    }

    @DataBoundSetter
    public void setValuesYaml(String valuesYaml) {
        this.valuesYaml = Util.fixEmptyAndTrim(valuesYaml) == null ? null : valuesYaml;
    }

    public boolean isCreateNamespace() {
        return createNamespace;
    }

    @DataBoundSetter
    public void setCreateNamespace(boolean createNamespace) {
        this.createNamespace = createNamespace;
    }

    public int getTimeoutSeconds() {
        return timeoutSeconds;
    }

    @DataBoundSetter
    public void setTimeoutSeconds(int timeoutSeconds) {
        this.timeoutSeconds = timeoutSeconds > 0 ? timeoutSeconds : DEFAULT_TIMEOUT_SECONDS;
    }

    /** {@code auto} or {@code never}. */
    public String getRepair() {
        return repair.name().toLowerCase(Locale.ROOT);
    }

    /**
     * What to do where the cluster lacks API versions that the chart uses.
     *
     * @throws IllegalArgumentException if it is neither {@code auto} nor {@code never}
     */
    @DataBoundSetter
    public void setRepair(String repair) {
        String given = Util.fixEmptyAndTrim(repair);
        try {
            this.repair = given == null ? Repair.AUTO : Repair.valueOf(given.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("repair must be auto or never, not " + given + ".", e);
        }
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(this, context);
    }

    /** What the step asks for, its files read from the workspace. */
    private ReleaseRequest request(Workspace workspace)
            throws InvalidChartException, IOException, InterruptedException {
        Values values = Values.NONE;
        for (String path : getValuesFiles().split("[,\\r\\n]+")) {
            if (!path.isBlank()) {
                byte[] file = workspace.read(path.strip(), LARGEST_VALUES);
                values = values.with(Values.of(new String(file, StandardCharsets.UTF_8), path.strip()));
            }
        }
        return new ReleaseRequest(
                ChartSource.of(getRepository(), getChart(), getVersion()),
                getReleaseName(),
                getNamespace(),
                values.with(Values.of(getValuesYaml(), "valuesYaml")),
                createNamespace,
                repair,
                Duration.ofSeconds(timeoutSeconds));
    }

    private static String unless(String usual, String given) {
        String text = Util.fixEmptyAndTrim(given);
        return usual.equals(text) ? null : text;
    }

    /** Persists where Helm runs and which revision there was before; everything else is read anew after a restart. */
    static final class Execution extends ClusterStepExecution<InstallSeldonAnalyticsStep> {

        private static final long serialVersionUID = 1L;
        private static final int UNKNOWN = -1;

        private String holder;
        private String helmFolder;
        private int revisionBefore = UNKNOWN;
        private long deadlineMillis;

        Execution(InstallSeldonAnalyticsStep step, StepContext context) {
            super(step, context);
        }

        @Override
        protected void begin(Platform platform) throws Exception {
            holder = getContext().get(Run.class) + " " + UUID.randomUUID();
            deadlineMillis = platform.clock()
                    .instant()
                    .plusSeconds(step().getTimeoutSeconds())
                    .toEpochMilli();
            submitNodeWork(this::install);
        }

        /** Helm ended with the connection to the controller; what it left is looked at as by any other run. */
        @Override
        protected void resume(Platform platform) throws Exception {
            platform.log().println("Jenkins was restarted: looking at the release again.");
            if (helmFolder != null) {
                platform.childProcesses().remove(helmFolder);
            }
            submitNodeWork(this::install);
        }

        /** Helm gets time to mark the release as failed. */
        @Override
        protected Duration cancelLimit() {
            return Duration.ofSeconds(60);
        }

        @Override
        public String getStatus() {
            return "installing release " + step().getReleaseName() + " in namespace " + step().getNamespace();
        }

        private void install(Platform platform) throws Exception {
            PrintStream log = platform.log();
            try {
                ReleaseRequest request = step().request(platform.workspace());
                ClusterConnection connection = platform.connect(step());
                ChildProcesses machine = new Remembered(platform.childProcesses());
                try (SharedClients.Lease lease = platform.clients().lease(connection)) {
                    AnalyticsRelease release = new AnalyticsRelease(
                            lease.client(),
                            connection,
                            kubeconfig -> EmbeddedHelm.start(machine, kubeconfig, left(platform), log::println),
                            new AnalyticsRelease.Run(holder, platform.clock(), Pause.REAL),
                            log::println);
                    if (revisionBefore == UNKNOWN) {
                        revisionBefore = release.revision(request);
                    }
                    ReleaseResult result = release.install(request).since(revisionBefore);
                    platform.report(section(result));
                    succeed(result.toMap());
                }
            } catch (ReleaseException | InvalidChartException | IllegalArgumentException e) {
                throw new AbortException(e.getMessage());
            }
        }

        private static ReportSection section(ReleaseResult result) {
            return new ReportSection(
                    ReportSection.Kind.RELEASE,
                    result.record().name(),
                    result.record().status().label(),
                    result.sentence(),
                    result.toMap());
        }

        private Duration left(Platform platform) {
            Duration left = Duration.between(platform.clock().instant(), Instant.ofEpochMilli(deadlineMillis));
            return left.isNegative() ? Duration.ZERO : left;
        }

        /** Has the folder persisted in which a child runs, before the child gets anything to do. */
        private final class Remembered implements ChildProcesses {

            private final ChildProcesses machine;

            Remembered(ChildProcesses machine) {
                this.machine = machine;
            }

            @Override
            public ChildProcess start(Consumer<String> output, Consumer<String> errors)
                    throws IOException, InterruptedException {
                ChildProcess child = machine.start(output, errors);
                helmFolder = child.folder();
                save();
                return child;
            }

            @Override
            public void remove(String folder) throws IOException, InterruptedException {
                machine.remove(folder);
            }
        }
    }

    /** Name, form and required surroundings of the step. */
    @Extension
    public static final class DescriptorImpl extends ClusterStepDescriptor {

        @Override
        public String getFunctionName() {
            return "installSeldonAnalytics";
        }

        @Override
        public String getDisplayName() {
            return "Install Seldon's analytics (Prometheus, Grafana) with Helm";
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, EnvVars.class, FilePath.class);
        }

        @Override
        public String argumentsToString(Map<String, Object> arguments) {
            Object namespace = arguments.get("namespace");
            return namespace == null ? DEFAULT_NAMESPACE : namespace.toString();
        }

        /** The two ways to treat a chart whose API versions are gone. */
        @POST
        public ListBoxModel doFillRepairItems(@AncestorInPath Item item, @QueryParameter String repair) {
            if (!ClusterForm.mayList(item)) {
                return ClusterForm.currentOnly(repair);
            }
            ListBoxModel list = new ListBoxModel();
            list.add("auto: move to the API version that took its place, where that is safe", "auto");
            list.add("never: leave the chart as it is", "never");
            return list;
        }

        /** Whether the text is YAML of names and values. */
        @POST
        public FormValidation doCheckValuesYaml(@AncestorInPath Item item, @QueryParameter String value) {
            if (!ClusterForm.mayList(item)) {
                return FormValidation.ok();
            }
            try {
                Values.of(Util.fixNull(value), "this");
                return FormValidation.ok();
            } catch (InvalidChartException e) {
                return FormValidation.error(e.getMessage());
            }
        }
    }
}
