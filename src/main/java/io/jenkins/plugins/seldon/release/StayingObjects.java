package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.kubernetes.AccessReviews;
import io.jenkins.plugins.seldon.kubernetes.AtOnce;
import io.jenkins.plugins.seldon.kubernetes.Discovery;
import io.jenkins.plugins.seldon.kubernetes.Right;
import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What an upgrade is to take away and the user may not: Helm 3 says nothing of it and goes on, so that it stays, and no release
 * has it any more (https://github.com/helm/helm/issues/11375); Helm 4 does so of what the user may not look at. Reads from the
 * API server.
 */
final class StayingObjects {

    private final KubernetesClient client;
    private final String namespace;

    /** @param namespace the release's */
    StayingObjects(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /**
     * Kind and name of each.
     *
     * @param former what the revision made that Helm goes on from
     * @param wanted what the chart renders
     */
    List<String> labels(List<RenderedObject> former, List<RenderedObject> wanted) throws InterruptedException {
        Set<String> stay = wanted.stream().map(this::key).collect(Collectors.toSet());
        List<RenderedObject> removed = former.stream()
                .filter(object -> !object.isKept() && !stay.contains(key(object)))
                .toList();
        if (removed.isEmpty()) {
            return List.of();
        }
        ServedApis served = new Discovery(client)
                .ask(removed.stream().map(RenderedObject::apiVersion).collect(Collectors.toSet()));
        List<RenderedObject> known = removed.stream()
                .filter(object -> served.serves(object.apiVersion(), object.kind()))
                .toList();
        List<Boolean> staying =
                AtOnce.each(known, object -> stays(object, served.resource(object.apiVersion(), object.kind())));
        return IntStream.range(0, known.size())
                .filter(staying::get)
                .mapToObj(i -> known.get(i).label())
                .toList();
    }

    private boolean stays(RenderedObject object, ServedApis.Resource resource) {
        String where = resource.namespaced() ? namespaceOf(object) : null;
        if (!may("get", object, resource, where)) {
            return true;
        }
        return !may("delete", object, resource, where)
                && resource.in(client, object.apiVersion(), object.kind(), where)
                                .withName(object.name())
                                .get()
                        != null;
    }

    private boolean may(String verb, RenderedObject object, ServedApis.Resource resource, String where) {
        return AccessReviews.may(client, new Right(verb, object.group(), resource.name(), where), object.name());
    }

    private String key(RenderedObject object) {
        return object.label() + "/" + namespaceOf(object);
    }

    private String namespaceOf(RenderedObject object) {
        return Objects.requireNonNullElse(object.namespace(), namespace);
    }
}
