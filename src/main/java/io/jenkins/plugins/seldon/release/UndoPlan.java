package io.jenkins.plugins.seldon.release;

import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import java.util.Map;
import java.util.NavigableMap;

/**
 * What has to be done about a failed installation or upgrade. Pure: decided from what is recorded in the cluster alone.
 * The revision to go back to is the one that Helm's {@code --rollback-on-failure} (before Helm 4: {@code --atomic}) takes:
 * the newest that is deployed or superseded (helm.sh/helm, pkg/action/upgrade.go, failRelease).
 *
 * @param action what to do
 * @param revision which revision to go back to; 0 for none
 * @param reason why nothing else is done, a sentence; empty where what is wanted is done
 */
record UndoPlan(Action action, int revision, String reason) {

    /** What to do. */
    enum Action {
        NOTHING,
        ROLL_BACK,
        UNINSTALL
    }

    /**
     * Decides.
     *
     * @param wanted what the user wants
     * @param before the newest revision before the run, 0 for none
     * @param revisions what is recorded now
     */
    static UndoPlan of(OnFailure wanted, int before, NavigableMap<Integer, ReleaseStatus> revisions) {
        if (wanted == OnFailure.KEEP) {
            return nothing("");
        }
        if (revisions.isEmpty()) {
            return nothing("Helm has no record of it, so there is nothing to undo.");
        }
        Map.Entry<Integer, ReleaseStatus> newest = revisions.lastEntry();
        if (newest.getKey() <= before) {
            return nothing("The release is as before, in revision " + newest.getKey() + ".");
        }
        if (newest.getValue() != ReleaseStatus.FAILED) {
            return nothing("Its revision " + newest.getKey() + " is "
                    + newest.getValue().label() + ", not failed, so it is left as it is.");
        }
        if (wanted == OnFailure.UNINSTALL) {
            return new UndoPlan(Action.UNINSTALL, 0, "");
        }
        for (Map.Entry<Integer, ReleaseStatus> revision :
                revisions.headMap(newest.getKey(), false).descendingMap().entrySet()) {
            if (revision.getValue() == ReleaseStatus.DEPLOYED || revision.getValue() == ReleaseStatus.SUPERSEDED) {
                return new UndoPlan(Action.ROLL_BACK, revision.getKey(), "");
            }
        }
        return before == 0
                ? new UndoPlan(Action.UNINSTALL, 0, "There is no earlier revision to roll back to.")
                : nothing("None of its earlier revisions was ever deployed, so it can't be rolled back.");
    }

    private static UndoPlan nothing(String reason) {
        return new UndoPlan(Action.NOTHING, 0, reason);
    }
}
