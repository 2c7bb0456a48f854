package io.jenkins.plugins.seldon.demo;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import java.util.stream.Stream;

/**
 * Runs {@code Jenkinsfile.example} and shows it as Jenkins shows a build. Exit status: 0 when the release passed, 1
 * when it did not, 2 on a wrong option.
 */
public final class Demo {

    private static final Path JENKINSFILE = Path.of("Jenkinsfile.example");
    private static final Path FOLDER = Path.of("target", "demo");
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration PODS_READY_AFTER = Duration.ofSeconds(2);

    private final DemoOptions options;
    private final Path folder;
    private final PrintStream out;

    /** @param folder the build's workspace, where the evidence goes */
    Demo(DemoOptions options, Path folder, PrintStream out) {
        this.options = options;
        this.folder = folder;
        this.out = out;
    }

    /** The entry point of {@code ./demo}, which names the folder it was called from in {@code demo.caller}. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (List.of(arguments).contains("--help")) {
            out.print(DemoOptions.USAGE);
            System.exit(0);
        }
        // Read once, by the first server: without it each answer of this JVM's servers takes 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        tellClassPath();
        int status;
        try {
            Path caller = Path.of(System.getProperty("demo.caller", ""));
            DemoOptions options = DemoOptions.parse(List.of(arguments), caller);
            makeEmpty(FOLDER);
            logTo(FOLDER.resolve("controller.log"));
            status = new Demo(options, FOLDER, out).run().result() == Result.SUCCESS ? 0 : 1;
        } catch (DemoOptions.WrongOption e) {
            System.err.println(e.getMessage());
            status = 2;
        } catch (IOException | IllegalStateException e) {
            System.err.println("The demo could not run: " + e.getMessage());
            status = 1;
        } catch (InterruptedException e) {
            status = 1;
        }
        System.exit(status);
    }

    /** Runs the build and returns once it and its world have ended. */
    PipelineBuild run() throws IOException, InterruptedException {
        return options.kubeconfig() == null ? runInPlayedWorld() : runOnRealCluster();
    }

    private PipelineBuild runInPlayedWorld() throws IOException, InterruptedException {
        out.println("Scenario " + options.scenario().option() + ": "
                + options.scenario().what() + ".");
        try (DemoWorld world = new DemoWorld(options.scenario(), PODS_READY_AFTER)) {
            return run(runner().credential("cluster", world.kubeconfig())
                    .parameter("REPOSITORY", world.repository().toString())
                    .parameter("ENDPOINT", world.endpoint().toString()));
        }
    }

    private PipelineBuild runOnRealCluster() throws IOException, InterruptedException {
        String kubeconfig;
        try {
            kubeconfig = Files.readString(options.kubeconfig());
        } catch (NoSuchFileException e) {
            throw new IOException("there is no kubeconfig " + options.kubeconfig() + ".", e);
        }
        PipelineRunner runner = runner().credential("cluster", kubeconfig).parameter("ENDPOINT", options.endpoint());
        return run(options.repository() == null ? runner : runner.parameter("REPOSITORY", options.repository()));
    }

    private PipelineRunner runner() {
        return PipelineRunner.in(folder).console(out);
    }

    private PipelineBuild run(PipelineRunner runner) throws IOException, InterruptedException {
        PipelineBuild build = runner.start(Files.readString(JENKINSFILE));
        Thread atExit = new Thread(() -> stop(build), "demo-at-exit");
        Runtime.getRuntime().addShutdownHook(atExit);
        build.await();
        forget(atExit);
        removeTemporary();
        Files.writeString(folder.resolve("console.log"), build.log());
        out.println();
        out.println(verdict(build));
        out.println("Evidence: " + evidence());
        return build;
    }

    /** Ctrl-C: what the build has started is gone before this JVM is. */
    private void stop(PipelineBuild build) {
        build.abort();
        try {
            build.await(STOP_LIMIT);
            removeTemporary();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            out.println("The demo's temporary folder could not be removed: " + e.getMessage());
        }
    }

    private void removeTemporary() throws IOException {
        Files.deleteIfExists(folder.resolveSibling(folder.getFileName() + "@tmp"));
    }

    private static void forget(Thread atExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM ends: the hook is what ended the build.
        }
    }

    private static String verdict(PipelineBuild build) {
        return build.result() == Result.SUCCESS
                ? "PASSED: the release's predictions were counted."
                : "NOT PASSED: " + build.failure().orElse("the build was " + build.result() + ".");
    }

    private String evidence() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return String.join(
                    ", ",
                    files.filter(Files::isRegularFile)
                            .map(Path::toString)
                            .sorted()
                            .toList());
        }
    }

    /** Maven runs us in its own JVM and keeps our class path to itself; Helm's JVM is started with jars of it. */
    private static void tellClassPath() {
        if (Demo.class.getClassLoader() instanceof URLClassLoader loader) {
            System.setProperty(
                    "java.class.path",
                    String.join(
                            File.pathSeparator,
                            Stream.of(loader.getURLs())
                                    .map(url ->
                                            Path.of(URI.create(url.toString())).toString())
                                    .toList()));
        }
    }

    /** What Jenkins' controller would write to its own log, and not to the build's. */
    private static void logTo(Path file) throws IOException {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new StreamHandler(Files.newOutputStream(file), new SimpleFormatter()));
    }

    private static void makeEmpty(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> tree = Files.walk(folder)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(folder);
    }
}
