package io.jenkins.plugins.seldon.load;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
 * @param timeouts how many of these had no whole answer in time; 0 where no request at all found a connection in time
 * @param unsent how many of them found no connection to be sent on, so that nobody can have counted them
 * @param statuses answers by HTTP status
 * @param flaws the first few different failures, each a clause with how often it came, the most frequent first
 * @param startedAtMillis the agent's clock at the start, epoch milliseconds
 * @param endedAtMillis the agent's clock after the last answer, epoch milliseconds
 * @param plannedSpanMillis planned time from the first request to the last; 0 in the closed model
 * @param sendingSpanMillis time it took from the start to the last request's sending; in the closed model with the mean
 *     time of an answer, since the callers were busy for as long after it
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
        long timeouts,
        long unsent,
        SortedMap<Integer, Long> statuses,
        Map<String, Long> flaws,
        long startedAtMillis,
        long endedAtMillis,
        long plannedSpanMillis,
        long sendingSpanMillis,
        Latency latency,
        Latency serviceTime,
        String histogram)
        implements Serializable {

    /** Different failures that are told; answers quote bodies, which may all differ. */
    static final int MOST_FLAWS = 5;

    /** Characters; those of real bursts have some thousand. */
    private static final int LARGEST_HISTOGRAM = 1 << 20;

    /** Characters; ours quote 200 of an answer. */
    private static final int LONGEST_FLAW = 2000;

    /** What each part may take to begin: its threads and connections are new. */
    private static final long BEGINNING_MILLIS = 300;

    /**
     * How {@link RestTransport}, {@link GrpcTransport} and {@link LoginPage} tell what something before the model shows, and
     * what nginx and servers in Go say to plain HTTP at a port of HTTPS.
     */
    private static final Pattern PAGE = Pattern.compile(
            "an answer with (?:an HTML page|a login page|HTTP status 2[^:]* instead of gRPC"
                    + "|HTTP status 400[^:]*: .*(?:HTTP request was sent to HTTPS port|HTTP request to an HTTPS server)).*");

    /**
     * What Envoy says where it has not reached a replica, as of a canary whose pods are not ready: envoy,
     * source/common/router/router.cc and source/common/http/utility.cc ({@code resetReasonToString}).
     */
    private static final Pattern UNREACHED =
            Pattern.compile("no healthy upstream|reset reason: (?:local |remote )?connection failure");

    public LoadResult {
        statuses = Collections.unmodifiableSortedMap(new TreeMap<>(statuses));
        flaws = Collections.unmodifiableMap(frequent(flaws));
    }

    /** This part of a burst and the next one as a whole; the silence between them is no time of sending. */
    public LoadResult and(LoadResult next) {
        long spacing = plannedSpanMillis > 0 && sent > 1 ? plannedSpanMillis / (sent - 1) : 0;
        SortedMap<Integer, Long> byStatus = new TreeMap<>(statuses);
        next.statuses.forEach((status, count) -> byStatus.merge(status, count, Long::sum));
        Map<String, Long> byFlaw = new LinkedHashMap<>(flaws);
        next.flaws.forEach((flaw, count) -> byFlaw.merge(flaw, count, Long::sum));
        Histogram both = decoded();
        both.add(next.decoded());
        return new LoadResult(
                planned + next.planned,
                sent + next.sent,
                accepted + next.accepted,
                httpErrors + next.httpErrors,
                badBodies + next.badBodies,
                connectionErrors + next.connectionErrors,
                timeouts + next.timeouts,
                unsent + next.unsent,
                byStatus,
                byFlaw,
                startedAtMillis,
                next.endedAtMillis,
                plannedSpanMillis + spacing + next.plannedSpanMillis,
                sendingSpanMillis
                        + spacing
                        + Math.max(
                                next.plannedSpanMillis,
                                next.plannedSpanMillis > 0
                                        ? next.sendingSpanMillis - BEGINNING_MILLIS
                                        : next.sendingSpanMillis),
                Latency.of(both),
                serviceTime.and(next.serviceTime, sent, next.sent),
                Tally.encoded(both));
    }

    private static Map<String, Long> frequent(Map<String, Long> flaws) {
        Map<String, Long> sorted = new LinkedHashMap<>();
        flaws.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_FLAWS)
                .forEach(flaw -> sorted.put(flaw.getKey(), flaw.getValue()));
        return sorted;
    }

    /** What went wrong and how often, a clause: {@code 3 with no answer in time, 1 with …}; empty where nothing did. */
    public String failures() {
        long told = flaws.values().stream().mapToLong(Long::longValue).sum();
        Stream<String> most = flaws.entrySet().stream().map(flaw -> flaw.getValue() + " with " + flaw.getKey());
        Stream<String> rest = told < failed() ? Stream.of((failed() - told) + " with other failures") : Stream.empty();
        return flaws.isEmpty() ? "" : Stream.concat(most, rest).collect(Collectors.joining(", "));
    }

    /** The most frequent failure, a clause; empty where nothing failed. */
    public String firstFlaw() {
        return flaws.keySet().stream().findFirst().orElse("");
    }

    /** Answers that something before the model gave in its place with a status that it might have, as far as it is told. */
    public long pages() {
        return flaws.entrySet().stream()
                .filter(flaw -> PAGE.matcher(flaw.getKey()).matches())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Answers of something before the model that found none of its replicas, as far as it is told. */
    public long unreached() {
        return flaws.entrySet().stream()
                .filter(flaw -> UNREACHED.matcher(flaw.getKey()).find())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Requests that did not end in a valid prediction. */
    public long failed() {
        return sent - accepted;
    }

    /**
     * Requests beside the accepted that may have been counted as predictions all the same.
     *
     * @param failuresTold whether who counts tells apart what it answers with an error
     */
    public long unsure(boolean failuresTold) {
        return (failuresTold ? badBodies + connectionErrors : failed()) - unsent;
    }

    /** Failed requests as a share of those sent; 0 when nothing was sent. */
    public double errorRatio() {
        return sent == 0 ? 0 : (double) failed() / sent;
    }

    /**
     * Requests sent a second, over the time that sending took, the pause after the last one included: that which was
     * planned, or in the closed model an answer's time; 0 when nothing was sent.
     */
    public double sendingRate() {
        double pause = plannedSpanMillis > 0 && sent > 1 ? plannedSpanMillis / (sent - 1.0) : 0;
        return sent == 0 ? 0 : sent / (Math.max(1, Math.max(plannedSpanMillis + pause, sendingSpanMillis)) / 1000.0);
    }

    /**
     * A latency in milliseconds that this share of the requests did not exceed, those that failed among them.
     *
     * @param quantile between 0 and 1
     */
    public double latencyAt(double quantile) {
        return Latency.quantile(decoded(), quantile);
    }

    /**
     * Why it can't be what a burst of ours told, a clause; empty where it can. What an agent sends is made by whoever runs
     * programs there as its user.
     */
    public Optional<String> malformation() {
        if (histogram.length() > LARGEST_HISTOGRAM) {
            return Optional.of("its histogram is larger than " + (LARGEST_HISTOGRAM >> 10) + " KiB");
        }
        if (flaws.keySet().stream().anyMatch(flaw -> flaw.length() > LONGEST_FLAW)) {
            return Optional.of("one of its failures is described in more than " + LONGEST_FLAW + " characters");
        }
        try {
            decoded();
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of("its histogram can't be read");
        }
    }

    private Histogram decoded() {
        if (histogram.isEmpty()) {
            return new Histogram(3);
        }
        try {
            Histogram decoded = Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(histogram)), 0);
            decoded.setAutoResize(true);
            return decoded;
        } catch (DataFormatException e) {
            throw new IllegalStateException("a histogram that this plugin encoded can't be decoded", e);
        }
    }
}
