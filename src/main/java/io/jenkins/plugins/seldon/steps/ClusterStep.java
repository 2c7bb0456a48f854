package io.jenkins.plugins.seldon.steps;

import hudson.Util;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * What all our steps share: how to reach the cluster, and the name of the analytics release there. A step is a value that
 * Jenkins binds and persists; it holds ids and plain text only, never a secret.
 */
public abstract class ClusterStep extends Step implements ClusterOptions, Serializable {

    /** Where Seldon's own documentation installs everything. */
    public static final String DEFAULT_NAMESPACE = "seldon-system";

    /** What Seldon's own documentation calls the analytics release. */
    public static final String DEFAULT_RELEASE = "seldon-core-analytics";

    /** Of each list: a query, a header or a value for each is work for others, too. */
    static final int MOST_ENTRIES = 100;

    private static final long serialVersionUID = 1L;

    private String cluster;
    private String credentialsId;
    private String serverUrl;
    private String caCertificate;
    private String contextName;
    private String clusterName;
    private String namespace;
    private String releaseName;

    @Override
    public final String getCluster() {
        return Util.fixNull(cluster);
    }

    @DataBoundSetter
    public final void setCluster(String cluster) {
        this.cluster = Util.fixEmptyAndTrim(cluster);
    }

    @Override
    public final String getCredentialsId() {
        return Util.fixNull(credentialsId);
    }

    @DataBoundSetter
    public final void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @Override
    public final String getServerUrl() {
        return Util.fixNull(serverUrl);
    }

    @DataBoundSetter
    public final void setServerUrl(String serverUrl) {
        this.serverUrl = Util.fixEmptyAndTrim(serverUrl);
    }

    @Override
    public final String getCaCertificate() {
        return Util.fixNull(caCertificate);
    }

    @DataBoundSetter
    public final void setCaCertificate(String caCertificate) {
        this.caCertificate = Util.fixEmptyAndTrim(caCertificate);
    }

    @Override
    public final String getContextName() {
        return Util.fixNull(contextName);
    }

    @DataBoundSetter
    public final void setContextName(String contextName) {
        this.contextName = Util.fixEmptyAndTrim(contextName);
    }

    @Override
    public final String getClusterName() {
        return Util.fixNull(clusterName);
    }

    @DataBoundSetter
    public final void setClusterName(String clusterName) {
        this.clusterName = Util.fixEmptyAndTrim(clusterName);
    }

    @Override
    public final String getNamespace() {
        return namespace == null ? DEFAULT_NAMESPACE : namespace;
    }

    @DataBoundSetter
    public final void setNamespace(String namespace) {
        this.namespace = unless(DEFAULT_NAMESPACE, namespace);
    }

    /** The Helm release of the analytics: to work on, to wait for, or to find Prometheus and Grafana of. */
    public final String getReleaseName() {
        return releaseName == null ? DEFAULT_RELEASE : releaseName;
    }

    @DataBoundSetter
    public final void setReleaseName(String releaseName) {
        this.releaseName = unless(DEFAULT_RELEASE, releaseName);
    }

    /** What is persisted of a text: nothing where it is blank or the usual one, as after a form that leaves it alone. */
    static String unless(String usual, String given) {
        String text = Util.fixEmptyAndTrim(given);
        return usual.equals(text) ? null : text;
    }

    /**
     * What a list of the step holds, in a list of its own, without what is no such entry: a configuration that was written by
     * hand or by another version may hold anything, or nothing. Refuses nothing, however long it is: of a list that can't be
     * read Jenkins' forms show no entry, and saving one would drop them all.
     */
    static <T> List<T> entries(List<?> given, Class<T> kind) {
        List<T> entries = new ArrayList<>();
        for (Object entry : given == null ? List.of() : given) {
            if (kind.isInstance(entry)) {
                entries.add(kind.cast(entry));
            }
        }
        return entries;
    }

    /** @throws InvalidOptionException with a sentence, when an entry is empty or of another kind, or there are too many */
    static void requireEntries(String option, List<?> given, Class<?> kind) {
        if (given != null && given.size() > MOST_ENTRIES) {
            throw new InvalidOptionException("The list " + option + " has " + given.size() + " entries; at most "
                    + MOST_ENTRIES + " are allowed.");
        }
        for (Object entry : given == null ? List.of() : given) {
            if (!kind.isInstance(entry)) {
                throw new InvalidOptionException("The list " + option + " of the step has an entry that is "
                        + (entry == null ? "empty" : "of another kind") + ": remove it, or write it again.");
            }
        }
    }
}
