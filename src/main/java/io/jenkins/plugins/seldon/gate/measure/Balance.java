package io.jenkins.plugins.seldon.gate.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * What was sent held against what rose, in the worst case of every margin. Pure.
 *
 * <p>Counters carry no request's identity, so others' part is measured where this gate is silent, on both sides of each
 * stretch in which it sends, and never extrapolated beyond its neighbours. What is unsure of it:
 *
 * <ul>
 *   <li>chance: others arrive as a Poisson process, more clumped where their silent stretches scatter more; three standard
 *       deviations, so that one in 740 lies above;
 *   <li>change: where the rates on both sides differ beyond chance, others may have kept either;
 *   <li>compensation: what one stretch has too much makes up for nothing that another lacks, since a stranger's batch hides
 *       a loss just as large.
 * </ul>
 *
 * @param accepted predictions that the sender had accepted
 * @param unsure requests beside them that may have been counted
 * @param rise how far the counters rose while this gate was sending
 * @param others others' part of that, as measured in the silence around
 * @param margin how far that part may lie off, by chance and by change
 * @param hidden what a loss may be larger by, since a stretch has more than this gate and others explain
 * @param surplus what single stretches have more than this gate and others explain
 * @param silentSeconds how long others could be watched alone
 * @param rateBefore others' predictions a second before the first sending stretch
 * @param rateAfter the same after the last one
 */
public record Balance(
        long accepted,
        long unsure,
        double rise,
        double others,
        double margin,
        double hidden,
        double surplus,
        double silentSeconds,
        double rateBefore,
        double rateAfter) {

    /** Standard deviations of a margin: beyond them, on one side, lies one case in 740. */
    static final double DEVIATIONS = 3;

    /** The same for one of many stretches, each of which may be the odd one. */
    private static final double DEVIATIONS_OF_ONE = 4;

    /** Silent stretches between which a batch that comes and goes shows. */
    private static final int MANY = 6;

    private static final double SHORTEST_SECONDS = 0.001;

    /** Silent stretches that have to be there before their scatter says something of its own. */
    private static final int ENOUGH = 4;

    /** Nothing was sent, nothing rose. */
    public static final Balance NOTHING = new Balance(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** @param stretches in the order of time, without a hole */
    public static Balance of(List<Stretch> stretches) {
        List<Stretch> merged = merged(stretches);
        double clumps = clumps(merged.stream().filter(s -> !s.sending()).toList());
        Sum sum = new Sum(clumps, merged.stream().filter(s -> !s.sending()).count() >= MANY);
        double[] weight = new double[merged.size()];
        for (int i = 0; i < merged.size(); i++) {
            if (merged.get(i).sending()) {
                sum.add(
                        merged.get(i),
                        i > 0 ? merged.get(i - 1) : null,
                        i + 1 < merged.size() ? merged.get(i + 1) : null);
                double silent = seconds(merged, i - 1) + seconds(merged, i + 1);
                for (int side : new int[] {i - 1, i + 1}) {
                    if (seconds(merged, side) > 0) {
                        weight[side] += merged.get(i).seconds() / silent;
                    }
                }
            }
        }
        for (int i = 0; i < merged.size(); i++) {
            sum.variance += weight[i] * weight[i] * merged.get(i).rise() * clumps;
        }
        return sum.balance(merged);
    }

    private static double seconds(List<Stretch> stretches, int i) {
        return i < 0 || i >= stretches.size() ? 0 : stretches.get(i).seconds();
    }

    private static List<Stretch> merged(List<Stretch> stretches) {
        List<Stretch> merged = new ArrayList<>();
        for (Stretch each : stretches) {
            Stretch next = each.seconds() >= SHORTEST_SECONDS ? each : each.lasting(SHORTEST_SECONDS);
            int last = merged.size() - 1;
            if (last >= 0 && merged.get(last).sending() == next.sending()) {
                merged.set(last, merged.get(last).and(next));
            } else {
                merged.add(next);
            }
        }
        return merged;
    }

    /** How much more silent stretches scatter than those of a Poisson process would, by neighbours; 1 for not at all. */
    private static double clumps(List<Stretch> silent) {
        double sum = 0;
        int pairs = 0;
        for (int i = 1; i < silent.size(); i++) {
            Stretch one = silent.get(i - 1);
            Stretch other = silent.get(i);
            double rate = (one.rise() + other.rise()) / (one.seconds() + other.seconds());
            if (rate > 0) {
                double difference = one.rise() / one.seconds() - other.rise() / other.seconds();
                sum += difference * difference / (rate * (1 / one.seconds() + 1 / other.seconds()));
                pairs++;
            }
        }
        // Neighbours share a stretch: half of the pairs are independent.
        double byChance = 1 + DEVIATIONS * Math.sqrt(2.0 / Math.max(1, pairs / 2.0));
        return pairs + 1 >= ENOUGH && sum / pairs > byChance ? sum / pairs : 1;
    }

    /** The part of the accepted predictions that was certainly lost, in the best case; never negative. */
    public double lostAtLeast() {
        return Math.max(0, accepted - (rise - others) - margin);
    }

    /** The part of them that may have been lost, in the worst case. */
    public double lostAtMost() {
        return Math.max(0, accepted - (rise - others) + margin + hidden);
    }

    /**
     * How many accepted predictions beside {@link #lostAtMost} may be lost behind requests that failed and were counted in
     * their place: as many as failed, but for those that show as a rise beyond what was accepted.
     */
    public double obscured() {
        double beyond = rise - others - margin - hidden - accepted;
        return Math.max(0, unsure - Math.max(0, beyond));
    }

    /** This gate's own counted predictions, as far as others' part is known; never negative. */
    public double own() {
        return Math.max(0, rise - others);
    }

    /** Counted beyond what this gate and others explain, in the best case. */
    public double excess() {
        return Math.max(surplus, Math.max(0, rise - others - margin - accepted - unsure));
    }

    /** Whether others were noticed at all. */
    public boolean hasOthers() {
        return rateBefore > 0 || rateAfter > 0 || others > 0;
    }

    /** What adds up over the sending stretches. */
    private static final class Sum {
        private final double clumps;
        private final boolean many;
        private final List<double[]> deficits = new ArrayList<>();
        private long accepted;
        private long unsure;
        private double rise;
        private double others;
        private double variance;
        private double change;
        private double surplus;
        private double densest;
        private long surplusAccepted;

        Sum(double clumps, boolean many) {
            this.clumps = clumps;
            this.many = many;
        }

        void add(Stretch sending, Stretch before, Stretch after) {
            double silent = (before == null ? 0 : before.seconds()) + (after == null ? 0 : after.seconds());
            double seen = (before == null ? 0 : before.rise()) + (after == null ? 0 : after.rise());
            double rate = silent > 0 ? seen / silent : 0;
            double part = rate * sending.seconds();
            double ownChange = before == null || after == null ? 0 : change(before, after, rate) * sending.seconds();
            double estimate = silent > 0 ? sending.seconds() * sending.seconds() * rate / silent : 0;
            double chance = DEVIATIONS_OF_ONE * Math.sqrt(clumps * (part + estimate));
            accepted += sending.accepted();
            unsure += sending.unsure();
            rise += sending.rise();
            others += part;
            variance += clumps * part;
            change += ownChange;
            double over = sending.rise() - part - sending.accepted();
            double unexplained = over - sending.unsure() - ownChange - chance;
            if (unexplained > 0) {
                surplus += unexplained;
                densest = Math.max(densest, unexplained / Math.max(1, sending.accepted()));
                surplusAccepted += sending.accepted();
            } else if (sending.accepted() > 0) {
                deficits.add(new double[] {Math.max(0, -over - chance), sending.accepted()});
            }
        }

        /**
         * By how much a rate may lie off, where both sides differ beyond chance; in a few stretches a batch that comes and
         * goes looks like chance, so that any difference is taken for a change.
         */
        private double change(Stretch before, Stretch after, double rate) {
            double difference = Math.abs(before.rise() / before.seconds() - after.rise() / after.seconds());
            if (!many) {
                return difference;
            }
            double byChance = DEVIATIONS * Math.sqrt(clumps * rate * (1 / before.seconds() + 1 / after.seconds()));
            return difference > byChance ? difference : 0;
        }

        Balance balance(List<Stretch> stretches) {
            double worst = deficits.stream().mapToDouble(d -> d[0] / d[1]).max().orElse(0);
            // Where something is counted twice or by strangers in one part, it may be as much in any other; where
            // it is too much, as much may be lost as in the worst of the others.
            double hidden = surplus > 0 ? Math.max(surplus, densest * accepted) + worst * surplusAccepted : 0;
            Stretch first = stretches.isEmpty() ? null : stretches.get(0);
            Stretch last = stretches.isEmpty() ? null : stretches.get(stretches.size() - 1);
            return new Balance(
                    accepted,
                    unsure,
                    rise,
                    others,
                    DEVIATIONS * Math.sqrt(variance) + change,
                    hidden,
                    surplus,
                    stretches.stream()
                            .filter(s -> !s.sending())
                            .mapToDouble(Stretch::seconds)
                            .sum(),
                    rate(first),
                    rate(last));
        }

        private static double rate(Stretch stretch) {
            return stretch == null || stretch.sending() ? 0 : stretch.rise() / stretch.seconds();
        }
    }
}
