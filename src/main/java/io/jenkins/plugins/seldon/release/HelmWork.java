package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.helm.Helm;
import io.jenkins.plugins.seldon.helm.HelmException;
import io.jenkins.plugins.seldon.helm.HelmRequest;

/**
 * The part of a run that changes the cluster through Helm. Whatever cuts it short, Helm is gone before it is over, and
 * no revision of the release is left pending.
 */
final class HelmWork {

    private final ReleaseSite site;
    private final Helm helm;
    private final ReleaseHistory history;
    private final String release;
    private final String namespace;

    HelmWork(ReleaseSite site, Helm helm, ReleaseHistory history, String release, String namespace) {
        this.site = site;
        this.helm = helm;
        this.history = history;
        this.release = release;
        this.namespace = namespace;
    }

    /** A call to Helm, or several. */
    private interface Calls {
        void make() throws HelmException, ReleaseException, InterruptedException;
    }

    /** Carries out a plan that has something to do. */
    void install(InstallPlan plan, InstallPlan.Wanted wanted, ReleaseRequest asked)
            throws ReleaseException, InterruptedException {
        String chart = wanted.chartName() + " " + wanted.chartVersion();
        HelmRequest request = HelmRequest.of(release, namespace, wanted.values().yaml(), asked.timeout());
        HelmRequest install = request.describedAs(InstallPlan.description("Install complete", wanted));
        HelmRequest upgrade = request.describedAs(InstallPlan.description("Upgrade complete", wanted));
        site.log().accept("Release " + release + " in namespace " + namespace + ": " + plan.reason() + ".");
        safely("to chart " + chart, () -> {
            switch (plan.action()) {
                case INSTALL -> {
                    site.log().accept("Installing chart " + chart + ".");
                    helm.install(install);
                }
                case UPGRADE, RECOVER -> {
                    history.failPending("Left pending by a run that was killed");
                    moveToServedApis();
                    site.log().accept("Upgrading to chart " + chart + ".");
                    helm.upgrade(upgrade);
                }
                case REPLACE -> {
                    site.log().accept("Removing what is left of the release, then installing chart " + chart + ".");
                    moveToServedApis();
                    helm.uninstall(release, namespace);
                    helm.install(install);
                }
                default -> throw new IllegalStateException("nothing to do for " + plan.action());
            }
        });
    }

    /** Removes the release and its history. */
    void uninstall() throws ReleaseException, InterruptedException {
        site.log().accept("Removing release " + release + " from namespace " + namespace + ".");
        safely("to its end", () -> {
            history.failPending("Left pending by a run that was killed");
            moveToServedApis();
            helm.uninstall(release, namespace);
        });
    }

    /** The cluster may have lost API versions since the release was made. */
    private void moveToServedApis() throws ReleaseException {
        history.moveToServedApis()
                .forEach(change -> site.log().accept("Helm's record of the release now has: " + change));
    }

    private void safely(String where, Calls calls) throws ReleaseException, InterruptedException {
        boolean done = false;
        try {
            calls.make();
            done = true;
        } catch (HelmException e) {
            throw new ReleaseException(
                    "The agent's Helm could not bring release " + release + " in namespace " + namespace + " at "
                            + site.connection().server() + " " + where + ": " + e.getMessage() + ".",
                    e);
        } finally {
            if (!done) {
                helm.close();
                settle();
            }
        }
    }

    /** Helm is gone: what it left pending, nobody works on any more. */
    private void settle() {
        boolean interrupted = Thread.interrupted();
        try {
            if (history.failPending("Stopped before it was complete")) {
                site.log().accept("The unfinished revision is marked as failed; the next run continues from there.");
            }
        } catch (ReleaseException | KubernetesClientException e) {
            site.log()
                    .accept("WARNING: an unfinished revision may be left pending (" + e.getMessage()
                            + "); the next run recovers it.");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
