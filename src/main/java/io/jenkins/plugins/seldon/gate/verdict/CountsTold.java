package io.jenkins.plugins.seldon.gate.verdict;

import io.jenkins.plugins.seldon.gate.measure.Balance;
import io.jenkins.plugins.seldon.gate.measure.Counts;
import io.jenkins.plugins.seldon.gate.measure.Counts.OfPod;
import io.jenkins.plugins.seldon.gate.measure.Counts.OfPredictor;
import io.jenkins.plugins.seldon.text.Numbers;
import java.util.List;
import java.util.stream.Collectors;

/** The three counts in words. */
public final class CountsTold {

    private static final int MOST_PODS = 8;

    private CountsTold() {}

    /** A clause: {@code 150 of 200 accepted predictions were counted, by Prometheus, 200 by its pods}. */
    public static String of(Counts counts) {
        Balance balance = counts.balance();
        String told = Numbers.measured(counts.counted(), balance.accepted()) + " of " + balance.accepted()
                + " accepted predictions were counted";
        if (counts.executorsRead() && counts.scrapeLost() > 0) {
            told += " by Prometheus, " + Numbers.measured(balance.own(), balance.accepted()) + " by its pods";
        }
        if (balance.hasOthers()) {
            told += ", plus about " + Numbers.measured(balance.others()) + " of background traffic";
        }
        return told;
    }

    /** What each predictor and each pod counted, a clause. */
    public static String breakdown(Counts counts) {
        String predictors = counts.predictors().stream()
                .map(p -> p.name() + (p.own() ? "" : " (not the burst's)") + " " + Numbers.measured(p.got()))
                .collect(Collectors.joining(", "));
        String each = pods(counts);
        return counts.predictors().size() > 1 || each.isEmpty()
                ? predictors + (each.isEmpty() ? "" : "; " + each)
                : each;
    }

    /** What each pod counted, a clause. */
    public static String pods(Counts counts) {
        List<OfPod> pods = counts.pods();
        String more = pods.size() > MOST_PODS ? "; and " + (pods.size() - MOST_PODS) + " more" : "";
        return pods.stream().limit(MOST_PODS).map(CountsTold::of).collect(Collectors.joining("; ")) + more;
    }

    /** One pod: {@code iris-0 100 on its page, 50 in Prometheus}. */
    public static String of(OfPod pod) {
        String name = pod.pod().isEmpty() ? "a pod that is not known" : pod.pod();
        String prometheus = pod.prometheus() == null ? "nothing" : Numbers.measured(pod.prometheus());
        String note = pod.note().isEmpty() ? "" : " (" + pod.note() + ")";
        return pod.executor() == null
                ? name + " " + prometheus + " in Prometheus" + note
                : name + " " + Numbers.measured(pod.executor()) + " on its page, " + prometheus + " in Prometheus"
                        + note;
    }

    /** Each predictor's share, for a log: {@code canary 41 (share 0.2: 24 to 58)}. */
    public static String of(OfPredictor predictor) {
        String told = predictor.name() + " " + Numbers.measured(predictor.got(), predictor.least(), predictor.most());
        return predictor.share() == null || !predictor.own() ? told : told + " (" + share(predictor) + ")";
    }

    private static String share(OfPredictor predictor) {
        return "share " + Numbers.measured(predictor.share()) + ": " + Numbers.of(predictor.least()) + " to "
                + Numbers.of(predictor.most());
    }
}
