package io.jenkins.plugins.seldon.readiness;

import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The part of a release's manifest that a wait can watch. A kind that the subject does not need by itself, such as a custom
 * one, may be one that the cluster does not serve or that the credential may not read: then its objects are told and not
 * waited for.
 */
final class WatchedManifest {

    private WatchedManifest() {}

    /**
     * Opens the watches that the manifest needs.
     *
     * @param required the kinds without which there is no wait; what becomes of them is not decided here
     * @param tell takes a line for the log; the same line may come again
     */
    static Set<WorkloadName> of(
            Set<WorkloadName> manifest,
            Set<WatchedKind> required,
            SharedWatches.Subscription subscription,
            Consumer<String> tell) {
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
            } else if (!required.contains(kind) && feed.failure() != null) {
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
