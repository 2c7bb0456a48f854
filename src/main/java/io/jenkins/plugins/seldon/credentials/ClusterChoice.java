package io.jenkins.plugins.seldon.credentials;

import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which cluster a step means, and as whom. Pure: the security decision, before anything is looked up. The order is
 *
 * <ol>
 *   <li>a global cluster that the step names, if an administrator lets the job use it;
 *   <li>the step's own {@code credentialsId}, at its {@code serverUrl} only where an administrator allows that URL;
 *   <li>the {@code KUBECONFIG} of a surrounding {@code withKubeConfig}, inside of a node, its server only where an
 *       administrator allows it;
 *   <li>the only global cluster that the job may use;
 *   <li>the controller's own service account, where an administrator allows that.
 * </ol>
 */
public sealed interface ClusterChoice {

    /**
     * A credential that the job itself can see.
     *
     * @param credentialsId never blank
     */
    record OwnCredential(String credentialsId) implements ClusterChoice {}

    /**
     * A global cluster; its credential is looked up in Jenkins' own store, as SYSTEM.
     *
     * @param name as the administrator called it
     */
    record GlobalCluster(String name) implements ClusterChoice {}

    /**
     * Files on the agent.
     *
     * @param paths as {@code KUBECONFIG} lists them, in the order in which they are merged
     */
    record AgentKubeconfig(String paths) implements ClusterChoice {}

    /** The service account of the controller's pod. */
    record ServiceAccount() implements ClusterChoice {}

    /**
     * None.
     *
     * @param sentence why, and what to do
     * @param noneGiven whether nothing says which cluster is meant
     */
    record Refused(String sentence, boolean noneGiven) implements ClusterChoice {

        private Refused(String sentence) {
            this(sentence, false);
        }
    }

    /**
     * A global cluster, as seen from a job.
     *
     * @param name as the administrator called it
     * @param mayUse whether the job lies in one of the cluster's folders
     * @param onAgents whether an administrator lets its credential go to agents, where Helm needs it
     */
    record Offer(String name, boolean mayUse, boolean onAgents) {}

    /**
     * What else decides.
     *
     * @param job its full name, for messages
     * @param kubeconfig the value of {@code KUBECONFIG} around the step, empty for none
     * @param onNode whether the step runs inside of a node, where that file could be read
     * @param clusters all global clusters
     * @param serviceAccount whether jobs may use the controller's own service account
     * @param allowed the URLs that jobs may send the controller to
     * @param usedOn where the credential will go
     */
    record Circumstances(
            String job,
            String kubeconfig,
            boolean onNode,
            List<Offer> clusters,
            boolean serviceAccount,
            AllowedUrls allowed,
            UsedOn usedOn) {

        private List<String> usable() {
            return clusters.stream().filter(Offer::mayUse).map(Offer::name).toList();
        }

        private ClusterChoice global(String name) {
            boolean refused = usedOn == UsedOn.AGENT
                    && clusters.stream()
                            .noneMatch(offer -> offer.name().equals(name) && offer.mayUse() && offer.onAgents());
            return refused
                    ? new Refused("The global cluster '" + name + "' is not for Helm: Helm would get the cluster's "
                            + "credential on the agent, where every build of the agent's user can read it. "
                            + "An administrator can allow"
                            + " that under Manage Jenkins » System » Seldon Analytics; or give the step a credentialsId of"
                            + " its own.")
                    : new GlobalCluster(name);
        }
    }

    /** Decides. */
    static ClusterChoice of(ClusterOptions options, Circumstances around) {
        boolean hasOwn =
                !options.getCredentialsId().isEmpty() || !options.getServerUrl().isEmpty();
        if (!options.getCluster().isEmpty()) {
            return hasOwn ? ambiguous(options) : asItIs(named(options.getCluster(), around), options);
        }
        if (hasOwn) {
            return own(options, around);
        }
        if (!around.kubeconfig().isBlank() && around.onNode()) {
            return new AgentKubeconfig(around.kubeconfig().trim());
        }
        List<String> usable = around.usable();
        if (usable.size() == 1) {
            return asItIs(around.global(usable.get(0)), options);
        }
        if (around.serviceAccount()) {
            return asItIs(new ServiceAccount(), options);
        }
        String names = usable.stream().collect(Collectors.joining(", ", " (available: ", ")"));
        return new Refused(
                "No cluster is given: give credentialsId or cluster" + (usable.isEmpty() ? "" : names)
                        + ", or surround the step with withKubeConfig.",
                true);
    }

    /**
     * Why the controller must not follow a kubeconfig that is no administrator's; empty where it may. Its server and its
     * proxy must be listed as the step's own {@code serverUrl} must: whoever writes files in a workspace, or credentials in
     * a folder, could else have the controller ask any server that only it can reach.
     *
     * @param source names it
     */
    static Optional<String> refusal(String source, ApiServer server, AllowedUrls allowed) {
        if (!allowed.allow(server.url())) {
            return Optional.of(AllowedUrls.refusal("server of " + source, server.url()));
        }
        return server.proxyUrl() == null || allowed.allowProxy(server.proxyUrl())
                ? Optional.empty()
                : Optional.of(AllowedUrls.refusal("proxy-url of " + source, server.proxyWithoutLogin()));
    }

    /** Refuses what chooses in a kubeconfig of the job's, where there is none: the step would go to another cluster. */
    private static ClusterChoice asItIs(ClusterChoice choice, ClusterOptions options) {
        Map<String, String> choosing = new LinkedHashMap<>();
        choosing.put("contextName", options.getContextName());
        choosing.put("clusterName", options.getClusterName());
        choosing.put("caCertificate", options.getCaCertificate());
        choosing.values().removeIf(String::isEmpty);
        if (choosing.isEmpty() || choice instanceof Refused) {
            return choice;
        }
        String given = String.join(", ", choosing.keySet());
        return choice instanceof GlobalCluster global
                ? new Refused(
                        "The global cluster '" + global.name() + "' is used as an administrator has configured it:"
                                + " leave out " + given + ", or give credentialsId.")
                : new Refused("The controller's own service account is used as it is: leave out " + given
                        + ", or give credentialsId.");
    }

    private static ClusterChoice ambiguous(ClusterOptions options) {
        return new Refused("Give either cluster: '" + options.getCluster()
                + "' or credentialsId and serverUrl, not both: a global cluster has its own.");
    }

    private static ClusterChoice named(String name, Circumstances around) {
        return around.usable().contains(name)
                ? around.global(name)
                : new Refused("There is no global cluster '" + name + "' that " + around.job()
                        + " may use: an administrator can add it, or the job's folder, under Manage Jenkins » "
                        + "System » Seldon"
                        + " Analytics.");
    }

    private static ClusterChoice own(ClusterOptions options, Circumstances around) {
        if (!options.getServerUrl().isEmpty() && !around.allowed().allow(options.getServerUrl())) {
            return new Refused(AllowedUrls.refusal("serverUrl", options.getServerUrl()));
        }
        return options.getCredentialsId().isEmpty()
                ? new Refused("serverUrl alone does not say who the user is: give credentialsId too.")
                : new OwnCredential(options.getCredentialsId());
    }
}
