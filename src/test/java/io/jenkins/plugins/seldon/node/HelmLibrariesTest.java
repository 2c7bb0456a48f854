package io.jenkins.plugins.seldon.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent does not fill up with the libraries of each version of the plugin that it has seen. */
class HelmLibrariesTest {

    private static final Instant NOW = Instant.parse("2026-01-31T00:00:00Z");

    @TempDir
    Path home;

    @Test
    void librariesThatNoBuildHasUsedForTwoWeeksGo() throws Exception {
        Path used = folder("lib-1", Duration.ofDays(30));
        Path recent = folder("lib-2", Duration.ofDays(13));
        Path old = folder("lib-3", Duration.ofDays(15));
        Path other = folder("helm", Duration.ofDays(30));
        Path broken = folder("part-1", Duration.ofDays(15));
        Path arriving = folder("part-2", Duration.ZERO);
        HelmLibraries.removeUnused(used, NOW);
        assertThat(old).doesNotExist();
        assertThat(used).exists();
        assertThat(recent).exists();
        assertThat(other).exists();
        assertThat(broken).doesNotExist();
        assertThat(arriving).exists();
    }

    /** As what another build was copying, between the list of the folder and the look at its time. */
    @Test
    void whatIsGoneMeanwhileKeepsNoBuildFromItsHelm() throws Exception {
        Path used = folder("lib-1", Duration.ZERO);
        Path gone = Files.createSymbolicLink(home.resolve("part-1"), home.resolve("absent"));
        Path old = folder("part-2", Duration.ofDays(15));
        HelmLibraries.removeUnused(used, NOW);
        assertThat(gone).isSymbolicLink();
        assertThat(old).doesNotExist();
    }

    private Path folder(String name, Duration unused) throws Exception {
        Path folder = Files.createDirectory(home.resolve(name));
        Files.writeString(folder.resolve("a.jar"), "");
        Files.setLastModifiedTime(folder, FileTime.from(NOW.minus(unused)));
        return folder;
    }
}
