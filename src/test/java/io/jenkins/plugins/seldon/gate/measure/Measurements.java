package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.load.LoadResult;
import java.util.List;

/** Measurements for table tests: what Prometheus alone told of a burst of 20 s, with as much silence on both sides. */
public final class Measurements {

    private static final double SECONDS = 20;

    private Measurements() {}

    /** A burst of which this was counted, others' part within. */
    public static Measurement of(LoadResult load, double counted) {
        return of(load, counted, 0, true, 0, 0);
    }

    public static Measurement of(
            LoadResult load, double counted, double othersPerSecond, boolean sampled, int resets, long changed) {
        Stretch silence = Stretch.silent(SECONDS, othersPerSecond * SECONDS);
        long unsure = load.badBodies() + load.connectionErrors();
        Balance balance =
                Balance.of(List.of(silence, new Stretch(true, load.accepted(), unsure, SECONDS, counted), silence));
        return measurement(load, counts(balance, Balance.NOTHING, List.of()), sampled, resets, changed);
    }

    /** One in which something forbids any judgement. */
    public static Measurement doubted(LoadResult load, double counted, String doubt) {
        Balance balance = Balance.of(List.of(Stretch.sending(load.accepted(), SECONDS, counted)));
        return measurement(load, counts(balance, Balance.NOTHING, List.of(doubt)), true, 0, 0);
    }

    /** One with errors counted beside. */
    public static Measurement withErrors(LoadResult load, double counted, double errors) {
        Balance balance = Balance.of(List.of(Stretch.sending(load.accepted(), SECONDS, counted)));
        Balance failed = Balance.of(List.of(Stretch.sending(0, SECONDS, errors)));
        return measurement(load, counts(balance, failed, List.of()), true, 0, 0);
    }

    /** One whose predictors got this. */
    public static Measurement of(LoadResult load, String wanted, List<Counts.OfPredictor> predictors) {
        return of(
                load,
                CountsBuilder.counted(load.accepted(), load.accepted())
                        .wanted(wanted)
                        .predictors(predictors)
                        .build());
    }

    /** One with these counts, of which Prometheus has a sample past the end, and no counter that changed meanwhile. */
    public static Measurement of(LoadResult load, Counts counts) {
        return of(load, counts, 0, 0, 0, 0);
    }

    /** The same with counters that restarted, ended or were found with what is not proven to be the burst's. */
    public static Measurement of(LoadResult load, Counts counts, int resets, long ended, long found, double unproven) {
        return new Measurement(load, counts, SECONDS, true, 1, resets, ended, found, unproven);
    }

    private static Counts counts(Balance balance, Balance errors, List<String> doubts) {
        CountsBuilder counts = CountsBuilder.of(balance).errors(errors).unread("not checked");
        doubts.forEach(counts::doubt);
        return counts.build();
    }

    private static Measurement measurement(LoadResult load, Counts counts, boolean sampled, int resets, long changed) {
        return new Measurement(load, counts, SECONDS, sampled, 1, resets, changed, changed, 0);
    }
}
