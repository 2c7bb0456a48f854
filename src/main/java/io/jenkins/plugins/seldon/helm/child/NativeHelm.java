package io.jenkins.plugins.seldon.helm.child;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.RegistryCommand;
import com.marcnuri.helm.RepoCommand;
import com.marcnuri.helm.TemplateCommand;
import com.marcnuri.helm.UpgradeCommand;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import io.jenkins.plugins.seldon.helm.chart.Tar;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

/**
 * Helm, the library, in this process. It redirects the process's standard streams while it works and takes over its
 * signals, hence a process of its own, and one call at a time.
 *
 * <p>Not thread-safe but for {@link #interrupt}.
 */
final class NativeHelm {

    private static final int SIGTERM = 15;
    private static final String REPOSITORY = "chart";

    private final ChildFolder folder;
    private Path kubeconfig;
    private Path chart;

    NativeHelm(ChildFolder folder) {
        this.folder = folder;
    }

    /** Loads the library, the slow part, and fails where it can't run. */
    void load() {
        Helm.version().call();
    }

    /** Cancels the call under way as the signal would: Helm marks the release that it works on as failed. */
    static void interrupt() {
        Function kill = NativeLibrary.getProcess().getFunction("kill");
        kill.invokeInt(new Object[] {(int) ProcessHandle.current().pid(), SIGTERM});
    }

    /**
     * Does what a request asks for.
     *
     * @return the answer's fields
     * @throws IllegalStateException with Helm's message if Helm failed
     */
    Frame execute(Frame request) throws IOException {
        return switch (request.verb()) {
            case "kubeconfig" -> kubeconfig(request);
            case "chart" -> chart(request);
            case "pull" -> pull(request);
            case "pack" -> pack(request);
            case "template" -> template(request);
            case "install" -> install(request);
            case "upgrade" -> upgrade(request);
            case "uninstall" -> uninstall(request);
            default -> throw new IllegalArgumentException("no such request: " + request.verb());
        };
    }

    private Frame kubeconfig(Frame request) throws IOException {
        kubeconfig = folder.write(ChildFolder.KUBECONFIG, request.require("content"));
        return Frame.of("ok");
    }

    private Frame chart(Frame request) throws IOException {
        chart = folder.path().resolve("chart.tgz");
        Files.write(chart, Base64.getDecoder().decode(request.require("archive")));
        return Frame.of("ok");
    }

    /** Helm's library has no pull; showing a chart leaves its archive in Helm's cache. */
    private Frame pull(Frame request) throws IOException {
        String repository = request.require("repository");
        String name = request.require("chart");
        boolean oci = repository.startsWith("oci://");
        if (oci) {
            login(repository, request);
        } else {
            RepoCommand.RepoSubcommand<Void> add =
                    Helm.repo().add().withName(REPOSITORY).withUrl(URI.create(repository));
            if (request.get("username") != null) {
                add.withUsername(request.get("username")).withPassword(request.get("password"));
            }
            add.call();
        }
        String reference = oci ? repository.replaceFirst("(?<!/)/++$", "") + "/" + name : REPOSITORY + "/" + name;
        var show = Helm.show(reference).chart();
        if (request.get("version") != null) {
            show.withVersion(request.get("version"));
        }
        show.call();
        Path cache = Path.of(System.getenv("HELM_CACHE_HOME"), "repository");
        chart = onlyArchive(cache);
        return Frame.of(
                "ok",
                "archive",
                Base64.getEncoder().encodeToString(ChildFolder.bounded(chart, ChildFolder.LARGEST_CHART)));
    }

    private Frame pack(Frame request) throws IOException {
        Path source = Files.createDirectory(folder.path().resolve("source"));
        byte[] files = Base64.getDecoder().decode(request.require("files"));
        for (Map.Entry<String, byte[]> file : Tar.read(files).entrySet()) {
            new PrivateFolder(source).write(file.getKey(), file.getValue());
        }
        Path packed = Files.createDirectory(folder.path().resolve("packed"));
        new Helm(source).packageIt().withDestination(packed).call();
        chart = onlyArchive(packed);
        return Frame.of(
                "ok",
                "archive",
                Base64.getEncoder().encodeToString(ChildFolder.bounded(chart, ChildFolder.LARGEST_CHART)));
    }

    private static Path onlyArchive(Path folder) throws IOException {
        try (DirectoryStream<Path> archives = Files.newDirectoryStream(folder, ChildFolder.ARCHIVES)) {
            return archives.iterator().next();
        }
    }

    private static void login(String repository, Frame request) {
        if (request.get("username") != null) {
            RegistryCommand.LoginCommand login =
                    Helm.registry().login().withHost(URI.create(repository).getAuthority());
            login.withUsername(request.get("username"))
                    .withPassword(request.get("password"))
                    .call();
        }
    }

    private Frame template(Frame request) throws IOException {
        TemplateCommand template = new Helm(requireChart())
                .template()
                .withName(request.require("name"))
                .withNamespace(request.require("namespace"))
                .withValuesFile(values(request));
        if (request.get("kubeVersion") != null) {
            template.withKubeVersion(request.get("kubeVersion"));
        }
        String manifest = template.call();
        return Frame.of("ok", "manifest", manifest == null ? "" : manifest);
    }

    private Frame install(Frame request) throws IOException {
        InstallCommand install = new Helm(requireChart())
                .install()
                .withKubeConfig(requireKubeconfig())
                .withName(request.require("name"))
                .withNamespace(request.require("namespace"))
                .withValuesFile(values(request))
                .withDescription(request.get("description"));
        if (request.get("timeoutSeconds") != null) {
            install.withTimeout(Integer.parseInt(request.get("timeoutSeconds")));
        }
        if ("true".equals(request.get("dryRun"))) {
            install.dryRun().withDryRunOption(com.marcnuri.helm.DryRun.SERVER);
        }
        install.call();
        return Frame.of("ok");
    }

    /** Never with {@code install()}: on an absent release that forgets which cluster it was told to work on. */
    private Frame upgrade(Frame request) throws IOException {
        UpgradeCommand upgrade = new Helm(requireChart())
                .upgrade()
                .withKubeConfig(requireKubeconfig())
                .withName(request.require("name"))
                .withNamespace(request.require("namespace"))
                .withValuesFile(values(request))
                .resetValues()
                .withDescription(request.get("description"));
        if (request.get("timeoutSeconds") != null) {
            upgrade.withTimeout(Integer.parseInt(request.get("timeoutSeconds")));
        }
        if ("true".equals(request.get("dryRun"))) {
            upgrade.dryRun().withDryRunOption(com.marcnuri.helm.DryRun.SERVER);
        }
        upgrade.call();
        return Frame.of("ok");
    }

    private Frame uninstall(Frame request) {
        Helm.uninstall(request.require("name"))
                .withKubeConfig(requireKubeconfig())
                .withNamespace(request.require("namespace"))
                .call();
        return Frame.of("ok");
    }

    private Path values(Frame request) throws IOException {
        return folder.write("values.yaml", request.require("values"));
    }

    private Path requireChart() {
        if (chart == null) {
            throw new IllegalArgumentException("no chart was pulled or given yet");
        }
        return chart;
    }

    /** Helm would look for a cluster elsewhere if it got no file. */
    private Path requireKubeconfig() {
        if (kubeconfig == null) {
            throw new IllegalArgumentException("no kubeconfig was given yet");
        }
        return kubeconfig;
    }
}
