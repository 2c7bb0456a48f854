package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.measure.Pulse;
import io.jenkins.plugins.seldon.load.LoadProfile;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How a burst is sent: in parts with silence between them, in which others can be watched alone. Without silence a
 * stranger's batch that lasts as long as the burst could stand for predictions that were lost. The parts are of different
 * sizes: another controller's gate of the deployment waits for the same scrape before it sends, and of parts alike each gate
 * would take the other's for its own. Plain numbers, since a gate keeps it over a restart. Pure.
 *
 * @param requests of the whole burst, as in {@link LoadProfile}
 * @param rate likewise
 * @param durationNanos likewise
 * @param concurrency likewise
 * @param rampUpNanos likewise
 * @param parts how many it is sent in
 * @param pauseMillis the silence between two parts
 * @param seed what the sizes of the parts are drawn from; 0 for equal ones
 */
record BurstPlan(
        long requests,
        double rate,
        long durationNanos,
        int concurrency,
        long rampUpNanos,
        int parts,
        long pauseMillis,
        long seed) {

    private static final int PARTS = 4;
    private static final int MOST_PARTS_OF_QUIET = 12;
    private static final long PART_MILLIS = 5000;
    private static final int PARTS_BY_SCRAPES = 3;

    /** By which the ends of two parts may lie nearer on Prometheus' clock than they are told: {@link Pulsing}, {@link Pulse}. */
    private static final Duration EDGES = Duration.ofMillis(750);

    private static final int LEAST_PARTS_BESIDE_OTHERS = 8;
    static final int MOST_PARTS = 30;

    /** Parts of fewer requests tell little. */
    private static final int LEAST_OF_A_PART = 10;

    /** The sizes of two gates' parts agree the less by chance the more parts there are; a few have to differ more. */
    private static final int FEW = 8;

    /** The size of the largest part beside that of the smallest, at most. */
    private static final int SPREAD = 2;

    private static final int SPREAD_OF_FEW = 4;

    private static final long SHORTEST_PAUSE = 300;
    private static final long LONGEST_PAUSE = 2000;

    /** Readings of more pods than this, all parts together, would make the gate's state large. */
    private static final int MOST_READINGS = 600;

    private BurstPlan(LoadProfile profile, int parts, Duration pause) {
        this(
                profile.requests(),
                profile.rate(),
                profile.duration().toNanos(),
                profile.concurrency(),
                profile.rampUp().toNanos(),
                parts,
                pause.toMillis(),
                0);
    }

    /** The same with parts of sizes that are drawn from a seed, which is not 0. */
    BurstPlan uneven(long of) {
        return new BurstPlan(requests, rate, durationNanos, concurrency, rampUpNanos, parts, pauseMillis, of);
    }

    /** A quiet model whose executors' pages can be read at once. */
    static BurstPlan quiet(LoadProfile profile) {
        long millis = profile.duration().toMillis();
        int parts = parts(profile, (int) Math.max(PARTS, Math.min(MOST_PARTS_OF_QUIET, millis / PART_MILLIS)));
        long fifth = millis / parts / 5;
        return new BurstPlan(
                profile, parts, Duration.ofMillis(Math.max(SHORTEST_PAUSE, Math.min(LONGEST_PAUSE, fifth))));
    }

    /** Where only Prometheus can be read: it needs two samples in each silence. */
    static BurstPlan byScrapes(LoadProfile profile, Duration scrapeInterval) {
        Duration pause = scrapeInterval.multipliedBy(11).dividedBy(5).plus(EDGES);
        return new BurstPlan(profile, parts(profile, PARTS_BY_SCRAPES), pause);
    }

    /** A live model: as much silence as sending, in turns of about a second. */
    static BurstPlan live(LoadProfile profile, int pods) {
        long millis = profile.duration().toMillis();
        int most = Math.max(LEAST_PARTS_BESIDE_OTHERS, Math.min(MOST_PARTS, MOST_READINGS / (2 * Math.max(1, pods))));
        int parts = parts(profile, (int) Math.max(LEAST_PARTS_BESIDE_OTHERS, Math.min(most, millis / 1000)));
        Duration pause = Duration.ofMillis(Math.max(SHORTEST_PAUSE, millis / parts));
        return new BurstPlan(profile, parts, pause);
    }

    private static int parts(LoadProfile profile, int wanted) {
        if (profile.rampUp().compareTo(Duration.ZERO) > 0) {
            // A rate that rises from part to part anew would be no ramp.
            return 1;
        }
        if (profile.requests() == 0) {
            return wanted;
        }
        long least = profile.isOpen() ? LEAST_OF_A_PART : Math.max(LEAST_OF_A_PART, 2L * profile.concurrency());
        return (int) Math.max(1, Math.min(wanted, profile.requests() / least));
    }

    /** The profile of one part, counted from 0. */
    LoadProfile part(int index) {
        double from = before(index);
        double to = before(index + 1);
        return new LoadProfile(
                (long) (requests * to) - (long) (requests * from),
                rate,
                Duration.ofNanos(Math.round(durationNanos * (to - from))),
                concurrency,
                Duration.ofNanos(rampUpNanos));
    }

    /** How much of the whole the parts before one are, 0 to 1. */
    private double before(int index) {
        if (seed == 0 || index == parts) {
            return (double) index / parts;
        }
        double[] sizes = new SplittableRandom(seed)
                .doubles(parts, 1, parts < FEW ? SPREAD_OF_FEW : SPREAD)
                .toArray();
        double all = Arrays.stream(sizes).sum();
        return Arrays.stream(sizes, 0, index).sum() / all;
    }

    Duration pause() {
        return Duration.ofMillis(pauseMillis);
    }

    /** For a log: the profile, and how it is cut. */
    @Override
    public String toString() {
        String whole = new LoadProfile(
                        requests, rate, Duration.ofNanos(durationNanos), concurrency, Duration.ofNanos(rampUpNanos))
                .toString();
        return parts == 1 ? whole : whole + ", in " + parts + " parts with silence between them";
    }
}
