package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.helm.Helm;
import io.jenkins.plugins.seldon.helm.HelmException;
import io.jenkins.plugins.seldon.helm.HelmRequest;
import io.jenkins.plugins.seldon.helm.chart.InvalidChartException;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.helm.record.ReleaseRecord;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import io.jenkins.plugins.seldon.kubernetes.Discovery;
import io.jenkins.plugins.seldon.text.Listing;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Brings one release to what is wanted, whatever state it is in: looks, prepares the chart, checks, lets Helm do it,
 * and reads what came of it. Nothing is created before everything that can be checked has been.
 *
 * <p>Runs on the caller's thread; interrupting it cancels Helm, waits until nothing of it is left on its machine, and
 * sets a revision that was left pending to failed. Every failure is a {@link ReleaseException} with one sentence.
 */
public final class AnalyticsRelease {

    /** How long {@link #install} may go on after an interruption or its time, to undo what was begun. */
    public static final Duration LONGEST_UNDOING = UndoWork.LONGEST;

    private final ReleaseSite site;

    /** @param site where it works; its client stays the caller's to close */
    public AnalyticsRelease(ReleaseSite site) {
        this.site = site;
    }

    /** The newest revision of a release, 0 for none. */
    public int revision(String namespace, String name) throws ReleaseException, InterruptedException {
        return site.inSentences("read the state of release " + name + " in namespace " + namespace, () -> {
            ReleaseRecord latest = site.history(namespace, name).latest();
            return latest == null ? 0 : latest.revision();
        });
    }

    /** Gives back the lock that this run had before a restart of the controller, if it still has it. */
    public void unlock(String namespace, String name) {
        try (ReleaseLock lock = site.lock(namespace, name)) {
            lock.takeUp();
        }
    }

    /** Installs or upgrades, or leaves a release alone that is as wanted. */
    public ReleaseResult install(ReleaseRequest request) throws ReleaseException, InterruptedException {
        return install(request, Integer.MAX_VALUE);
    }

    /**
     * The same, by a run that has begun before a restart of the controller: what it made until then is undone with the rest.
     *
     * @param began the newest revision when it began, 0 for none
     */
    public ReleaseResult install(ReleaseRequest request, int began) throws ReleaseException, InterruptedException {
        return site.inSentences("install release " + request.name(), () -> {
            try (Helm helm = site.startHelm()) {
                ReleaseNamespace namespace = new ReleaseNamespace(site, request.namespace());
                boolean namespaceExists = namespace.require(request, true);
                Prospect prospect = look(helm, request, namespaceExists);
                if (prospect.isAsWanted()) {
                    helm.dismiss();
                    definitions(request).bring(prospect.chart, false, false);
                    return unchanged(prospect.latest, prospect.chart, request);
                }
                check(prospect, request);
                if (!namespaceExists) {
                    namespace.create(request.name());
                }
                return installLocked(helm, prospect.chart, request, began);
            }
        });
    }

    /** Says what {@link #install} would do, and changes nothing. Fails where that would. */
    public ReleasePreview preview(ReleaseRequest request) throws ReleaseException, InterruptedException {
        return site.inSentences("try the installation of release " + request.name(), () -> {
            try (Helm helm = site.startHelm()) {
                boolean namespaceExists = new ReleaseNamespace(site, request.namespace()).require(request, false);
                Prospect seen = look(helm, request, namespaceExists);
                Prospect prospect = seen.isAsWanted() ? seen : check(seen, request);
                if (namespaceExists) {
                    refuseOthersObjects(helm, prospect, request);
                }
                helm.dismiss();
                definitions(request).bring(prospect.chart, prospect.plan.makesDefinitions(), true);
                ReleasePreview preview = ReleasePreview.of(request, prospect.latest, prospect.plan, prospect.chart);
                preview.lines().forEach(site.log());
                return preview;
            }
        });
    }

    /** Removes a release with its history; an absent one is fine. */
    public UninstallResult uninstall(UninstallRequest request) throws ReleaseException, InterruptedException {
        return uninstall(request, false);
    }

    /**
     * The same for a run that goes on, and may have been cut off when it was gone.
     *
     * @param wasThere whether the run has begun to remove one before
     */
    public UninstallResult uninstall(UninstallRequest request, boolean wasThere)
            throws ReleaseException, InterruptedException {
        return site.inSentences("remove release " + request.name(), () -> {
            ReleaseNamespace namespace = new ReleaseNamespace(site, request.namespace());
            boolean isRemoved = namespace.exists() && uninstallPresent(request);
            boolean changed = isRemoved || wasThere;
            boolean deleted = request.deleteNamespace() && namespace.delete(request.name());
            UninstallResult result = new UninstallResult(request.name(), request.namespace(), changed, deleted);
            site.tell(result.headline());
            return result;
        });
    }

    /** What there is, and what is to be done about it. */
    private record Prospect(ReleaseRecord latest, PreparedChart chart, InstallPlan plan) {

        private boolean isAsWanted() {
            return plan.action() == InstallPlan.Action.UNCHANGED;
        }
    }

    /** What can be asked without Helm is asked while it starts. */
    private Prospect look(Helm helm, ReleaseRequest request, boolean namespaceExists)
            throws ReleaseException, InvalidChartException, InterruptedException {
        ReleaseRecord latest = namespaceExists
                ? site.history(request.namespace(), request.name()).latest()
                : null;
        Discovery discovery = new Discovery(site.client());
        discovery.ask(Set.of());
        site.awaitHelm(helm);
        PreparedChart chart = new ChartPreparation(helm, discovery, site.log()).prepare(request);
        return prospect(latest, chart, request);
    }

    private Prospect prospect(ReleaseRecord latest, PreparedChart chart, ReleaseRequest request) {
        InstallPlan plan = InstallPlan.unlocked(
                latest, chart.wanted(request.values()), site.run().clock().instant());
        return new Prospect(latest, chart, plan);
    }

    /**
     * Once more where another build has changed the release since it was looked at: what that made is the release's, and where
     * nothing is left to do nothing can fail.
     *
     * @return what there is by then
     */
    private Prospect check(Prospect prospect, ReleaseRequest request)
            throws ReleaseException, InvalidChartException, InterruptedException {
        try {
            checkAsSeen(prospect, request);
            return prospect;
        } catch (ReleaseException e) {
            ReleaseRecord latest = latest(request, e);
            if (isSame(latest, prospect.latest)) {
                throw e;
            }
            site.log()
                    .accept("Release " + request.name() + " in namespace " + request.namespace()
                            + " has changed meanwhile: checking again.");
            Prospect now = prospect(latest, prospect.chart, request);
            if (!now.isAsWanted()) {
                checkAsSeen(now, request);
            }
            return now;
        }
    }

    /** @param refusal thrown where the user may not look */
    private ReleaseRecord latest(ReleaseRequest request, ReleaseException refusal) throws ReleaseException {
        try {
            return site.history(request.namespace(), request.name()).latest();
        } catch (KubernetesClientException e) {
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    private static boolean isSame(ReleaseRecord one, ReleaseRecord other) {
        return one == null || other == null
                ? one == other
                : one.revision() == other.revision() && one.status() == other.status();
    }

    private void checkAsSeen(Prospect prospect, ReleaseRequest request)
            throws ReleaseException, InvalidChartException, InterruptedException {
        refuse(prospect.plan, request);
        ReleaseRecord base = prospect.plan.makesDefinitions()
                ? null
                : site.history(request.namespace(), request.name()).base();
        new Preflight(site, request.name(), request.namespace())
                .check(
                        prospect.chart,
                        prospect.chart.hooks(prospect.plan.makesDefinitions()),
                        definitions(request).needs(prospect.chart, prospect.plan.makesDefinitions()),
                        prospect.latest,
                        base,
                        request.preflight());
    }

    /**
     * Has Helm look, as it does before it makes anything, whether objects of the chart are there already that are somebody
     * else's. Whatever else it says is left to a run: of kinds that the chart brings itself it knows nothing yet. The same holds
     * for what is being deleted, for whose end a run waits, and for a Helm whose templates may render other objects in
     * a run.
     */
    private void refuseOthersObjects(Helm helm, Prospect prospect, ReleaseRequest request)
            throws ReleaseException, InterruptedException {
        if (!helm.looksUpInTrials()) {
            return;
        }
        HelmRequest trial = HelmRequest.of(
                        request.name(), request.namespace(), request.values().yaml(), request.timeout())
                .tried();
        try {
            if (prospect.plan.action() == InstallPlan.Action.INSTALL) {
                helm.install(trial);
            } else if (prospect.plan.action() == InstallPlan.Action.UPGRADE) {
                helm.upgrade(trial);
            }
        } catch (HelmException e) {
            if (e.getMessage().contains(ChartPreparation.CONFLICT) && !waits(prospect, request)) {
                InstallPlan.Wanted wanted = prospect.chart.wanted(request.values());
                String chart = wanted.chartName() + " " + wanted.chartVersion();
                throw new ReleaseException(
                        "Helm would not deploy chart " + chart + " as release " + request.name() + " in namespace "
                                + request.namespace() + ": " + e.getMessage() + ".",
                        e);
            }
        }
    }

    private boolean waits(Prospect prospect, ReleaseRequest request) throws ReleaseException, InterruptedException {
        ReleaseHistory history = site.history(request.namespace(), request.name());
        LeavingObjects leaving = new LeavingObjects(site, prospect.chart.served(), request.namespace());
        return leaving.isAny(leaving.added(prospect.chart.objects(), base(prospect.plan, prospect.latest, history)));
    }

    /** Decides again once nobody else works on the release: another build may have done it all meanwhile. */
    private ReleaseResult installLocked(Helm helm, PreparedChart chart, ReleaseRequest request, int began)
            throws ReleaseException, InvalidChartException, InterruptedException {
        ReleaseHistory history = site.history(request.namespace(), request.name());
        try (ReleaseLock lock = site.lock(request.namespace(), request.name())) {
            ReleaseLock.Origin origin =
                    lock.acquire(site.run().pause(), site.run().atMost(request.timeout()));
            ReleaseRecord latest = new LeavingRelease(site, history).latestAfterwards(request.name(), origin);
            InstallPlan plan = InstallPlan.of(
                    latest,
                    chart.wanted(request.values()),
                    origin,
                    site.run().clock().instant());
            if (plan.action() == InstallPlan.Action.UNCHANGED) {
                helm.dismiss();
                return unchanged(latest, chart, request);
            }
            refuse(plan, request);
            definitions(request).bring(chart, plan.makesDefinitions(), false);
            ReleaseRecord base = base(plan, latest, history);
            install(helm, plan, chart, base, request, base == null ? 0 : Math.min(latest.revision(), began));
            helm.dismiss();
            String done = InstallPlan.description("Install complete", chart.wanted(request.values()));
            return installed(history.installed(done), chart, request);
        }
    }

    /** @param record read before the next build may begin, whose revision would be taken for this one's */
    private ReleaseResult installed(ReleaseRecord record, PreparedChart chart, ReleaseRequest request)
            throws ReleaseException {
        if (record == null) {
            throw new ReleaseException(
                    "Release " + request.name() + " was removed by another process during its installation.");
        }
        ReleaseResult result = ReleaseResult.ofNewRevision(record, request.namespace(), chart.repairs());
        site.tell(result.headline());
        return result;
    }

    /** What fails is undone while nobody else may work on the release. */
    private void install(
            Helm helm, InstallPlan plan, PreparedChart chart, ReleaseRecord base, ReleaseRequest request, int before)
            throws ReleaseException, InterruptedException {
        ReleaseHistory history = site.history(request.namespace(), request.name());
        try {
            new HelmWork(site, helm, history, request.name(), request.namespace()).install(plan, chart, base, request);
        } catch (ReleaseException e) {
            if (request.onFailure() == OnFailure.KEEP || HelmWork.isOfAnother(e.getCause())) {
                throw e;
            }
            throw new UndoneException(e, undo(history, request, before));
        } catch (InterruptedException e) {
            if (request.onFailure() != OnFailure.KEEP) {
                site.log().accept(undo(history, request, before).sentence());
            }
            throw e;
        }
    }

    /** The revision that Helm goes on from, or null where it makes everything anew. */
    private static ReleaseRecord base(InstallPlan plan, ReleaseRecord latest, ReleaseHistory history)
            throws ReleaseException {
        if (plan.makesDefinitions()) {
            return null;
        }
        return latest.status() == ReleaseStatus.DEPLOYED ? latest : history.base();
    }

    private Undone undo(ReleaseHistory history, ReleaseRequest request, int before) throws InterruptedException {
        return new UndoWork(site, history, request.name(), request.namespace()).undo(request.onFailure(), before);
    }

    private ChartDefinitions definitions(ReleaseRequest request) {
        return new ChartDefinitions(site, request);
    }

    private ReleaseResult unchanged(ReleaseRecord latest, PreparedChart chart, ReleaseRequest request) {
        ReleaseResult result = ReleaseResult.ofOldRevision(latest, request.namespace(), chart.repairs());
        site.tell(result.headline());
        return result;
    }

    private static void refuse(InstallPlan plan, ReleaseRequest request) throws ReleaseException {
        String release = "Release " + request.name() + " in namespace " + request.namespace();
        if (plan.action() == InstallPlan.Action.REFUSE) {
            throw new ReleaseException(release + " can't be changed: " + plan.reason()
                    + "; choose another releaseName, or remove that release first.");
        }
        if (plan.action() == InstallPlan.Action.BUSY) {
            throw new ReleaseException(release + " has another operation in progress: " + plan.reason()
                    + "; try again later, or remove the release if that operation is dead.");
        }
    }

    private void tellKept(ReleaseRecord removed) {
        List<String> kept = removed.objects().stream()
                .filter(RenderedObject::isKept)
                .map(RenderedObject::label)
                .toList();
        if (!kept.isEmpty()) {
            site.log()
                    .accept("Helm has kept what the chart says to keep (helm.sh/resource-policy): " + Listing.and(kept)
                            + ".");
        }
    }

    private boolean uninstallPresent(UninstallRequest request) throws ReleaseException, InterruptedException {
        ReleaseHistory history = site.history(request.namespace(), request.name());
        if (history.latest() == null) {
            return false;
        }
        try (Helm helm = site.startHelm();
                ReleaseLock lock = site.lock(request.namespace(), request.name())) {
            ReleaseLock.Origin origin =
                    lock.acquire(site.run().pause(), site.run().atMost(request.timeout()));
            ReleaseRecord latest = history.latest();
            if (latest == null) {
                return false;
            }
            if (InstallPlan.isBusy(latest, origin, site.run().clock().instant())) {
                throw new ReleaseException("Release " + request.name() + " in namespace " + request.namespace()
                        + " has another operation in progress: its revision " + latest.revision() + " is "
                        + latest.status().label() + "; try again later.");
            }
            site.awaitHelm(helm);
            new HelmWork(site, helm, history, request.name(), request.namespace()).uninstall();
            helm.dismiss();
            tellKept(latest);
            return true;
        }
    }
}
