package io.jenkins.plugins.seldon.settings;

import hudson.util.FormValidation;
import io.jenkins.plugins.seldon.credentials.UnreadableCredential;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Calls to servers on behalf of a form that somebody has open: on a few threads of their own, each for a limited time, so
 * that a server that hangs holds up neither Jenkins' web threads nor a build. The caller has checked a permission.
 */
public final class FormCalls {

    /** For whoever has pressed a button. */
    public static final Duration BUTTON = Duration.ofSeconds(8);

    /** For whoever is typing. */
    public static final Duration TYPING = Duration.ofSeconds(3);

    private static final int MOST = 8;

    private static final Logger LOGGER = Logger.getLogger(FormCalls.class.getName());

    private static final ThreadPoolExecutor POOL = pool();

    private FormCalls() {}

    private static ThreadPoolExecutor pool() {
        AtomicInteger count = new AtomicInteger();
        return new ThreadPoolExecutor(0, MOST, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "seldon-analytics-form-" + count.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(FormCalls.class.getClassLoader());
            return thread;
        });
    }

    /**
     * Waits for a call to end, for so long at most; then it is interrupted.
     *
     * @throws TimeoutException where it took longer
     * @throws RejectedExecutionException where there are too many others
     * @throws ExecutionException with what the call threw
     */
    public static <T> T within(Duration limit, Callable<T> call)
            throws TimeoutException, ExecutionException, InterruptedException {
        Future<T> result = POOL.submit(call);
        try {
            return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            result.cancel(true);
        }
    }

    /**
     * What a button shows: the answer, or why there is none. A failure that is no sentence for people is told by its type
     * alone.
     */
    public static FormValidation answer(Duration limit, Callable<FormAnswer> call) {
        try {
            return within(limit, call).toFormValidation();
        } catch (TimeoutException e) {
            return FormAnswer.error("There was no answer within " + limit.toSeconds()
                    + " s: check the addresses, and that the controller can reach them.");
        } catch (RejectedExecutionException e) {
            return FormAnswer.warning("Too many checks are running at the moment; try again.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FormAnswer.warning("The check was interrupted.");
        } catch (ExecutionException e) {
            return refused(e.getCause());
        }
    }

    private static FormValidation refused(Throwable cause) {
        boolean isSentence =
                (cause instanceof IOException || cause instanceof InvalidOptionException) && cause.getMessage() != null;
        if (isSentence) {
            return new FormAnswer().bad(cause.getMessage()).toFormValidation();
        }
        if (UnreadableCredential.is(cause)) {
            return FormAnswer.error(UnreadableCredential.told(cause).getMessage());
        }
        LOGGER.log(Level.FINE, "A form's check failed.", cause);
        return FormAnswer.error(
                "The check failed: " + cause.getClass().getSimpleName() + "; Jenkins' log at level FINE has more.");
    }
}
