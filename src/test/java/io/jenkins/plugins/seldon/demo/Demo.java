package io.jenkins.plugins.seldon.demo;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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
    private static final Path BUILD_FOLDER = Path.of("target");
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration PODS_READY_AFTER = Duration.ofSeconds(2);

    private final DemoOptions options;
    private final Path folder;
    private final PrintStream out;
    private final Pause whileKept;

    /** What lasts as long as the played world is kept up. */
    interface Pause {
        void run() throws IOException, InterruptedException;
    }

    /**
     * @param folder the build's workspace, where the evidence goes
     * @param whileKept runs while a world stays up that is to be kept
     */
    Demo(DemoOptions options, Path folder, PrintStream out, Pause whileKept) {
        this.options = options;
        this.folder = folder;
        this.out = out;
        this.whileKept = whileKept;
    }

    /** The entry point of {@code ./demo}, which names the folder it was called from in {@code demo.caller}. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        // Read once, by the first server: without it each answer of this JVM's servers takes 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        int status;
        try {
            Path caller = Path.of(System.getProperty("demo.caller", ""));
            DemoOptions options = DemoOptions.parse(List.of(arguments), caller);
            try (DemoFolder folder = DemoFolder.claim(BUILD_FOLDER)) {
                logTo(folder.path().resolve("controller.log"));
                Demo demo = new Demo(options, folder.path(), out, Demo::untilInterrupted);
                status = demo.run().result() == Result.SUCCESS ? 0 : 1;
            }
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
            PipelineBuild build = run(runner().credential("cluster", world.kubeconfig())
                    .parameter("STACK", options.scenario().stack())
                    .parameter("REPOSITORY", world.repository().toString())
                    .parameter("ENDPOINT", world.endpoint().toString()));
            if (options.keep()) {
                keep(world);
            }
            return build;
        }
    }

    /** Tells how to reach what was played, and goes on playing it. */
    private void keep(DemoWorld world) throws IOException, InterruptedException {
        Path kubeconfig = folder.resolve("kubeconfig");
        Files.writeString(kubeconfig, world.kubeconfig());
        out.println();
        out.println("The simulated cluster stays up until Ctrl-C, with its Prometheus and both models:");
        out.println("  kubeconfig  " + kubeconfig.toAbsolutePath());
        out.println("  repository  " + world.repository());
        out.println("  endpoint    " + world.endpoint());
        out.println("Try: kubectl --kubeconfig " + kubeconfig.toAbsolutePath() + " -n " + DemoWorld.NAMESPACE
                + " get pods,seldondeployments");
        whileKept.run();
    }

    private static void untilInterrupted() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private PipelineBuild runOnRealCluster() throws IOException, InterruptedException {
        String kubeconfig = Files.readString(options.kubeconfig());
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
        out.println("Evidence in " + folder.toAbsolutePath() + ": " + evidence() + ".");
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
                            .map(file -> folder.relativize(file).toString())
                            .sorted()
                            .toList());
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
}
