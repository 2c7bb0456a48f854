package io.jenkins.plugins.seldon.load;

import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Outcomes of bursts for table tests. */
public final class LoadResults {

    private static final Latency LATENCY = new Latency(5, 9, 10, 20, 30, 40, 6);

    private LoadResults() {}

    /** A burst of an open model that was sent on time. */
    public static LoadResult of(long accepted, long httpErrors, long badBodies, long connectionErrors) {
        long sent = accepted + httpErrors + badBodies + connectionErrors;
        return late(sent, sent, accepted, httpErrors, badBodies, connectionErrors, planned(sent));
    }

    public static LoadResult accepted(long accepted) {
        return of(accepted, 0, 0, 0);
    }

    /** A burst of which every request took one of these times. */
    public static LoadResult taking(long... millis) {
        Histogram micros = new Histogram(3);
        for (long each : millis) {
            micros.recordValue(each * 1000);
        }
        return with(accepted(millis.length), Tally.encoded(micros));
    }

    /** A burst over ten seconds, sent by a number of senders that each go on when they have their answer. */
    public static LoadResult closed(long planned, long sent) {
        LoadResult load = late(planned, sent, sent, 0, 0, 0, 10_000);
        return of(load, load.statuses(), load.flaws(), 0, load.histogram());
    }

    /** The same burst whose answers had these statuses, and which failed so. */
    public static LoadResult failing(LoadResult load, Map<Integer, Long> statuses, Map<String, Long> flaws) {
        return of(load, new TreeMap<>(statuses), flaws, load.plannedSpanMillis(), load.histogram());
    }

    private static LoadResult with(LoadResult load, String histogram) {
        return of(load, load.statuses(), load.flaws(), load.plannedSpanMillis(), histogram);
    }

    private static LoadResult of(
            LoadResult load,
            SortedMap<Integer, Long> statuses,
            Map<String, Long> flaws,
            long plannedSpanMillis,
            String histogram) {
        return new LoadResult(
                load.planned(),
                load.sent(),
                load.accepted(),
                load.httpErrors(),
                load.badBodies(),
                load.connectionErrors(),
                load.timeouts(),
                load.unsent(),
                statuses,
                flaws,
                load.startedAtMillis(),
                load.endedAtMillis(),
                plannedSpanMillis,
                load.sendingSpanMillis(),
                load.latency(),
                load.serviceTime(),
                histogram);
    }

    /** One request that got an answer with this status; 0 for no answer in time. */
    public static LoadResult failed(int status) {
        boolean answered = status > 0;
        TreeMap<Integer, Long> statuses = new TreeMap<>();
        if (answered) {
            statuses.put(status, 1L);
        }
        return new LoadResult(
                1,
                1,
                0,
                answered && status != 200 ? 1 : 0,
                status == 200 ? 1 : 0,
                answered ? 0 : 1,
                answered ? 0 : 1,
                0,
                statuses,
                Map.of(answered ? "an answer with HTTP status " + status : "no answer in time", 1L),
                0,
                0,
                0,
                0,
                LATENCY,
                LATENCY,
                "");
    }

    /** When the last of so many requests is due that are spread over ten seconds. */
    private static long planned(long requests) {
        return requests > 1 ? 10_000 - 10_000 / requests : 10_000;
    }

    /** A burst over ten seconds whose last request was sent after this time instead of when it was due. */
    public static LoadResult late(
            long planned,
            long sent,
            long accepted,
            long httpErrors,
            long badBodies,
            long connectionErrors,
            long sendingMillis) {
        TreeMap<Integer, Long> statuses = new TreeMap<>();
        if (accepted + badBodies > 0) {
            statuses.put(200, accepted + badBodies);
        }
        if (httpErrors > 0) {
            statuses.put(500, httpErrors);
        }
        Map<String, Long> flaws =
                sent == accepted ? Map.of() : Map.of("an answer with HTTP status 500", sent - accepted);
        return new LoadResult(
                planned,
                sent,
                accepted,
                httpErrors,
                badBodies,
                connectionErrors,
                0,
                0,
                statuses,
                flaws,
                0,
                10_000,
                planned(planned),
                sendingMillis,
                LATENCY,
                LATENCY,
                "");
    }

    /** The same burst by a clock that is ahead. */
    public static LoadResult shifted(LoadResult load, Duration ahead) {
        return changed(load, load.timeouts(), load.unsent(), ahead);
    }

    /** The same burst where so many of those without an answer had none in time. */
    public static LoadResult timedOut(LoadResult load, long timeouts) {
        return changed(load, timeouts, load.unsent(), Duration.ZERO);
    }

    /** The same burst where so many of those without an answer found no connection. */
    public static LoadResult unsent(LoadResult load, long unsent) {
        return changed(load, load.timeouts(), unsent, Duration.ZERO);
    }

    private static LoadResult changed(LoadResult load, long timeouts, long unsent, Duration ahead) {
        return new LoadResult(
                load.planned(),
                load.sent(),
                load.accepted(),
                load.httpErrors(),
                load.badBodies(),
                load.connectionErrors(),
                timeouts,
                unsent,
                load.statuses(),
                load.flaws(),
                load.startedAtMillis() + ahead.toMillis(),
                load.endedAtMillis() + ahead.toMillis(),
                load.plannedSpanMillis(),
                load.sendingSpanMillis(),
                load.latency(),
                load.serviceTime(),
                load.histogram());
    }
}
