package io.jenkins.plugins.seldon.release.helm;

import java.io.OutputStream;
import java.time.Duration;
import java.util.OptionalInt;

/** A running child JVM of Helm, on whatever machine. Thread-safe. */
public interface ChildProcess {

    /** The child's standard input. Closing it asks the child to end. */
    OutputStream input();

    /** Asks the child to end (SIGTERM). */
    void terminate();

    /** Ends the child for good (SIGKILL). */
    void kill();

    /**
     * Waits until the child has ended and all it wrote has been handed on.
     *
     * @return its exit status, empty if it still runs after that time
     */
    OptionalInt await(Duration time) throws InterruptedException;

    /** Deletes the child's folder, if the child has not done so. */
    void deleteFolder();
}
