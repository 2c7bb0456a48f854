package io.jenkins.plugins.seldon.readiness.wait;

import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.readiness.Failure;
import io.jenkins.plugins.seldon.readiness.Grace;
import io.jenkins.plugins.seldon.readiness.PodLine;
import io.jenkins.plugins.seldon.readiness.PodTable;
import io.jenkins.plugins.seldon.readiness.WatchedKind;
import io.jenkins.plugins.seldon.readiness.watch.ObjectFeed;
import io.jenkins.plugins.seldon.readiness.watch.Upkeep;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The log of one wait: a line for each change and none without one. Not thread-safe. */
final class WaitLog {

    private static final Set<Grace> RETOLD = EnumSet.of(Grace.RESTARTS, Grace.UNSEEN_NODE, Grace.SECRET);

    private final Consumer<String> lines;
    private final Map<String, PodLine> pods = new HashMap<>();
    private List<PodLine> told = List.of();
    private final Set<String> failures = new HashSet<>();
    private final Set<String> notes = new HashSet<>();
    private final Set<WatchedKind> unwatched = new HashSet<>();
    private String trouble;

    WaitLog(Consumer<String> lines) {
        this.lines = lines;
    }

    /** A line that is said once. */
    void once(String line) {
        if (notes.add(line)) {
            lines.accept(line);
        }
    }

    /** The pods as they are now. */
    void pods(List<PodLine> now) {
        if (now.equals(told)) {
            return;
        }
        told = now;
        Set<String> gone = new HashSet<>(pods.keySet());
        for (PodLine pod : now) {
            gone.remove(pod.name());
            PodLine before = pods.put(pod.name(), pod);
            if (before == null || !before.equals(pod) && !text(before).equals(text(pod))) {
                lines.accept("pod " + pod.name() + ": " + text(pod));
            }
        }
        gone.stream().sorted().forEach(name -> {
            pods.remove(name);
            lines.accept("pod " + name + ": gone");
        });
    }

    private static String text(PodLine pod) {
        return pod.brief()
                + (pod.restarts() > 0 ? ", restarts " + pod.restarts() : "")
                + (pod.node().isEmpty() ? "" : ", on " + pod.node());
    }

    /** The failures that are seen now: each is told when it is seen first, and when it is no longer seen. */
    void failures(List<Failure> now, Duration grace) {
        Set<String> ids = new HashSet<>();
        for (Failure failure : now) {
            String id = failure.id() + told(failure.patience());
            ids.add(id);
            if (failures.add(id)) {
                lines.accept(failure.sentence() + outlook(failure, grace));
            }
        }
        failures.retainAll(ids);
    }

    /** What is told anew when the patience changes to it or from it. */
    private static String told(Grace patience) {
        return RETOLD.contains(patience) ? "|" + patience : "";
    }

    private static String outlook(Failure failure, Duration grace) {
        if (failure.patience() == Grace.RESTARTS && failure.container() != null) {
            return " The kubelet starts it again.";
        }
        if (failure.patience() == Grace.READINESS || failure.patience() == Grace.SECRET) {
            return " The wait continues until its timeout.";
        }
        if (failure.patience() == Grace.UNSEEN_NODE) {
            return " Only events tell whether a node is on its way, and they can't be read. The wait continues until its timeout.";
        }
        return failure.patience()
                .allowed(grace)
                .filter(allowed -> !allowed.isZero())
                .map(allowed -> failure.patience() == Grace.AUTOSCALER && isWithoutHelp(failure)
                        // Sooner where an autoscaler says that it adds none.
                        ? " Failing within " + allowed.toSeconds() + " s unless a node comes or is under way."
                        : " Failing in " + allowed.toSeconds() + " s unless it recovers"
                                + (isWithoutHelp(failure) ? "." : " or a remedy is under way."))
                .orElse("");
    }

    private static boolean isWithoutHelp(Failure failure) {
        return failure.until().equals(Instant.EPOCH);
    }

    /** The cluster can't be asked at present; null when it can again. */
    void trouble(String sentence) {
        if (sentence != null && trouble == null) {
            lines.accept(sentence + " Retrying until the timeout.");
        } else if (sentence == null && trouble != null) {
            lines.accept("The cluster answers again.");
        }
        trouble = sentence;
    }

    void heartbeat(String status, Duration left) {
        lines.accept("Still waiting, " + PodTable.human(left) + " left: " + status + ".");
    }

    /** Says once where the wait has to do with less than watches of all, and where it no longer has to. */
    void limits(Map<WatchedKind, ObjectFeed.State> states) {
        states.forEach((kind, feed) -> {
            if (feed.upkeep() != Upkeep.WATCHED) {
                once(feed.upkeep().told(kind.plural()));
                unwatched.add(kind);
            } else if (unwatched.remove(kind)) {
                once("The " + kind.plural() + " are watched again.");
            } else if (kind.isOptional()
                    && feed.failure() != null
                    && feed.failure().kind() == ClusterFailure.Kind.FORBIDDEN) {
                once("The credential may not list " + kind.plural() + ": failures are explained without them.");
            }
        });
    }
}
