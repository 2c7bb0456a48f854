package io.jenkins.plugins.seldon.release;

import io.jenkins.plugins.seldon.fixture.helm.LocalChildProcesses;
import io.jenkins.plugins.seldon.helm.ChartSource;
import io.jenkins.plugins.seldon.helm.EmbeddedHelm;
import io.jenkins.plugins.seldon.helm.HelmRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A JVM in the place of Jenkins' agent, which starts Helm's own and has it install a release: something to be killed. */
final class Agent {

    private Agent() {}

    /** Arguments: the children's folder, the kubeconfig's file, repository, chart and version, namespace and release. */
    static Process installing(Path children, Path kubeconfig, String... request) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Agent.class.getName(),
                children.toString(),
                kubeconfig.toString()));
        command.addAll(List.of(request));
        return new ProcessBuilder(command).inheritIO().start();
    }

    public static void main(String[] arguments) throws Exception {
        try (EmbeddedHelm helm = EmbeddedHelm.start(
                new LocalChildProcesses(Path.of(arguments[0])),
                Files.readString(Path.of(arguments[1])),
                Duration.ofMinutes(5),
                System.err::println)) {
            helm.awaitStart();
            helm.pull(ChartSource.of(arguments[2], arguments[3], arguments[4]));
            helm.install(HelmRequest.of(arguments[6], arguments[5], "{}", Duration.ofMinutes(5)));
        }
    }
}
