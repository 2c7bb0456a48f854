package io.jenkins.plugins.seldon.steps;

import hudson.AbortException;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.node.Secrets;
import io.jenkins.plugins.seldon.readiness.PodTable;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import io.jenkins.plugins.seldon.text.PlainLine;
import io.jenkins.plugins.seldon.text.Sentences;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * The life of a step that talks to a cluster: it starts without blocking, does its work on the platform's own threads,
 * survives a restart of the controller and reports exactly once.
 *
 * <p>A subclass keeps <em>facts</em> in its fields (a deadline, a phase, a name), which Jenkins persists with the build,
 * and never machinery (clients, processes, futures): those are transient and rebuilt in {@link #resume}. It holds no
 * thread while it waits: it either returns from {@link #begin} after it has arranged to be called back, or says
 * {@link #later}.
 *
 * <p>{@link #begin}, {@link #resume}, {@link #cancel} and everything given to {@link #submit} or {@link #later} run on
 * pool threads and may block for as long as their I/O's time-outs allow. An exception that leaves any of them fails the
 * step: an {@link AbortException} or {@link InvalidOptionException} with its sentence alone, any other with its stack
 * trace.
 *
 * @param <S> the step's type
 */
public abstract class ClusterStepExecution<S extends ClusterStep> extends StepExecution {

    private static final Logger LOGGER = Logger.getLogger(ClusterStepExecution.class.getName());

    /** A piece of work; what it throws fails the step. */
    @FunctionalInterface
    public interface Work {
        void run(Platform platform) throws Exception;
    }

    private static final long serialVersionUID = 1L;

    /** For a step whose options don't say how long it can take. */
    private static final Duration DAY = Duration.ofDays(1);

    private static final Duration LAST_LOOK = Duration.ofMinutes(2);

    private final S step;

    /** Until when the step has to end, in milliseconds since the epoch; 0 before it has started. */
    private long endsBy;

    /** How long after its start that is. */
    private long limitSeconds;

    /** Whether it was told to stop: a restart before it has ended does not let it go on. */
    private volatile boolean isStopped;

    /** This controller session's part; a restart begins a new one. */
    private transient StepSession session;

    /** What may be shown of texts, by what was read from credentials in this session. */
    private transient OwnWords words;

    protected ClusterStepExecution(S step, StepContext context) {
        super(context);
        this.step = step;
    }

    protected final S step() {
        return step;
    }

    /** First call, in the controller session in which the step started. */
    protected abstract void begin(Platform platform) throws Exception;

    /** First call in a later controller session: rebuilds what was lost and goes on. */
    protected abstract void resume(Platform platform) throws Exception;

    /**
     * Ends what the step has under way, once its running work was interrupted and has ended, or the time that
     * {@link #stopLimits} gives it is over. The step is reported as stopped when this returns, or its own time is over.
     */
    protected void cancel(Platform platform) throws Exception {}

    /** How long {@link #stop} waits for interrupted work to end, and for {@link #cancel}, before it goes on without. */
    Stopping.Limits stopLimits() {
        return Stopping.Limits.SHORT;
    }

    /**
     * The most that the step can take by what its options say, from its start on. A timer ends it then, whatever hangs;
     * by itself a step ends before. Computes only, blocks on nothing.
     */
    protected abstract Duration longest(Platform platform);

    /** What a step that comes back after its deadline has left, to tell how things stand. */
    Duration lastLook() {
        return LAST_LOOK;
    }

    /** Where short work runs: with what it waits for. At first that is the node, which has files that options name. */
    protected Executor lane(Platform platform) {
        return platform.nodeCalls();
    }

    /** Which deployment the step is about, so that lines of branches in parallel can be told apart; empty for none. */
    protected String subject() {
        return "";
    }

    /** Tells the build's report that something broke the step off: its deadline, an error, an agent that is lost. */
    protected void brokenOff(Platform platform, String sentence) throws Exception {}

    @Override
    public final boolean start() throws IOException, InterruptedException {
        LOGGER.log(Level.FINE, "Starting {0}.", this);
        limit(Duration.ZERO);
        submit(this::begin);
        return false;
    }

    @Override
    public final void onResume() {
        LOGGER.log(Level.FINE, "Going on with {0} after a restart.", this);
        limit(lastLook());
        if (isStopped) {
            stop(new FlowInterruptedException(Result.ABORTED), ClusterStepExecution::tellRestart);
        } else {
            submit(this::resume);
        }
    }

    private static void tellRestart(Platform platform) throws IOException, InterruptedException {
        platform.log().println("Jenkins was restarted while the step was being stopped, so the step does not go on.");
    }

    /**
     * Arms the timer that ends the step.
     *
     * @param atLeast what it gets whenever it was to end: the time for a last look after a restart
     */
    private void limit(Duration atLeast) {
        try {
            Platform platform = platform();
            long now = platform.clock().millis();
            if (endsBy == 0) {
                limitSeconds = longestOrDay(platform).toSeconds();
                endsBy = now + limitSeconds * 1000;
            }
            long left = Math.max(endsBy - now, atLeast.toMillis());
            session().limit(platform.timer().schedule(this::endOverdue, left, TimeUnit.MILLISECONDS));
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Options that can't be read are told by {@link #begin}. */
    private Duration longestOrDay(Platform platform) {
        try {
            return longest(platform);
        } catch (RuntimeException e) {
            return DAY;
        }
    }

    private void endOverdue() {
        String sentence = "The step did not end within " + PodTable.human(Duration.ofSeconds(limitSeconds))
                + ", the most that its options allow for: something that it waits for neither answers nor fails ("
                + statusOrNothing() + ").";
        stop(new AbortException(sentence), platform -> brokenOff(platform, sentence));
    }

    private String statusOrNothing() {
        try {
            return getStatus();
        } catch (RuntimeException e) {
            return "its state is unknown";
        }
    }

    /**
     * Interrupts the step's work and reports once that has ended and {@link #cancel} has cleaned up, or its time is over.
     * Uses no thread that the work could fill.
     */
    @Override
    public final void stop(Throwable cause) {
        String status = statusOrNothing();
        isStopped = true;
        stop(cause, platform -> platform.log().println("Stopped while " + status + "."));
        // What ends at once has ended before it is written, which takes long where many branches are stopped together.
        if (stopLimits() != Stopping.Limits.SHORT) {
            save();
        }
    }

    private void stop(Throwable cause, Work telling) {
        StepSession current = session();
        if (!current.stop(cause)) {
            return;
        }
        LOGGER.log(Level.FINE, cause, () -> "Stopping " + this + ".");
        try {
            Platform platform = platform();
            new Stopping(current, platform, stopLimits(), () -> cancel(platform), (left, thrown) -> {
                        if (thrown != null) {
                            LOGGER.log(
                                    Level.INFO,
                                    StepPlatform.shown(thrown, words()),
                                    () -> "Cleaning up after " + this + " failed.");
                        }
                        current.endStopped(() -> {
                            tell(platform, left, thrown, telling);
                            getContext().onFailure(SaidFailure.of(cause, getContext()));
                        });
                    })
                    .begin();
        } catch (Throwable e) {
            LOGGER.log(Level.WARNING, StepPlatform.shown(e, words()), () -> "Stopping " + this + " failed.");
            current.endStopped(() -> getContext().onFailure(SaidFailure.of(cause, getContext())));
        }
    }

    private void tell(Platform platform, String left, Throwable thrown, Work telling) {
        try {
            telling.run(platform);
            if (!left.isEmpty()) {
                platform.log().println("WARNING: " + left);
            } else if (thrown != null) {
                platform.log()
                        .println("WARNING: Could not clean up what the step had started: "
                                + Sentences.clause(Excerpt.of(
                                        String.valueOf(StepFailure.of(thrown).getMessage())))
                                + ".");
            }
        } catch (Throwable e) {
            LOGGER.log(Level.FINE, "A line for the build's log is lost.", e);
        }
    }

    /** Runs work soon that waits for nothing but short I/O, in the step's lane. */
    protected final void submit(Work work) {
        StepSession current = session();
        execute(current, this::lane, work);
    }

    /** Runs work soon that takes as long as a process or a burst on the node that the step holds. */
    protected final void submitNodeWork(Work work) {
        StepSession current = session();
        execute(current, Platform::nodeWorkers, work);
    }

    /** Runs work after a delay; no thread waits for it. */
    protected final void later(Duration delay, Work work) {
        StepSession current = session();
        try {
            ScheduledExecutorService timer = platform().timer();
            long millis = Math.max(0, delay.toMillis());
            current.arm(() -> timer.schedule(() -> submit(work), millis, TimeUnit.MILLISECONDS));
        } catch (IOException | InterruptedException e) {
            fail(e);
        }
    }

    /** Has the build's state written, after a fact has changed. */
    protected final void save() {
        getContext().saveState();
    }

    /** Ends the step with a value, unless it has ended or is being stopped: then {@link #stop} reports. */
    protected final void succeed(Object value) {
        LOGGER.log(Level.FINE, "{0} succeeded.", this);
        session().end(() -> getContext().onSuccess(StepPlatform.shown(value, words())));
    }

    /**
     * Makes the build unstable, and has the views of a pipeline say why at the step itself. What a Pipeline's context is told
     * is the build's result at its end only; stages after this one go by what the build has now.
     */
    protected final void unstable(String sentence) throws IOException, InterruptedException {
        getContext().setResult(Result.UNSTABLE);
        Run<?, ?> build = getContext().get(Run.class);
        if (build != null) {
            build.setResult(Result.UNSTABLE);
        }
        FlowNode node = getContext().get(FlowNode.class);
        if (node != null) {
            String shown = PlainLine.of(words().shown(sentence));
            node.addOrReplaceAction(new WarningAction(Result.UNSTABLE).withMessage(shown));
        }
    }

    /**
     * Ends the step with a failure, unless it has ended or is being stopped: then {@link #stop} reports. A refused option
     * is reported by its sentence alone, as {@link StepFailure} says.
     */
    protected final void fail(Throwable cause) {
        Throwable shown = StepPlatform.shown(cause, words());
        LOGGER.log(cause instanceof Error ? Level.WARNING : Level.FINE, shown, () -> this + " failed.");
        Throwable known = StepFailure.of(cause);
        Throwable told = StepPlatform.shown(known, words());
        session().end(() -> {
            if (known != cause && !(cause instanceof InvalidOptionException)) {
                reportBrokenOff(told.getMessage());
            }
            getContext().onFailure(SaidFailure.of(told, getContext()));
        });
    }

    private void reportBrokenOff(String sentence) {
        try {
            brokenOff(platform(), sentence);
        } catch (Throwable e) {
            LOGGER.log(Level.FINE, "The build's report lacks what broke a step off.", e);
        }
    }

    /** True once the step has reported or was told to stop: callbacks that come late have nothing to do. */
    protected final boolean over() {
        StepSession current = session();
        return current.finished() || current.stopping();
    }

    private void guarded(StepSession current, Work work, Platform platform) {
        if (current.finished() || !current.enter()) {
            return;
        }
        try {
            work.run(platform);
        } catch (Error | RuntimeException e) {
            // Whoever threw it had no chance to end what is under way.
            abandon(platform, e);
            fail(e);
        } catch (Throwable e) {
            fail(e);
        } finally {
            current.leave();
        }
    }

    private void abandon(Platform platform, Throwable cause) {
        try {
            cancel(platform);
        } catch (Throwable e) {
            cause.addSuppressed(e);
        }
    }

    private void execute(StepSession current, Function<Platform, Executor> lane, Work work) {
        try {
            Platform platform = platform();
            lane.apply(platform).execute(() -> guarded(current, work, platform));
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Names the step in logs. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "@" + Integer.toHexString(System.identityHashCode(this));
    }

    /** Where the step runs, fetched anew; it masks what goes out. */
    protected final Platform platform() throws IOException, InterruptedException {
        return new StepPlatform(Platform.of(getContext()), words(), step.getCluster(), subject());
    }

    /** What may be shown of texts, for what is persisted or made to be written. */
    final synchronized OwnWords words() {
        if (words == null) {
            words = new OwnWords(new Secrets());
        }
        return words;
    }

    private synchronized StepSession session() {
        if (session == null) {
            session = new StepSession();
        }
        return session;
    }
}
