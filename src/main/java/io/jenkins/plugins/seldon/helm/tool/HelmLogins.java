package io.jenkins.plugins.seldon.helm.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.seldon.helm.ChartSource;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files in which Helm looks for repositories and logins, by name. Helm would write them itself from its arguments;
 * written by us, a password is in no command line. JSON is YAML.
 */
final class HelmLogins {

    static final String REPOSITORIES = "repositories.yaml";
    static final String REGISTRIES = "registries.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Docker's registry has a name of its own for logins. */
    private static final List<String> DOCKER = List.of("docker.io", "registry-1.docker.io", "index.docker.io");

    private static final String DOCKER_LOGIN = "https://index.docker.io/v1/";

    private HelmLogins() {}

    /** What Helm needs to know of where a chart comes from. */
    static Map<String, byte[]> of(ChartSource source) {
        return HelmArguments.isRegistry(source)
                ? Map.of(REGISTRIES, json(registries(source)))
                : Map.of(REPOSITORIES, json(repositories(source)));
    }

    private static Map<String, Object> repositories(ChartSource source) {
        Map<String, Object> repository = new LinkedHashMap<>();
        repository.put("name", HelmArguments.REPOSITORY);
        repository.put("url", source.repository());
        if (source.username() != null) {
            repository.put("username", source.username());
            repository.put("password", source.password());
        }
        return Map.of("apiVersion", "", "repositories", List.of(repository));
    }

    private static Map<String, Object> registries(ChartSource source) {
        if (source.username() == null) {
            return Map.of();
        }
        String host = source.repository().replaceFirst("^oci://", "").split("/", 2)[0];
        String login = source.username() + ":" + source.password();
        return Map.of(
                "auths",
                Map.of(
                        DOCKER.contains(host) ? DOCKER_LOGIN : host,
                        Map.of("auth", Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))));
    }

    private static byte[] json(Map<String, Object> content) {
        try {
            return JSON.writeValueAsBytes(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
