package io.jenkins.plugins.seldon.release;

import io.jenkins.plugins.seldon.helm.record.ReleaseRecord;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import java.time.Duration;

/**
 * A release that a Helm is removing, outside of Jenkins or of a step that was aborted: at its end that deletes the record by
 * name and revision, which a new release has too (helm.sh/helm, pkg/action/uninstall.go, purgeReleases), and until then the
 * objects.
 */
final class LeavingRelease {

    /** Longer than Helm takes unless it waits for hooks or for the end of each object: who is not done by then may be dead. */
    private static final Duration TO_BE_GONE = Duration.ofMinutes(1);

    private static final Duration GLANCE = Duration.ofSeconds(1);

    private final ReleaseSite site;
    private final ReleaseHistory history;

    LeavingRelease(ReleaseSite site, ReleaseHistory history) {
        this.site = site;
        this.history = history;
    }

    /**
     * The newest revision when nobody removes it any more, or null if there is none.
     *
     * @param release its name, for people
     * @param lock how the lock on it was got; {@code ABANDONED} tells that a build that worked on it is dead
     */
    ReleaseRecord latestAfterwards(String release, ReleaseLock.Origin lock)
            throws ReleaseException, InterruptedException {
        ReleaseRecord latest = history.latest();
        if (lock == ReleaseLock.Origin.ABANDONED || !isLeaving(latest)) {
            return latest;
        }
        site.log().accept("Release " + release + " is being removed: waiting until it is gone, for a minute at most.");
        long end = System.nanoTime() + site.run().atMost(TO_BE_GONE).toNanos();
        while (isLeaving(latest) && System.nanoTime() < end) {
            site.run().pause().forAbout(site.run().atMost(GLANCE));
            latest = history.latest();
        }
        return latest;
    }

    private boolean isLeaving(ReleaseRecord latest) {
        return latest != null
                && latest.status() == ReleaseStatus.UNINSTALLING
                && latest.deleted().plus(TO_BE_GONE).isAfter(site.run().clock().instant());
    }
}
