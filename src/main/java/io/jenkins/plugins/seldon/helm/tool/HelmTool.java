package io.jenkins.plugins.seldon.helm.tool;

import io.jenkins.plugins.seldon.helm.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A {@code helm} executable on some machine: an agent of Jenkins, a container there, or this machine. */
public interface HelmTool {

    /** How the executable is called in messages, such as {@code helm on the PATH}. */
    String label();

    /**
     * Finds the executable (which may install it first), sweeps folders that dead runs left, and makes a new one.
     *
     * @throws IOException with one sentence if that is not possible there
     */
    Session open() throws IOException, InterruptedException;

    /**
     * Finds what an earlier {@link #open} left, maybe of another process than this one: good for ending what runs there
     * and for removing it. Empty if the folder is gone.
     *
     * @param folder as {@link Session#folder} named it
     */
    Optional<Session> reopen(String folder) throws IOException, InterruptedException;

    /** A folder that belongs to one run, as {@link ToolFolder} keeps it. */
    interface Session {

        /** The folder, as a path on its machine. */
        String folder();

        /** The executable: a path on that machine, or a name that its PATH is searched for. */
        String executable();

        /** Writes files that only the owner can read; names are relative, {@code /} between folders. */
        void write(Map<String, byte[]> files) throws IOException, InterruptedException;

        /** A file of the folder. */
        byte[] read(String file) throws IOException, InterruptedException;

        /** The one archive (.tgz) in a folder of the folder. */
        byte[] readArchive(String folder) throws IOException, InterruptedException;

        /** Has a shell run a script of the folder, with the session's own environment. */
        Running start(String script, String... arguments) throws IOException, InterruptedException;

        /**
         * Deletes the folder, after it has ended for good what the scripts started as far as that is to be seen from where
         * the folder is (it is not, if they ran in a container).
         *
         * @throws IOException with one clause if one of them is still there
         */
        void remove() throws IOException, InterruptedException;
    }

    /** A script at work. */
    interface Running {

        /** The exit status of a script whose machine can't be reached any more. */
        int UNREACHABLE = ChildProcess.UNREACHABLE;

        /** One that nothing is known of, not even whether it runs. */
        Running LOST = new Running() {
            @Override
            public String said() {
                return "";
            }

            @Override
            public OptionalInt await(Duration time) {
                return OptionalInt.of(UNREACHABLE);
            }
        };

        /** What the shell itself said so far, apart from what the script has written to files. */
        String said();

        /**
         * Waits until the script has ended.
         *
         * @return its exit status or {@link #UNREACHABLE}, empty if it still runs after that time
         */
        OptionalInt await(Duration time) throws InterruptedException;
    }
}
