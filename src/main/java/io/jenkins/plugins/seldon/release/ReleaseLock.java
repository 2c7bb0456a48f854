package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * Keeps two builds from working on one release at once: a Lease in the release's namespace, renewed while it is held and
 * deleted in the end. One whose holder died is taken over when it has not been renewed for its own duration, by the time
 * that passes for whoever waits, so that clocks need not agree.
 *
 * <p>Where the user has no rights for Leases there is no lock, and the log says so: Helm itself refuses the second of
 * two then.
 *
 * <p>Confined to one thread, which blocks; the Lease is renewed and given back by a thread of the lock's own.
 */
final class ReleaseLock implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger(ReleaseLock.class.getName());

    /** How long a holder may give no sign before its place is taken. */
    static final Duration DURATION = Duration.ofSeconds(45);

    /** k8s.io/apiserver, pkg/admission/plugin/namespace/lifecycle. */
    private static final Pattern TERMINATING = Pattern.compile("because it is being terminated");

    private static final Duration RENEWAL = Duration.ofSeconds(15);
    private static final Duration GLANCE = Duration.ofSeconds(1);

    /** Giving back is the last thing that is waited for; until then after the time of a run is over. */
    private static final Duration LATEST = Duration.ofMillis(3700);

    /** In time, for an API server that is only slow. */
    private static final Duration TO_GIVE_BACK = Duration.ofSeconds(15);

    /** How the lock was come by. */
    enum Origin {
        /** Nobody had it. */
        FREE,
        /** Whoever had it gives no sign of life, or was this run before a restart. */
        ABANDONED,
        /** The cluster gives no Lease to this user. */
        NONE
    }

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final String holder;
    private final Clock clock;
    private final Consumer<String> log;
    private final ScheduledExecutorService renewal = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "seldon-analytics-lease");
        thread.setDaemon(true);
        return thread;
    });
    private Origin origin = Origin.NONE;

    /** Null while there is nothing to renew. */
    private volatile Future<?> renewing;

    /** When the time of the run is over, by {@link System#nanoTime}. */
    private volatile long end = System.nanoTime();

    /** Whether the Lease may be ours: an API server that takes it can still fail to say so. */
    private volatile boolean asked;

    /**
     * @param holder who wants it, the same for one run before and after a restart of the controller
     * @param log told what is waited for
     */
    ReleaseLock(
            KubernetesClient client,
            String namespace,
            String release,
            String holder,
            Clock clock,
            Consumer<String> log) {
        this.client = client;
        this.namespace = namespace;
        this.name = "seldon-analytics." + release;
        this.holder = holder;
        this.clock = clock;
        this.log = log;
    }

    /**
     * Gets the lock, waiting for whoever has it.
     *
     * @param limit how long to wait, and how long the run may take that wants it
     * @throws ReleaseException if it is still held when the time is over
     */
    Origin acquire(Pause pause, Duration limit) throws ReleaseException, InterruptedException {
        end = System.nanoTime() + limit.toNanos();
        try {
            origin = await(pause, end);
            LOGGER.log(Level.FINE, "{0} has Lease {1} in namespace {2}: {3}.", new Object[] {
                holder, name, namespace, origin
            });
            renewing = renewal.scheduleWithFixedDelay(
                    this::renew, RENEWAL.toMillis(), RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            asked = false; // there is nothing to give back
            tellNone(e);
        }
        return origin;
    }

    /** Has what this run left before a restart given back by {@link #close}: where nothing is left to do, nobody asks for the lock. */
    void takeUp() {
        try {
            asked = isOurs(lease().get());
        } catch (KubernetesClientException e) {
            LOGGER.log(Level.FINE, e, () -> "Whether Lease " + name + " is left is unknown.");
        }
    }

    /** Where a namespace is being deleted, nobody can install anything meanwhile: it takes no Lease and nothing else. */
    private void tellNone(KubernetesClientException refusal) {
        String said = Objects.requireNonNullElse(refusal.getMessage(), "");
        if (TERMINATING.matcher(said).find()) {
            LOGGER.log(Level.FINE, "Namespace {0} takes no Lease any more.", namespace);
            return;
        }
        ClusterFailure failure = ClusterFailure.of(refusal);
        log.accept(
                failure.isOfAdmission()
                        ? "WARNING: the API server takes no Lease in namespace " + namespace + " (" + failure.detail()
                                + "), so builds can work on the same release at the same time."
                        : "WARNING: the user has no rights for Leases in namespace " + namespace
                                + ", so builds can work on the same release at the same time.");
    }

    /** Gives the lock back; an error, or an API server that does not answer soon, leaves it to expire. */
    @Override
    public void close() {
        Future<?> giving = renewal.submit(this::giveBack);
        renewal.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            giving.get(LastCall.limit(end, LATEST, TO_GIVE_BACK).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            tellLeft("the API server does not answer");
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (ExecutionException e) {
            tellLeft(ClusterFailure.of(e.getCause()).detail());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void giveBack() {
        if (asked && isOurs(lease().get())) {
            lease().delete();
            LOGGER.log(Level.FINE, "{0} gave Lease {1} back.", new Object[] {holder, name});
        }
    }

    private void tellLeft(String why) {
        log.accept("WARNING: Lease " + name + " in namespace " + namespace + " could not be deleted (" + why
                + "); it expires by itself within " + DURATION.toSeconds() + " s.");
    }

    private Origin await(Pause pause, long end) throws ReleaseException, InterruptedException {
        String sign = null;
        long since = System.nanoTime();
        String told = null;
        // Most often nobody has it, and one request is enough.
        for (Lease present = null; ; present = lease().get()) {
            if (present == null || isOurs(present) || isDead(present, sign, since)) {
                if (take(present)) {
                    return present == null ? Origin.FREE : Origin.ABANDONED;
                }
                continue;
            }
            String version = present.getMetadata().getResourceVersion();
            if (!version.equals(sign)) {
                sign = version;
                since = System.nanoTime();
            }
            String other = String.valueOf(present.getSpec().getHolderIdentity());
            if (System.nanoTime() > end) {
                throw new ReleaseException("Another build (" + other
                        + ") is working on the release, and the step's time is over: try again later.");
            }
            if (!other.equals(told)) {
                told = other;
                log.accept("Another build (" + other + ") is working on the release: waiting for it.");
            }
            pause.forAbout(Duration.ofNanos(Math.max(0, Math.min(GLANCE.toNanos(), end - System.nanoTime()))));
        }
    }

    private boolean isOurs(Lease lease) {
        return lease != null && Objects.equals(holder, lease.getSpec().getHolderIdentity());
    }

    private static boolean isDead(Lease lease, String sign, long since) {
        Integer seconds = lease.getSpec().getLeaseDurationSeconds();
        Duration duration = seconds == null ? DURATION : Duration.ofSeconds(seconds);
        return lease.getMetadata().getResourceVersion().equals(sign) && System.nanoTime() - since > duration.toNanos();
    }

    /**
     * False if somebody else was faster. That there is nothing to make it in, as for a namespace that is not there, passes:
     * it would be asked for again without end.
     */
    private boolean take(Lease present) {
        ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC);
        Lease wanted = new LeaseBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .withResourceVersion(
                        present == null ? null : present.getMetadata().getResourceVersion())
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds((int) DURATION.toSeconds())
                .withAcquireTime(now)
                .withRenewTime(now)
                .endSpec()
                .build();
        asked = true;
        try {
            Resource<Lease> resource = client.leases().inNamespace(namespace).resource(wanted);
            if (present == null) {
                resource.create();
            } else {
                resource.update();
            }
            return true;
        } catch (KubernetesClientException e) {
            boolean isGone = present != null && e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
            if (isGone || e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                LOGGER.log(Level.FINE, e, () -> "Somebody else took Lease " + name + ".");
                return false;
            }
            throw e;
        }
    }

    /** Once of every few seconds. A lock that is lost is told, and renewed no more; {@link #close} has its thread still. */
    void renew() {
        try {
            Lease present = lease().get();
            if (!isOurs(present)) {
                renewing.cancel(false);
                log.accept("WARNING: Lease " + name + " in namespace " + namespace
                        + " was taken over; another build may be working on the release.");
                return;
            }
            present.getSpec().setRenewTime(clock.instant().atZone(ZoneOffset.UTC));
            client.leases().inNamespace(namespace).resource(present).update();
        } catch (KubernetesClientException e) {
            log.accept("The release's Lease could not be renewed, retrying: "
                    + ClusterFailure.of(e).detail() + ".");
        }
    }

    private Resource<Lease> lease() {
        return client.leases().inNamespace(namespace).withName(name);
    }
}
