package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The verdict on objects that stay as they are. */
public final class Verdicts {

    public static final Instant START = Instant.parse("2026-11-22T17:00:00Z");
    static final Criteria RELEASE = Criteria.of(new Subject.Release("demo"));

    private Verdicts() {}

    /** What is seen where nothing more is known of a release's newest revision. */
    static Assessment assess(Snapshot snapshot, Criteria criteria, Collection<WorkloadName> manifest) {
        return Readiness.assess(snapshot, criteria, manifest, Revision.UNKNOWN);
    }

    /** The verdict at first sight. */
    static RolloutStatus first(Criteria criteria, Collection<? extends HasMetadata> objects) {
        return after(Duration.ZERO, criteria, objects);
    }

    /** The verdict when they have been seen for this long. */
    static RolloutStatus after(Duration seen, Criteria criteria, Collection<? extends HasMetadata> objects) {
        Assessment assessment = assess(new Snapshot(objects), criteria, Set.of());
        return RolloutState.NEW
                .judge(assessment, criteria, START)
                .next()
                .judge(assessment, criteria, START.plus(seen))
                .status();
    }

    /** The verdict when they stay so for an hour. */
    static RolloutStatus lasting(HasMetadata... objects) {
        return after(Duration.ofHours(1), RELEASE, List.of(objects));
    }

    /** The same in words: READY, WAITING with its reasons, or FAILED with kind and sentence of the first failure. */
    static String told(Collection<? extends HasMetadata> objects) {
        return told(RELEASE, objects);
    }

    /** The same for other criteria. */
    static String told(Criteria criteria, Collection<? extends HasMetadata> objects) {
        RolloutStatus verdict = after(Duration.ofHours(1), criteria, objects);
        if (verdict instanceof RolloutStatus.Waiting waiting) {
            return "WAITING " + waiting.reasons();
        }
        return verdict instanceof RolloutStatus.Failed failed
                ? "FAILED " + failed.failures().get(0).kind() + " "
                        + failed.failures().get(0).sentence()
                : "READY";
    }
}
