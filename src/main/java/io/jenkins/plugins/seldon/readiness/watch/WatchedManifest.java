package io.jenkins.plugins.seldon.readiness.watch;

import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.readiness.Subject;
import io.jenkins.plugins.seldon.readiness.WatchedKind;
import io.jenkins.plugins.seldon.readiness.WorkloadName;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The part of a release's manifest that a wait can watch. A kind that the subject does not need by itself, such as a custom
 * one, may be one that the cluster does not serve or that the credential may not read: then its objects are told and not
 * waited for. One that was read before is so again when the server that refuses it has started ({@link Reachability}).
 */
public final class WatchedManifest {

    private static final int MOST_NAMES = 5;

    private WatchedManifest() {}

    /**
     * Opens the watches that the manifest needs.
     *
     * @param subject whose manifest it is; what becomes of the kinds without which there is no wait is not decided here
     * @param tell takes a line for the log; the same line may come again
     */
    public static Set<WorkloadName> of(
            Set<WorkloadName> manifest,
            Subject subject,
            SharedWatches.Subscription subscription,
            Consumer<String> tell) {
        Set<String> elsewhere = subscription.lookups().elsewhere(subject);
        if (!elsewhere.isEmpty()) {
            tell.accept("Not waited for, since they are in other namespaces: "
                    + elsewhere.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                    + (elsewhere.size() > MOST_NAMES ? ", …" : "")
                    + "; wait for them with a step that has their namespace.");
        }
        Set<WatchedKind> required = subject.kinds();
        subscription.want(manifest.stream()
                .map(WorkloadName::kind)
                .filter(kind -> !kind.plural().isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new)));
        Map<WatchedKind, ObjectFeed.State> states = subscription.states();
        Set<WorkloadName> watched = new LinkedHashSet<>();
        for (WorkloadName name : manifest) {
            WatchedKind kind = name.kind();
            ObjectFeed.State feed = states.get(kind);
            String obstacle = "";
            if (feed == null) {
                obstacle = "The cluster serves no " + kind.apiVersion() + " " + kind.kind() + " that can be watched";
            } else if (!required.contains(kind) && !feed.synced() && feed.failure() != null) {
                obstacle = obstacle(kind, feed.failure());
            }
            if (obstacle.isEmpty()) {
                watched.add(name);
            } else {
                tell.accept(obstacle + ": " + name + " is not waited for.");
            }
        }
        return watched;
    }

    private static String obstacle(WatchedKind kind, ClusterFailure failure) {
        return switch (failure.kind()) {
            case FORBIDDEN -> "The credential may not list " + kind.plural();
            case NOT_FOUND -> "The cluster does not serve " + kind.plural();
            default -> "";
        };
    }
}
