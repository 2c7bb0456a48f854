package io.jenkins.plugins.seldon.readiness;

import io.jenkins.plugins.seldon.text.Columns;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of {@code kubectl get pods}. Its lines are made once for all who ask within a second, as the thousand waits do
 * that end with one event. Thread-safe; equal to one of the same pods.
 */
public final class PodTable {

    private static final List<String> HEAD = List.of("NAME", "READY", "STATUS", "RESTARTS", "AGE");

    private final List<PodLine> pods;
    private volatile Made made = new Made(Instant.MIN, List.of());

    /** The lines of a second. */
    private record Made(Instant second, List<String> lines) {}

    /** @param pods in the order of its lines */
    public PodTable(List<PodLine> pods) {
        this.pods = List.copyOf(pods);
    }

    /** The pods in it. */
    public List<PodLine> pods() {
        return pods;
    }

    /** The table's lines, heading first, without trailing blanks. Ages are in whole seconds, as the times of creation are. */
    public List<String> lines(Instant now) {
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        Made last = made;
        if (!last.second().equals(second)) {
            last = new Made(second, made(second));
            made = last;
        }
        return last.lines();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PodTable table && pods.equals(table.pods);
    }

    @Override
    public int hashCode() {
        return pods.hashCode();
    }

    private List<String> made(Instant now) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        for (PodLine pod : pods) {
            rows.add(List.of(
                    pod.name(),
                    pod.ready() + "/" + pod.containers(),
                    pod.status(),
                    String.valueOf(pod.restarts()),
                    age(pod, now)));
        }
        return Columns.of(rows);
    }

    /** How old a pod is; zero where the cluster's clock is ahead of ours. */
    public static Duration ageOf(PodLine pod, Instant now) {
        if (pod.created().equals(Instant.EPOCH)) {
            return Duration.ZERO;
        }
        Duration age = Duration.between(pod.created(), now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    private static String age(PodLine pod, Instant now) {
        return pod.created().equals(Instant.EPOCH) ? "<unknown>" : human(ageOf(pod, now));
    }

    /** A duration as kubectl shows it, such as {@code 38s} or {@code 5m2s}: k8s.io/apimachinery {@code HumanDuration}. */
    public static String human(Duration duration) {
        long seconds = duration.toSeconds();
        long minutes = seconds / 60;
        long hours = seconds / 3600;
        if (seconds < 120) {
            return seconds + "s";
        }
        if (minutes < 10) {
            return both(minutes, "m", seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        if (hours < 8) {
            return both(hours, "h", minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        if (hours < 24 * 8) {
            return both(hours / 24, "d", hours % 24, "h");
        }
        if (hours < 24 * 365 * 2) {
            return hours / 24 + "d";
        }
        if (hours < 24 * 365 * 8) {
            return both(hours / 24 / 365, "y", (hours / 24) % 365, "d");
        }
        return hours / 24 / 365 + "y";
    }

    private static String both(long large, String largeUnit, long small, String smallUnit) {
        return small == 0 ? large + largeUnit : large + largeUnit + small + smallUnit;
    }
}
