package io.jenkins.plugins.seldon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import io.jenkins.plugins.seldon.load.Latency;
import io.jenkins.plugins.seldon.load.LoadProgress;
import io.jenkins.plugins.seldon.load.LoadResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
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

    @Test
    void whatAnAgentSendsInPlaceOfAResultIsASentence() throws Exception {
        Histogram histogram = new Histogram(3);
        histogram.recordValue(1000);
        ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(bytes);
        String encoded = Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
        assertThat(NodeLoadSite.checked(result(encoded, "refused"))).isNotNull();
        assertThat(NodeLoadSite.checked(result("", "refused"))).isNotNull();
        for (LoadResult hostile : List.of(
                result("no base64!", ""),
                result("AAAA", ""),
                result(encoded.substring(0, encoded.length() - 8), ""),
                result("A".repeat(2 << 20), ""),
                result(encoded, "x".repeat(100_000)))) {
            assertThatThrownBy(() -> NodeLoadSite.checked(hostile))
                    .isInstanceOf(AbortException.class)
                    .hasMessageStartingWith("The node's report of the burst can't be used: ")
                    .hasMessageEndingWith(". Check what runs on the agent.");
        }
    }

    private static LoadResult result(String histogram, String flaw) {
        Latency latency = new Latency(5, 9, 10, 20, 30, 40, 6);
        return new LoadResult(
                1, 1, 0, 0, 0, 1, 0, 0, new TreeMap<>(), Map.of(flaw, 1L), 0, 0, 0, 0, latency, latency, histogram);
    }

    @Test
    void anErrorOfTheAgentIsNamed() {
        Error error = new OutOfMemoryError("Java heap space");
        assertThat(NodeLoadSite.sentence(new IOException("Remote call on agent-1 failed", error)))
                .isEqualTo(
                        "The node could not send the burst: Remote call on agent-1 failed (java.lang.OutOfMemoryError:"
                                + " Java heap space).");
    }

    /** Remoting's own words have no full stop; a cause's may have one. */
    @ParameterizedTest
    @ValueSource(strings = {"Unexpected termination of the channel", "Unexpected termination of the channel."})
    void aChannelThatBreaksIsToldInASentence(String message) {
        assertThat(NodeLoadSite.sentence(new IOException(message)))
                .isEqualTo("The node could not send the burst: Unexpected termination of the channel.");
    }
}
