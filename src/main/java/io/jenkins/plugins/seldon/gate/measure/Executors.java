package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Replica;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * How far the executors' own counters rose from reading to reading, as their pages tell. A page that falls is of a process
 * that restarted and counts from zero; a pod that turns up counts from zero; what one that vanished counted after its last
 * reading is lost. Pure; confined to the thread of the measurement that it is made for.
 */
final class Executors {

    /** One pod's rises. */
    static final class Rise {
        final ExecutorPod pod;
        double inside;
        double whole;

        /** What its page showed last before the burst, after Prometheus' baseline was read; NaN where it was not readable. */
        double before = Double.NaN;

        double lastInside = Double.NaN;
        double last = Double.NaN;
        boolean changed;
        String problem = "";

        Rise(ExecutorPod pod) {
            this.pod = pod;
        }
    }

    /** What the burst's own pods rose together from one reading to the next. */
    private record Together(double counted, double failed, double failedOfWanted) {}

    /** Clocks of nodes and of controllers lie less apart. */
    private static final long CLOCKS_MILLIS = 60_000;

    private final Map<String, Rise> pods = new LinkedHashMap<>();
    private final Map<String, ExecutorPod> asked = new LinkedHashMap<>();
    private final Set<String> shared = new TreeSet<>();
    private final List<Stretch> successes = new ArrayList<>();
    private final List<Stretch> errors = new ArrayList<>();
    private final List<Stretch> errorsOfWanted = new ArrayList<>();
    private final String problem;
    private final boolean listedChanged;
    private double between;

    /** @param readings in the order of time, the first from before the burst */
    Executors(List<Pages> readings, Routing routing) {
        List<Pages> whole = new ArrayList<>();
        String first = readings.isEmpty() ? "not checked" : "";
        Pages unreadable = null;
        Map<String, Replica> shown = new HashMap<>();
        for (Pages each : readings) {
            each.replicas().forEach(replica -> pods.computeIfAbsent(id(replica.pod()), id -> new Rise(replica.pod())));
            String flaw = flaw(each, routing, shown);
            if (!flaw.isEmpty()) {
                first = first.isEmpty() ? flaw : first;
                unreadable = unreadable == null ? each : each.after(unreadable);
                continue;
            }
            whole.add(unreadable == null ? each : each.after(unreadable));
            unreadable = null;
        }
        listedChanged = isAnotherList(readings);
        // What was sent before the first of them nobody has counted.
        boolean before = !whole.isEmpty() && !whole.get(0).sending();
        boolean sent = before && whole.stream().anyMatch(Pages::sending);
        boolean all = sent && (unreadable == null || !unreadable.sending());
        problem = all ? "" : first.isEmpty() ? "they were not read both before and after the burst" : first;
        rises(whole, routing);
        before(readings);
        share(readings, routing);
    }

    private void share(List<Pages> readings, Routing routing) {
        Map<String, Replica> shown = new HashMap<>();
        Map<String, Long> shownAt = new HashMap<>();
        for (Pages each : readings) {
            for (Replica replica : each.replicas()) {
                if (replica.isReadable() && replica.began() > 0 && routing.counts(replica.pod())) {
                    Replica before = shown.put(id(replica.pod()), replica);
                    Long at = shownAt.put(id(replica.pod()), each.atMillis());
                    if (before != null && isBeside(before, at, replica)) {
                        shared.add(replica.pod().name());
                    }
                }
            }
        }
    }

    /**
     * Whether a page shows another process that was there beside the one before. A server's workers may listen at one
     * port, each with counters of its own (kserve, python/kserve/kserve/model_server.py, {@code --workers}), and tell of
     * themselves alone (prometheus/client_python, process_collector.py: {@code /proc/self}). One that took the other's
     * place is younger.
     */
    private static boolean isBeside(Replica before, long beforeAtMillis, Replica now) {
        return now.began() != before.began()
                && now.pod().restarts() == before.pod().restarts()
                && (now.began() < before.began() || now.began() * 1000 < beforeAtMillis - CLOCKS_MILLIS);
    }

    private void before(List<Pages> readings) {
        int first = 0;
        while (first < readings.size() && !readings.get(first).sending()) {
            first++;
        }
        if (first > 0) {
            readings.get(first - 1).replicas().stream()
                    .filter(Replica::isReadable)
                    .forEach(replica -> pods.get(id(replica.pod())).before = replica.counted());
        }
        readings.stream()
                .skip(Math.max(0, first - 1))
                .flatMap(each -> each.replicas().stream())
                .filter(replica -> replica.pod().ready())
                .forEach(replica -> asked.putIfAbsent(id(replica.pod()), replica.pod()));
    }

    private static String id(ExecutorPod pod) {
        return pod.uid().isEmpty() ? pod.name() : pod.uid();
    }

    /** Why a reading tells less than all; one that never was ready and can't be read has not counted yet. */
    private static String flaw(Pages reading, Routing routing, Map<String, Replica> shown) {
        if (!reading.problem().isEmpty()) {
            return reading.problem();
        }
        if (reading.replicas().isEmpty()) {
            return "none of its pods was found";
        }
        String first = "";
        for (Replica replica : reading.replicas()) {
            Replica before = shown.get(id(replica.pod()));
            String flaw = replica.isReadable()
                    ? (isEmptied(before, replica) ? "its page does not show the counter any more" : "")
                    : (replica.pod().served() ? replica.problem() : "");
            if (replica.isReadable() && flaw.isEmpty()) {
                shown.put(id(replica.pod()), replica);
            }
            if (first.isEmpty() && !flaw.isEmpty() && routing.counts(replica.pod())) {
                first = replica.pod().name() + ": " + flaw;
            }
        }
        return first;
    }

    /**
     * Whether a page has lost a counter though nothing restarted. One that is put together of several, as by Istio's sidecar,
     * leaves out what it could not read, and is answered with 200 all the same.
     */
    private static boolean isEmptied(Replica before, Replica now) {
        return before != null
                && before.counted() + before.errors() > 0
                && now.counted() + now.errors() == 0
                && now.pod().restarts() == before.pod().restarts();
    }

    /** Whether the API server's list tells of a pod that restarted, vanished or turned up, whoever may read pages. */
    private static boolean isAnotherList(List<Pages> readings) {
        Map<String, Integer> before = Map.of();
        for (Pages each : readings) {
            Map<String, Integer> now = new HashMap<>();
            each.replicas()
                    .forEach(replica -> now.put(id(replica.pod()), replica.pod().restarts()));
            if (!now.isEmpty() && !before.isEmpty() && !now.equals(before)) {
                return true;
            }
            before = now.isEmpty() ? before : now;
        }
        return false;
    }

    /** How far each pod, and the burst's own pods together, rose from reading to reading. */
    private void rises(List<Pages> whole, Routing routing) {
        int from = whole.size();
        int to = 0;
        for (int i = 1; i < whole.size(); i++) {
            if (whole.get(i).sending()) {
                from = Math.min(from, i);
                to = i;
            }
        }
        Map<String, Replica> known = new HashMap<>();
        for (int i = 0; i < whole.size(); i++) {
            Pages now = whole.get(i);
            Together rose = addSteps(now, i == 0, i >= from && i <= to, known, routing);
            vanished(now);
            if (i > 0) {
                double seconds = (now.atMillis() - whole.get(i - 1).atMillis()) / 1000.0;
                successes.add(new Stretch(now.sending(), now.accepted(), now.unsure(), seconds, rose.counted()));
                errors.add(new Stretch(now.sending(), 0, 0, seconds, rose.failed()));
                errorsOfWanted.add(new Stretch(now.sending(), 0, 0, seconds, rose.failedOfWanted()));
                between += i > from && i < to && !now.sending() ? rose.counted() : 0;
            }
        }
    }

    /**
     * Adds to each pod what it rose since the reading before.
     *
     * @param isFirst whether there is none before
     * @param isInside whether it ends a stretch between the burst's start and its end
     * @param known the last readable page of each pod, which this one takes the place of
     * @return what the burst's own pods rose together
     */
    private Together addSteps(
            Pages now, boolean isFirst, boolean isInside, Map<String, Replica> known, Routing routing) {
        double rise = 0;
        double failed = 0;
        double failedOfWanted = 0;
        for (Replica replica : now.replicas()) {
            Rise pod = pods.get(id(replica.pod()));
            pod.problem = replica.problem();
            if (!replica.isReadable()) {
                continue;
            }
            Replica before = known.put(id(replica.pod()), replica);
            double step = isFirst ? 0 : step(before, replica, Replica::counted);
            double errorStep = isFirst ? 0 : step(before, replica, Replica::errors);
            pod.changed |= !isFirst && (before == null || isRestarted(before, replica));
            pod.whole += step;
            pod.last = replica.counted();
            if (isInside) {
                pod.inside += step;
                pod.lastInside = replica.counted();
            }
            if (routing.counts(replica.pod())) {
                rise += step;
                failed += errorStep;
                failedOfWanted += replica.pod().predictor().equals(routing.wanted()) ? errorStep : 0;
            }
        }
        return new Together(rise, failed, failedOfWanted);
    }

    private void vanished(Pages now) {
        List<String> there = now.replicas().stream().map(r -> id(r.pod())).toList();
        pods.forEach((id, pod) -> {
            if (!Double.isNaN(pod.last) && !there.contains(id)) {
                pod.changed = true;
                pod.problem = "it is gone";
            }
        });
    }

    private static double step(Replica before, Replica now, ToDoubleFunction<Replica> of) {
        double from = before == null || isRestarted(before, now) ? 0 : of.applyAsDouble(before);
        return Math.max(0, of.applyAsDouble(now) - from);
    }

    private static boolean isRestarted(Replica before, Replica now) {
        return now.counted() < before.counted()
                || now.errors() < before.errors()
                || now.pod().restarts() > before.pod().restarts();
    }

    /** The pods of the burst's whose page shows now one process and now another. */
    List<String> shared() {
        return List.copyOf(shared);
    }

    /** The pods that were ready at some time from the burst's start on. */
    List<ExecutorPod> asked() {
        return List.copyOf(asked.values());
    }

    /** Whether every page that matters was read before the burst and after it. */
    boolean areRead() {
        return problem.isEmpty();
    }

    /** Why not; empty when they were. */
    String problem() {
        return problem;
    }

    /** How far the burst's pods rose in the silence between its parts. */
    double between() {
        return between;
    }

    List<Stretch> successes() {
        return successes;
    }

    List<Stretch> errors() {
        return errors;
    }

    /** Those of the predictor that is asked about. */
    List<Stretch> errorsOfWanted() {
        return errorsOfWanted;
    }

    List<Rise> pods() {
        return List.copyOf(pods.values());
    }

    /** Whether a replica restarted, vanished or turned up. */
    boolean haveChanged() {
        return pods.values().stream().anyMatch(pod -> pod.changed) || !areRead() && listedChanged;
    }
}
