package io.jenkins.plugins.seldon.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How a kubeconfig's user logs in by a program, as cloud providers' kubeconfigs have it ({@code aws eks get-token}, {@code
 * gke-gcloud-auth-plugin}, {@code kubelogin}): what is to be run, what it is told, and what it answers. Runs nothing.
 *
 * <p>Source: kubernetes.io, "client-go credential plugins"; client-go 0.34, plugin/pkg/client/auth/exec/exec.go ({@code
 * refreshCredsLocked}) and pkg/apis/clientauthentication/v1. {@code v1alpha1} is gone since Kubernetes 1.24. Immutable; the
 * environment may hold secrets, and {@link #toString()} names the program alone.
 *
 * @param apiVersion of the {@code ExecCredential}s
 * @param command a name that the PATH is searched for, or an absolute path
 * @param arguments its arguments
 * @param environment what it gets beside its machine's environment
 * @param told whether it is told which cluster is meant
 * @param hint what the kubeconfig says to do where there is no such program; may be empty
 */
public record ExecLogin(
        String apiVersion,
        String command,
        List<String> arguments,
        Map<String, String> environment,
        boolean told,
        String hint) {

    /** The variable that the program is told all else in. */
    private static final String INFO = "KUBERNETES_EXEC_INFO";

    private static final String KIND = "ExecCredential";
    private static final Set<String> VERSIONS =
            Set.of("client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1");
    private static final int MOST = 200;
    private static final JsonMapper ANSWERS = Json.bounded().build();
    private static final ObjectMapper JSON = new ObjectMapper();

    public ExecLogin {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /**
     * Whom the program says that one is.
     *
     * @param user a token or a client certificate
     * @param until when that ends; empty where it does not say so
     */
    public record Login(ApiUser user, Optional<Instant> until) {}

    /** @throws InvalidConnectionException with a sentence, if it is not as documented, or can't be run by a build */
    static ExecLogin of(Map<?, ?> exec) {
        String version = text(exec.get("apiVersion"));
        if (!VERSIONS.contains(version)) {
            throw refused("has an apiVersion other than client.authentication.k8s.io/v1 and v1beta1: write it with a "
                    + "newer version of the cloud's tool");
        }
        String command = text(exec.get("command"));
        if (command.isBlank()) {
            throw refused("has no command");
        }
        if (!command.startsWith("/") && (command.indexOf('/') >= 0 || command.indexOf('\\') >= 0)) {
            throw refused(
                    "has a command with a relative path; give a name to look up on the PATH, or an absolute path");
        }
        if ("Always".equals(exec.get("interactiveMode"))) {
            throw refused(
                    "needs input at a terminal (interactiveMode), which a build does not have: log in another way");
        }
        List<String> arguments =
                items(exec.get("args")).stream().map(ExecLogin::text).toList();
        Map<String, String> environment = new LinkedHashMap<>();
        for (Object item : items(exec.get("env"))) {
            if (!(item instanceof Map<?, ?> variable)
                    || !text(variable.get("name")).matches("[A-Za-z_][A-Za-z0-9_]*")) {
                throw refused("has an env without a variable's name");
            }
            environment.put(text(variable.get("name")), text(variable.get("value")));
        }
        return new ExecLogin(
                version,
                command,
                arguments,
                environment,
                "true".equals(text(exec.get("provideClusterInfo"))),
                Excerpt.of(text(exec.get("installHint"))));
    }

    /** The program and its arguments. */
    public List<String> call() {
        List<String> call = new ArrayList<>(List.of(command));
        call.addAll(arguments);
        return call;
    }

    /**
     * What the program gets beside its machine's environment.
     *
     * @param server the cluster's, which it is told where the kubeconfig says so
     */
    public Map<String, String> environmentFor(ApiServer server) {
        Map<String, Object> spec = new LinkedHashMap<>();
        if (told) {
            Map<String, Object> cluster = new LinkedHashMap<>();
            cluster.put("server", server.url());
            putIfAny(cluster, "tls-server-name", server.tlsServerName());
            putIfAny(cluster, "insecure-skip-tls-verify", server.skipTlsVerify() ? true : null);
            putIfAny(cluster, "certificate-authority-data", server.caData());
            putIfAny(cluster, "proxy-url", server.proxyUrl());
            cluster.put("config", null);
            spec.put("cluster", cluster);
        }
        spec.put("interactive", false);
        Map<String, String> all = new LinkedHashMap<>(environment);
        try {
            all.put(INFO, JSON.writeValueAsString(Map.of("kind", KIND, "apiVersion", apiVersion, "spec", spec)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of texts are always JSON", e);
        }
        return all;
    }

    /**
     * What the program answered.
     *
     * @param output its standard output
     * @throws InvalidConnectionException with a sentence that quotes none of it, if that is no login
     */
    public Login login(String output) {
        JsonNode answer;
        try {
            answer = ANSWERS.readTree(output);
        } catch (JsonProcessingException e) {
            answer = null;
        }
        if (answer == null || !KIND.equals(answer.path("kind").asText())) {
            throw said("something other than an " + KIND);
        }
        if (!apiVersion.equals(answer.path("apiVersion").asText())) {
            throw said("an " + KIND + " of a version other than the kubeconfig's, " + apiVersion);
        }
        JsonNode status = answer.path("status");
        String token = status.path("token").asText("");
        String certificate = status.path("clientCertificateData").asText("");
        String key = status.path("clientKeyData").asText("");
        if (token.isEmpty() && certificate.isEmpty() && key.isEmpty()) {
            throw said("an " + KIND + " with neither a token nor a certificate");
        }
        String end = status.path("expirationTimestamp").asText("");
        return new Login(
                new ApiUser(token, null, null, certificate, key),
                end.isEmpty() ? Optional.empty() : Optional.of(instant(end)));
    }

    /** For the log: who logged in, and how long that holds. */
    public String line(Login login) {
        return "Logged in with " + this + " on the agent"
                + login.until()
                        .map(until -> ", until " + until.truncatedTo(ChronoUnit.SECONDS))
                        .orElse("") + ".";
    }

    private Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw said("an " + KIND + " whose expirationTimestamp is not a time");
        }
    }

    private InvalidConnectionException said(String what) {
        return new InvalidConnectionException(
                "The program " + this + ", which the kubeconfig's user logs in with, answered with " + what + ".");
    }

    private static InvalidConnectionException refused(String why) {
        return new InvalidConnectionException("The kubeconfig's user has an exec that " + why + ".");
    }

    private static List<?> items(Object value) {
        if (value == null || "null".equals(value)) {
            return List.of();
        }
        if (value instanceof List<?> items && items.size() <= MOST) {
            return items;
        }
        throw refused("has args or an env that is not a list, or too long");
    }

    private static String text(Object value) {
        if (value != null && !(value instanceof String)) {
            throw refused("has a value that should be text and is not");
        }
        return Objects.toString(value, "");
    }

    private static void putIfAny(Map<String, Object> map, String key, Object value) {
        if (value != null) {
            map.put(key, value);
        }
    }

    /** The program's name. */
    @Override
    public String toString() {
        return Excerpt.of(command.substring(command.lastIndexOf('/') + 1), 60);
    }
}
