package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.seldon.release.chart.ServedApis;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

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
        return new ServedApis(client.getKubernetesVersion().getGitVersion(), kinds);
    }
}
