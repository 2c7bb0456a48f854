package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Predictor;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Replica;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A burst of 100 predictions from the third second to the eighth, all of them accepted, as executors and Prometheus show
 * it: pages are read at its start, at its end and a second later, and Prometheus' baseline is of the first second.
 */
final class BurstSeen {

    private Routing routing = new Routing(List.of(new Predictor("main", 100, false)), "", "");
    private PredictionSeries scope = new PredictionSeries("ns", "iris", "", "namespace");
    private String problem = "";
    private double othersBefore;
    private double late;
    private double[] began = {0, 0, 0};
    private final List<List<Replica>> pages = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    private final List<ExecutorPod> pods = new ArrayList<>();
    private final List<Series> baseline = new ArrayList<>();
    private final List<Series> series = new ArrayList<>();
    private final List<Series> ups = new ArrayList<>();
    private final List<Series> starts = new ArrayList<>();
    private List<Pulse> pulses = List.of(new Pulse(3000, 8000, 100, 0));

    /** A pod of the predictor {@code main}. */
    static ExecutorPod pod(String name, String ip) {
        return pod(name, ip, "main", false);
    }

    static ExecutorPod pod(String name, String ip, String predictor, boolean shadow) {
        return new ExecutorPod(name, "uid of " + name, List.of(ip), predictor, shadow, true, true, 0, "");
    }

    BurstSeen routing(Routing told) {
        routing = told;
        return this;
    }

    /** A server of the user's own, whose counter tells neither failures nor whose it is. */
    BurstSeen ownServer(String matchers) {
        ServerProfile own = ServerProfile.own("predictions_total", "", "", "", "");
        scope = new PredictionSeries("ns", "iris", "", "namespace", matchers, ServedBy.of(own, ""));
        return this;
    }

    /** No page can be read. */
    BurstSeen unreadable() {
        problem = "it is forbidden";
        return this;
    }

    /** What others sent in the ten seconds before the burst. */
    BurstSeen othersBefore(double predictions) {
        othersBefore = predictions;
        return this;
    }

    /** What was answered before the burst and is not in the baseline. */
    BurstSeen late(double predictions) {
        late = predictions;
        return this;
    }

    BurstSeen pulses(Pulse... parts) {
        pulses = List.of(parts);
        return this;
    }

    /** In which second the process began that the first, the second and the third reading of the pages show. */
    BurstSeen processes(double first, double second, double third) {
        began = new double[] {first, second, third};
        return this;
    }

    /** A pod with what its page shows; null where it is not listed. */
    BurstSeen page(ExecutorPod pod, Double start, Double end, Double later) {
        pods.add(pod);
        Double[] counted = {start, end, later};
        for (int i = 0; i < counted.length; i++) {
            if (counted[i] != null) {
                pages.get(i).add(new Replica(pod, counted[i], 0, problem, began[i]));
            }
        }
        return this;
    }

    /** One pod of which Prometheus and its own page agree on 100. */
    BurstSeen agreeing(ExecutorPod pod) {
        return page(pod, 5.0, 105.0, 105.0)
                .target("pod=" + pod.name() + ",instance=" + pod.ips().get(0) + ":8000", 5, 105);
    }

    /** A target's counter of successes in the first and in the ninth second. */
    BurstSeen target(String labels, double first, double last) {
        return series(labels, "code=200", 1000, first, 9000, last);
    }

    /** One of its counters, by moments and values; its baseline is what it had in the first second. */
    BurstSeen series(String labels, String outcome, double... timesAndValues) {
        TreeMap<String, String> target = labels(labels);
        target.put("namespace", "ns");
        ups.add(new Series(target, List.of(new Sample(1000, 1), new Sample(9000, 1))));
        TreeMap<String, String> all = new TreeMap<>(target);
        all.put("service", "predictions");
        all.putAll(labels(outcome));
        Series counter = new Series(all, samples(timesAndValues));
        series.add(counter);
        if (counter.first().atMillis() == 1000) {
            baseline.add(Series.of(all, counter.first()));
        }
        return this;
    }

    /** A target that is scraped, and shows none of the counters. */
    BurstSeen up(String labels) {
        TreeMap<String, String> target = labels(labels);
        target.put("namespace", "ns");
        ups.add(new Series(target, List.of(new Sample(1000, 1), new Sample(9000, 1))));
        return this;
    }

    /** A target whose scrapes fail since the burst began. */
    BurstSeen down(String labels) {
        TreeMap<String, String> target = labels(labels);
        target.put("namespace", "ns");
        ups.add(new Series(target, List.of(new Sample(1000, 1), new Sample(9000, 0))));
        return this;
    }

    /** When the processes behind a target began, in seconds. */
    BurstSeen begun(String labels, double... timesAndValues) {
        TreeMap<String, String> target = labels(labels);
        target.put("namespace", "ns");
        starts.add(new Series(target, samples(timesAndValues)));
        return this;
    }

    Counts counts() {
        Counters counters = new Counters(scope, 10_000, series, ups, starts);
        List<Pages> read = List.of(
                Pages.inSilence(3000, pages.get(0), ""),
                Pages.inSilence(8000, pages.get(1), "").afterPart(100, 0),
                Pages.inSilence(9000, pages.get(2), ""));
        return ThreeCounts.of(new ThreeCounts.Snapshot(
                routing,
                pods.isEmpty() ? List.of() : read,
                counters,
                counters.since(baseline, new Window(2000, 8001, Duration.ofSeconds(1)), new Owners(pods)),
                Stretch.silent(10, othersBefore),
                late,
                pulses,
                2000));
    }

    private static TreeMap<String, String> labels(String text) {
        TreeMap<String, String> labels = new TreeMap<>();
        for (String label : text.split(",")) {
            String[] pair = label.split("=");
            labels.put(pair[0], pair[1]);
        }
        return labels;
    }

    private static List<Sample> samples(double... timesAndValues) {
        return IntStream.range(0, timesAndValues.length / 2)
                .mapToObj(i -> new Sample((long) timesAndValues[2 * i], timesAndValues[2 * i + 1]))
                .toList();
    }
}
