package io.jenkins.plugins.seldon.helm;

import java.io.IOException;
import java.util.function.Consumer;

/** The machine that Helm's own JVM runs on: an agent of Jenkins, or this one. */
public interface ChildProcesses {

    /**
     * Sweeps folders that dead children left, makes a new one, and starts a child in it with the command of
     * {@link ChildCommand}.
     *
     * @param output gets each line of the child's standard output
     * @param errors gets each line of the child's standard error
     * @throws IOException with one sentence if that is not possible there
     */
    ChildProcess start(Consumer<String> output, Consumer<String> errors) throws IOException, InterruptedException;

    /**
     * Ends the child of an earlier {@link #start}, maybe by another process than this one, and deletes its folder. An
     * absent one is fine.
     *
     * @param folder as {@link ChildProcess#folder} named it
     */
    void remove(String folder) throws IOException, InterruptedException;
}
