package io.jenkins.plugins.seldon.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an API server serves, as far as it was asked.
 *
 * @param version the server's version, such as {@code v1.33.1}
 * @param kinds API version to kind to resource; an API version that the server lacks is absent
 * @param versions every API version that the server has, asked for its kinds or not
 */
public record ServedApis(String version, Map<String, Map<String, Resource>> kinds, Set<String> versions) {

    /**
     * How requests name a kind.
     *
     * @param name the plural in paths and rules, such as {@code deployments}
     * @param namespaced whether its objects live in a namespace
     */
    public record Resource(String name, boolean namespaced) {

        /**
         * What a client asks for such objects.
         *
         * @param namespace where they are, of no matter for those outside of namespaces
         */
        public NonNamespaceOperation<
                        GenericKubernetesResource,
                        GenericKubernetesResourceList,
                        io.fabric8.kubernetes.client.dsl.Resource<GenericKubernetesResource>>
                in(KubernetesClient client, String apiVersion, String kind, String namespace) {
            int slash = apiVersion.indexOf('/');
            var objects = client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                    .withGroup(slash < 0 ? "" : apiVersion.substring(0, slash))
                    .withVersion(apiVersion.substring(slash + 1))
                    .withKind(kind)
                    .withPlural(name)
                    .withNamespaced(namespaced)
                    .build());
            return namespaced ? objects.inNamespace(namespace) : objects;
        }
    }

    public ServedApis {
        kinds = Map.copyOf(kinds);
        versions = Set.copyOf(versions);
    }

    /** A server that has nothing else. */
    public ServedApis(String version, Map<String, Map<String, Resource>> kinds) {
        this(version, kinds, kinds.keySet());
    }

    /** The resource of a kind, or null if the server has none. */
    public Resource resource(String apiVersion, String kind) {
        return kinds.getOrDefault(apiVersion, Map.of()).get(kind);
    }

    /** Whether the server has this kind in this version. */
    public boolean serves(String apiVersion, String kind) {
        return resource(apiVersion, kind) != null;
    }

    /** The versions of a group that the server has, such as {@code v1}; the core group is empty. */
    public Set<String> versionsOf(String group) {
        return versions.stream()
                .filter(version -> version.startsWith(group + "/") || (group.isEmpty() && !version.contains("/")))
                .map(version -> version.substring(version.indexOf('/') + 1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
