package io.jenkins.plugins.seldon.gate.measure;

/**
 * What chance allows a predictor to get of a number of predictions that are distributed by weights: the two ends of a
 * binomial distribution, each predictor's own part of the multinomial one. Pure.
 */
public final class Shares {

    /** Outside of its range a predictor lies by chance once in a thousand gates. */
    public static final double CONFIDENCE = 0.999;

    private Shares() {}

    /** The least number of successes that is not too few to be chance. */
    public static long least(long trials, double share) {
        double tail = (1 - CONFIDENCE) / 2;
        if (share >= 1) {
            return trials;
        }
        double sum = 0;
        long k = 0;
        for (double term = Math.log1p(-share) * trials; k < trials; k++) {
            sum += Math.exp(term);
            if (sum > tail) {
                return k;
            }
            term += Math.log(trials - k) - Math.log(k + 1) + Math.log(share) - Math.log1p(-share);
        }
        return k;
    }

    /** The greatest number that is not too many to be chance. */
    public static long most(long trials, double share) {
        return trials - least(trials, 1 - share);
    }

    /** How many predictions it takes until none at all can't be chance. */
    public static long enough(double share) {
        return (long) Math.ceil(Math.log((1 - CONFIDENCE) / 2) / Math.log1p(-share));
    }
}
