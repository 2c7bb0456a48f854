package io.jenkins.plugins.seldon.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.load.LoadProgress;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of a burst over the channel while it is sent. */
class NodeLoadSiteTest {

    @Test
    void aProgressComesBackAsItWentOut() {
        LoadProgress progress = new LoadProgress(200, 120, 119, 1, 1003);
        assertThat(NodeLoadSite.progressOf(NodeLoadSite.lineOf(progress).strip()))
                .contains(progress);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Finished: SUCCESS", "1 2 3 4", "1 2 3 4 5 6", "-1 2 3 4 5", "1 2 3 4 99999999999999999999"})
    void whatIsNoProgressIsNotLogged(String line) {
        assertThat(NodeLoadSite.progressOf(line)).isEmpty();
    }

    /** Remoting's own words have no full stop; a cause's may have one. */
    @ParameterizedTest
    @ValueSource(strings = {"Unexpected termination of the channel", "Unexpected termination of the channel."})
    void aChannelThatBreaksIsToldInASentence(String message) {
        assertThat(NodeLoadSite.sentence(new IOException(message)))
                .isEqualTo("The node could not send the burst: Unexpected termination of the channel.");
    }
}
