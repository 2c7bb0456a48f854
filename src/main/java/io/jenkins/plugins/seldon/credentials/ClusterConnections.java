package io.jenkins.plugins.seldon.credentials;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.ExecLogin;
import io.jenkins.plugins.seldon.kubernetes.InvalidConnectionException;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.MasterToSlaveFileCallable;
import jenkins.authentication.tokens.api.AuthenticationTokens;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuth;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuthConfig;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuthException;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;

/**
 * Connects to the cluster that a step means, as {@link ClusterChoice} decides.
 *
 * <p>Whatever the source, what comes out has passed the rules of {@link Kubeconfig}: on the controller no program is run
 * and no file read on its behalf. What {@code KUBECONFIG} logs in with is run where that file is, for Helm's steps alone.
 * Reads credentials anew at each call; may block.
 */
public final class ClusterConnections {

    private static final int KUBECONFIG_LIMIT = 1 << 20;
    private static final int MOST_KUBECONFIGS = 50;

    private ClusterConnections() {}

    /**
     * @param place where in the build
     * @param usedOn where the connection will be used
     * @throws AbortException with one sentence for the user where no connection can be made of it
     */
    public static ClusterConnection connect(
            Run<?, ?> run, Place place, ClusterOptions options, ClusterSettings settings, UsedOn usedOn)
            throws IOException, InterruptedException {
        String job = run.getParent().getFullName();
        return connect(job, new RunCredentials(run), place, options, settings, usedOn);
    }

    /**
     * A place in a build.
     *
     * @param environment what the build's environment is there
     * @param workspace a folder on the agent, through which {@code KUBECONFIG} is read; null outside a node
     * @param logins runs on the agent what the kubeconfig there logs in with; null where nothing is to be run
     */
    public record Place(EnvVars environment, FilePath workspace, AgentLogins logins) {

        /** Outside of a node, and of a build. */
        static final Place NOWHERE = new Place(new EnvVars(), null, null);
    }

    /**
     * As a build of an item would connect outside of a node, for a form that is being filled in.
     *
     * @param item null where an administrator fills in a form outside of any: all that is global is theirs
     * @param usedOn where the step's connection will be used
     * @throws AbortException with one sentence for the user where no connection can be made of it
     */
    public static ClusterConnection connect(Item item, ClusterOptions options, ClusterSettings settings, UsedOn usedOn)
            throws IOException, InterruptedException {
        String job = item == null ? null : item.getFullName();
        return connect(job, new ItemCredentials(item), Place.NOWHERE, options, settings, usedOn);
    }

    /** @param job null for whoever may use everything */
    static ClusterConnection connect(
            String job,
            CredentialSource credentials,
            Place place,
            ClusterOptions options,
            ClusterSettings settings,
            UsedOn usedOn)
            throws IOException, InterruptedException {
        String namespace = options.getNamespace();
        ClusterChoice choice = ClusterChoice.of(
                options,
                new ClusterChoice.Circumstances(
                        named(job),
                        Util.fixNull(place.environment().get("KUBECONFIG")),
                        place.workspace() != null,
                        settings.getClusters().stream()
                                .map(cluster -> new ClusterChoice.Offer(
                                        cluster.getName(),
                                        job == null || cluster.usableBy(job),
                                        cluster.isHelmOnAgents()))
                                .toList(),
                        settings.isControllerServiceAccount(),
                        allowed(settings),
                        usedOn));
        if (choice instanceof ClusterChoice.OwnCredential own) {
            return ofCredential(own.credentialsId(), named(job), credentials, options, settings);
        } else if (choice instanceof ClusterChoice.GlobalCluster global) {
            return connect(named(global.name(), job, settings, usedOn), namespace, credentials);
        } else if (choice instanceof ClusterChoice.AgentKubeconfig agent) {
            return ofAgent(documents(agent.paths(), place.workspace()), options, settings, place.logins());
        } else if (choice instanceof ClusterChoice.ServiceAccount) {
            return ServiceAccount.connection(namespace);
        }
        ClusterChoice.Refused refused = (ClusterChoice.Refused) choice;
        throw refused.noneGiven() ? new NoClusterException(refused.sentence()) : new AbortException(refused.sentence());
    }

    private static String named(String job) {
        return job == null ? "Jenkins" : job;
    }

    /**
     * The kubeconfig of a credential goes where its author wants. Jenkins' own store is the administrators'; other stores
     * are a folder's or a user's, and what they name must be listed.
     */
    private static ClusterConnection ofCredential(
            String id, String job, CredentialSource credentials, ClusterOptions options, ClusterSettings settings)
            throws IOException, InterruptedException {
        StandardCredentials credential = required(credentials.visible(id), id, "a credential that " + job + " can see");
        credentials.used(credential);
        ClusterConnection found = connection(credential, options, options.getNamespace());
        boolean isAdministrators = !(credential instanceof FileCredentials file)
                // Not as the step has it, which may name a parameter of the build.
                || credentials.jenkinsOwn(credential.getId()) instanceof FileCredentials own
                        && text(own.getContent(), id).equals(text(file.getContent(), id));
        return isAdministrators ? found : listed("the kubeconfig in credential '" + id + "'", found, settings);
    }

    private static ClusterConnection listed(String source, ClusterConnection found, ClusterSettings settings)
            throws AbortException {
        requireListed(source, Kubeconfig.serverOf(found), settings);
        return found;
    }

    private static void requireListed(String source, ApiServer server, ClusterSettings settings) throws AbortException {
        Optional<String> refusal = ClusterChoice.refusal(source, server, allowed(settings));
        if (refusal.isPresent()) {
            throw new AbortException(refusal.get());
        }
    }

    /** Of several of one name, one that this job may use there: another has another's credential. */
    private static ClusterSettings.Global named(String name, String job, ClusterSettings settings, UsedOn usedOn) {
        return settings.getClusters().stream()
                .filter(cluster -> cluster.getName().equals(name)
                        && (job == null || cluster.usableBy(job))
                        && (usedOn == UsedOn.CONTROLLER || cluster.isHelmOnAgents()))
                .findFirst()
                .orElseThrow();
    }

    /** Connects to a global cluster, its credential looked up in Jenkins' own store as SYSTEM. */
    public static ClusterConnection connect(ClusterSettings.Global cluster) throws IOException, InterruptedException {
        return connect(cluster, "default", new RunCredentials(null));
    }

    private static ClusterConnection connect(
            ClusterSettings.Global cluster, String namespace, CredentialSource credentials)
            throws IOException, InterruptedException {
        StandardCredentials credential = cluster.getCredentialsId().isEmpty()
                ? null
                : required(
                        credentials.jenkinsOwn(cluster.getCredentialsId()),
                        cluster.getCredentialsId(),
                        "one in Jenkins' own store, as the global cluster '" + cluster.getName() + "' needs it");
        if (credential != null) {
            credentials.used(credential);
        }
        return connection(credential, cluster, namespace);
    }

    private static ClusterConnection connection(
            StandardCredentials credential, ClusterOptions options, String namespace)
            throws IOException, InterruptedException {
        if (credential == null) {
            throw new AbortException("serverUrl alone does not say who the user is: give credentialsId too.");
        }
        String kubeconfig;
        if (credential instanceof FileCredentials file) {
            kubeconfig = text(file.getContent(), "The credential '" + options.getCredentialsId() + "'");
        } else {
            kubeconfig = kubeconfigOf(credential, options);
        }
        return parse("The credential '" + options.getCredentialsId() + "'", List.of(kubeconfig), options, namespace);
    }

    /** Lets kubernetes-credentials write the kubeconfig of a token, a certificate, a user or an OpenShift token. */
    private static String kubeconfigOf(StandardCredentials credential, ClusterOptions options) throws IOException {
        if (options.getServerUrl().isEmpty()) {
            throw new AbortException("The credential '" + options.getCredentialsId()
                    + "' is not a kubeconfig and names no cluster: give serverUrl, the API server's URL, too.");
        }
        KubernetesAuth auth;
        try {
            auth = AuthenticationTokens.convert(KubernetesAuth.class, credential);
        } catch (RuntimeException e) {
            if (UnreadableCredential.is(e)) {
                throw UnreadableCredential.told(e);
            }
            throw new AbortException("The credential '" + options.getCredentialsId() + "' could not be read: it is "
                    + "of a kind that kubernetes-credentials knows, but its content is not valid.");
        }
        if (auth == null) {
            throw new AbortException("The credential '" + options.getCredentialsId()
                    + "' is of a kind that can't authenticate to Kubernetes: use a kubeconfig file, a token (secret text),"
                    + " a certificate, or a user name with password.");
        }
        try {
            return auth.buildKubeConfig(
                    new KubernetesAuthConfig(options.getServerUrl(), Util.fixEmpty(options.getCaCertificate()), false));
        } catch (KubernetesAuthException | IOException e) {
            throw new AbortException("The credential '" + options.getCredentialsId()
                    + "' could not be turned into a login for " + options.getServerUrl() + ".");
        }
    }

    /**
     * As the kubeconfigs say that a build's environment names on its agent.
     *
     * @param documents their texts, in the order in which they are merged
     * @param logins runs there what their user logs in with, once an administrator's list allows the server; null where
     *     nothing is to be run
     */
    public static ClusterConnection ofAgent(
            List<String> documents, ClusterOptions options, ClusterSettings settings, AgentLogins logins)
            throws IOException, InterruptedException {
        requireNamespace(options.getNamespace());
        try {
            Kubeconfig.Choice choice =
                    new Kubeconfig.Choice(options.getContextName(), options.getClusterName(), options.getNamespace());
            Kubeconfig kubeconfig = Kubeconfig.merge(documents);
            Optional<ExecLogin> login = logins == null ? Optional.empty() : kubeconfig.login(choice);
            if (login.isEmpty()) {
                return listed("KUBECONFIG", adapted(kubeconfig.select(choice), options), settings);
            }
            ApiServer server = kubeconfig.server(choice);
            requireListed("KUBECONFIG", server, settings);
            ClusterConnection found = kubeconfig.select(choice, logins.by(login.get(), server));
            return listed("KUBECONFIG", adapted(found, options), settings);
        } catch (InvalidConnectionException e) {
            throw new AbortException("The kubeconfig of the environment (KUBECONFIG) is refused: " + e.getMessage());
        }
    }

    private static List<String> documents(String paths, FilePath workspace) throws IOException, InterruptedException {
        List<String> documents = new ArrayList<>();
        int left = KUBECONFIG_LIMIT;
        for (String path : kubeconfigs(paths, workspace.act(new PathSeparator()))) {
            FilePath file = workspace.child(path);
            byte[] content = RegularFile.read(file, KUBECONFIG_LIMIT);
            if (content != null) {
                left -= content.length;
                if (left < 0) {
                    throw new AbortException("The kubeconfigs that KUBECONFIG names are larger than 1 MiB together.");
                }
                documents.add(text(new ByteArrayInputStream(content), "The kubeconfig file " + path));
            } else if (file.exists()) {
                throw new AbortException("KUBECONFIG names " + path + ", which is not a regular file on the agent.");
            }
        }
        if (documents.isEmpty()) {
            throw new AbortException("KUBECONFIG is " + paths + ", and there is no such file on the agent.");
        }
        return documents;
    }

    /** The files that {@code KUBECONFIG} names: each is a call to the agent. */
    static List<String> kubeconfigs(String paths, String separator) throws AbortException {
        List<String> named = Kubeconfig.paths(paths, separator);
        if (named.size() > MOST_KUBECONFIGS) {
            throw new AbortException(
                    "KUBECONFIG names " + named.size() + " files; at most " + MOST_KUBECONFIGS + " are allowed.");
        }
        return named;
    }

    /** What separates the paths of a list where it runs: a colon, on Windows a semicolon. */
    private static final class PathSeparator extends MasterToSlaveFileCallable<String> {

        private static final long serialVersionUID = 1L;

        @Override
        public String invoke(File folder, VirtualChannel channel) {
            return File.pathSeparator;
        }
    }

    private static ClusterConnection parse(
            String what, List<String> documents, ClusterOptions options, String namespace) throws AbortException {
        requireNamespace(namespace);
        try {
            ClusterConnection found = Kubeconfig.merge(documents)
                    .select(new Kubeconfig.Choice(options.getContextName(), options.getClusterName(), namespace));
            return adapted(found, options);
        } catch (InvalidConnectionException e) {
            throw new AbortException(what + " is refused: " + e.getMessage());
        }
    }

    /** The step's own option, which is no kubeconfig's fault. */
    private static void requireNamespace(String namespace) throws AbortException {
        try {
            Kubeconfig.namespace(namespace);
        } catch (InvalidConnectionException e) {
            throw new AbortException(e.getMessage());
        }
    }

    /** The same user at the server, and by the authority, that the options name: they outrank the kubeconfig's. */
    private static ClusterConnection adapted(ClusterConnection found, ClusterOptions options) {
        if (options.getServerUrl().isEmpty() && options.getCaCertificate().isEmpty()) {
            return found;
        }
        ApiServer server = Kubeconfig.serverOf(found);
        String authority = options.getCaCertificate().isEmpty() ? server.caData() : options.getCaCertificate();
        ClusterConnection adapted = Kubeconfig.connection(
                new ApiServer(
                        options.getServerUrl().isEmpty() ? server.url() : options.getServerUrl(),
                        authority,
                        server.skipTlsVerify() && authority == null,
                        server.tlsServerName(),
                        server.proxyUrl()),
                Kubeconfig.userOf(found),
                found.namespace());
        return found.until() == null ? adapted : adapted.endingAt(found.until());
    }

    private static String text(InputStream content, String what) throws IOException {
        try (content) {
            byte[] bytes = content.readNBytes(KUBECONFIG_LIMIT + 1);
            if (bytes.length > KUBECONFIG_LIMIT) {
                throw new AbortException(what + " is larger than 1 MiB: that is not a kubeconfig.");
            }
            return Kubeconfig.text(bytes);
        }
    }

    /** Stops where a job gives a URL for the controller's requests that no administrator has listed. */
    public static void requireAllowed(ClusterSettings settings, String parameter, String url) throws AbortException {
        if (!url.isEmpty() && !allowed(settings).allow(url)) {
            throw new AbortException(AllowedUrls.refusal(parameter, url));
        }
    }

    /** Whoever reads that a line is no URL has not written it. */
    private static AllowedUrls allowed(ClusterSettings settings) throws AbortException {
        try {
            return new AllowedUrls(settings.getAllowedUrls());
        } catch (InvalidOptionException e) {
            throw new AbortException("The list under Manage Jenkins » System » Seldon Analytics » Allowed URLs can't be"
                    + " read; an administrator has to correct it: " + e.getMessage());
        }
    }

    private static StandardCredentials required(StandardCredentials found, String id, String wanted)
            throws AbortException {
        if (found == null) {
            throw new AbortException("There is no credential '" + id + "': credentialsId must name " + wanted + ".");
        }
        return found;
    }
}
