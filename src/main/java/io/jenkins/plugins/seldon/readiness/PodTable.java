package io.jenkins.plugins.seldon.readiness;

import io.jenkins.plugins.seldon.text.Columns;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The table of {@code kubectl get pods}. */
public final class PodTable {

    private static final List<String> HEAD = List.of("NAME", "READY", "STATUS", "RESTARTS", "AGE");

    private PodTable() {}

    /** The table's lines, heading first, without trailing blanks. */
    public static List<String> lines(List<PodLine> pods, Instant now) {
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
        Instant created = Events.instant(pod.created());
        if (created.equals(Instant.EPOCH)) {
            return Duration.ZERO;
        }
        Duration age = Duration.between(created, now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    private static String age(PodLine pod, Instant now) {
        return Events.instant(pod.created()).equals(Instant.EPOCH) ? "<unknown>" : human(ageOf(pod, now));
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
