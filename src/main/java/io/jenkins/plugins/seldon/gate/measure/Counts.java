package io.jenkins.plugins.seldon.gate.measure;

import java.util.List;

/**
 * The three counts side by side: what the sender had accepted, what the executors' own pages rose, what Prometheus says
 * that they rose. Facts and their margins, no judgement.
 *
 * @param basis by what Prometheus' series are known to be the deployment's
 * @param executorsProblem why the executors' pages could not be read, a clause; empty when all that matter were
 * @param pods each pod's counts
 * @param predictors each predictor's counts
 * @param wanted the predictor that the gate is asked about; empty for all
 * @param balance what was accepted against what rose: on the executors' pages, or where they can't be read in Prometheus
 * @param errors the same for predictions that were counted with an error
 * @param errorsOfWanted those of the predictor that the gate is asked about; nothing where it is about all
 * @param scrapeLost predictions that executors counted and Prometheus did not
 * @param between others' predictions that executors counted in the silence between the burst's parts, among which
 *     {@code scrapeLost} may have some
 * @param scrapeExcess predictions that Prometheus counted and the executors did not
 * @param disputed how much lower Prometheus' count may be, where series of one pod contradict each other
 * @param failed requests that failed and may have been counted in the place of accepted predictions that were not
 * @param late predictions from before the burst that Prometheus had not shown when the burst began, so that it may show them
 *     among the burst's; 0 where the executors' pages tell those apart
 * @param prometheus how far the burst's counters rose in Prometheus, others' part within
 * @param changed whether replicas restarted, vanished or turned up
 * @param doubts what forbids any judgement, clauses; empty for nothing
 */
public record Counts(
        Owners.Basis basis,
        String executorsProblem,
        List<OfPod> pods,
        List<OfPredictor> predictors,
        String wanted,
        Balance balance,
        Balance errors,
        Balance errorsOfWanted,
        double scrapeLost,
        double between,
        double scrapeExcess,
        double disputed,
        double failed,
        double late,
        double prometheus,
        boolean changed,
        List<String> doubts) {

    /**
     * One pod's counts, from before the burst to after it.
     *
     * @param pod its name; empty for what only labels tell
     * @param predictor whose it is; empty where nothing tells
     * @param own whether its predictions are the burst's: not a shadow's, and of a predictor that the endpoint leads to
     * @param executor how far its own page rose; null where it was not readable
     * @param prometheus how far Prometheus says that it rose; null where Prometheus has nothing of it
     * @param note what else there is to know, a clause; empty for nothing
     */
    public record OfPod(String pod, String predictor, boolean own, Double executor, Double prometheus, String note) {}

    /**
     * One predictor's counts.
     *
     * @param name its name
     * @param own whether its predictions are the burst's
     * @param share the part of the traffic that it is to get; null where nothing tells
     * @param executor how far its pods' pages rose; null where they were not readable
     * @param prometheus how far Prometheus says that they rose
     * @param least the least that chance allows of what was counted altogether
     * @param most the most
     */
    public record OfPredictor(
            String name, boolean own, Double share, Double executor, double prometheus, double least, double most) {

        /** What it got: as its executors tell, else as Prometheus does. */
        public double got() {
            return executor == null ? prometheus : executor;
        }
    }

    public Counts {
        // An earlier version has not kept it.
        errorsOfWanted = errorsOfWanted == null ? Balance.NOTHING : errorsOfWanted;
        pods = List.copyOf(pods);
        predictors = List.copyOf(predictors);
        doubts = List.copyOf(doubts);
    }

    /** Whether the executors' own pages were read before and after the burst. */
    public boolean executorsRead() {
        return executorsProblem.isEmpty();
    }

    /** This burst's predictions that all counts agree on at least to have been counted, as far as others are known. */
    public double counted() {
        return Math.max(0, balance.own() - scrapeLost);
    }

    /**
     * The accepted predictions that were certainly not counted, in the best case: those that no executor counted, and of
     * those that Prometheus did not see what can't be others'.
     *
     * <p>With {@code x} of the rise not this burst's (others' within their margin, and requests that failed and may have been
     * counted), executors lack {@code accepted - (rise - x)}, and of what Prometheus lacks {@code x} and what rose in the
     * silence may be theirs. The one grows with {@code x} as the other shrinks, so that each margin counts once: the sum is
     * least anywhere between the two places at which one of them ends, or at the end of the margin that is nearest to those.
     */
    public double lostAtLeast() {
        double lacking = balance.accepted() - balance.rise();
        double unseen = scrapeLost - between;
        double least = Math.max(0, balance.others() - balance.margin());
        double most = balance.others() + balance.margin() + balance.unsure();
        double x = Math.max(least, Math.min(most, Math.min(-lacking, unseen)));
        return Math.max(0, lacking + x) + Math.max(0, unseen - x);
    }

    /** Those that may not have been counted, in the worst case. */
    public double lostAtMost() {
        return balance.lostAtMost() + scrapeLost + disputed + failed + late;
    }

    /**
     * How many predictions of a predictor its pods counted and Prometheus did not; what one pod lacks no other makes up for.
     * What Prometheus has without a pod's name stands for those that it has no target of, unless it has one of others: then it
     * may be theirs once more.
     */
    public double scrapeLostOf(String predictor) {
        double lost = 0;
        double unseen = 0;
        double unnamed = 0;
        for (OfPod pod : pods) {
            boolean isOf = pod.predictor().equals(predictor);
            if (isOf && pod.executor() != null && pod.prometheus() != null) {
                lost += Math.max(0, pod.executor() - pod.prometheus());
            } else if (isOf && pod.executor() != null) {
                unseen += pod.executor();
            } else if (pod.pod().isEmpty() && (isOf || pod.predictor().isEmpty())) {
                unnamed += pod.prometheus();
            }
        }
        boolean areNamed = pods.stream().anyMatch(pod -> pod.executor() != null && pod.prometheus() != null);
        return lost + Math.max(0, unseen - (areNamed ? 0 : unnamed));
    }

    /** What other predictors than the one that is asked about counted, where nobody could be asked what each is to get. */
    public double unweighted() {
        boolean isAsked = predictors.stream().anyMatch(each -> each.share() != null);
        return wanted.isEmpty() || isAsked
                ? 0
                : predictors.stream()
                        .filter(each -> !each.own())
                        .mapToDouble(OfPredictor::got)
                        .sum();
    }

    /** Whether so much is missing that is not tolerated, and may be those' part of the burst. */
    public boolean mayBeSharedOut(double tolerated) {
        double lost = lostAtLeast();
        return lost > tolerated && unweighted() > 0 && unweighted() + tolerated >= lost;
    }

    /** Counted beyond what the burst and others' measured traffic explain. */
    public double excess() {
        return Math.max(balance.excess(), scrapeExcess);
    }
}
