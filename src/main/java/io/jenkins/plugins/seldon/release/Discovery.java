package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.api.model.APIGroupList;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.seldon.release.chart.ServedApis;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Asks an API server what it serves. fabric8's exceptions pass. */
final class Discovery {

    private Discovery() {}

    /** What the server has of these API versions. */
    static ServedApis ask(KubernetesClient client, Set<String> apiVersions) {
        Map<String, Map<String, ServedApis.Resource>> kinds = new HashMap<>();
        for (String apiVersion : apiVersions) {
            APIResourceList list = client.getApiResources(apiVersion);
            if (list != null && list.getResources() != null) {
                Map<String, ServedApis.Resource> byKind = new HashMap<>();
                for (APIResource resource : list.getResources()) {
                    if (!resource.getName().contains("/")) {
                        byKind.put(
                                resource.getKind(),
                                new ServedApis.Resource(resource.getName(), resource.getNamespaced()));
                    }
                }
                kinds.put(apiVersion, byKind);
            }
        }
        return new ServedApis(client.getKubernetesVersion().getGitVersion(), kinds, versions(client));
    }

    /** Every API version that the server has. */
    private static Set<String> versions(KubernetesClient client) {
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
