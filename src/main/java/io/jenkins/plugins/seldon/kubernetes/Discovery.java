package io.jenkins.plugins.seldon.kubernetes;

import io.fabric8.kubernetes.api.model.APIGroupList;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks an API server what it serves, each thing once: for a piece of work in which that does not change. fabric8's
 * exceptions pass. Not thread-safe.
 */
public final class Discovery {

    private final KubernetesClient client;

    /** By API version, of those that the server has. */
    private final Map<String, Map<String, ServedApis.Resource>> answers = new HashMap<>();

    private String serverVersion;
    private Set<String> versions;

    /** @param client stays the caller's to close */
    public Discovery(KubernetesClient client) {
        this.client = client;
    }

    /**
     * What the server has of these API versions; for none it answers with its own version and the names of all.
     *
     * @throws InterruptedException while it was waited for
     */
    public ServedApis ask(Set<String> apiVersions) throws InterruptedException {
        if (versions == null) {
            versions = versions();
            serverVersion = client.getKubernetesVersion().getGitVersion();
        }
        List<String> unknown = apiVersions.stream()
                .filter(apiVersion -> versions.contains(apiVersion) && !answers.containsKey(apiVersion))
                .toList();
        List<Map<String, ServedApis.Resource>> learned = AtOnce.each(unknown, this::byKind);
        for (int i = 0; i < unknown.size(); i++) {
            answers.put(unknown.get(i), learned.get(i));
        }
        Map<String, Map<String, ServedApis.Resource>> kinds = new HashMap<>();
        for (String apiVersion : apiVersions) {
            if (answers.containsKey(apiVersion)) {
                kinds.put(apiVersion, answers.get(apiVersion));
            }
        }
        return new ServedApis(serverVersion, kinds, versions);
    }

    private Map<String, ServedApis.Resource> byKind(String apiVersion) {
        APIResourceList list = client.getApiResources(apiVersion);
        Map<String, ServedApis.Resource> byKind = new HashMap<>();
        if (list != null && list.getResources() != null) {
            for (APIResource resource : list.getResources()) {
                if (!resource.getName().contains("/")) {
                    byKind.put(
                            resource.getKind(), new ServedApis.Resource(resource.getName(), resource.getNamespaced()));
                }
            }
        }
        return byKind;
    }

    /** Every API version that the server has. */
    private Set<String> versions() {
        Set<String> versions = new TreeSet<>(Set.of("v1"));
        APIGroupList groups = client.getApiGroups();
        if (groups != null && groups.getGroups() != null) {
            groups.getGroups().stream()
                    .flatMap(group -> group.getVersions().stream())
                    .map(GroupVersionForDiscovery::getGroupVersion)
                    .forEach(versions::add);
        }
        return versions;
    }
}
