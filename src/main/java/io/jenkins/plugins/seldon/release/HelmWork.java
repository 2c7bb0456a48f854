package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.helm.Helm;
import io.jenkins.plugins.seldon.helm.HelmException;
import io.jenkins.plugins.seldon.helm.HelmRequest;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.helm.record.ReleaseRecord;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.text.Numbers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * The part of a run that changes the cluster through Helm. Whatever cuts it short, Helm is gone before it is over, and
 * no revision of the release is left pending that another Helm is not at work on.
 */
final class HelmWork {

    private static final Logger LOGGER = Logger.getLogger(HelmWork.class.getName());

    /** As long as a call to an API server may take. */
    private static final Duration TO_MARK = Duration.ofSeconds(30);

    /** For a look at what Helm waits for: in time, and after the time of a run is over. */
    private static final Duration TO_LOOK = Duration.ofSeconds(5);

    private static final Duration LATEST_LOOK = Duration.ofMillis(600);

    /** After the time of a run is over. */
    private static final Duration LATEST_MARKING = Duration.ofMillis(2700);

    /** What Helm's record says of a revision that nobody works on any more. */
    static final String STOPPED = "Stopped before it was complete";

    /**
     * What Helm says of a release that another one is at work on, before it makes anything itself (helm.sh/helm,
     * pkg/action/upgrade.go, prepareUpgrade; install.go, availableName; pkg/storage/driver/driver.go). Helm 4 reuses no name where
     * Helm 3 re-uses none.
     */
    private static final Pattern ANOTHER =
            Pattern.compile("another operation \\(install/upgrade/rollback\\) is in progress"
                    + "|cannot re-?use a name that is still in use|release: already exists");

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

    /**
     * Carries out a plan that has something to do.
     *
     * @param base the revision that Helm goes on from, or null where it makes everything anew
     */
    void install(InstallPlan plan, PreparedChart prepared, ReleaseRecord base, ReleaseRequest asked)
            throws ReleaseException, InterruptedException {
        InstallPlan.Wanted wanted = prepared.wanted(asked.values());
        String chart = wanted.chartName() + " " + wanted.chartVersion();
        HelmRequest request = HelmRequest.of(release, namespace, wanted.values().yaml(), asked.timeout());
        HelmRequest install = request.describedAs(InstallPlan.description("Install complete", wanted));
        HelmRequest upgrade = request.describedAs(InstallPlan.description("Upgrade complete", wanted));
        site.log().accept("Release " + release + " in namespace " + namespace + ": " + plan.reason() + ".");
        List<RenderedObject> hooks = prepared.hooks(plan.makesDefinitions());
        safely("deploy chart " + chart + " as", hooks, () -> {
            switch (plan.action()) {
                case INSTALL -> {
                    awaitEndOfObjects(prepared, null, asked);
                    site.log().accept("Installing chart " + chart + ".");
                    helm.install(install);
                }
                case UPGRADE, RECOVER -> {
                    if (plan.action() == InstallPlan.Action.RECOVER) {
                        history.failPending("Left pending by a run that was killed");
                    }
                    moveToServedApis(false);
                    awaitEndOfObjects(prepared, base, asked);
                    makeRoom();
                    site.log().accept("Upgrading to chart " + chart + ".");
                    helm.upgrade(upgrade);
                }
                case REPLACE -> {
                    site.log().accept("Removing the remains of the release, then installing chart " + chart + ".");
                    moveToServedApis(true);
                    helm.uninstall(release, namespace);
                    awaitEndOfObjects(prepared, null, asked);
                    helm.install(install);
                }
                default -> throw new IllegalStateException("nothing to do for " + plan.action());
            }
        });
    }

    private void awaitEndOfObjects(PreparedChart chart, ReleaseRecord base, ReleaseRequest asked)
            throws ReleaseException, InterruptedException {
        LeavingObjects leaving = new LeavingObjects(site, chart.served(), namespace);
        leaving.awaitEnd(leaving.added(chart.objects(), base), site.run().atMost(asked.timeout()));
    }

    /** Removes the release and its history. */
    void uninstall() throws ReleaseException, InterruptedException {
        site.log().accept("Removing release " + release + " from namespace " + namespace + ".");
        safely("completely uninstall", List.of(), () -> {
            history.failPending("Left pending by a run that was killed");
            moveToServedApis(true);
            helm.uninstall(release, namespace);
        });
    }

    /** The cluster may have lost API versions since the release was made. */
    private void moveToServedApis(boolean isLeaving) throws ReleaseException, InterruptedException {
        history.moveToServedApis(isLeaving)
                .forEach(change -> site.log().accept("Updated Helm's record of the release: " + change));
    }

    /** A helm executable does so itself; helm-java (0.0.21) can't tell Helm's library to, and that keeps every revision. */
    private void makeRoom() {
        try {
            history.makeRoom();
        } catch (KubernetesClientException e) {
            site.log()
                    .accept("WARNING: the release's oldest revisions could not be deleted ("
                            + ClusterFailure.of(e).detail() + "), so that its history grows.");
        }
    }

    /** Whether Helm has not begun, since another one is at work on the release: what is pending is that one's. */
    static boolean isOfAnother(Throwable failure) {
        return failure instanceof HelmException
                && ANOTHER.matcher(failure.getMessage()).find();
    }

    /** @param hooks what Helm may have waited for */
    private void safely(String work, List<RenderedObject> hooks, Calls calls)
            throws ReleaseException, InterruptedException {
        boolean done = false;
        boolean isOurs = true;
        try (LoginWatch login = LoginWatch.over(site, helm::close)) {
            try {
                calls.make();
                done = true;
            } catch (HelmException e) {
                isOurs = !isOfAnother(e);
                throw new ReleaseException(
                        "The agent's Helm could not " + work + " release " + release + " in namespace " + namespace
                                + " at "
                                + site.connection().server() + ": "
                                + login.refusal().orElseGet(() -> e.getMessage() + unfinished(hooks)) + ".",
                        e);
            }
        } finally {
            if (!done) {
                helm.close();
                if (isOurs) {
                    settle();
                }
            }
        }
    }

    /** Which hook Helm has waited for in vain, before its end may have Helm delete that; empty where nobody knows. */
    private String unfinished(List<RenderedObject> hooks) {
        Duration limit = LastCall.limit(site.run().end(), LATEST_LOOK, TO_LOOK);
        try {
            return LastCall.within(limit, "hooks", () -> new UnfinishedHooks(site.client(), namespace).told(hooks))
                    .map(hook -> "; " + hook)
                    .orElse("");
        } catch (TimeoutException | ExecutionException e) {
            LOGGER.log(Level.FINE, e, () -> "What hooks of release " + release + " wait for is not known.");
            return "";
        }
    }

    /** Helm is gone: what it left pending, nobody works on any more. */
    private void settle() {
        Duration limit = LastCall.limit(site.run().end(), LATEST_MARKING, TO_MARK);
        try {
            if (LastCall.within(limit, "marking", () -> history.failPending(STOPPED))) {
                site.log().accept("The unfinished revision is marked as failed; the next run continues from there.");
            }
        } catch (TimeoutException e) {
            tellPending("the API server did not answer within " + Numbers.of(limit.toMillis() / 1000.0) + " s");
        } catch (ExecutionException e) {
            tellPending(ClusterFailure.of(e.getCause()).detail());
        }
    }

    private void tellPending(String why) {
        site.log()
                .accept("WARNING: an unfinished revision may be left pending (" + why + "); the next run recovers it.");
    }
}
