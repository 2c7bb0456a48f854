package io.jenkins.plugins.seldon.helm.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.helm.LocalHelmTool;
import io.jenkins.plugins.seldon.fixture.helm.ScriptedHelm;
import io.jenkins.plugins.seldon.helm.ChartSource;
import io.jenkins.plugins.seldon.helm.HelmException;
import io.jenkins.plugins.seldon.helm.HelmRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class ToolHelmTest {

    private static final HelmRequest REQUEST = HelmRequest.of("web", "prod", "a: s3cret", Duration.ofMinutes(5));
    private static final Duration GRACE = Duration.ofMillis(500);

    @TempDir
    Path folder;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private ScriptedHelm script;
    private LocalHelmTool tool;

    @AfterEach
    void nothingIsLeft() throws IOException {
        if (tool != null) {
            assertThat(tool.started()).noneMatch(Process::isAlive);
            try (Stream<Path> left = Files.list(folder.resolve("runs"))) {
                assertThat(left).isEmpty();
            }
        }
    }

    @Test
    void itsEnvironmentIsItsOwnAndItsFilesAreTheOwnersAlone() throws Exception {
        try (ToolHelm helm = start("v3.19.0", "echo 'kind: ConfigMap'")) {
            helm.use(new byte[] {1});
            assertThat(helm.template(REQUEST)).isEqualTo("kind: ConfigMap\n");
        }
        assertThat(script.calls())
                .containsExactly(
                        "template web chart.tgz --namespace prod --values values.yaml --no-hooks --dry-run=server");
        assertThat(script.environment())
                .noneMatch(line -> line.matches("HELM_DRIVER=.*|HELM_NAMESPACE=.*|KUBERNETES_.*"))
                .noneMatch(line -> line.contains("s3cret"))
                .contains("BUILD=kept")
                .anyMatch(line -> line.matches("KUBECONFIG=" + folder + "/runs/seldon-helm-[^/]+/kubeconfig"))
                .contains("HELM_EXPERIMENTAL_OCI=1")
                .anyMatch(line -> line.matches("HELM_CACHE_HOME=" + folder + "/runs/seldon-helm-.*"));
        assertThat(script.files()).hasSizeGreaterThan(6).allMatch(line -> line.matches("(-rw|drwx?).------.*"));
        assertThat(log).containsExactly("Using the helm at " + script.executable() + ", Helm 3.19.");
    }

    @Test
    void whatHelmSaysOfAFailureIsTheMessage() throws Exception {
        try (ToolHelm helm = start(
                "v4.0.1",
                """
                echo 'level=WARN msg="something else"' >&2
                echo 'Error: INSTALLATION FAILED: release: already exists' >&2
                exit 1""")) {
            assertThatThrownBy(() -> helm.install(REQUEST))
                    .isInstanceOf(HelmException.class)
                    .hasMessage("release: already exists");
        }
    }

    @Test
    void aRepositoryThatCannotBeReadIsToldAsTheEmbeddedHelmTellsIt() throws Exception {
        try (ToolHelm helm = start(
                "v3.19.0",
                """
                echo '...Unable to get an update from the "chart" chart repository (http://127.0.0.1:1):'
                echo '	Get "http://127.0.0.1:1/index.yaml": connection refused'""")) {
            assertThatThrownBy(() -> helm.pull(ChartSource.of("http://127.0.0.1:1", "web", "1.0.0")))
                    .hasMessage(
                            "looks like \"http://127.0.0.1:1\" is not a valid chart repository or cannot be reached:"
                                    + " Get \"http://127.0.0.1:1/index.yaml\": connection refused");
        }
    }

    /** "Allow pulling and installation by OCI digest": what is new in Helm 3.17.0. */
    @Test
    void anOlderHelmIsNotAskedForADigest() throws Exception {
        ChartSource pinned = ChartSource.of("oci://127.0.0.1:1/charts", "web", "sha256:" + "a".repeat(64));
        try (ToolHelm helm = start("v3.16.4", "")) {
            assertThatThrownBy(() -> helm.pull(pinned))
                    .hasMessage(
                            "Helm 3.16 can't get a chart by its digest, which Helm 3.17 and later can; use such a Helm,"
                                    + " or the embedded one");
        }
        assertThat(script.calls()).isEmpty();
    }

    @Test
    void alienProgramsAreRefused() throws Exception {
        assertThatThrownBy(() -> start("Client: v2.17.0", ""))
                .isInstanceOf(HelmException.class)
                .hasMessage("The helm at " + folder
                        + "/bin/helm can't be used: it is Helm 2.17; use Helm 3.6 or later, or Helm 4");
        tool = new LocalHelmTool("no-such-helm", folder.resolve("runs"));
        assertThatThrownBy(() -> ToolHelm.start(tool, "", Duration.ofMinutes(1), log::add))
                .hasMessage("The helm at no-such-helm can't be used: there is no executable no-such-helm");
    }

    /** As asdf's helm exits where no version is set in the home that it looks in. */
    @Test
    void aProgramThatExitsAsIfThereWereNoneIsHeard() throws Exception {
        try (ToolHelm helm = start("v3.19.0", "echo 'No version is set for command helm' >&2; exit 126")) {
            assertThatThrownBy(() -> helm.template(REQUEST))
                    .hasMessage("Helm exited with status 126: No version is set for command helm");
        }
    }

    /** In the words of dash, busybox and bash. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/w/run: 5: exec: /opt/helm: not found",
                "/w/run: exec: line 5: /opt/helm: not found",
                "/w/run: line 5: exec: /opt/helm: not found",
                "/w/run: line 5: /opt/helm: No such file or directory",
                "/w/run: line 5: exec: /opt/helm: cannot execute: Permission denied",
            })
    void aShellThatFindsNoProgramIsUnderstood(String said) {
        assertThat(HelmScript.isAbsent("/opt/helm", 127, said)).isTrue();
        assertThat(HelmScript.isAbsent("/opt/helm", 1, said)).isFalse();
        assertThat(HelmScript.isAbsent("/opt/helm", 127, "/opt/helm: line 3: python3: command not found"))
                .isFalse();
    }

    @Test
    void aCallThatIsStoppedEndsOnRequest() throws Exception {
        ToolHelm helm = start(
                "v3.19.0",
                "trap 'touch \"$record/asked\"; exit 1' TERM; echo >\"$record/there\"; while :; do sleep 0.05; done");
        CompletableFuture<Throwable> call = inBackground(helm);
        helm.close();
        assertThat(call.get(60, TimeUnit.SECONDS)).hasMessage("Helm was stopped");
        assertThat(folder.resolve("bin/asked")).exists();
    }

    @Test
    void aCallThatIsDeafToTheRequestIsKilled() throws Exception {
        ToolHelm helm = start("v3.19.0", "trap '' TERM; echo >\"$record/there\"; while :; do sleep 0.05; done");
        CompletableFuture<Throwable> call = inBackground(helm);
        helm.close();
        assertThat(call.get(60, TimeUnit.SECONDS)).hasMessage("Helm was stopped");
        assertThat(log).noneMatch(line -> line.startsWith("WARNING"));
    }

    @Test
    void aHelm4WhoseServerRefusesWhatItDoesNotServeRendersAlone() throws Exception {
        String refusing =
                "case \"$*\" in *--dry-run=server*) echo 'Error: unable to build kubernetes objects' >&2; exit 1;;"
                        + " *) echo 'kind: ConfigMap';; esac";
        try (ToolHelm helm = start("v4.1.3", refusing)) {
            assertThat(helm.template(REQUEST)).isEqualTo("kind: ConfigMap\n");
        }
        assertThat(script.calls()).hasSize(2);
        try (ToolHelm helm = start("v3.19.0", refusing)) {
            assertThatThrownBy(() -> helm.template(REQUEST)).hasMessage("unable to build kubernetes objects");
        }
    }

    @Test
    void aHelmThatIsNotHeardOfAnyMoreIsEnded() throws Exception {
        try (ToolHelm helm = start(
                "v3.19.0",
                "trap 'touch \"$record/asked\"; exit 1' TERM; echo >\"$record/there\"; while :; do sleep 0.05; done")) {
            tool.loseHelm();
            assertThatThrownBy(() -> helm.install(REQUEST)).hasMessage("the connection to Helm was lost");
            Await.until("helm works", Duration.ofSeconds(60), () -> Files.exists(folder.resolve("bin/there")));
        }
        assertThat(folder.resolve("bin/asked")).exists();
        assertThat(log).noneMatch(line -> line.startsWith("WARNING"));
    }

    @Test
    void filesThatHelmMadeAsAnotherUserAreRemovedByItsUser() throws Exception {
        try (ToolHelm helm = start("v3.19.0", "echo 'kind: ConfigMap'")) {
            tool.ownFilesElsewhere();
            helm.template(REQUEST);
        }
        assertThat(log).noneMatch(line -> line.startsWith("WARNING"));
    }

    @Test
    void aContainerThatMayNotReadTheFolderIsToldOf() throws Exception {
        try (ToolHelm helm = start("v3.19.0", "")) {
            tool.hideFiles();
            assertThatThrownBy(() -> helm.template(REQUEST))
                    .hasMessageMatching("a shell could not run the script in " + folder + "/runs/seldon-helm-[^ ]+; a"
                            + " container needs the agent's workspace, and the agent's user or root \\(.*sh: .*\\)");
        }
    }

    @Test
    void aNumberThatAnotherProcessHasGotIsNoReasonToEndIt() throws Exception {
        script = ScriptedHelm.in(folder.resolve("bin"), "v3.19.0", "");
        tool = new LocalHelmTool(script.executable(), folder.resolve("runs"));
        HelmTool.Session left = tool.open();
        left.write(HelmScript.of(script.executable(), List.of("install")));
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            left.write(Map.of(HelmScript.PID, Long.toString(other.pid()).getBytes(StandardCharsets.UTF_8)));
            ToolHelm.remove(tool, left.folder());
            assertThat(Path.of(left.folder())).doesNotExist();
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void theStepsTimeIsALimit() throws Exception {
        script = ScriptedHelm.in(folder.resolve("bin"), "v3.19.0", "exec sleep 60");
        tool = new LocalHelmTool(script.executable(), folder.resolve("runs"));
        try (ToolHelm helm = ToolHelm.start(tool, "", Duration.ofSeconds(2), log::add)) {
            assertThatThrownBy(() -> helm.install(REQUEST)).hasMessage("the step ran out of time (timeoutSeconds)");
        }
    }

    @Test
    void whatADeadAgentLeftIsSwept() throws Exception {
        script = ScriptedHelm.in(
                folder.resolve("bin"),
                "v3.19.0",
                "trap '' TERM; echo >\"$record/there\"; while :; do sleep 0.05; done");
        tool = new LocalHelmTool(script.executable(), folder.resolve("runs"));
        HelmTool.Session orphan = tool.open();
        orphan.write(HelmScript.of(script.executable(), List.of("install")));
        orphan.start(HelmScript.RUN);
        Await.until("helm works", Duration.ofSeconds(60), () -> Files.exists(folder.resolve("bin/there")));
        HelmTool.Session other = tool.open();
        assertThat(Path.of(orphan.folder())).exists();
        orphan.write(Map.of("owner", "1 1970-01-01T00:00:00Z".getBytes(StandardCharsets.UTF_8)));
        tool.open().remove();
        assertThat(Path.of(orphan.folder())).doesNotExist();
        assertThat(Path.of(other.folder())).exists();
        ToolHelm.remove(tool, other.folder());
    }

    @Test
    void filesStayInsideTheFolder() throws Exception {
        ToolFolder run = ToolFolder.create(folder);
        assertThatThrownBy(() -> run.write(Map.of("source/../../escaped", new byte[0])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(folder.resolve("escaped")).doesNotExist();
        assertThat(run.remove(Duration.ZERO)).isTrue();
    }

    private ToolHelm start(String version, String behaviour) throws Exception {
        script = ScriptedHelm.in(folder.resolve("bin"), version, behaviour);
        tool = new LocalHelmTool(
                script.executable(),
                folder.resolve("runs"),
                Map.of(
                        "HELM_DRIVER",
                        "sql",
                        "HELM_NAMESPACE",
                        "other",
                        "KUBERNETES_SERVICE_HOST",
                        "10.0.0.1",
                        "BUILD",
                        "kept"));
        return ToolHelm.start(tool, "users: [{user: {token: s3cret}}]", Duration.ofMinutes(1), log::add, GRACE);
    }

    private CompletableFuture<Throwable> inBackground(ToolHelm helm) {
        CompletableFuture<Throwable> call =
                CompletableFuture.supplyAsync(() -> catchThrowable(() -> helm.install(REQUEST)));
        Await.until("helm works", Duration.ofSeconds(60), () -> Files.exists(folder.resolve("bin/there")));
        return call;
    }
}
