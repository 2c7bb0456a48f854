package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.helm.Helm;
import io.jenkins.plugins.seldon.helm.HelmException;
import io.jenkins.plugins.seldon.helm.HelmRequest;
import io.jenkins.plugins.seldon.helm.record.ReleaseRecord;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.text.Sentences;
import java.time.Duration;

/**
 * Carries out what is wanted of a release whose installation or upgrade failed, with a Helm of its own: the one that failed
 * may be stopped, or out of time. Helm's own rollback where there is one; otherwise the earlier revision's objects, as they
 * are recorded, are applied again, and the new revision is recorded as Helm's rollback records it.
 *
 * <p>Works on the caller's thread, for {@link #LONGEST} at most.
 */
final class UndoWork {

    /** How long the new Helm has, beyond the time of the run. */
    static final Duration LONGEST = Duration.ofMinutes(2);

    private final ReleaseSite site;
    private final ReleaseHistory history;
    private final String release;
    private final String namespace;

    UndoWork(ReleaseSite site, ReleaseHistory history, String release, String namespace) {
        this.site = site;
        this.history = history;
        this.release = release;
        this.namespace = namespace;
    }

    /**
     * Looks what there is, and does what is wanted. Never throws for what goes wrong: that is told as the rest is.
     *
     * @param before the newest revision before the run, 0 for none
     */
    Undone undo(OnFailure wanted, int before) throws InterruptedException {
        site.run().overtime().accept(LONGEST);
        int revision = 0;
        String what = wanted == OnFailure.ROLLBACK ? "Rolling it back" : "Uninstalling it";
        try {
            if (!history.revisions().tailMap(before, false).isEmpty()) {
                history.failPending(HelmWork.STOPPED); // a slow server may have let the time for that pass
            }
            UndoPlan plan = UndoPlan.of(wanted, before, history.revisions());
            revision = plan.revision();
            return switch (plan.action()) {
                case NOTHING -> new Undone(Undone.Outcome.KEPT, 0, plan.reason());
                case UNINSTALL -> uninstall(plan.reason());
                case ROLL_BACK -> rollBack(revision);
            };
        } catch (HelmException | ReleaseException e) {
            return failed(what, revision, e.getMessage());
        } catch (KubernetesClientException e) {
            return failed(
                    what,
                    revision,
                    ClusterFailure.sentence("undo it", site.connection().server(), e));
        }
    }

    private Undone uninstall(String reason) throws HelmException, ReleaseException, InterruptedException {
        site.log().accept("Uninstalling release " + release + " from namespace " + namespace + ".");
        withHelm(helm -> helm.uninstall(release, namespace));
        return new Undone(
                Undone.Outcome.UNINSTALLED, 0, (reason + " The release was uninstalled, as onFailure says.").strip());
    }

    private Undone rollBack(int revision) throws HelmException, ReleaseException, InterruptedException {
        ReleaseRecord former = history.revision(revision);
        site.log()
                .accept("Rolling release " + release + " in namespace " + namespace + " back to revision " + revision
                        + ", chart " + former.chartName() + " " + former.chartVersion() + ".");
        withHelm(helm -> {
            if (!helm.rollback(release, namespace, revision, LONGEST)) {
                applyAgain(helm, former);
            }
        });
        int now = history.recordRollback(former);
        return new Undone(
                Undone.Outcome.ROLLED_BACK,
                revision,
                "The release was rolled back to revision " + revision + ", as its revision " + now + ".");
    }

    /** Helm compares with the revision that is deployed, or where none is, with the newest: the one that failed. */
    private void applyAgain(Helm helm, ReleaseRecord former)
            throws HelmException, ReleaseException, InterruptedException {
        if (former.hasRollbackHooks()) {
            site.log()
                    .accept("WARNING: the embedded Helm does not run rollback hooks; those of chart "
                            + former.chartName() + " are skipped. A helm tool (option helm) runs them.");
        }
        int failed = history.revisions().lastKey();
        boolean wasDeployed = history.change(former.revision(), ReleaseStatus.DEPLOYED, ReleaseStatus.SUPERSEDED);
        boolean done = false;
        try {
            helm.use(former.asChart());
            helm.upgrade(new HelmRequest(
                    release,
                    namespace,
                    former.values().yaml(),
                    InstallPlan.rollbackDescription(former),
                    null,
                    false,
                    LONGEST));
            done = true;
        } finally {
            if (!done && wasDeployed) {
                helm.close();
                history.change(former.revision(), ReleaseStatus.SUPERSEDED, ReleaseStatus.DEPLOYED);
            }
        }
        // An upgrade supersedes what it goes on from; a rollback leaves it failed, so that nobody goes back to it.
        history.change(failed, ReleaseStatus.SUPERSEDED, ReleaseStatus.FAILED);
    }

    private interface Calls {
        void make(Helm helm) throws HelmException, ReleaseException, InterruptedException;
    }

    private void withHelm(Calls calls) throws HelmException, ReleaseException, InterruptedException {
        boolean done = false;
        try (Helm helm = site.startHelm(LONGEST)) {
            site.awaitHelm(helm);
            calls.make(helm);
            done = true;
        } finally {
            if (!done) {
                history.failPending("Stopped before it was complete");
            }
        }
    }

    private static Undone failed(String what, int revision, String message) {
        return new Undone(
                Undone.Outcome.UNDOING_FAILED,
                revision,
                what + (revision == 0 ? "" : " to revision " + revision) + " failed, too: " + Sentences.clause(message)
                        + ". Check helm history and repair the release by hand.");
    }
}
