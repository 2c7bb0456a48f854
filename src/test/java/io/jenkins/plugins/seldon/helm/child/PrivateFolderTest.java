package io.jenkins.plugins.seldon.helm.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFolderTest {

    @TempDir
    Path parent;

    @Test
    void nothingIsWrittenOutsideOfIt() throws Exception {
        PrivateFolder folder = PrivateFolder.create(parent, "x-");
        assertThatThrownBy(() -> folder.write("../outside", new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThat(parent.resolve("outside")).doesNotExist();
    }

    @Test
    void aPathThatHelmWouldTakeForSeveralIsRefused() {
        assertThatThrownBy(() -> PrivateFolder.create(parent.resolve("a,b"), "x-"))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("its path has a comma.");
    }

    @Test
    void aMarkNamesItsOwnProcessAndNoLaterOneWithThatNumber() throws Exception {
        PrivateFolder folder = PrivateFolder.create(parent, "x-");
        assertThat(folder.marked("owner")).isEmpty();
        folder.mark("owner");
        assertThat(folder.marked("owner")).contains(ProcessHandle.current());
        String earlier = ProcessHandle.current().pid() + " 2001-01-01T00:00:00Z";
        folder.write("owner", earlier.getBytes(StandardCharsets.UTF_8));
        assertThat(folder.marked("owner")).isEmpty();
    }

    /** An agent that started before its clock was set took each child for a dead one, and swept the folder below it. */
    @Test
    void aMarkHasNoTimeOfDay() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/stat")));
        PrivateFolder folder = PrivateFolder.create(parent, "x-");
        folder.mark("owner");
        assertThat(Files.readString(folder.path().resolve("owner")))
                .matches(ProcessHandle.current().pid() + " \\d+");
    }
}
