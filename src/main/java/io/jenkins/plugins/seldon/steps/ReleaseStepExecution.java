package io.jenkins.plugins.seldon.steps;

import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.seldon.helm.ChildProcess;
import io.jenkins.plugins.seldon.helm.ChildProcesses;
import io.jenkins.plugins.seldon.helm.EmbeddedHelm;
import io.jenkins.plugins.seldon.helm.chart.InvalidChartException;
import io.jenkins.plugins.seldon.helm.tool.HelmTool;
import io.jenkins.plugins.seldon.helm.tool.ToolHelm;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.release.AnalyticsRelease;
import io.jenkins.plugins.seldon.release.Pause;
import io.jenkins.plugins.seldon.release.ReleaseException;
import io.jenkins.plugins.seldon.release.ReleaseSite;
import io.jenkins.plugins.seldon.release.Undone;
import io.jenkins.plugins.seldon.release.UndoneException;
import io.jenkins.plugins.seldon.report.ReportSection;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * The life of a step that has Helm work on a release. Persists where Helm runs and who this run is for others;
 * everything else is read anew after a restart of the controller, and the work is done again from what there is.
 *
 * @param <S> the step's type
 */
abstract class ReleaseStepExecution<S extends ReleaseStep> extends ClusterStepExecution<S> {

    private static final long serialVersionUID = 1L;

    private static final Duration BESIDE_HELM = Duration.ofMinutes(5);

    private static final String FAILED = "failed";

    /** What has failed when the step's time is over gets this to say why. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** What comes back when its time is over, or nearly, gets this to see what has become of the release meanwhile. */
    private static final Duration LAST_LOOK = Duration.ofMinutes(1);

    private String holder;
    private String helmFolder;
    private Instant deadline;

    /** Whether the controller was restarted under it: others may see a lock that is this run's. */
    private transient boolean resumed;

    ReleaseStepExecution(S step, StepContext context) {
        super(step, context);
    }

    /**
     * Does the step's work, for the first time or again.
     *
     * @return what the step returns
     */
    abstract Object work(AnalyticsRelease release, Platform platform)
            throws ReleaseException, InvalidChartException, IOException, InterruptedException;

    @Override
    protected final void begin(Platform platform) throws Exception {
        settle(platform);
        submitNodeWork(this::run);
    }

    /** Whether the controller was restarted under it, so that what it finds done may be its own work. */
    final boolean isResumed() {
        return resumed;
    }

    /** Ends a Helm that went on without the controller; what it left is looked at as by any other run. */
    @Override
    protected final void resume(Platform platform) throws Exception {
        platform.log().println("Jenkins was restarted: looking at the release again.");
        resumed = true;
        if (deadline == null) {
            settle(platform);
        }
        Instant enough = platform.clock().instant().plus(LAST_LOOK);
        deadline = deadline.isBefore(enough) ? enough : deadline;
        removeLeftovers(platform);
        submitNodeWork(this::run);
    }

    /** A controller that was killed right after the start may have persisted none of it: then the step begins anew. */
    private void settle(Platform platform) throws IOException, InterruptedException {
        step().requireKnown();
        holder = getContext().get(Run.class) + " " + UUID.randomUUID();
        deadline = platform.clock().instant().plus(step().timeout());
        save();
    }

    /** The step may be stopped before it has gone on after a restart. */
    @Override
    protected final void cancel(Platform platform) throws Exception {
        removeLeftovers(platform);
    }

    /** Helm gets time to mark the release as failed, and the step to undo what was begun. */
    @Override
    final Stopping.Limits stopLimits() {
        return new Stopping.Limits(Duration.ofSeconds(60).plus(undoing()), Duration.ofSeconds(30));
    }

    /** How long it may take to undo what an abort cut short. */
    Duration undoing() {
        return Duration.ZERO;
    }

    /** Beside Helm's time: what is read and checked before and after it, and the end of a Helm that is killed. */
    @Override
    protected final Duration longest(Platform platform) {
        return step().timeout().plus(BESIDE_HELM);
    }

    /** What fails then is undone, too. */
    @Override
    final Duration lastLook() {
        return LAST_LOOK.plus(BESIDE_HELM);
    }

    @Override
    protected final void brokenOff(Platform platform, String sentence) throws IOException, InterruptedException {
        platform.report(new ReportSection(
                ReportSection.Kind.RELEASE, step().getReleaseName(), "broken off", sentence, Map.of()));
    }

    /** Whether Helm was at work for the step before the controller was restarted. */
    final boolean hadBegun() {
        return resumed && helmFolder != null;
    }

    /** How much of the step's time is left. */
    final Duration left(Platform platform) {
        Duration left = Duration.between(platform.clock().instant(), deadline);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private void run(Platform platform) throws Exception {
        String sentence = "The step ran out of time (timeoutSeconds), and release " + step().getReleaseName()
                + " in namespace " + step().getNamespace()
                + " is not yet in the requested state: what the step waits for does not answer. Check"
                + " that the API server and the agent can be reached, and their load.";
        try {
            Overtime.within(
                    platform.timer(), left(platform).plus(GRACE), sentence, overtime -> work(platform, overtime));
        } catch (AbortException e) {
            if (sentence.equals(e.getMessage())) {
                tellReport(platform, e, FAILED, Map.of());
            }
            throw e;
        }
    }

    private void work(Platform platform, Overtime overtime) throws Exception {
        long end = System.nanoTime() + left(platform).toNanos();
        PrintStream log = platform.log();
        try {
            ClusterConnection connection = platform.connectOnAgent(step());
            ReleaseSite.HelmStarter helm = helm(platform, log::println);
            try (SharedClients.Lease lease = platform.clients().lease(connection)) {
                ReleaseSite site = new ReleaseSite(
                        lease.client(),
                        connection,
                        helm,
                        new ReleaseSite.Run(holder, platform.clock(), Pause.REAL, end, overtime::extend),
                        log::println,
                        platform.language());
                AnalyticsRelease release = new AnalyticsRelease(site);
                Object result = work(release, platform);
                if (resumed) {
                    release.unlock(step().getNamespace(), step().getReleaseName());
                }
                succeed(result);
            }
        } catch (ReleaseException | InvalidChartException e) {
            AbortException told = StepFailure.because(e, e.getMessage());
            Optional<Undone> undone = e instanceof UndoneException done ? Optional.of(done.undone()) : Optional.empty();
            tellReport(
                    platform,
                    told,
                    undone.filter(done -> done.outcome() != Undone.Outcome.KEPT)
                            .map(Undone::label)
                            .orElse(FAILED),
                    undone.map(Undone::toMap).orElse(Map.of()));
            throw told;
        }
    }

    /** What stops a step has a line of its own. */
    private void tellReport(Platform platform, AbortException failure, String outcome, Map<String, Object> more)
            throws InterruptedException {
        if (over()) {
            return;
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("name", step().getReleaseName());
        data.put("namespace", step().getNamespace());
        data.put("status", outcome);
        data.putAll(more);
        try {
            platform.report(new ReportSection(
                    ReportSection.Kind.RELEASE, step().getReleaseName(), outcome, failure.getMessage(), data));
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private ReleaseSite.HelmStarter helm(Platform platform, Consumer<String> log)
            throws IOException, InterruptedException {
        if (step().getHelm().isEmpty()) {
            ChildProcesses machine = new RememberedChildren(platform.childProcesses());
            return (kubeconfig, least) -> EmbeddedHelm.start(machine, kubeconfig, atLeast(least, platform), log);
        }
        HelmTool tool = new RememberedTool(platform.helmTool(step().getHelm()));
        return (kubeconfig, least) -> ToolHelm.start(tool, kubeconfig, atLeast(least, platform), log);
    }

    private Duration atLeast(Duration least, Platform platform) {
        Duration left = left(platform);
        return left.compareTo(least) > 0 ? left : least;
    }

    private void removeLeftovers(Platform platform) throws IOException, InterruptedException {
        if (helmFolder != null && step().getHelm().isEmpty()) {
            platform.childProcesses().remove(helmFolder);
        } else if (helmFolder != null) {
            ToolHelm.remove(platform.helmTool(step().getHelm()), helmFolder);
        }
    }

    private void remember(String folder) {
        helmFolder = folder;
        try {
            StateWriting.await(getContext());
        } catch (InterruptedException e) {
            // Whoever waits for Helm next is interrupted, and ends it.
            Thread.currentThread().interrupt();
        }
    }

    /** Has the folder persisted in which Helm runs, before Helm gets anything to do. */
    private final class RememberedTool implements HelmTool {

        private final HelmTool tool;

        RememberedTool(HelmTool tool) {
            this.tool = tool;
        }

        @Override
        public String label() {
            return tool.label();
        }

        @Override
        public Session open() throws IOException, InterruptedException {
            Session session = tool.open();
            remember(session.folder());
            return session;
        }

        @Override
        public Optional<Session> reopen(String folder) throws IOException, InterruptedException {
            return tool.reopen(folder);
        }
    }

    /** Has the folder persisted in which a child runs, before the child gets anything to do. */
    private final class RememberedChildren implements ChildProcesses {

        private final ChildProcesses machine;

        RememberedChildren(ChildProcesses machine) {
            this.machine = machine;
        }

        @Override
        public ChildProcess start(Consumer<String> output, Consumer<String> errors)
                throws IOException, InterruptedException {
            ChildProcess child = machine.start(output, errors);
            remember(child.folder());
            return child;
        }

        @Override
        public void remove(String folder) throws IOException, InterruptedException {
            machine.remove(folder);
        }
    }
}
