package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.release.chart.InvalidChartException;
import io.jenkins.plugins.seldon.release.helm.Helm;
import io.jenkins.plugins.seldon.release.helm.HelmException;
import io.jenkins.plugins.seldon.release.helm.HelmRequest;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/**
 * Brings one release to what is wanted, whatever state it is in: looks, prepares the chart, checks, lets Helm do it,
 * and reads what came of it. Nothing is created before everything that can be checked has been.
 *
 * <p>Runs on the caller's thread; interrupting it cancels Helm, waits until nothing of it is left on its machine, and
 * sets a revision that was left pending to failed.
 */
public final class AnalyticsRelease {

    private static final String CREATED_FOR = "seldon-analytics.jenkins.io/created-for";

    /** Starts Helm on its machine, connected as a kubeconfig says. */
    @FunctionalInterface
    public interface HelmStarter {
        Helm start(String kubeconfig) throws HelmException, InterruptedException;
    }

    private final KubernetesClient client;
    private final ClusterConnection connection;
    private final HelmStarter helms;
    private final Run run;
    private final Consumer<String> log;

    /**
     * The run that this is part of.
     *
     * @param holder who it is, for other runs: the same before and after a restart of the controller, and no other's
     * @param clock the wall clock
     * @param pause how to wait for other runs
     */
    public record Run(String holder, Clock clock, Pause pause) {}

    /**
     * @param client the controller's client for the connection, stays open
     * @param connection for Helm
     * @param helms how Helm is started
     * @param run who asks
     * @param log gets progress, a line at a time
     */
    public AnalyticsRelease(
            KubernetesClient client, ClusterConnection connection, HelmStarter helms, Run run, Consumer<String> log) {
        this.client = client;
        this.connection = connection;
        this.helms = helms;
        this.run = run;
        this.log = log;
    }

    /**
     * The newest revision there is, 0 for none.
     *
     * @throws ReleaseException with one sentence if that can't be told
     */
    public int revision(ReleaseRequest request) throws ReleaseException {
        try {
            ReleaseRecord latest = new ReleaseHistory(client, request.namespace(), request.name()).latest();
            return latest == null ? 0 : latest.revision();
        } catch (KubernetesClientException e) {
            throw new ReleaseException(
                    ClusterFailure.sentence(
                            "read the state of release " + request.name() + " in namespace " + request.namespace(),
                            connection.server(),
                            e),
                    e);
        }
    }

    /**
     * Installs or upgrades, or leaves a release alone that is as wanted.
     *
     * @throws ReleaseException with one sentence if that is not possible
     */
    public ReleaseResult install(ReleaseRequest request) throws ReleaseException, InterruptedException {
        try {
            return tryInstall(request);
        } catch (InvalidChartException e) {
            throw new ReleaseException(e.getMessage(), e);
        } catch (KubernetesClientException e) {
            throw new ReleaseException(ClusterFailure.sentence("install " + request.name(), connection.server(), e), e);
        }
    }

    private ReleaseResult tryInstall(ReleaseRequest request)
            throws ReleaseException, InvalidChartException, InterruptedException {
        Preflight preflight = new Preflight(client, connection.server(), request.name(), request.namespace());
        boolean namespaceExists = preflight.namespaceExists();
        if (!namespaceExists && !request.createNamespace()) {
            throw new ReleaseException("There is no namespace " + request.namespace() + " at " + connection.server()
                    + ": create it, or set createNamespace.");
        }
        ReleaseHistory history = new ReleaseHistory(client, request.namespace(), request.name());
        try (Helm helm = start()) {
            PreparedChart chart = new ChartPreparation(helm, client, log).prepare(request);
            ReleaseRecord latest = namespaceExists ? history.latest() : null;
            InstallPlan plan = InstallPlan.of(
                    latest, chart.wanted(request.values()), true, run.clock().instant());
            if (plan.action() == InstallPlan.Action.UNCHANGED) {
                return unchanged(latest, request, chart);
            }
            refuse(plan, request);
            check(preflight, chart, request);
            if (!namespaceExists) {
                createNamespace(request);
            }
            return installLocked(helm, history, chart, request);
        }
    }

    /** Decides again once nobody else works on the release: another build may have done it all meanwhile. */
    private ReleaseResult installLocked(Helm helm, ReleaseHistory history, PreparedChart chart, ReleaseRequest request)
            throws ReleaseException, InterruptedException {
        try (ReleaseLock lock =
                new ReleaseLock(client, request.namespace(), request.name(), run.holder(), run.clock(), log)) {
            boolean abandoned = lock.acquire(run.pause(), request.timeout()) == ReleaseLock.Origin.ABANDONED;
            InstallPlan.Wanted wanted = chart.wanted(request.values());
            ReleaseRecord latest = history.latest();
            InstallPlan plan =
                    InstallPlan.of(latest, wanted, abandoned, run.clock().instant());
            if (plan.action() == InstallPlan.Action.UNCHANGED) {
                return unchanged(latest, request, chart);
            }
            refuse(plan, request);
            work(helm, history, request, plan, wanted);
        }
        ReleaseRecord record = history.latest();
        if (record == null) {
            throw new ReleaseException(
                    "Release " + request.name() + " was removed by somebody else while it was being installed.");
        }
        ReleaseResult result = new ReleaseResult(record, request.namespace(), true, chart.repairs());
        log.accept(result.sentence());
        return result;
    }

    private ReleaseResult unchanged(ReleaseRecord latest, ReleaseRequest request, PreparedChart chart) {
        ReleaseResult result = new ReleaseResult(latest, request.namespace(), false, chart.repairs());
        log.accept(result.sentence());
        return result;
    }

    private static void refuse(InstallPlan plan, ReleaseRequest request) throws ReleaseException {
        String release = "Release " + request.name() + " in namespace " + request.namespace();
        if (plan.action() == InstallPlan.Action.REFUSE) {
            throw new ReleaseException(release + " can't be touched: " + plan.reason()
                    + "; choose another releaseName, or remove that release first.");
        }
        if (plan.action() == InstallPlan.Action.BUSY) {
            throw new ReleaseException(release + " is being worked on: " + plan.reason()
                    + "; try again later, or remove the release if nobody is at it any more.");
        }
    }

    private Helm start() throws ReleaseException, InterruptedException {
        try {
            return helms.start(connection.kubeconfig());
        } catch (HelmException e) {
            throw new ReleaseException(e.getMessage() + ".", e);
        }
    }

    private void check(Preflight preflight, PreparedChart chart, ReleaseRequest request) throws ReleaseException {
        List<String> others = preflight.ownedByOthers(chart.objects(), chart.served());
        if (!others.isEmpty()) {
            throw new ReleaseException("The chart's " + String.join(", ", others)
                    + " exists already at " + connection.server()
                    + " outside of release " + request.name() + " in namespace " + request.namespace()
                    + ": the chart can be installed once per cluster; remove what is there, or use that release.");
        }
        List<String> missing = preflight.missingRights(chart.objects(), chart.served());
        if (!missing.isEmpty()) {
            throw new ReleaseException("The user lacks rights at " + connection.server()
                    + " that installing the chart takes: " + String.join(", ", missing) + ".");
        }
        List<String> claims = preflight.unboundClaims(chart.objects());
        if (!claims.isEmpty()) {
            log.accept("WARNING: the cluster has no default StorageClass, so " + String.join(", ", claims)
                    + " will wait for a volume: set a storage class in the values, or turn persistence off.");
        }
    }

    private void createNamespace(ReleaseRequest request) {
        log.accept("Creating namespace " + request.namespace() + ".");
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(request.namespace())
                        .addToAnnotations(CREATED_FOR, request.name())
                        .endMetadata()
                        .build())
                .create();
    }

    private void work(
            Helm helm, ReleaseHistory history, ReleaseRequest request, InstallPlan plan, InstallPlan.Wanted wanted)
            throws ReleaseException, InterruptedException {
        HelmRequest helmRequest = new HelmRequest(
                request.name(), request.namespace(), request.values().yaml(), null, null, false, request.timeout());
        boolean done = false;
        try {
            log.accept(
                    "Release " + request.name() + " in namespace " + request.namespace() + ": " + plan.reason() + ".");
            switch (plan.action()) {
                case INSTALL -> install(helm, helmRequest, wanted);
                case UPGRADE -> upgrade(helm, helmRequest, wanted);
                case RECOVER -> {
                    history.failPending("Left pending by a run that was killed");
                    upgrade(helm, helmRequest, wanted);
                }
                case REPLACE -> {
                    log.accept("Removing what is left of release " + request.name() + ".");
                    helm.uninstall(request.name(), request.namespace());
                    install(helm, helmRequest, wanted);
                }
                default -> throw new IllegalStateException("nothing to do for " + plan.action());
            }
            done = true;
        } catch (HelmException e) {
            throw new ReleaseException(
                    "The agent's Helm could not bring release " + request.name() + " in namespace "
                            + request.namespace() + " at " + connection.server() + " to chart " + wanted.chartName()
                            + " " + wanted.chartVersion() + ": " + e.getMessage() + ".",
                    e);
        } finally {
            if (!done) {
                helm.close();
                settle(history);
            }
        }
    }

    private void install(Helm helm, HelmRequest request, InstallPlan.Wanted wanted)
            throws HelmException, InterruptedException {
        log.accept("Installing chart " + wanted.chartName() + " " + wanted.chartVersion() + ".");
        helm.install(request.describedAs(InstallPlan.description("Install complete", wanted)));
    }

    private void upgrade(Helm helm, HelmRequest request, InstallPlan.Wanted wanted)
            throws HelmException, InterruptedException {
        log.accept("Upgrading to chart " + wanted.chartName() + " " + wanted.chartVersion() + ".");
        helm.upgrade(request.describedAs(InstallPlan.description("Upgrade complete", wanted)));
    }

    /** Helm is gone: what it left pending, nobody works on any more. */
    private void settle(ReleaseHistory history) {
        boolean interrupted = Thread.interrupted();
        try {
            if (history.failPending("Stopped before it was complete")) {
                log.accept("The unfinished revision is set to failed; the next run goes on from there.");
            }
        } catch (ReleaseException | KubernetesClientException e) {
            log.accept("WARNING: an unfinished revision may be left pending (" + e.getMessage()
                    + "); the next run recovers it.");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
