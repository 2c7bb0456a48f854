package io.jenkins.plugins.seldon.kubernetes;

import io.jenkins.plugins.seldon.text.Listing;
import io.jenkins.plugins.seldon.yaml.YamlReader;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A kubeconfig, or several merged, before anything in it is believed.
 *
 * <p>A kubeconfig is code: {@code exec} and {@code auth-provider} run commands, file references read files, both on
 * whatever machine evaluates it. So it is read by a safe YAML loader, one context is {@linkplain #select selected} and
 * checked, and only the checked values reach a client, in a kubeconfig written anew. Contexts, users and clusters that
 * are not selected are never looked at. Refusals are {@link InvalidConnectionException}s, one sentence each, without
 * anything of the content but names of contexts and clusters.
 *
 * <p>Immutable.
 */
public final class Kubeconfig {

    /** What kubectl config view prints in the place of secrets (k8s.io/client-go, tools/clientcmd/api/helpers.go). */
    private static final Set<String> LEFT_OUT = Set.of("REDACTED", "DATA+OMITTED");

    private final String currentContext;
    private final Map<String, Map<?, ?>> contexts;
    private final Map<String, Map<?, ?>> clusters;
    private final Map<String, Map<?, ?>> users;

    private Kubeconfig(
            String currentContext,
            Map<String, Map<?, ?>> contexts,
            Map<String, Map<?, ?>> clusters,
            Map<String, Map<?, ?>> users) {
        this.currentContext = currentContext;
        this.contexts = contexts;
        this.clusters = clusters;
        this.users = users;
    }

    /**
     * Which part of a kubeconfig to use; every value may be null or blank.
     *
     * @param contextName a context of the file; blank for its current one
     * @param clusterName a cluster of the file, in place of the context's
     * @param namespace the default namespace, in place of the context's
     */
    public record Choice(String contextName, String clusterName, String namespace) {

        /** The current context as it is. */
        public static final Choice CURRENT = new Choice(null, null, null);
    }

    /**
     * The paths that the variable {@code KUBECONFIG} lists, as kubectl reads it.
     *
     * @param separator between them, where the variable is set: a colon, on Windows a semicolon
     */
    public static List<String> paths(String variable, String separator) {
        return Arrays.stream(variable.split(Pattern.quote(separator)))
                .map(String::strip)
                .filter(path -> !path.isEmpty())
                .toList();
    }

    /** The text of a kubeconfig's file. */
    public static String text(byte[] file) {
        return YamlReader.text(file);
    }

    /** Reads one kubeconfig, YAML or JSON. */
    public static Kubeconfig parse(String text) {
        return merge(List.of(text));
    }

    /**
     * Reads several kubeconfigs and merges them as kubectl merges the files of {@code KUBECONFIG}: of entries with the
     * same name the first wins, and so does the first current context.
     */
    public static Kubeconfig merge(List<String> texts) {
        String current = null;
        Map<String, Map<?, ?>> contexts = new LinkedHashMap<>();
        Map<String, Map<?, ?>> clusters = new LinkedHashMap<>();
        Map<String, Map<?, ?>> users = new LinkedHashMap<>();
        for (String text : texts) {
            Map<?, ?> document = StrictYaml.mapping(Objects.requireNonNull(text, "text"), "kubeconfig");
            if (current == null) {
                current = text(document, "current-context", "kubeconfig");
            }
            collect(document, "contexts", "context", contexts);
            collect(document, "clusters", "cluster", clusters);
            collect(document, "users", "user", users);
        }
        return new Kubeconfig(current, contexts, clusters, users);
    }

    /**
     * The connection of one context: the one named, else the current one, else the only one.
     *
     * @param choice the context; a cluster that replaces the context's; a namespace that replaces the context's
     * @throws InvalidConnectionException if there is no such context, user or cluster, or it breaks a rule
     */
    public ClusterConnection select(Choice choice) {
        return selected(choice).connection(Kubeconfig::user);
    }

    /**
     * As {@link #select(Choice)}, for somebody who has logged in as {@link #login} told.
     *
     * @param login in the place of the context's user
     */
    public ClusterConnection select(Choice choice, ExecLogin.Login login) {
        ClusterConnection connection = selected(choice).connection(map -> login.user());
        return login.until().map(connection::endingAt).orElse(connection);
    }

    /**
     * How the context's user logs in by a program of the machine that the kubeconfig is on; empty where it needs none.
     *
     * @throws InvalidConnectionException as {@link #select(Choice)}, or if no build can log in so
     */
    public Optional<ExecLogin> login(Choice choice) {
        Map<?, ?> user = selected(choice).user();
        return user.get("exec") instanceof Map<?, ?> exec ? Optional.of(ExecLogin.of(exec)) : Optional.empty();
    }

    /** The server of a context. */
    public ApiServer server(Choice choice) {
        return server(selected(choice).cluster());
    }

    /** A context's parts, as they are. */
    private record Selected(Map<?, ?> cluster, Map<?, ?> user, String namespace) {

        ClusterConnection connection(Function<Map<?, ?>, ApiUser> reading) {
            return Kubeconfig.connection(server(cluster), reading.apply(user), namespace);
        }
    }

    private Selected selected(Choice choice) {
        Map<?, ?> context = context(choice.contextName());
        String clusterName = ConnectionText.isBlank(choice.clusterName())
                ? text(context, "cluster", "context")
                : choice.clusterName().strip();
        String userName = text(context, "user", "context");
        if (clusterName == null || !clusters.containsKey(clusterName)) {
            throw new InvalidConnectionException("The kubeconfig names no server: "
                    + (clusterName == null ? "its context has no cluster." : "it has no cluster " + clusterName + "."));
        }
        if (userName == null || !users.containsKey(userName)) {
            throw new InvalidConnectionException("The kubeconfig names no user: "
                    + (userName == null ? "its context has none." : "its context's user is not among its users."));
        }
        String namespace =
                ConnectionText.isBlank(choice.namespace()) ? text(context, "namespace", "context") : choice.namespace();
        return new Selected(
                clusters.get(clusterName),
                users.get(userName),
                ConnectionText.isBlank(namespace) ? "default" : namespace.strip());
    }

    /**
     * The connection with these values. Its kubeconfig is written from them alone, with a single context and without a
     * namespace, so that equal servers and users have equal {@linkplain ClusterConnection#identity identities}.
     */
    public static ClusterConnection connection(ApiServer server, ApiUser user, String namespace) {
        return new ClusterConnection(
                KubeconfigText.of(server, user),
                server.url(),
                namespace(namespace),
                user.until().orElse(null));
    }

    /** The server of a connection. */
    public static ApiServer serverOf(ClusterConnection connection) {
        return server(parse(connection.kubeconfig()).clusters.get(KubeconfigText.NAME));
    }

    /** The user of a connection. */
    public static ApiUser userOf(ClusterConnection connection) {
        return user(parse(connection.kubeconfig()).users.get(KubeconfigText.NAME));
    }

    private Map<?, ?> context(String wanted) {
        String name = ConnectionText.isBlank(wanted) ? currentContext : wanted.strip();
        if (name == null && contexts.size() == 1) {
            return contexts.values().iterator().next();
        }
        if (name == null) {
            throw new InvalidConnectionException(
                    contexts.isEmpty()
                            ? "The kubeconfig has no context, and so neither a server nor a user."
                            : "The kubeconfig has no current context; set contextName to "
                                    + Listing.or(contexts.keySet()) + ".");
        }
        Map<?, ?> context = contexts.get(name);
        if (context == null) {
            throw new InvalidConnectionException("The kubeconfig has no context " + name
                    + (contexts.isEmpty() ? "." : "; it has " + Listing.and(contexts.keySet()) + "."));
        }
        return context;
    }

    private static ApiServer server(Map<?, ?> cluster) {
        refuseFile(
                cluster,
                "certificate-authority",
                "refers to a file (certificate-authority); put the certificates into certificate-authority-data");
        String url = text(cluster, "server", "cluster");
        if (url == null) {
            throw new InvalidConnectionException("The kubeconfig names no server: its cluster has no server URL.");
        }
        return new ApiServer(
                url,
                text(cluster, "certificate-authority-data", "cluster"),
                bool(cluster, "insecure-skip-tls-verify"),
                text(cluster, "tls-server-name", "cluster"),
                text(cluster, "proxy-url", "cluster"));
    }

    private static ApiUser user(Map<?, ?> user) {
        for (String key : List.of("exec", "tokenCommand")) {
            refuse(
                    user,
                    key,
                    "has a user with " + key
                            + ", as cloud providers set it up, which would run a command here; use a service"
                            + " account's token instead (docs/recipes/eks.md, gke.md, aks.md)");
        }
        refuse(user, "auth-provider", "has a user with auth-provider, which would run code here; use a token instead");
        refuse(user, "tokenFile", "refers to a file (tokenFile); put the token itself into token");
        refuseFile(
                user,
                "client-certificate",
                "refers to a file (client-certificate); put the certificate into client-certificate-data");
        refuseFile(user, "client-key", "refers to a file (client-key); put the key into client-key-data");
        for (String key : List.of("as", "as-uid", "as-groups", "as-user-extra")) {
            refuse(user, key, "asks to impersonate another user (" + key + "), which is not supported");
        }
        return new ApiUser(
                text(user, "token", "user"),
                text(user, "username", "user"),
                text(user, "password", "user"),
                text(user, "client-certificate-data", "user"),
                text(user, "client-key-data", "user"));
    }

    private static void refuse(Map<?, ?> map, String key, String why) {
        Object value = map.get(key);
        if (value != null && !"".equals(value)) {
            throw new InvalidConnectionException("The kubeconfig " + why + ".");
        }
    }

    /** Where both are given, the data overrides the file (k8s.io/client-go, tools/clientcmd/api/v1/types.go). */
    private static void refuseFile(Map<?, ?> map, String key, String why) {
        Object data = map.get(key + "-data");
        if (data == null || "".equals(data)) {
            refuse(map, key, why);
        }
    }

    private static void collect(Map<?, ?> document, String list, String entry, Map<String, Map<?, ?>> into) {
        Object items = document.get(list);
        if (items == null) {
            return;
        }
        if (!(items instanceof List<?> entries)) {
            throw new InvalidConnectionException("The kubeconfig's " + list + " are not a list.");
        }
        for (Object item : entries) {
            if (!(item instanceof Map<?, ?> map) || text(map, "name", entry) == null) {
                throw new InvalidConnectionException("The kubeconfig has a " + entry + " without a name.");
            }
            into.putIfAbsent(text(map, "name", entry), map.get(entry) instanceof Map<?, ?> value ? value : Map.of());
        }
    }

    private static String text(Map<?, ?> map, String key, String where) {
        Object value = map.get(key);
        if (value == null || "".equals(value)) {
            return null;
        }
        if (LEFT_OUT.contains(value)) {
            throw new InvalidConnectionException("The kubeconfig was printed without its secrets (" + value
                    + "): print it with kubectl config view --minify --flatten.");
        }
        if (value instanceof String text) {
            return text;
        }
        throw new InvalidConnectionException("The kubeconfig's " + where + " has a " + key + " that is not a text.");
    }

    private static boolean bool(Map<?, ?> map, String key) {
        String value = text(map, key, "cluster");
        if (value == null || value.equals("false")) {
            return false;
        }
        if (value.equals("true")) {
            return true;
        }
        throw new InvalidConnectionException("The kubeconfig's " + key + " is neither true nor false.");
    }

    /**
     * What a connection takes for a namespace.
     *
     * @return the same
     * @throws InvalidConnectionException with a sentence, if Kubernetes allows no such name
     */
    public static String namespace(String given) {
        if (ConnectionText.isBlank(given) || !ObjectName.isLabel(given)) {
            boolean isShown = given != null && given.length() <= 63 && given.matches("\\p{Graph}+");
            throw new InvalidConnectionException("The namespace " + (isShown ? "'" + given + "' " : "")
                    + "is not a name that Kubernetes allows: lowercase letters, digits and dashes, at most 63.");
        }
        return given;
    }
}
