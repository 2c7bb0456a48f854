package io.jenkins.plugins.seldon.steps;

import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.node.Secrets;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
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
 * step.
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

    private final S step;

    /** This controller session's part; a restart begins a new one. */
    private transient StepSession session;

    /** What was read from credentials in this session. */
    private transient Secrets secrets;

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
     * Ends what the step has under way, after its running work was interrupted and has ended, or {@link #cancelLimit}
     * has passed. The step is reported as stopped when this returns.
     */
    protected void cancel(Platform platform) throws Exception {}

    /** How long {@link #stop} waits for interrupted work to end before it goes on without it. */
    protected Duration cancelLimit() {
        return Duration.ofSeconds(1);
    }

    @Override
    public final boolean start() throws IOException, InterruptedException {
        LOGGER.log(Level.FINE, "Starting {0}.", this);
        submit(this::begin);
        return false;
    }

    @Override
    public final void onResume() {
        LOGGER.log(Level.FINE, "Going on with {0} after a restart.", this);
        submit(this::resume);
    }

    /**
     * Interrupts the step's work and reports once that has ended and {@link #cancel} has cleaned up, or its time is over.
     * Uses no thread that the work could fill.
     */
    @Override
    public final void stop(Throwable cause) {
        StepSession current = session();
        if (!current.stop(cause)) {
            return;
        }
        LOGGER.log(Level.FINE, cause, () -> "Stopping " + this + ".");
        current.interruptWork();
        try {
            Platform platform = platform();
            AtomicBoolean once = new AtomicBoolean();
            Runnable cleaning = () -> {
                if (once.compareAndSet(false, true)) {
                    cleanUp(current, cause, platform);
                }
            };
            Future<?> limit = platform.timer().schedule(cleaning, cancelLimit().toMillis(), TimeUnit.MILLISECONDS);
            current.whenIdle(() -> {
                limit.cancel(false);
                cleaning.run();
            });
        } catch (Throwable e) {
            cause.addSuppressed(e);
            current.endStopped(() -> getContext().onFailure(cause));
        }
    }

    private void cleanUp(StepSession current, Throwable cause, Platform platform) {
        Runnable report = () -> current.endStopped(() -> getContext().onFailure(cause));
        try {
            platform.stoppers().execute(() -> {
                try {
                    cancel(platform);
                } catch (Throwable e) {
                    cause.addSuppressed(StepPlatform.shown(e, secrets()));
                } finally {
                    report.run();
                }
            });
        } catch (RejectedExecutionException e) {
            report.run();
        }
    }

    /** Runs work soon that waits for nothing but short I/O. */
    protected final void submit(Work work) {
        StepSession current = session();
        execute(current, false, work);
    }

    /** Runs work soon that takes as long as a process or a burst on the node that the step holds. */
    protected final void submitNodeWork(Work work) {
        StepSession current = session();
        execute(current, true, work);
    }

    /** Runs work after a delay; no thread waits for it. */
    protected final void later(Duration delay, Work work) {
        StepSession current = session();
        try {
            current.arm(platform()
                    .timer()
                    .schedule(() -> submit(work), Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS));
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
        session().end(() -> getContext().onSuccess(StepPlatform.shown(value, secrets())));
    }

    /** Ends the step with a failure, unless it has ended or is being stopped: then {@link #stop} reports. */
    protected final void fail(Throwable cause) {
        Throwable shown = StepPlatform.shown(cause, secrets());
        LOGGER.log(Level.FINE, shown, () -> this + " failed.");
        session().end(() -> getContext().onFailure(shown));
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
        } catch (Error e) {
            // Whoever threw it had no chance to end what is under way.
            abandon(platform, e);
            fail(e);
        } catch (Throwable e) {
            fail(e);
        } finally {
            current.leave();
        }
    }

    private void abandon(Platform platform, Error cause) {
        try {
            cancel(platform);
        } catch (Throwable e) {
            cause.addSuppressed(e);
        }
    }

    private void execute(StepSession current, boolean nodeWork, Work work) {
        try {
            Platform platform = platform();
            ExecutorService pool = nodeWork ? platform.nodeWorkers() : platform.workers();
            pool.execute(() -> guarded(current, work, platform));
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
        return new StepPlatform(Platform.of(getContext()), secrets());
    }

    private synchronized Secrets secrets() {
        if (secrets == null) {
            secrets = new Secrets();
        }
        return secrets;
    }

    private synchronized StepSession session() {
        if (session == null) {
            session = new StepSession();
        }
        return session;
    }
}
