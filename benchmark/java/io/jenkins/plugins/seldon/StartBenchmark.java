package io.jenkins.plugins.seldon;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Jenkins started with and without the plugin, in turns, from two homes that have been started once before, so that no
 * plugin is unpacked any more. All other plugins are in both. Arguments: jenkins.war, a folder of plugins, how many pairs.
 * To standard error it tells which of the plugin's classes, and of the libraries that it talks to clusters with, that first
 * start loaded.
 */
public final class StartBenchmark {

    private static final String PLUGIN = "seldon-analytics";
    private static final String UP = "Jenkins is fully up and running";
    private static final Pattern HEAP = Pattern.compile("(?:generation|heap) +total \\d+K, used (\\d+)K");
    private static final Pattern METADATA = Pattern.compile("Metaspace +used (\\d+)K");
    private static final Pattern LOADED =
            Pattern.compile("\\] ((?:io\\.jenkins\\.plugins\\.seldon|io\\.fabric8|okhttp3)\\.\\S+) source:");

    /** What one start took. */
    private record Start(double seconds, double processorSeconds, double heap, double metadata) {}

    private final Path war;
    private final Path plugins;
    private final Path folder;

    private StartBenchmark(Path war, Path plugins, Path folder) {
        this.war = war;
        this.plugins = plugins;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("start-benchmark");
        try {
            new StartBenchmark(Path.of(arguments[0]), Path.of(arguments[1]), folder)
                    .measure(Integer.parseInt(arguments[2]));
        } finally {
            delete(folder);
        }
    }

    private void measure(int pairs) throws Exception {
        Path without = home("without", false);
        Path with = home("with", true);
        start(without, List.of());
        Path loaded = folder.resolve("loaded");
        start(with, List.of("-Xlog:class+load:file=" + loaded));
        try (Stream<String> lines = Files.lines(loaded)) {
            lines.map(LOADED::matcher).filter(Matcher::find).forEach(line -> System.err.println(line.group(1)));
        }
        List<Start> before = new ArrayList<>();
        List<Start> after = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            for (int turn = 0; turn < 2; turn++) {
                boolean isWith = (pair % 2 == 0) == (turn == 1);
                (isWith ? after : before).add(start(isWith ? with : without, List.of()));
            }
        }
        System.out.println("| | without the plugin | with it | difference, median (range) |");
        System.out.println("| --- | --- | --- | --- |");
        print("until \"fully up and running\"", "ms", 1000, Start::seconds, before, after);
        print("processor time until then", "ms", 1000, Start::processorSeconds, before, after);
        print("heap in use after a collection", "MB", 1, Start::heap, before, after);
        print("class metadata", "MB", 1, Start::metadata, before, after);
    }

    private Path home(String name, boolean withPlugin) throws IOException {
        Path home = folder.resolve(name);
        Path target = Files.createDirectories(home.resolve("plugins"));
        try (Stream<Path> files = Files.list(plugins)) {
            for (Path file :
                    files.filter(file -> file.toString().matches(".*\\.[hj]pi")).toList()) {
                String plugin = file.getFileName().toString().replaceFirst("\\.[hj]pi$", "");
                if (withPlugin || !plugin.equals(PLUGIN)) {
                    Files.copy(file, target.resolve(plugin + ".jpi"));
                }
            }
        }
        return home;
    }

    private Start start(Path home, List<String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                tool("java"),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-Djenkins.install.runSetupWizard=false",
                "-Dhudson.model.UpdateCenter.never=true",
                "-DJENKINS_HOME=" + home));
        command.addAll(options);
        command.addAll(List.of("-jar", war.toString(), "--httpListenAddress=127.0.0.1", "--httpPort=0"));
        long begin = System.nanoTime();
        Process jenkins = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            awaitUp(jenkins);
            double seconds = (System.nanoTime() - begin) / 1e9;
            Duration processor = jenkins.info().totalCpuDuration().orElse(Duration.ZERO);
            // The first one leaves what has finalizers.
            for (int collection = 0; collection < 2; collection++) {
                run(tool("jcmd"), Long.toString(jenkins.pid()), "GC.run");
            }
            String info = run(tool("jcmd"), Long.toString(jenkins.pid()), "GC.heap_info");
            return new Start(seconds, processor.toNanos() / 1e9, megabytes(HEAP, info), megabytes(METADATA, info));
        } finally {
            jenkins.destroy();
            jenkins.waitFor();
        }
    }

    /** Goes on reading on a thread of its own, so that Jenkins does not stand still. */
    private static void awaitUp(Process jenkins) throws IOException {
        StringBuilder said = new StringBuilder();
        BufferedReader lines = jenkins.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.append(line).append('\n');
            if (line.contains(UP)) {
                Thread reader = new Thread(() -> drain(lines));
                reader.setDaemon(true);
                reader.start();
                return;
            }
        }
        throw new IllegalStateException("Jenkins did not come up: " + said);
    }

    private static void drain(BufferedReader lines) {
        try {
            while (lines.readLine() != null) {
                // Only so that Jenkins can go on writing.
            }
        } catch (IOException e) {
            // It has ended.
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return said;
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private static double megabytes(Pattern used, String info) {
        return used.matcher(info)
                        .results()
                        .mapToLong(result -> Long.parseLong(result.group(1)))
                        .sum()
                / 1024.0;
    }

    private static void print(
            String what, String unit, int factor, ToDoubleFunction<Start> part, List<Start> before, List<Start> after) {
        List<Double> differences = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            differences.add((part.applyAsDouble(after.get(i)) - part.applyAsDouble(before.get(i))) * factor);
        }
        String digits = unit.equals("MB") ? "%.1f" : "%.0f";
        System.out.printf(
                Locale.ROOT,
                "| %s | " + digits + " %s | " + digits + " %s | " + digits + " %s (" + digits + " to " + digits
                        + ") |%n",
                what,
                median(before.stream()
                        .map(start -> part.applyAsDouble(start) * factor)
                        .toList()),
                unit,
                median(after.stream()
                        .map(start -> part.applyAsDouble(start) * factor)
                        .toList()),
                unit,
                median(differences),
                unit,
                Collections.min(differences),
                Collections.max(differences));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
