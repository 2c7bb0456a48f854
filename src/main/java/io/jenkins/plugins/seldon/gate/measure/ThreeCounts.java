package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.gate.measure.CounterDelta.Span;
import io.jenkins.plugins.seldon.gate.measure.Counts.OfPod;
import io.jenkins.plugins.seldon.gate.measure.Counts.OfPredictor;
import io.jenkins.plugins.seldon.gate.measure.Processes.Target;
import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Predictor;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import io.jenkins.plugins.seldon.text.Numbers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Brings the three counts of a burst together: the one pure place that tells whose a count is, what belongs to the burst
 * and how far everything may lie off.
 *
 * <p>An executor's page and Prometheus show the same counter, so between them there is no chance: Prometheus' sample from
 * before the burst is no higher than the page read just before it, its sample from after the burst no lower than the page
 * read just after it. Chance lies only between what was accepted and what rose, where others use the model; see
 * {@link Balance}. What one pod lacks no other makes up for. Confined to one thread, made anew for each measurement.
 */
public final class ThreeCounts {

    /** Counters hold whole numbers. */
    private static final double LESS_THAN_ONE = 0.5;

    private final Routing routing;
    private final Executors executors;
    private final long fromMillis;
    private final Processes processes;
    private final Map<String, Target> targets = new HashMap<>();
    private final List<OfPod> pods = new ArrayList<>();
    private final List<String> doubts = new ArrayList<>();
    private double scrapeLost;
    private double scrapeExcess;
    private double disputed;
    private double prometheus;

    /** Whether a target of a pod of the burst's is known as that pod's. */
    private boolean ownedSeen;

    private ThreeCounts(Snapshot seen) {
        this.routing = seen.routing();
        this.executors = new Executors(seen.pages(), routing);
        this.processes = seen.processes();
        this.fromMillis = seen.fromMillis();
    }

    /**
     * Everything that was seen of a burst.
     *
     * @param routing which predictors' counts are the burst's
     * @param pages the executors' pages, in the order of time
     * @param counters what Prometheus holds after the burst
     * @param processes how far each process rose in Prometheus from the baseline to its first sample past the end
     * @param before others' traffic before the burst, as Prometheus saw it
     * @param late predictions that were answered before the burst and that Prometheus did not show when it began
     * @param pulses the burst's parts, on Prometheus' clock
     * @param fromMillis when the baseline was taken, on Prometheus' clock
     */
    public record Snapshot(
            Routing routing,
            List<Pages> pages,
            Counters counters,
            Processes processes,
            Stretch before,
            double late,
            List<Pulse> pulses,
            long fromMillis) {}

    /** The counts of a burst. */
    public static Counts of(Snapshot seen) {
        return new ThreeCounts(seen).counts(seen);
    }

    private Counts counts(Snapshot seen) {
        comparePods();
        compareUnowned();
        doubt(seen);
        Sampled sampled = new Sampled(seen, executors);
        Balance balance = Balance.of(executors.areRead() ? executors.successes() : sampled.successes());
        Balance errors = Balance.of(executors.areRead() ? executors.errors() : sampled.errors());
        Balance ofWanted = Balance.of(executors.areRead() ? executors.errorsOfWanted() : sampled.errorsOfWanted());
        return new Counts(
                processes.basis(),
                executors.problem(),
                pods,
                predictors(),
                routing.wanted(),
                balance,
                errors,
                ofWanted,
                scrapeLost,
                executors.between(),
                scrapeExcess,
                disputed,
                failed(seen, balance),
                executors.areRead() ? 0 : seen.late(),
                prometheus,
                executors.haveChanged(),
                doubts);
    }

    /**
     * Each request that failed may stand for one that was accepted and not counted. Where failures are counted among
     * successes, a mesh may have tried each several times, so that no rise tells how many of them were counted.
     */
    private static double failed(Snapshot seen, Balance balance) {
        return seen.counters().scope().server().tellsFailures()
                ? balance.obscured()
                : seen.pulses().stream().mapToLong(Pulse::unsure).sum();
    }

    /** Each pod's page against Prometheus' count of it. */
    private void comparePods() {
        processes.all().stream()
                .filter(target -> target.owner().basis() != Owners.Basis.LABELS)
                .forEach(target -> targets.put(target.owner().pod(), target));
        Set<String> names = new HashSet<>();
        boolean someUnowned = processes.basis() == Owners.Basis.LABELS;
        for (Executors.Rise rise : executors.pods()) {
            ExecutorPod pod = rise.pod;
            boolean first = names.add(pod.name());
            Target target = first ? targets.get(pod.name()) : null;
            String predictor = pod.predictor().isEmpty() && target != null ? target.predictor() : pod.predictor();
            boolean own = routing.counts(predictor, pod.shadow());
            // Of pages that were not read both before and after the burst there is no rise to tell, not even none.
            Double page = executors.areRead() && !Double.isNaN(rise.last) ? (Double) rise.inside : null;
            Double counted = target == null ? null : (Double) counted(rise, target);
            String note = rise.problem;
            if (own) {
                prometheus += counted == null ? 0 : counted;
                ownedSeen |= target != null;
                if (page != null && (target != null || !someUnowned)) {
                    note = compare(rise, target, note);
                } else if (target != null) {
                    disputed += processes.disputed(pod.name());
                }
            }
            pods.add(new OfPod(pod.name(), predictor, own, page, counted, note));
        }
    }

    /**
     * What turned up with a value that may be older is told by its page, where that shows the same counter: Prometheus then
     * has all that the page had at the burst's end.
     */
    private double counted(Executors.Rise rise, Target target) {
        return isFoundOnPage(rise, target) ? Math.max(target.successes(), rise.inside) : target.successes();
    }

    private boolean isFoundOnPage(Executors.Rise rise, Target target) {
        return executors.areRead()
                && target.isFound()
                && !rise.changed
                && !isAbove(rise, target)
                && !isBelow(rise, target, 0);
    }

    /** Prometheus' samples of the baseline and of the end are no higher than the pages read after them, */
    private boolean isAbove(Executors.Rise rise, Target target) {
        return target.value() > Math.max(rise.last, rise.lastInside) + LESS_THAN_ONE
                || target.isWhole() && target.valueUntil(fromMillis) > rise.before + LESS_THAN_ONE;
    }

    /** and the last one, once it was taken after the burst, no lower than the page read at its end. */
    private static boolean isBelow(Executors.Rise rise, Target target, double lacking) {
        return !(target.value() + lacking >= rise.lastInside - LESS_THAN_ONE);
    }

    /**
     * What a counter lacked before the burst it lacks after it, and what one lacks that began in it is told as lost: Google's
     * Managed Service for Prometheus, and others that store increases, begin each at its first sample (prometheus-engine,
     * pkg/export/series_cache.go, {@code getResetAdjusted}). What has the address of another pod has that one's counter.
     */
    private double lacking(Executors.Rise rise, Target target) {
        if (new Owners(List.of(rise.pod)).isAtAnotherAddress(target.labels(), rise.pod.name())) {
            return 0;
        }
        double before = target.isOf(Span.BEGUN) ? rise.lastInside : rise.before - target.valueUntil(fromMillis);
        return before > 0 && (target.isOf(Span.BEGUN) || target.isOf(Span.CONTINUED)) ? before : 0;
    }

    private String compare(Executors.Rise rise, Target target, String note) {
        double counted = target == null ? 0 : counted(rise, target);
        scrapeLost += Math.max(0, rise.inside - counted);
        scrapeExcess += Math.max(0, counted - rise.whole);
        if (target == null || isFoundOnPage(rise, target)) {
            return note;
        }
        boolean another = !rise.changed
                && (isAbove(rise, target) || target.isWhole() && isBelow(rise, target, lacking(rise, target)));
        if (!another && (rise.changed || !target.isWhole())) {
            // What others added outside of the burst may stand for what was lost between two scrapes.
            disputed += Math.min(counted, Math.max(0, rise.whole - rise.inside));
            return note;
        }
        if (another) {
            disputed += Math.min(counted, rise.inside);
            return "Prometheus has another process's counter under its name";
        }
        return note;
    }

    /**
     * What Prometheus has without a pod's name: one sum against the sum of the pages of those pods that no target of their
     * own shows. Where others have one, it may be theirs once more, and then stands for nothing.
     */
    private void compareUnowned() {
        if (processes.basis() != Owners.Basis.LABELS) {
            return;
        }
        double counted = 0;
        Map<String, List<Target>> unowned = new HashMap<>();
        for (Target target : processes.all()) {
            if (target.owner().basis() == Owners.Basis.LABELS) {
                boolean own = routing.counts(target.predictor(), target.isShadow());
                counted += own ? target.successes() : 0;
                if (own) {
                    unowned.computeIfAbsent(target.predictor(), name -> new ArrayList<>())
                            .add(target);
                }
                disputed += own && !executors.areRead()
                        ? processes.disputed(target.owner().pod())
                        : 0;
                pods.add(new OfPod(
                        target.owner().pod(),
                        target.predictor(),
                        own,
                        null,
                        target.successes(),
                        "known by labels only"));
            }
        }
        double repeated =
                unowned.values().stream().mapToDouble(processes::repeated).sum();
        if (repeated > 0) {
            doubts.add("several jobs have targets that name no pod, so that " + Numbers.measured(repeated)
                    + " predictions may be the same ones again; narrow them to one job by matchers");
        }
        if (executors.areRead()) {
            compareUnownedToPages(counted);
        } else {
            disputed += ownedSeen ? counted : 0;
            prometheus += counted;
        }
    }

    /** @param counted what Prometheus has without a pod's name */
    private void compareUnownedToPages(double counted) {
        double inside = 0;
        double whole = 0;
        for (Executors.Rise rise : executors.pods()) {
            if (!targets.containsKey(rise.pod.name()) && routing.counts(rise.pod)) {
                inside += rise.inside;
                whole += rise.whole;
            }
        }
        if (ownedSeen && whole == 0) {
            return;
        }
        prometheus += counted;
        scrapeLost += Math.max(0, inside - counted);
        scrapeExcess += Math.max(0, counted - whole);
        disputed += ownedSeen ? Math.min(counted, inside) : 0;
    }

    private void doubt(Snapshot seen) {
        if (processes.basis() == Owners.Basis.LABELS) {
            processes
                    .owners(seen.fromMillis())
                    .forEach((label, values) -> doubts.add("the series are known by labels only and differ in " + label
                            + " (" + values + "); narrow them by matchers"));
            if (!executors.areRead() && !seen.counters().scope().tellsWhose()) {
                doubts.add(
                        "the series are known by their namespace only, in which others may count alike; connect to the"
                                + " cluster, or narrow them by matchers");
            }
        }
        unscraped(seen.counters())
                .forEach(pod -> doubts.add("Prometheus does not scrape " + pod
                        + ", whose predictions are few of all, and many of the predictor " + routing.wanted() + "'s"));
        if (isShownOnNoPage(seen)) {
            doubts.add("no page of the pods shows the counter, of which Prometheus has " + Numbers.measured(prometheus)
                    + "; check the metric's port and path");
        }
        executors
                .shared()
                .forEach(pod -> doubts.add("several processes are behind the page of " + pod
                        + ", which shows now one of them and now another; let its server have one worker, or its workers share"
                        + " their counts"));
        seen.counters()
                .sharedTargets()
                .forEach(target -> doubts.add("several pods are behind the one target " + target
                        + ", which shows now one of them and now another; scrape each pod separately"));
    }

    /** Whether the pages that a user's own metric names are all without what Prometheus has: those of another container. */
    private boolean isShownOnNoPage(Snapshot seen) {
        return executors.areRead()
                && ownedSeen
                && prometheus > 0
                && seen.counters().scope().server().name().equals(ServerProfile.OWN)
                && executors.pods().stream()
                        .filter(rise -> routing.counts(rise.pod))
                        .noneMatch(rise -> rise.last > 0);
    }

    /**
     * The replicas of the predictor that is asked about which nobody sees: their pages can't be read, and Prometheus does
     * not scrape them, or can't. Where it shows no target of any pod, it tells nothing of theirs.
     */
    private List<String> unscraped(Counters counters) {
        List<ExecutorPod> known =
                executors.pods().stream().map(rise -> rise.pod).toList();
        Owners owners = new Owners(known);
        Set<String> scraped = counters.ups().stream()
                .filter(up -> up.last().value() == 1)
                .map(up -> owners.of(up.labels()).pod())
                .collect(Collectors.toCollection(HashSet::new));
        targets.forEach((pod, target) -> {
            if (isDown(counters, target)) {
                scraped.remove(pod);
            } else {
                scraped.add(pod);
            }
        });
        return executors.areRead() || known.stream().map(ExecutorPod::name).noneMatch(scraped::contains)
                ? List.of()
                : executors.asked().stream()
                        .filter(pod -> !pod.predictor().isEmpty())
                        .filter(pod -> pod.predictor().equals(routing.wanted()))
                        .map(ExecutorPod::name)
                        .filter(pod -> !scraped.contains(pod))
                        .toList();
    }

    /** Whether the scrapes of a target fail that it had before. */
    private static boolean isDown(Counters counters, Target target) {
        return target.series().stream().anyMatch(series -> series.span() == Span.ENDED)
                && counters.ups().stream()
                        .anyMatch(up ->
                                up.labels().equals(target.labels()) && up.last().value() == 0);
    }

    /** Each predictor's counts, and what chance allows it of what all that share the traffic got together. */
    private List<OfPredictor> predictors() {
        Set<String> names = new LinkedHashSet<>();
        routing.predictors().stream().map(Predictor::name).forEach(names::add);
        pods.stream().map(OfPod::predictor).filter(name -> !name.isEmpty()).forEach(names::add);
        Map<String, double[]> sums = new LinkedHashMap<>();
        double all = 0;
        for (String name : names) {
            double[] sum = new double[2];
            for (OfPod pod : pods) {
                if (pod.predictor().equals(name)) {
                    sum[0] += pod.executor() == null ? 0 : pod.executor();
                    sum[1] += pod.prometheus() == null ? 0 : pod.prometheus();
                }
            }
            sums.put(name, sum);
            all += routing.counts(name) ? sum[executors.areRead() ? 0 : 1] : 0;
        }
        List<OfPredictor> predictors = new ArrayList<>();
        for (String name : names) {
            double share = routing.share(name);
            long trials = Math.round(all);
            boolean known = !Double.isNaN(share) && routing.direct().isEmpty();
            predictors.add(new OfPredictor(
                    name,
                    routing.counts(name),
                    Double.isNaN(share) ? null : (Double) share,
                    executors.areRead() ? (Double) sums.get(name)[0] : null,
                    sums.get(name)[1],
                    known ? Shares.least(trials, share) : 0,
                    known ? Shares.most(trials, share) : trials));
        }
        return predictors;
    }
}
