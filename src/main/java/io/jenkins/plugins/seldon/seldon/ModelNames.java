package io.jenkins.plugins.seldon.seldon;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Names that a cluster has, for somebody who is typing one: the first 500 of a list, one request each. Blocking. */
public final class ModelNames {

    private static final ListOptions FIRST =
            new ListOptionsBuilder().withLimit(500L).build();

    private static final Logger LOGGER = Logger.getLogger(ModelNames.class.getName());

    private ModelNames() {}

    /** The namespaces; fabric8's exceptions pass. */
    public static List<String> namespaces(KubernetesClient client) {
        return names(client.namespaces().list(FIRST).getItems());
    }

    /** The objects of these kinds in a namespace; none of a kind that the user may not list, or that there is none of. */
    public static List<String> in(KubernetesClient client, String namespace, Collection<ModelKind> kinds) {
        List<String> names = new ArrayList<>();
        for (ModelKind kind : kinds) {
            try {
                List<GenericKubernetesResource> listed = client.genericKubernetesResources(context(kind))
                        .inNamespace(namespace)
                        .list(FIRST)
                        .getItems();
                names.addAll(names(listed));
            } catch (KubernetesClientException e) {
                LOGGER.log(Level.FINE, e, () -> "Names of the kind " + kind + " are not offered to who is typing.");
            }
        }
        return names;
    }

    private static List<String> names(List<? extends HasMetadata> objects) {
        return objects.stream().map(object -> object.getMetadata().getName()).toList();
    }

    static ResourceDefinitionContext context(ModelKind kind) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(kind.group())
                .withVersion(kind.version())
                .withKind(kind.kind())
                .withPlural(kind.plural())
                .withNamespaced(true)
                .build();
    }
}
