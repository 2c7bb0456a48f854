package io.jenkins.plugins.seldon.release.chart;

import java.util.Map;

/**
 * What an API server serves, as far as it was asked.
 *
 * @param version the server's version, such as {@code v1.33.1}
 * @param kinds API version to kind to resource; an API version that the server lacks is absent
 */
public record ServedApis(String version, Map<String, Map<String, Resource>> kinds) {

    /**
     * How requests name a kind.
     *
     * @param name the plural in paths and rules, such as {@code deployments}
     * @param namespaced whether its objects live in a namespace
     */
    public record Resource(String name, boolean namespaced) {}

    public ServedApis {
        kinds = Map.copyOf(kinds);
    }

    /** The resource of a kind, or null if the server has none. */
    public Resource resource(String apiVersion, String kind) {
        return kinds.getOrDefault(apiVersion, Map.of()).get(kind);
    }

    /** Whether the server has this kind in this version. */
    public boolean serves(String apiVersion, String kind) {
        return resource(apiVersion, kind) != null;
    }
}
