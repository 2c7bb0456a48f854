package io.jenkins.plugins.seldon.release;

import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.helm.chart.Values;
import io.jenkins.plugins.seldon.helm.record.ReleaseRecord;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What has to be done to bring a release to a wanted chart and values. Pure: decided from what is recorded in the
 * cluster alone.
 *
 * @param action what to do
 * @param reason why, a clause for people
 */
public record InstallPlan(Action action, String reason) {

    /** What to do. */
    public enum Action {
        /** There is none: install. */
        INSTALL,
        /** The release is as wanted: do nothing. */
        UNCHANGED,
        /** There is one that Helm can go on from: upgrade. */
        UPGRADE,
        /** A run was killed in the middle: set its revision to failed, upgrade. */
        RECOVER,
        /** What is left can't be upgraded: finish its removal, then install. */
        REPLACE,
        /** Somebody works on it: do nothing, fail. */
        BUSY,
        /** It is somebody else's: do nothing, fail. */
        REFUSE
    }

    /**
     * The chart and values that are wanted.
     *
     * @param chartName the chart's name
     * @param chartVersion its version
     * @param digest of the chart's content as it would be sent
     * @param values the user's values
     * @param objects what the chart renders with them, without hooks
     */
    public record Wanted(
            String chartName, String chartVersion, String digest, Values values, List<RenderedObject> objects) {

        public Wanted {
            objects = List.copyOf(objects);
        }

        /** Whether that is what a revision is made of: by the digest in its history, or else by its objects. */
        private boolean isContentOf(ReleaseRecord revision) {
            Matcher recorded = DIGEST.matcher(revision.description());
            return recorded.find()
                    ? recorded.group(1).equals(digest)
                    : bodies(objects).equals(bodies(revision.objects()));
        }

        private static Set<Map<?, ?>> bodies(List<RenderedObject> objects) {
            return objects.stream().<Map<?, ?>>map(RenderedObject::body).collect(Collectors.toSet());
        }
    }

    /**
     * After this time nobody is at work any more on a revision that is pending, as far as can be known without a lock:
     * twice the time that Helm itself allows by default.
     */
    private static final Duration LONGEST_RUN = Duration.ofMinutes(10);

    private static final Pattern DIGEST = Pattern.compile("chart sha256:([0-9a-f]{64})");

    /** What the history shall say, so that a later run sees what exactly was sent. */
    static String description(String done, Wanted wanted) {
        return done + " (chart sha256:" + wanted.digest() + ")";
    }

    /** What the history shall say of a rollback: Helm's own words, and what exactly the release is now. */
    static String rollbackDescription(ReleaseRecord former) {
        Matcher digest = DIGEST.matcher(former.description());
        return "Rollback to " + former.revision() + (digest.find() ? " (" + digest.group() + ")" : "");
    }

    /**
     * Decides.
     *
     * @param latest the newest recorded revision, or null
     * @param wanted what it is to be
     * @param lock how the lock on it was got; {@code ABANDONED} tells that a build that worked on it is dead
     * @param now the time
     */
    static InstallPlan of(ReleaseRecord latest, Wanted wanted, ReleaseLock.Origin lock, Instant now) {
        if (latest == null) {
            return new InstallPlan(Action.INSTALL, "the release does not exist yet");
        }
        ReleaseStatus status = latest.status();
        if (!latest.chartName().equals(wanted.chartName()) && status != ReleaseStatus.UNINSTALLED) {
            return new InstallPlan(Action.REFUSE, "its chart is " + latest.chartName() + ", not " + wanted.chartName());
        }
        return switch (status) {
            case DEPLOYED -> deployed(latest, wanted);
            case FAILED, SUPERSEDED ->
                new InstallPlan(Action.UPGRADE, "revision " + latest.revision() + " is " + status.label());
            case PENDING_INSTALL, PENDING_UPGRADE, PENDING_ROLLBACK -> pending(latest, lock, now);
            case UNINSTALLING, UNINSTALLED ->
                new InstallPlan(Action.REPLACE, "revision " + latest.revision() + " is " + status.label());
            case UNKNOWN ->
                new InstallPlan(Action.REFUSE, "the status of its revision " + latest.revision() + " is unknown");
        };
    }

    /** Decides before the lock is asked for, which tells whether somebody still works on what is pending. */
    static InstallPlan unlocked(ReleaseRecord latest, Wanted wanted, Instant now) {
        InstallPlan plan = of(latest, wanted, ReleaseLock.Origin.ABANDONED, now);
        return plan.action == Action.RECOVER && isBusy(latest, ReleaseLock.Origin.FREE, now)
                ? new InstallPlan(Action.RECOVER, state(latest) + ", and somebody may be at work on it")
                : plan;
    }

    /** Whether Helm makes the CustomResourceDefinitions of the chart that are not there: it does when it installs. */
    boolean makesDefinitions() {
        return action == Action.INSTALL || action == Action.REPLACE;
    }

    /** Whether somebody may be at work on a revision: it is pending, and neither known to be dead nor old. */
    static boolean isBusy(ReleaseRecord latest, ReleaseLock.Origin lock, Instant now) {
        return latest.status().isPending()
                && lock != ReleaseLock.Origin.ABANDONED
                && Duration.between(latest.lastDeployed(), now).compareTo(LONGEST_RUN) <= 0;
    }

    private static String state(ReleaseRecord latest) {
        return "revision " + latest.revision() + " is " + latest.status().label();
    }

    private static InstallPlan pending(ReleaseRecord latest, ReleaseLock.Origin lock, Instant now) {
        String state = state(latest);
        return isBusy(latest, lock, now)
                ? new InstallPlan(
                        Action.BUSY,
                        state + " for "
                                + Math.max(
                                        0,
                                        Duration.between(latest.lastDeployed(), now)
                                                .toSeconds()) + " s")
                : new InstallPlan(Action.RECOVER, state + ", left behind by a run that was killed");
    }

    private static InstallPlan deployed(ReleaseRecord latest, Wanted wanted) {
        if (!latest.chartVersion().equals(wanted.chartVersion())) {
            return new InstallPlan(
                    Action.UPGRADE, "chart version " + latest.chartVersion() + " becomes " + wanted.chartVersion());
        }
        if (!latest.values().equals(wanted.values())) {
            return new InstallPlan(Action.UPGRADE, "its values change");
        }
        if (!wanted.isContentOf(latest)) {
            return new InstallPlan(Action.UPGRADE, "the chart's content changes, but not its version");
        }
        return new InstallPlan(Action.UNCHANGED, "chart and values are the same");
    }
}
