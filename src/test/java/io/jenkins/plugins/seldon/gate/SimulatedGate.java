package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.Schedule.Pod;
import io.jenkins.plugins.seldon.gate.measure.CounterDelta;
import io.jenkins.plugins.seldon.gate.measure.Counters;
import io.jenkins.plugins.seldon.gate.measure.Counts;
import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.measure.Owners;
import io.jenkins.plugins.seldon.gate.measure.Pages;
import io.jenkins.plugins.seldon.gate.measure.Processes;
import io.jenkins.plugins.seldon.gate.measure.Pulse;
import io.jenkins.plugins.seldon.gate.measure.Routing;
import io.jenkins.plugins.seldon.gate.measure.Stretch;
import io.jenkins.plugins.seldon.gate.measure.ThreeCounts;
import io.jenkins.plugins.seldon.gate.measure.Window;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Checks;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.LoadProfile;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadResults;
import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Predictor;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Replica;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One gate's way through a {@link Schedule}: the real plan and the real pure core, everything else simulated. */
final class SimulatedGate {

    private static final long EPOCH = 1_700_000_000_000L;
    private static final int WARM_UP = 10;
    private static final PredictionSeries SCOPE = new PredictionSeries("ns", "iris", "", "kubernetes_namespace");

    private final Schedule world;
    private final Random scrapes;
    private final Map<String, List<Long>> scraped = new HashMap<>();
    private final List<Pages> pages = new ArrayList<>();
    private final List<Pulse> pulses = new ArrayList<>();
    private long accepted;
    private long truly;
    private long burstEnd;
    private String copy = "";
    private long verdictAt;
    private final List<long[]> sentAt = new ArrayList<>();

    SimulatedGate(Schedule world) {
        this.world = world;
        this.scrapes = new Random(world.random.nextLong());
    }

    /** What the gate found. */
    List<CheckResult> run() {
        return run(false);
    }

    /**
     * What it found.
     *
     * @param copies whether the burst is looked for in another copy of Prometheus than the baseline is from, which scrapes at
     *     moments of its own
     */
    List<CheckResult> run(boolean copies) {
        for (int i = 0; i < WARM_UP; i++) {
            world.serve().get(0).countOwn(100L + 50 * i);
        }
        long now = 700;
        read(now, false, 0);
        long awaited = now;
        now = sampledAfter(awaited) + (long) (world.random.nextDouble() * world.interval / 4) + 20;
        read(now, false, 0);
        Routing routing = world.listed ? new Routing(predictors(), "", "") : Routing.UNKNOWN;
        Owners owners = new Owners(
                world.listed ? world.pods.stream().map(SimulatedGate::pod).toList() : List.of());
        Counters before = counters(now);
        List<Series> baseline = before.lasts();
        long start = now;
        double othersBefore = othersBefore(before, routing, owners, awaited);
        copy = copies ? ", the other copy" : "";
        BurstPlan plan = plan().uneven(31 * world.seed + 7);
        for (int part = 0; part < plan.parts(); part++) {
            if (part > 0) {
                now += plan.pause().toMillis();
                read(now, false, 0);
            }
            now = send(now, plan.part(part));
        }
        long end = now;
        burstEnd = end;
        now = sampledAfter(end) + 30;
        Processes rise = null;
        Measurement measured = null;
        LoadResult load = LoadResults.accepted(accepted);
        Thresholds limits = new Thresholds(0, world.minCountedRatio, 0.01, List.of());
        for (int look = 0; look < 2; look++) {
            long until = end + look * world.interval;
            now = Math.max(now, sampledAfter(until) + 30);
            read(now, false, 0);
            Counters counters = counters(now);
            rise = counters.since(baseline, window(start, until), owners);
            Counts counts = ThreeCounts.of(new ThreeCounts.Snapshot(
                    routing,
                    pages,
                    counters,
                    rise,
                    Stretch.silent((start - awaited + world.interval) / 1000.0, othersBefore),
                    0,
                    pulses,
                    EPOCH + start));
            measured = Measurement.of(
                    load, counts, new CounterDelta(rise.delta().series()), 30, EPOCH + start - 90_000, true);
            if (Sampling.isSettled(measured, limits)) {
                break;
            }
            pages.remove(pages.size() - 1);
        }
        truly = truly(now);
        verdictAt = now;
        return Checks.of(measured, limits);
    }

    /** The part of the accepted predictions that Prometheus holds, as only the simulation knows. */
    double trulyCounted() {
        return (double) truly / accepted;
    }

    /** What {@code sum(rate(…[1m])) > 0} says of the deployment's counters, as the burst ends or when the verdict is found. */
    boolean rateIsAboveZero(boolean atBurstEnd) {
        return samplesOfAMinute(atBurstEnd).anyMatch(samples -> rises(samples, 1));
    }

    /** The same of {@code irate}, which looks at the last two samples only. */
    boolean irateIsAboveZero(boolean atBurstEnd) {
        return samplesOfAMinute(atBurstEnd).anyMatch(samples -> rises(samples, Math.max(1, samples.size() - 1)));
    }

    private Stream<List<Sample>> samplesOfAMinute(boolean atBurstEnd) {
        long now = atBurstEnd ? burstEnd : verdictAt;
        return counters(now).series().stream().map(series -> series.samples().stream()
                .filter(sample -> sample.atMillis() > EPOCH + now - 60_000)
                .toList());
    }

    private static boolean rises(List<Sample> samples, int from) {
        for (int i = from; i < samples.size(); i++) {
            double before = samples.get(i - 1).value();
            double now = samples.get(i).value();
            if (now > before || now < before && now > 0) {
                return true;
            }
        }
        return false;
    }

    private long truly(long now) {
        return sentAt.stream()
                .filter(sent -> sent[1] == 1)
                .filter(sent -> {
                    Pod pod = world.pods.get((int) sent[2]);
                    return targets(pod).stream()
                            .mapToLong(target -> scrapeAfter(target, sent[0] - 1))
                            .anyMatch(seen -> seen <= now && (sent[0] >= pod.restartAt || seen < pod.restartAt));
                })
                .count();
    }

    /** The first scrape later than a moment. */
    private long scrapeAfter(String target, long moment) {
        List<Long> times = scrapesOf(target);
        int at = Collections.binarySearch(times, moment + 1);
        int index = at < 0 ? -at - 1 : at;
        return index < times.size() ? times.get(index) : Schedule.HORIZON;
    }

    private List<Predictor> predictors() {
        List<Predictor> predictors = new ArrayList<>();
        predictors.add(new Predictor("main", 100 * (1 - world.canaryShare), false));
        if (world.canaryShare > 0) {
            predictors.add(new Predictor("canary", 100 * world.canaryShare, false));
        }
        if (world.hasShadow) {
            predictors.add(new Predictor("mirror", 100, true));
        }
        return predictors;
    }

    private double othersBefore(Counters before, Routing routing, Owners owners, long awaited) {
        List<Series> origin = before.series().stream()
                .filter(s -> s.first().atMillis() <= EPOCH)
                .map(s -> Series.of(s.labels(), last(s, EPOCH)))
                .toList();
        double rise = before.since(origin, window(0, awaited), owners).all().stream()
                .filter(target -> routing.counts(target.predictor(), target.isShadow()))
                .mapToDouble(Processes.Target::successes)
                .sum();
        return Math.max(0, rise - WARM_UP);
    }

    private Window window(long from, long until) {
        return new Window(EPOCH + from, EPOCH + until + 1, Duration.ofMillis(world.interval));
    }

    private static Sample last(Series series, long until) {
        return series.samples().stream()
                .filter(s -> s.atMillis() <= until)
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    private BurstPlan plan() {
        GateConfig.Burst burst = new GateConfig.Burst(world.requests, 0, 0, 0, 0, 10, LoadLimits.DEFAULT);
        Duration interval = Duration.ofMillis(world.interval);
        if (!world.readable) {
            return BurstPlan.byScrapes(burst.profile(interval), interval);
        }
        double rise = 0;
        Pages one = pages.get(0);
        Pages other = pages.get(1);
        for (int i = 0; i < one.replicas().size(); i++) {
            if (!world.pods.get(i).shadow) {
                rise += Math.max(
                        0,
                        other.replicas().get(i).counted()
                                - one.replicas().get(i).counted());
            }
        }
        double rate = rise * 1000 / (other.atMillis() - one.atMillis());
        return rate == 0
                ? BurstPlan.quiet(burst.profile(interval))
                : BurstPlan.live(burst.profileBeside(rate, 1000, world.minCountedRatio, interval), world.pods.size());
    }

    private long send(long from, LoadProfile profile) {
        long at = from + 10;
        for (int i = 0; i < profile.requests(); i++) {
            at = from + 10 + (long) (i * 1000 / profile.rate());
            long[] before = world.pods.stream().mapToLong(Pod::own).toArray();
            boolean counted = world.predict(at);
            long where = 0;
            for (int pod = 0; pod < world.pods.size(); pod++) {
                Pod each = world.pods.get(pod);
                if (!each.shadow && each.own() > before[pod]) {
                    where = pod;
                    break;
                }
            }
            sentAt.add(new long[] {at, counted ? 1 : 0, where});
            accepted++;
        }
        long end = at + 20;
        pulses.add(new Pulse(EPOCH + from, EPOCH + end, profile.requests(), 0));
        read(end + 20, true, profile.requests());
        return end + 20;
    }

    private void read(long at, boolean sending, long accepted) {
        List<Replica> replicas = new ArrayList<>();
        if (world.listed) {
            for (Pod pod : world.pods) {
                replicas.add(
                        world.readable
                                ? new Replica(pod(pod, at), pod.value(at), 0, "")
                                : new Replica(pod(pod, at), 0, 0, "it is forbidden"));
            }
        }
        pages.add(new Pages(EPOCH + at, sending, accepted, 0, replicas, world.listed ? "" : "No connection."));
    }

    private static ExecutorPod pod(Pod pod) {
        return pod(pod, 0);
    }

    private static ExecutorPod pod(Pod pod, long at) {
        int restarts = at >= pod.restartAt ? 1 : 0;
        return new ExecutorPod(
                pod.name, pod.name, List.of(ip(pod)), pod.predictor, pod.shadow, true, true, restarts, "");
    }

    private static String ip(Pod pod) {
        return "10.0." + Math.abs(pod.name.hashCode() % 200) + "." + (pod.name.charAt(pod.name.length() - 1) - '0' + 1);
    }

    private List<Long> scrapesOf(String target) {
        return scraped.computeIfAbsent(target + copy, name -> {
            List<Long> times = new ArrayList<>();
            long phase = (long) (scrapes.nextDouble() * world.interval);
            for (long at = phase - 60_000 - world.interval; at < Schedule.HORIZON; at += world.interval) {
                if (scrapes.nextDouble() >= world.missed) {
                    times.add(at + (long) (world.jitter * world.interval * (scrapes.nextDouble() - 0.5)));
                }
            }
            return times;
        });
    }

    /** When every target has a sample from after a moment. */
    private long sampledAfter(long moment) {
        return world.pods.stream()
                .flatMap(pod -> targets(pod).stream())
                .mapToLong(target -> scrapeAfter(target, moment))
                .max()
                .orElse(moment);
    }

    private List<String> targets(Pod pod) {
        if (pod.unscraped) {
            return List.of();
        }
        return world.scrapedTwice ? List.of(pod.name, pod.name + "/again") : List.of(pod.name);
    }

    private Counters counters(long now) {
        List<Series> series = new ArrayList<>();
        List<Series> ups = new ArrayList<>();
        List<Series> starts = new ArrayList<>();
        for (Pod pod : world.pods) {
            for (String target : targets(pod)) {
                scrape(pod, target, now, "", series, ups, starts);
            }
            if (world.foreign) {
                scrape(pod, pod.name + "/foreign", now, "elsewhere", series, ups, starts);
            }
        }
        return new Counters(SCOPE, EPOCH + now, series, ups, starts);
    }

    private void scrape(
            Pod pod,
            String target,
            long now,
            String cluster,
            List<Series> series,
            List<Series> ups,
            List<Series> starts) {
        TreeMap<String, String> labels = new TreeMap<>();
        labels.put("kubernetes_namespace", "ns");
        labels.put("instance", (cluster.isEmpty() ? ip(pod) : "10.9.9.9") + ":8000");
        labels.put("job", target.endsWith("again") ? "endpoints" : "pods");
        if (world.named) {
            labels.put("kubernetes_pod_name", pod.name);
        }
        if (!cluster.isEmpty()) {
            labels.put("cluster", cluster);
        }
        if (pod.shadow) {
            labels.put("seldon_io_shadow", "true");
        }
        List<Sample> values = new ArrayList<>();
        List<Sample> up = new ArrayList<>();
        List<Sample> start = new ArrayList<>();
        for (long at : scrapesOf(target)) {
            if (at > now) {
                break;
            }
            up.add(new Sample(EPOCH + at, 1));
            start.add(new Sample(EPOCH + at, at >= pod.restartAt ? (EPOCH + pod.restartAt) / 1000 : 1.6e9));
            double value = cluster.isEmpty() ? pod.value(at) : 1000 + Math.max(0, at) / 100;
            if (value > 0) {
                values.add(new Sample(EPOCH + at, value));
            }
        }
        ups.add(new Series(labels, up));
        starts.add(new Series(labels, start));
        if (!values.isEmpty()) {
            TreeMap<String, String> all = new TreeMap<>(labels);
            all.put("service", "predictions");
            all.put("code", "200");
            all.put("predictor_name", pod.predictor);
            series.add(new Series(all, values));
        }
    }
}
