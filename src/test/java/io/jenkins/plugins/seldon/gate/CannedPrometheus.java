package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What a Prometheus says of one pod of deployment {@code iris} in namespace {@code ns} that it scrapes whenever
 * {@link #scrape} is called, in the form of Prometheus 2.42; its time is the test's.
 */
final class CannedPrometheus {

    private static final String TARGET =
            "\"job\":\"kubernetes-pods\",\"kubernetes_namespace\":\"ns\",\"kubernetes_pod_name\":\"iris-0\",\"seldon_deployment_id\":\"iris\"";

    private final LongSupplier clock;
    private final long start;
    private final List<long[]> history = new ArrayList<>();

    CannedPrometheus(LongSupplier clock) {
        this.clock = clock;
        this.start = clock.getAsLong();
    }

    /** Takes a sample a moment ago: so many predictions were counted. */
    synchronized void scrape(long counted) {
        history.add(new long[] {clock.getAsLong() - 1, counted});
    }

    /** The answer to a request of its API. */
    synchronized String answer(String path, Map<String, String> parameters) {
        String query = parameters.getOrDefault("query", "");
        return query.equals("up") && path.endsWith("range") ? ups(parameters) : answer(path, query);
    }

    /** A sample for each step, as Prometheus gives them. */
    private static String ups(Map<String, String> parameters) {
        double end = Double.parseDouble(parameters.get("end"));
        double step = Double.parseDouble(parameters.get("step"));
        List<String> samples = new ArrayList<>();
        for (double at = Double.parseDouble(parameters.get("start")); at <= end; at += step) {
            samples.add(sample(Math.round(at * 1000), 1));
        }
        return series("matrix", TARGET, samples.toArray(String[]::new));
    }

    private String answer(String path, String query) {
        if (path.endsWith("targets")) {
            return data(
                    "{\"activeTargets\":[{\"labels\":{" + TARGET
                            + "},\"scrapeUrl\":\"http://a/\",\"health\":\"up\",\"lastError\":\"\",\"scrapeInterval\":\"1s\"}]}");
        }
        if (path.endsWith("config")) {
            return data("{\"yaml\":\"global: {scrape_interval: 1s}\"}");
        }
        long now = clock.getAsLong();
        if (query.equals("time()")) {
            return data("{\"resultType\":\"scalar\",\"result\":[" + seconds(now) + ",\"" + seconds(now) + "\"]}");
        }
        if (query.equals("min(timestamp(up) and up)")) {
            return series("vector", "", "[" + seconds(now) + ",\"" + seconds(now) + "\"]");
        }
        String kind = query.endsWith("]") || path.endsWith("range") ? "matrix" : "vector";
        if (query.startsWith("up")) {
            List<String> ups = new ArrayList<>(List.of(sample(start - 61_000, 1)));
            history.forEach(at -> ups.add(sample(at[0], 1)));
            return series(kind, TARGET, ups.toArray(String[]::new));
        }
        String[] samples = history.stream()
                .filter(at -> at[1] > 0)
                .map(at -> sample(at[0], at[1]))
                .toArray(String[]::new);
        if (!query.startsWith(ServerProfile.SELDON.counter().name()) || samples.length == 0) {
            return data("{\"resultType\":\"" + kind + "\",\"result\":[]}");
        }
        String labels = TARGET + ",\"deployment_name\":\"iris\",\"service\":\"predictions\",\"code\":\"200\"";
        return series(kind, labels, samples);
    }

    private static String series(String kind, String labels, String... samples) {
        String values = kind.equals("vector")
                ? "\"value\":" + samples[samples.length - 1]
                : "\"values\":[" + String.join(",", samples) + "]";
        return data("{\"resultType\":\"" + kind + "\",\"result\":[{\"metric\":{" + labels + "}," + values + "}]}");
    }

    private static String sample(long atMillis, long value) {
        return "[" + seconds(atMillis) + ",\"" + value + "\"]";
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
    }

    private static String data(String data) {
        return "{\"status\":\"success\",\"data\":" + data + "}";
    }
}
