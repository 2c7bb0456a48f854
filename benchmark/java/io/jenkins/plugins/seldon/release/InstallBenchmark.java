package io.jenkins.plugins.seldon.release;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.cluster.Discovery;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The whole step, with everything that it checks before and after, against helm-java called directly: each in a process
 * of its own, in turns, on the same API server and chart repository. The chart is the analytics chart, the server's
 * discovery that of Kubernetes 1.20, so that both install the same, unrepaired objects. Argument: how many pairs.
 */
public final class InstallBenchmark {

    static final String NAME = "seldon-core-analytics";
    static final String NAMESPACE = "seldon-system";

    private static final Pattern TOOK = Pattern.compile("took (\\d+) ns");

    private final Path folder;
    private final EmbeddedCluster cluster;
    private final ChartRepository charts;
    private final PipelineRunner runner;

    private InstallBenchmark(Path folder, EmbeddedCluster cluster, ChartRepository charts) {
        this.folder = folder;
        this.cluster = cluster;
        this.charts = charts;
        this.runner = PipelineRunner.in(folder.resolve("workspace")).credential("cluster", cluster.kubeconfig());
    }

    public static void main(String[] arguments) throws Exception {
        int pairs = Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("install-benchmark");
        EmbeddedCluster.Builder old =
                EmbeddedCluster.builder().discovery(Discovery.KUBERNETES_1_20).playerPaused();
        try (EmbeddedCluster cluster = old.start();
                ChartRepository charts = ChartRepository.serving(Chart.analytics())) {
            new InstallBenchmark(folder, cluster, charts).measure(pairs);
        } finally {
            delete(folder);
        }
        System.exit(0);
    }

    private void measure(int pairs) throws Exception {
        List<Double> step = new ArrayList<>();
        List<Double> direct = new ArrayList<>();
        List<Double> stepAgain = new ArrayList<>();
        List<Double> directAgain = new ArrayList<>();
        for (int pair = -1; pair < pairs; pair++) {
            boolean stepFirst = pair % 2 == 0;
            for (int turn = 0; turn < 2; turn++) {
                boolean isStep = stepFirst == (turn == 0);
                double first = isStep ? step("installSeldonAnalytics") : direct("install");
                double again = isStep ? step("installSeldonAnalytics") : direct("upgrade");
                step("uninstallSeldonAnalytics");
                awaitGone();
                if (pair >= 0) {
                    (isStep ? step : direct).add(first);
                    (isStep ? stepAgain : directAgain).add(again);
                }
            }
        }
        System.out.println("| | step / helm-java, median (range) | step | helm-java |");
        System.out.println("| --- | --- | --- | --- |");
        print("first installation of the analytics chart", step, direct);
        print("again, same chart and values", stepAgain, directAgain);
    }

    /** What is being deleted goes by the controllers' hand; the next installation would wait for it, and helm-java would not. */
    private void awaitGone() {
        cluster.player().resume();
        Await.until("what was removed is gone", Duration.ofMinutes(1), () -> cluster.objects(
                        "persistentvolumeclaims", NAMESPACE)
                .isEmpty());
        cluster.player().pause();
    }

    private double step(String name) {
        String repository = name.startsWith("install") ? ", repository: '" + charts.url() + "'" : "";
        PipelineBuild build = runner.runOnNode(
                """
                long begin = System.nanoTime()
                %s credentialsId: 'cluster'%s
                echo "took ${System.nanoTime() - begin} ns"
                """
                        .formatted(name, repository),
                Result.SUCCESS);
        Matcher took = TOOK.matcher(build.log());
        if (!took.find()) {
            throw new IllegalStateException(build.log());
        }
        return Long.parseLong(took.group(1)) / 1e9;
    }

    private double direct(String verb) throws IOException, InterruptedException {
        Path temp = Files.createTempDirectory(folder, "direct");
        Path kubeconfig = Files.writeString(temp.resolve("kubeconfig"), cluster.kubeconfig());
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temp,
                "-Dcom.marcnuri.jkube-helm.skipRemoteJar=1",
                "-cp",
                System.getProperty("java.class.path"),
                DirectHelm.class.getName(),
                verb,
                kubeconfig.toString(),
                charts.url().toString());
        for (String home : List.of("CACHE", "CONFIG", "DATA")) {
            builder.environment()
                    .put("HELM_" + home + "_HOME", temp.resolve(home).toString());
        }
        long begin = System.nanoTime();
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        int status = process.waitFor();
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (status != 0) {
            throw new IllegalStateException("helm-java's " + verb + " ended with " + status + ": " + said);
        }
        delete(temp);
        return seconds;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void print(String what, List<Double> step, List<Double> direct) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < step.size(); i++) {
            ratios.add(step.get(i) / direct.get(i));
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %.2f (%.2f to %.2f) | %.2f s | %.2f s |%n",
                what,
                median(ratios),
                Collections.min(ratios),
                Collections.max(ratios),
                median(step),
                median(direct));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
