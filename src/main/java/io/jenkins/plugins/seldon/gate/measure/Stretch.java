package io.jenkins.plugins.seldon.gate.measure;

/**
 * A stretch of the measurement between two readings of the counters: either this gate was sending in it, or it was silent
 * and all that rose is others' traffic.
 *
 * @param sending whether this gate sent in it
 * @param accepted predictions that it had accepted in it; 0 in a silent one
 * @param unsure requests of it that may have been counted though none was accepted: lost and invalid answers
 * @param seconds how long it lasted
 * @param rise how far the counters of predictions rose in it
 */
public record Stretch(boolean sending, long accepted, long unsure, double seconds, double rise) {

    /** One in which this gate was silent. */
    public static Stretch silent(double seconds, double rise) {
        return new Stretch(false, 0, 0, seconds, rise);
    }

    /** One in which everything that was sent got its prediction. */
    public static Stretch sending(long accepted, double seconds, double rise) {
        return new Stretch(true, accepted, 0, seconds, rise);
    }

    Stretch lasting(double time) {
        return new Stretch(sending, accepted, unsure, time, rise);
    }

    /** This one and the next of its kind as one. */
    Stretch and(Stretch next) {
        return new Stretch(
                sending, accepted + next.accepted, unsure + next.unsure, seconds + next.seconds, rise + next.rise);
    }
}
