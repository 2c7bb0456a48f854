package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Looks after a login that ends while Helm is at work. Helm's library opens a watch again and again where it is refused, until
 * its own time is over; so the API server is asked from the login's end on, and Helm is ended once it takes the login no longer.
 * Until then it may well do so: its clock is another. Holds no thread while it waits.
 */
final class LoginWatch implements AutoCloseable {

    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final ReleaseSite site;
    private final Runnable end;
    private boolean isClosed;

    /** Tells that the time for a look has come; false when none is wanted any more, so that nothing is kept until then. */
    private CompletableFuture<Boolean> alarm = CompletableFuture.completedFuture(false);

    /** Completed while nobody looks. */
    private CompletableFuture<Void> looking = CompletableFuture.completedFuture(null);

    private LoginWatch(ReleaseSite site, Runnable end) {
        this.site = site;
        this.end = end;
    }

    /**
     * Begins to look after the login of a site's connection.
     *
     * @param end ends Helm; called once at most, in a thread of the watch
     */
    static LoginWatch over(ReleaseSite site, Runnable end) {
        LoginWatch watch = new LoginWatch(site, end);
        Instant until = site.connection().until();
        if (until != null) {
            watch.lookIn(Duration.between(site.run().clock().instant(), until));
        }
        return watch;
    }

    /** Why Helm can't go on, if the login has ended and the API server refuses it: a clause. Asks it, and blocks for that. */
    Optional<String> refusal() {
        return site.connection()
                .over(site.run().clock().instant())
                .filter(over -> isRefused())
                .map(over ->
                        over + ", and the API server takes it no longer; give one that lasts longer than the step");
    }

    private synchronized void lookIn(Duration time) {
        if (isClosed) {
            return;
        }
        alarm = new CompletableFuture<Boolean>()
                .completeOnTimeout(true, Math.max(0, time.toMillis()), TimeUnit.MILLISECONDS);
        alarm.thenAccept(isDue -> {
            if (isDue) {
                Thread thread = new Thread(this::look, "seldon-analytics-login");
                thread.setDaemon(true);
                thread.start();
            }
        });
    }

    private void look() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (this) {
            if (isClosed) {
                return;
            }
            looking = done;
        }
        try {
            if (isRefused()) {
                end.run();
            } else {
                lookIn(AGAIN);
            }
        } finally {
            done.complete(null);
        }
    }

    private boolean isRefused() {
        try {
            site.client().getKubernetesVersion();
            return false;
        } catch (KubernetesClientException e) {
            return ClusterFailure.of(e).kind() == ClusterFailure.Kind.UNAUTHORIZED;
        }
    }

    /** Looks no more; returns when a look that is under way is over, and Helm with it where that has ended it. */
    @Override
    public void close() {
        CompletableFuture<Void> last;
        synchronized (this) {
            isClosed = true;
            alarm.complete(false);
            last = looking;
        }
        last.join();
    }
}
