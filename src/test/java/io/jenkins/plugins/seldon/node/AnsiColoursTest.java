package io.jenkins.plugins.seldon.node;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.EnvVars;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.junit.jupiter.api.Test;

class AnsiColoursTest {

    /** As {@code ansiColor('xterm')} does, and {@code withEnv} for other variables. */
    @Test
    void aBlockOfThePluginSetsTheTerminal() throws Exception {
        assertThat(AnsiColours.isInBlock(setting("TERM"))).isTrue();
        assertThat(AnsiColours.isInBlock(setting("PATH+BIN"))).isFalse();
        assertThat(AnsiColours.isInBlock(null)).as("around no block").isFalse();
    }

    @Test
    void aBlockThatCantBeAskedHasNone() throws Exception {
        assertThat(AnsiColours.isInBlock(new EnvironmentExpander() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public void expand(EnvVars environment) throws IOException {
                        throw new IOException("the agent is away");
                    }
                }))
                .isFalse();
    }

    @Test
    void onlyThePluginsOwnMarkCounts() {
        assertThat(AnsiColours.isOfPlugin("hudson.plugins.ansicolor.action.ColorizedAction"))
                .isTrue();
        assertThat(AnsiColours.isOfPlugin("hudson.plugins.git.util.BuildData")).isFalse();
    }

    private static EnvironmentExpander setting(String name) {
        return new EnvironmentExpander() {
            private static final long serialVersionUID = 1L;

            @Override
            public void expand(EnvVars environment) {
                environment.override(name, "xterm");
            }
        };
    }
}
