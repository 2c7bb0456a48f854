package io.jenkins.plugins.seldon.helm.tool;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;

/**
 * What has to go when a run of a {@code helm} executable is over: a process that still runs, and the folder. Scripts do
 * it where Helm itself runs, since neither process numbers nor users need be the same at the other end of a launcher.
 *
 * @param session the run's folder
 */
record ToolLeftovers(HelmTool.Session session) {

    private static final Duration FOR_A_SCRIPT = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofSeconds(1);

    /**
     * Ends the process on request, so that Helm marks the release as failed, and then for good: at once, where the thread is
     * interrupted meanwhile.
     *
     * @param call the last one, null for none
     * @param grace for the process to end on request
     * @param toDie for it to be gone after it was killed
     * @throws IOException with one clause if it may still be there
     */
    void end(HelmTool.Running call, Duration grace, Duration toDie) throws IOException, InterruptedException {
        if (call == null || isOver(call, Duration.ZERO)) {
            return;
        }
        InterruptedException impatience = null;
        try {
            if (obeys(call, "TERM", grace)) {
                return;
            }
        } catch (InterruptedException e) {
            impatience = e;
        }
        if (!obeys(call, "KILL", toDie)) {
            throw new IOException("Helm did not exit when it was killed.");
        }
        if (impatience != null) {
            throw impatience;
        }
    }

    /**
     * Deletes the folder.
     *
     * @throws IOException with one clause if it is still there
     */
    void delete() throws IOException, InterruptedException {
        try {
            session.remove();
        } catch (IOException e) {
            clean(e);
        }
    }

    /** Sends a signal until it is taken (a script that has just been started has yet to leave its number) and waits. */
    private boolean obeys(HelmTool.Running call, String signal, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        boolean sent = false;
        do {
            sent = sent || signal(signal);
            Duration step = Duration.ofNanos(Math.max(0, Math.min(STEP.toNanos(), end - System.nanoTime())));
            if (isOver(call, step) || (isLost(call) && isGone(step))) {
                return true;
            }
        } while (System.nanoTime() < end);
        return false;
    }

    private boolean isOver(HelmTool.Running call, Duration step) throws InterruptedException {
        OptionalInt status = call.await(step);
        return status.isPresent() && status.getAsInt() != HelmTool.Running.UNREACHABLE;
    }

    private boolean isLost(HelmTool.Running call) throws InterruptedException {
        return call.await(Duration.ZERO).isPresent();
    }

    /** Of a process that nobody waits for: whether it does not run, as far as can be known. */
    private boolean isGone(Duration step) throws InterruptedException {
        if (!signal("0")) {
            return true;
        }
        LockSupport.parkNanos(step.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return false;
    }

    private boolean signal(String name) throws InterruptedException {
        try {
            return session.start(HelmScript.END, name).await(FOR_A_SCRIPT).equals(OptionalInt.of(0));
        } catch (IOException e) {
            return false;
        }
    }

    /** Helm may have made files as another user than the folder's. */
    private void clean(IOException first) throws IOException, InterruptedException {
        try {
            session.write(HelmScript.cleaning());
            session.start(HelmScript.CLEAN).await(FOR_A_SCRIPT);
            session.remove();
        } catch (IOException e) {
            first.addSuppressed(e);
            throw first;
        }
    }
}
