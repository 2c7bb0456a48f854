package io.jenkins.plugins.seldon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.FilePath;
import hudson.Launcher;
import hudson.Proc;
import hudson.remoting.Channel;
import io.jenkins.plugins.seldon.helm.HelmMessages;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeChildProcessesTest {

    /** Windows' file systems refuse the folder's permissions with an exception that was told as a bug. */
    @Test
    void aWindowsAgentIsRefusedInASentence() {
        assertThatThrownBy(() -> NodeChildProcesses.requireUnix(agent(false)))
                .isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(HelmMessages.readable(e.getMessage()))
                        .startsWith("the embedded Helm runs on Linux only")
                        .endsWith("which a Windows agent does not have; use a Linux agent"));
        assertThatCode(() -> NodeChildProcesses.requireUnix(agent(true))).doesNotThrowAnyException();
    }

    private static Launcher agent(boolean isUnix) {
        return new Launcher(null, null) {
            @Override
            public boolean isUnix() {
                return isUnix;
            }

            @Override
            public Proc launch(ProcStarter starter) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Channel launchChannel(String[] command, OutputStream out, FilePath folder, Map<String, String> env) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void kill(Map<String, String> env) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
