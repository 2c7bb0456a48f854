package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.gate.measure.Counts.OfPod;
import io.jenkins.plugins.seldon.gate.measure.Counts.OfPredictor;
import java.util.ArrayList;
import java.util.List;

/** Counts for table tests: the executors' pages were read, all counts agree, and nobody else was there, but for what a test says. */
public final class CountsBuilder {

    private final Balance balance;
    private Balance errors = Balance.NOTHING;
    private Balance errorsOfWanted = Balance.NOTHING;
    private Owners.Basis basis = Owners.Basis.POD_NAME;
    private String executorsProblem = "";
    private String wanted = "";
    private double scrapeLost;
    private double between;
    private double scrapeExcess;
    private double disputed;
    private double failed;
    private double late;
    private boolean changed;
    private final List<OfPod> pods = new ArrayList<>();
    private final List<OfPredictor> predictors = new ArrayList<>();
    private final List<String> doubts = new ArrayList<>();

    private CountsBuilder(Balance balance) {
        this.balance = balance;
    }

    /** Counts with this balance. */
    public static CountsBuilder of(Balance balance) {
        return new CountsBuilder(balance);
    }

    /** So many of the accepted predictions rose on the executors' pages. */
    public static CountsBuilder counted(long accepted, double rise) {
        return of(Balance.of(List.of(Stretch.sending(accepted, 10, rise))));
    }

    /** The same with others' part within, which may lie off by a margin. */
    public static CountsBuilder beside(
            long accepted, double rise, double others, double margin, double rateBefore, double rateAfter) {
        return of(new Balance(accepted, 0, rise, others, margin, 0, 0, 10, rateBefore, rateAfter));
    }

    /** The same where single parts have more than was sent in them, which may hide as much. */
    public static CountsBuilder surplus(long accepted, double rise, double surplus) {
        return of(new Balance(accepted, 0, rise, 0, 0, surplus, surplus, 10, 0, 0));
    }

    /** Predictions counted with an error beside, with their margin. */
    public CountsBuilder errors(double rise, double margin) {
        errors = new Balance(0, 0, rise, 0, margin, 0, 0, 10, 0, 0);
        return this;
    }

    /** So many of these are of the predictor that the gate is about, give or take a margin. */
    public CountsBuilder errorsOfWanted(double rise, double margin) {
        errorsOfWanted = new Balance(0, 0, rise, 0, margin, 0, 0, 10, 0, 0);
        return this;
    }

    public CountsBuilder errors(Balance of) {
        errors = of;
        return this;
    }

    /** The executors' pages were not readable, so that labels and Prometheus alone tell. */
    public CountsBuilder unread(String why) {
        executorsProblem = why;
        basis = Owners.Basis.LABELS;
        return this;
    }

    public CountsBuilder wanted(String predictor) {
        wanted = predictor;
        return this;
    }

    public CountsBuilder scrapeLost(double predictions) {
        scrapeLost = predictions;
        return this;
    }

    /** Others' predictions in the silence between the burst's parts. */
    public CountsBuilder between(double predictions) {
        between = predictions;
        return this;
    }

    public CountsBuilder scrapeExcess(double predictions) {
        scrapeExcess = predictions;
        return this;
    }

    public CountsBuilder disputed(double predictions) {
        disputed = predictions;
        return this;
    }

    /** Requests that failed and may have been counted all the same. */
    public CountsBuilder failed(double requests) {
        failed = requests;
        return this;
    }

    /** Predictions from before the burst that Prometheus showed late. */
    public CountsBuilder late(double predictions) {
        late = predictions;
        return this;
    }

    /** Replicas restarted, vanished or turned up. */
    public CountsBuilder changed() {
        changed = true;
        return this;
    }

    public CountsBuilder doubt(String doubt) {
        doubts.add(doubt);
        return this;
    }

    /** A pod of the predictor {@code main}; null for a count that nobody has. */
    public CountsBuilder pod(String name, Double executor, Double prometheus, String note) {
        pods.add(new OfPod(name, "main", true, executor, prometheus, note));
        return this;
    }

    public CountsBuilder predictors(List<OfPredictor> all) {
        predictors.addAll(all);
        return this;
    }

    /** A predictor that the burst's requests reach. */
    public CountsBuilder predictor(String name, Double share, double got, double least, double most) {
        predictors.add(new OfPredictor(name, true, share, got, got, least, most));
        return this;
    }

    /** One that they do not reach: a shadow, or another than the endpoint leads to. */
    public CountsBuilder besidePredictor(String name, Double share, double got) {
        predictors.add(new OfPredictor(name, false, share, got, got, 0, 0));
        return this;
    }

    public Counts build() {
        return new Counts(
                basis,
                executorsProblem,
                pods,
                predictors,
                wanted,
                balance,
                errors,
                errorsOfWanted,
                scrapeLost,
                between,
                scrapeExcess,
                disputed,
                failed,
                late,
                balance.rise() - scrapeLost + scrapeExcess,
                changed,
                doubts);
    }
}
