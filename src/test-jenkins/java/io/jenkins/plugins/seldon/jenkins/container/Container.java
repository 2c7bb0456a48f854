package io.jenkins.plugins.seldon.jenkins.container;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What programs see of a container of a pod: processes and mounts of its own, an environment of its own, and one folder
 * of this machine that is not to be seen inside. Made of Linux namespaces by {@code unshare}; lives in the test's JVM, so
 * it outlives a controller in another one. The rest of the file system and the network are this machine's, as the
 * workspace and the network are the pod's; the user is the same.
 */
public final class Container implements AutoCloseable {

    private final Process keeper;
    private final ProcessHandle first;

    private Container(Process keeper, ProcessHandle first) {
        this.keeper = keeper;
        this.first = first;
    }

    /** Whether this machine lets its users make namespaces, as many containers do not. */
    public static boolean isPossible() throws InterruptedException {
        try {
            Process process = new ProcessBuilder(unshare("true"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Starts one.
     *
     * @param hidden a folder that shall be empty inside; made if absent
     * @param environment what its processes find, all of it
     */
    public static Container start(Path hidden, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(unshare("mount -t tmpfs none '"
                        + Files.createDirectories(hidden).toAbsolutePath()
                        + "' && echo ready && exec sleep 3600"))
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process keeper = builder.start();
        String said =
                new BufferedReader(new InputStreamReader(keeper.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (!"ready".equals(said)) {
            keeper.destroyForcibly();
            throw new IOException("no container: " + said);
        }
        return new Container(keeper, keeper.children().findFirst().orElseThrow());
    }

    private static String[] unshare(String script) {
        return new String[] {
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "--pid",
            "--fork",
            "--mount-proc",
            "--kill-child",
            "sh",
            "-c",
            script
        };
    }

    /** Names it in {@link ContainerStep}: its first process, by the number that it has outside. */
    public String name() {
        return String.valueOf(first.pid());
    }

    /** What runs in it but the first, by the numbers outside; not what has ended, which the first leaves unnoticed. */
    public Stream<ProcessHandle> processes() {
        Optional<Path> own = space(first);
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != first.pid())
                .filter(process -> space(process).equals(own) && !hasEnded(process));
    }

    private static boolean hasEnded(ProcessHandle process) {
        try {
            String state = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
            return state.substring(state.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException e) {
            return true;
        }
    }

    private static Optional<Path> space(ProcessHandle process) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc", String.valueOf(process.pid()), "ns", "pid")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Kills all that is in it. */
    @Override
    public void close() {
        keeper.destroyForcibly();
        first.destroyForcibly();
    }
}
