package io.jenkins.plugins.seldon.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import hudson.EnvVars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelmInstallationTest {

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(strings = {"helm", "bin/helm", "linux-amd64/helm"})
    void theExecutableIsFoundWherePeopleAndArchivesPutIt(String path) throws IOException {
        Path executable = home.resolve(path);
        Files.createDirectories(executable.getParent());
        Files.createFile(executable);
        assertThat(HelmInstallation.search(home)).isNull();
        assertThat(executable.toFile().setExecutable(true)).isTrue();
        assertThat(HelmInstallation.search(home)).isEqualTo(executable.toString());
    }

    @Test
    void aHomeThatIsNotThereHoldsNone() throws IOException {
        assertThat(HelmInstallation.search(home.resolve("absent"))).isNull();
    }

    /** As where its only installer is for other agents: Configuration as Code has no home then, and a form an empty one. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "")
    void oneWithoutAHomeIsRefusedInASentence(String none) {
        assertThatThrownBy(() -> new HelmInstallation("helm-3", none, List.of()).executable(null))
                .isInstanceOf(AbortException.class)
                .hasMessage("The Helm installation 'helm-3' has no home on this agent: under Manage Jenkins » Tools,"
                        + " give it one, or an installer whose label the agent has.");
    }

    /** What Declarative's {@code tools { helm 'helm-3' }} sets around a stage. */
    @Test
    void toolsOfAPipelinePutItOnThePath() {
        EnvVars environment = new EnvVars();
        new HelmInstallation("helm-3", "/tools/helm-3", List.of()).buildEnvVars(environment);
        assertThat(environment)
                .containsOnly(Map.entry("PATH+HELM", "/tools/helm-3"), Map.entry("PATH+HELM_BIN", "/tools/helm-3/bin"));
    }

    @ParameterizedTest
    @CsvSource({
        "Linux/amd64, helm-v3.19.0-linux-amd64.tar.gz",
        "Linux/aarch64, helm-v3.19.0-linux-arm64.tar.gz",
        "Linux/s390x, helm-v3.19.0-linux-s390x.tar.gz",
        "Mac OS X/x86_64, helm-v3.19.0-darwin-amd64.tar.gz",
        "Mac OS X/aarch64, helm-v3.19.0-darwin-arm64.tar.gz"
    })
    void theInstallerTakesTheArchiveOfTheSystem(String system, String archive) throws AbortException {
        assertThat(HelmInstaller.archive("3.19.0", system)).isEqualTo(archive);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Windows 11/amd64", "Linux/sparc", "SunOS/amd64"})
    void otherSystemsAreRefusedInASentence(String system) {
        assertThatThrownBy(() -> HelmInstaller.archive("3.19.0", system))
                .isInstanceOf(AbortException.class)
                .hasMessage("The installer of Helm knows no archive for this agent (" + system
                        + "): install helm there by hand.");
    }

    @ParameterizedTest
    @CsvSource({"v4.0.0, 4.0.0", "' 3.18.1 ', 3.18.1", "'', 3.19.0"})
    void anInstallerKeepsItsLabelAndTakesAVersionWithOrWithoutItsLetter(String given, String version) {
        HelmInstaller installer = new HelmInstaller("linux");
        installer.setVersion(given);
        assertThat(installer.getLabel()).isEqualTo("linux");
        assertThat(installer.getVersion()).isEqualTo(version);
    }

    /** As Configuration as Code may have them: a browser takes the ends of lines out of a field of one line. */
    @Test
    void aFormHasAllSumsOfAnInstallerOnOneLine() throws AbortException {
        HelmInstaller installer = new HelmInstaller("linux");
        installer.setSha256("a".repeat(64) + "\n" + "b".repeat(64) + "\r\n");
        assertThat(installer.getSha256()).isEqualTo("a".repeat(64) + " " + "b".repeat(64));
        assertThat(HelmDownload.listed(installer.getSha256())).hasSize(2);
    }
}
