package io.jenkins.plugins.seldon.helm;

import java.time.Duration;

/**
 * Helm, connected to one cluster as one user, and at work on one chart at a time. One call at a time; only
 * {@link #close()} may come from another thread, and cancels the call under way.
 *
 * <p>It may still be starting when its caller gets it, who can do something else meanwhile: {@link #awaitStart()} comes
 * before all other calls, and {@link #dismiss()} after them.
 *
 * <p>A failed call throws {@link HelmException} with what Helm said, on one line. What a call left in the cluster is
 * read from the release's own record there, not from here.
 */
public interface Helm extends AutoCloseable {

    /**
     * Waits until Helm can work, once.
     *
     * @throws HelmException with a sentence if it can't on its machine
     */
    void awaitStart() throws HelmException, InterruptedException;

    /** Gets a chart and goes on with it. Answers the chart's archive (.tgz) as it was sent. */
    byte[] pull(ChartSource source) throws HelmException, InterruptedException;

    /** Packs a chart and goes on with it. Answers the archive (.tgz). */
    byte[] pack(ChartFolder folder) throws HelmException, InterruptedException;

    /** Goes on with this chart, an archive (.tgz). */
    void use(byte[] archive) throws HelmException, InterruptedException;

    /**
     * The objects of the chart as YAML documents, each with a {@code # Source:} comment; hooks left out. Empty if there
     * are none. Templates look the cluster's objects up ({@code lookup}) where this Helm can do that without having the
     * server refuse what it does not serve, and find none otherwise.
     */
    String template(HelmRequest request) throws HelmException, InterruptedException;

    /** Whether a trial of {@link #install} or {@link #upgrade} has templates look the cluster's objects up, as the call has. */
    default boolean looksUpInTrials() {
        return true;
    }

    /** Installs a release of the chart. Fails if there is a release of that name. Does not wait for its pods. */
    void install(HelmRequest request) throws HelmException, InterruptedException;

    /** Upgrades a release to the chart, values of earlier revisions forgotten. Fails if there is no such release. */
    void upgrade(HelmRequest request) throws HelmException, InterruptedException;

    /**
     * Brings a release back to one of its revisions, as a new revision of it.
     *
     * @param timeout how long a hook of the chart may take
     * @return false, with nothing done, if this Helm can't roll back
     */
    boolean rollback(String name, String namespace, int revision, Duration timeout)
            throws HelmException, InterruptedException;

    /** Removes a release and its history. */
    void uninstall(String name, String namespace) throws HelmException, InterruptedException;

    /** Lets Helm begin to end, since no call follows, while its caller goes on; {@link #close()} waits for the end. */
    void dismiss();

    /** Cancels the call under way, if any, and returns when nothing of Helm is left on the machine it worked on. */
    @Override
    void close();
}
