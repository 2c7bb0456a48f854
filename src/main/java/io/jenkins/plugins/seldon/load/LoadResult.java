package io.jenkins.plugins.seldon.load;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What became of a burst. A few kilobytes, whatever its size. Every request ends in exactly one of accepted, http
 * error, bad body and connection error, so their sum is {@code sent} unless the burst was stopped.
 *
 * @param planned requests the profile asked for; in a closed model that only a duration ends, those sent
 * @param sent requests begun
 * @param accepted 2xx answers that hold a valid prediction
 * @param httpErrors answers of another status than 2xx
 * @param badBodies 2xx answers that hold no valid prediction
 * @param connectionErrors requests without a complete answer: refused, reset, timed out
 * @param statuses answers by HTTP status
 * @param flaws a sentence for each of the first few different failures
 * @param startedAtMillis the agent's clock at the start, epoch milliseconds
 * @param endedAtMillis the agent's clock after the last answer, epoch milliseconds
 * @param plannedSpanMillis planned time from the first request to the last; 0 in the closed model
 * @param sendingSpanMillis time it took from the start to the last request's sending
 * @param latency from the time a request was due (no coordinated omission) to the last byte of its answer or its failure
 * @param serviceTime from the time a request was sent to the same, for comparison
 * @param histogram the latencies in microseconds as a compressed HdrHistogram, base64
 */
public record LoadResult(
        long planned,
        long sent,
        long accepted,
        long httpErrors,
        long badBodies,
        long connectionErrors,
        SortedMap<Integer, Long> statuses,
        List<String> flaws,
        long startedAtMillis,
        long endedAtMillis,
        long plannedSpanMillis,
        long sendingSpanMillis,
        Latency latency,
        Latency serviceTime,
        String histogram)
        implements Serializable {

    public LoadResult {
        statuses = Collections.unmodifiableSortedMap(new TreeMap<>(statuses));
        flaws = Collections.unmodifiableList(new ArrayList<>(flaws));
    }

    /** Requests that did not end in a valid prediction. */
    public long failed() {
        return sent - accepted;
    }

    /** Failed requests as a share of those sent; 0 when nothing was sent. */
    public double errorRatio() {
        return sent == 0 ? 0 : (double) failed() / sent;
    }

    /** Requests sent a second, over the time that sending took; 0 when nothing was sent. */
    public double sendingRate() {
        return sent == 0 ? 0 : sent / (Math.max(1, Math.max(plannedSpanMillis, sendingSpanMillis)) / 1000.0);
    }

    /**
     * A latency in milliseconds that this share of the requests did not exceed, those that failed among them.
     *
     * @param quantile between 0 and 1
     */
    public double latencyAt(double quantile) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(histogram));
            return Latency.quantile(Histogram.decodeFromCompressedByteBuffer(bytes, 0), quantile);
        } catch (DataFormatException e) {
            throw new IllegalStateException("a histogram that this plugin encoded can't be decoded", e);
        }
    }
}
