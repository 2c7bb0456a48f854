package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.seldon.helm.chart.InvalidChartException;
import io.jenkins.plugins.seldon.helm.chart.StoredManifest;
import io.jenkins.plugins.seldon.helm.record.ReleaseRecord;
import io.jenkins.plugins.seldon.helm.record.ReleaseSecrets;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import io.jenkins.plugins.seldon.kubernetes.Discovery;
import io.jenkins.plugins.seldon.kubernetes.Pages;
import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;

/**
 * What Helm recorded of one release in the cluster. Talks to the API server at each call; fabric8's exceptions pass.
 */
public final class ReleaseHistory {

    private final KubernetesClient client;
    private final String namespace;
    private final String name;

    /** @param client stays the caller's to close; asked at each call */
    public ReleaseHistory(KubernetesClient client, String namespace, String name) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
    }

    /**
     * The newest revision, or null if there is none.
     *
     * @throws ReleaseException if its record can't be read
     */
    public ReleaseRecord latest() throws ReleaseException {
        Secret secret = ReleaseSecrets.newest(secrets()).orElse(null);
        return secret == null ? null : decode(secret);
    }

    /**
     * The revision that Helm's next upgrade goes on from, or null if there is none: the newest one that is deployed, or else the
     * newest (helm.sh/helm, pkg/action/upgrade.go, prepareUpgrade).
     *
     * @throws ReleaseException if its record can't be read
     */
    ReleaseRecord base() throws ReleaseException {
        List<Secret> secrets = secrets();
        NavigableMap<Integer, ReleaseStatus> revisions = ReleaseSecrets.revisions(secrets);
        for (int revision : revisions.descendingKeySet()) {
            if (revisions.get(revision) == ReleaseStatus.DEPLOYED) {
                return decode(ReleaseSecrets.of(revision, secrets).orElseThrow());
            }
        }
        return latest();
    }

    /**
     * Sets a newest revision that is pending to failed, so that Helm goes on from it; any other is left as it is.
     *
     * @param reason for the history
     * @return whether there was one
     */
    public boolean failPending(String reason) throws ReleaseException {
        return endPending(ReleaseStatus.FAILED, reason);
    }

    /**
     * The newest revision after Helm has installed it, deployed. Helm goes on where it can't record that it is done, as while
     * etcd changes its leader, and leaves it pending (helm.sh/helm, pkg/action/install.go, performInstall).
     *
     * @param description what the history is to say of it then
     * @return null if there is none
     */
    ReleaseRecord installed(String description) throws ReleaseException {
        ReleaseRecord record = latest();
        boolean isLeftPending = record != null && record.status() == ReleaseStatus.PENDING_INSTALL;
        return isLeftPending && endPending(ReleaseStatus.DEPLOYED, description) ? latest() : record;
    }

    private boolean endPending(ReleaseStatus status, String description) throws ReleaseException {
        Secret secret = ReleaseSecrets.newest(secrets()).orElse(null);
        ReleaseRecord record = secret == null ? null : decode(secret);
        if (record == null || !record.status().isPending()) {
            return false;
        }
        update(secret, record.with(status, description));
        return true;
    }

    /** The revisions that are recorded, and what became of each. */
    NavigableMap<Integer, ReleaseStatus> revisions() {
        return ReleaseSecrets.revisions(secrets());
    }

    /**
     * One revision.
     *
     * @throws ReleaseException if there is none, or its record can't be read
     */
    ReleaseRecord revision(int revision) throws ReleaseException {
        return decode(secret(revision));
    }

    /**
     * Gives a revision another status; one that has not the status that is expected is left as it is.
     *
     * @return whether it had that
     */
    boolean change(int revision, ReleaseStatus from, ReleaseStatus to) throws ReleaseException {
        Secret secret = secret(revision);
        ReleaseRecord record = decode(secret);
        if (record.status() != from) {
            return false;
        }
        update(secret, record.with(to, record.description()));
        return true;
    }

    private Secret secret(int revision) throws ReleaseException {
        return ReleaseSecrets.of(revision, secrets())
                .orElseThrow(() -> new ReleaseException("Release " + name + " in namespace " + namespace
                        + " has no revision " + revision + " any more."));
    }

    /**
     * Has the newest revision recorded as a rollback to an earlier one.
     *
     * @return its number
     */
    int recordRollback(ReleaseRecord former) throws ReleaseException {
        Secret secret = ReleaseSecrets.newest(secrets()).orElseThrow();
        ReleaseRecord record = decode(secret);
        update(secret, record.rolledBackTo(former, InstallPlan.rollbackDescription(former)));
        return record.revision();
    }

    /**
     * Has the revisions that Helm goes on from, the newest and the deployed one, name API versions that the server still
     * has: it could not go on otherwise. Of a newest one that is uninstalled and kept Helm only deletes the history, and
     * looks for none of its objects (helm.sh/helm, pkg/action/uninstall.go).
     *
     * @param isLeaving whether the release is to be removed, and what is gone with its definition need not be there
     * @return what was changed, clauses for people; empty for nothing
     * @throws ReleaseException if a record can't be read, or names objects that the server knows no more
     */
    public Set<String> moveToServedApis(boolean isLeaving) throws ReleaseException, InterruptedException {
        List<Secret> secrets = secrets();
        Secret newest = ReleaseSecrets.newest(secrets).orElse(null);
        Set<String> changes = new TreeSet<>();
        for (Secret secret : secrets) {
            boolean lookedFor = secret.equals(newest) && !is(ReleaseStatus.UNINSTALLED, secret);
            if (is(ReleaseStatus.DEPLOYED, secret) || lookedFor) {
                changes.addAll(moveToServedApis(secret, isLeaving));
            }
        }
        return changes;
    }

    private static boolean is(ReleaseStatus status, Secret secret) {
        return status.label().equals(secret.getMetadata().getLabels().get("status"));
    }

    private List<String> moveToServedApis(Secret secret, boolean isLeaving)
            throws ReleaseException, InterruptedException {
        ReleaseRecord record = decode(secret);
        StoredManifest stored;
        try {
            ServedApis served = new Discovery(client).ask(StoredManifest.questions(record.manifest()));
            stored = isLeaving
                    ? StoredManifest.ofLeaving(record.manifest(), served)
                    : StoredManifest.of(record.manifest(), served);
        } catch (InvalidChartException e) {
            return List.of();
        }
        if (!stored.lost().isEmpty()) {
            throw new ReleaseException("Release " + name + " in namespace " + namespace
                    + " has objects that the API server no longer knows, so Helm can't continue from it: "
                    + String.join(", ", stored.lost())
                    + "; where a CustomResourceDefinition of theirs was deleted, apply it again; otherwise have the record"
                    + " mapped with helm mapkubeapis, or remove it (Secret "
                    + secret.getMetadata().getName() + ") by hand and install again.");
        }
        if (!stored.changes().isEmpty()) {
            update(secret, record.withManifest(stored.text()));
        }
        return stored.changes();
    }

    /** Makes room for one more revision among those that Helm keeps by itself: deletes the oldest ones. */
    void makeRoom() {
        for (Secret secret : ReleaseSecrets.inTheWay(secrets())) {
            client.secrets()
                    .inNamespace(namespace)
                    .withName(secret.getMetadata().getName())
                    .delete();
        }
    }

    private void update(Secret secret, ReleaseRecord record) {
        client.secrets()
                .inNamespace(namespace)
                .resource(ReleaseSecrets.with(secret, record))
                .update();
    }

    private List<Secret> secrets() {
        return Pages.ofLarge(
                client.secrets().inNamespace(namespace).withLabels(ReleaseSecrets.labels(name)),
                "secrets",
                ReleaseSecrets.MOST);
    }

    private ReleaseRecord decode(Secret secret) throws ReleaseException {
        try {
            return ReleaseSecrets.decode(secret);
        } catch (IOException e) {
            throw new ReleaseException(
                    "Helm's record of release " + name + " (Secret "
                            + secret.getMetadata().getName() + " in namespace " + namespace
                            + ") can't be read: remove it, or the release, by hand.",
                    e);
        }
    }
}
