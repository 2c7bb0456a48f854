package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.helm.Helm;
import io.jenkins.plugins.seldon.helm.HelmException;
import io.jenkins.plugins.seldon.helm.chart.InvalidChartException;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.text.Language;
import io.jenkins.plugins.seldon.text.Phrase;
import io.jenkins.plugins.seldon.text.Sentences;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Where a run works on releases, and for whom.
 *
 * @param client the controller's client for the connection; stays open
 * @param connection for Helm
 * @param helms how Helm is started
 * @param run who asks
 * @param log gets progress, a line at a time; from any thread
 * @param language in which the log tells what came of it
 */
public record ReleaseSite(
        KubernetesClient client,
        ClusterConnection connection,
        HelmStarter helms,
        Run run,
        Consumer<String> log,
        Language language) {

    /** Starts Helm on its machine, connected as a kubeconfig says. */
    @FunctionalInterface
    public interface HelmStarter {

        /** @param least how long its calls together may take, even if the run's own time is over */
        Helm start(String kubeconfig, Duration least) throws HelmException, InterruptedException;
    }

    /**
     * The run that asks.
     *
     * @param holder who it is, for other runs: the same before and after a restart of the controller, and no other's
     * @param clock the wall clock
     * @param pause how to wait for other runs
     * @param end when its time is over, by {@link System#nanoTime}
     * @param overtime asked for more time than that, to undo what was begun
     */
    public record Run(String holder, Clock clock, Pause pause, long end, Consumer<Duration> overtime) {

        private static final Duration DAY = Duration.ofDays(1);

        /** One whose time is not over before a day. */
        public Run(String holder, Clock clock, Pause pause) {
            this(holder, clock, pause, System.nanoTime() + DAY.toNanos(), more -> {});
        }

        /** The same, or what is left of the run's time where that is less. */
        Duration atMost(Duration time) {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            return left.compareTo(time) < 0 ? left : time;
        }
    }

    /** Something that fails in several ways. */
    interface Attempt<T> {
        T run() throws ReleaseException, InvalidChartException, InterruptedException;
    }

    /** Tries something, and makes one sentence of each way to fail. */
    <T> T inSentences(String what, Attempt<T> attempt) throws ReleaseException, InterruptedException {
        try {
            return attempt.run();
        } catch (InvalidChartException e) {
            throw new ReleaseException(e.getMessage(), e);
        } catch (KubernetesClientException e) {
            throw new ReleaseException(ClusterFailure.sentence(what, connection.server(), e), e);
        }
    }

    void tell(Phrase headline) {
        log.accept(language.say(headline));
    }

    /** Starts Helm, which is to be waited for before its first call. */
    Helm startHelm() throws ReleaseException, InterruptedException {
        return startHelm(Duration.ZERO);
    }

    Helm startHelm(Duration least) throws ReleaseException, InterruptedException {
        try {
            return helms.start(connection.kubeconfig(), least);
        } catch (HelmException e) {
            throw new ReleaseException(Sentences.of(e.getMessage()), e);
        }
    }

    /** Waits until a Helm of {@link #startHelm} can work. */
    void awaitHelm(Helm helm) throws ReleaseException, InterruptedException {
        try {
            helm.awaitStart();
        } catch (HelmException e) {
            throw new ReleaseException(Sentences.of(e.getMessage()), e);
        }
    }

    ReleaseHistory history(String namespace, String name) {
        return new ReleaseHistory(client, namespace, name);
    }

    ReleaseLock lock(String namespace, String name) {
        return new ReleaseLock(client, namespace, name, run.holder(), run.clock(), log);
    }
}
