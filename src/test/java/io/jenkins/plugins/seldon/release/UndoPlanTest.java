package io.jenkins.plugins.seldon.release;

import static io.jenkins.plugins.seldon.helm.record.ReleaseStatus.DEPLOYED;
import static io.jenkins.plugins.seldon.helm.record.ReleaseStatus.FAILED;
import static io.jenkins.plugins.seldon.helm.record.ReleaseStatus.PENDING_UPGRADE;
import static io.jenkins.plugins.seldon.helm.record.ReleaseStatus.SUPERSEDED;
import static io.jenkins.plugins.seldon.helm.record.ReleaseStatus.UNINSTALLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import io.jenkins.plugins.seldon.release.UndoPlan.Action;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is done about a failed release, for each history. */
class UndoPlanTest {

    @Test
    void aFailedUpgradeGoesBackToTheNewestRevisionThatWasDeployed() {
        assertThat(rollback(1, DEPLOYED, FAILED)).isEqualTo(new UndoPlan(Action.ROLL_BACK, 1, ""));
        assertThat(rollback(3, SUPERSEDED, DEPLOYED, FAILED, FAILED)).isEqualTo(new UndoPlan(Action.ROLL_BACK, 2, ""));
        assertThat(rollback(2, SUPERSEDED, FAILED, FAILED)).isEqualTo(new UndoPlan(Action.ROLL_BACK, 1, ""));
    }

    @Test
    void aFirstInstallationIsRemovedAsHelmDoes() {
        assertThat(rollback(0, FAILED))
                .isEqualTo(new UndoPlan(Action.UNINSTALL, 0, "There is no earlier revision to roll back to."));
    }

    @Test
    void whatWasNeverDeployedStays() {
        assertThat(rollback(1, FAILED, FAILED))
                .isEqualTo(new UndoPlan(
                        Action.NOTHING,
                        0,
                        "None of its earlier revisions was ever deployed, so it can't be rolled back."));
    }

    @Test
    void whatTheRunDidNotTouchStays() {
        assertThat(rollback(2, DEPLOYED, FAILED).reason()).isEqualTo("The release is as before, in revision 2.");
        assertThat(rollback(0)).extracting(UndoPlan::action).isEqualTo(Action.NOTHING);
        assertThat(rollback(1, SUPERSEDED, DEPLOYED).reason())
                .isEqualTo("Its revision 2 is deployed, not failed, so it is left as it is.");
        assertThat(rollback(1, DEPLOYED, PENDING_UPGRADE).action()).isEqualTo(Action.NOTHING);
        assertThat(rollback(0, UNINSTALLED).action()).isEqualTo(Action.NOTHING);
    }

    @Test
    void uninstallRemovesAndKeepKeeps() {
        assertThat(UndoPlan.of(OnFailure.UNINSTALL, 1, history(DEPLOYED, FAILED))
                        .action())
                .isEqualTo(Action.UNINSTALL);
        assertThat(UndoPlan.of(OnFailure.KEEP, 1, history(DEPLOYED, FAILED)).action())
                .isEqualTo(Action.NOTHING);
    }

    @Test
    void theOptionKnowsThreeWords() {
        assertThat(OnFailure.parse(" Rollback ")).isEqualTo(OnFailure.ROLLBACK);
        assertThatThrownBy(() -> OnFailure.parse("atomic"))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage("onFailure must be keep, rollback or uninstall, not atomic.");
    }

    private static UndoPlan rollback(int before, ReleaseStatus... revisions) {
        return UndoPlan.of(OnFailure.ROLLBACK, before, history(revisions));
    }

    private static NavigableMap<Integer, ReleaseStatus> history(ReleaseStatus... revisions) {
        NavigableMap<Integer, ReleaseStatus> history = new TreeMap<>();
        for (ReleaseStatus revision : revisions) {
            history.put(history.size() + 1, revision);
        }
        return history;
    }
}
