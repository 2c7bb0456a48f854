package io.jenkins.plugins.seldon.helm;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.OptionalInt;

/** A running child JVM of Helm, on whatever machine. Thread-safe. */
public interface ChildProcess {

    /** The exit status of a child whose machine can't be reached any more. */
    int UNREACHABLE = -1;

    /** The child's folder, as a path on its machine. */
    String folder();

    /** The child's standard input. Closing it asks the child to end, which it does as on SIGTERM. */
    OutputStream input();

    /**
     * Waits until the child has ended and all it wrote has been handed on.
     *
     * @return its exit status or {@link #UNREACHABLE}, empty if it still runs after that time
     */
    OptionalInt await(Duration time) throws InterruptedException;

    /**
     * Ends the child for good (SIGKILL), if it still runs, and deletes its folder, if the child has not done so.
     *
     * @throws IOException with one clause if one of them is still there
     */
    void remove() throws IOException, InterruptedException;
}
