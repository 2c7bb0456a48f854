package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.helm.record.ReleaseRecord;
import io.jenkins.plugins.seldon.kubernetes.AtOnce;
import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import io.jenkins.plugins.seldon.text.Listing;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The objects of a chart that are being deleted, as a removal right before leaves a claim whose pods have yet to end: Helm
 * takes them for the release's own, and then they are gone, and its pods wait for them for ever
 * (https://github.com/helm/helm/issues/10586). The same becomes of what an upgrade or a rollback right before has taken away,
 * and the next upgrade brings back.
 */
final class LeavingObjects {

    private static final Duration GLANCE = Duration.ofSeconds(1);

    private static final Logger LOGGER = Logger.getLogger(LeavingObjects.class.getName());

    private final ReleaseSite site;
    private final ServedApis served;
    private final String namespace;

    /**
     * @param served what the API server has
     * @param namespace the release's
     */
    LeavingObjects(ReleaseSite site, ServedApis served, String namespace) {
        this.site = site;
        this.served = served;
        this.namespace = namespace;
    }

    /**
     * What of these objects Helm makes anew.
     *
     * @param base the revision that it goes on from; null where it makes everything
     */
    List<RenderedObject> added(List<RenderedObject> objects, ReleaseRecord base) {
        Set<String> there =
                base == null ? Set.of() : base.objects().stream().map(this::key).collect(Collectors.toSet());
        return objects.stream().filter(object -> !there.contains(key(object))).toList();
    }

    private String key(RenderedObject object) {
        return object.group() + "/" + object.label() + "/" + namespaceOf(object);
    }

    private String namespaceOf(RenderedObject object) {
        return Objects.requireNonNullElse(object.namespace(), namespace);
    }

    /**
     * Waits until none of these objects is being deleted.
     *
     * @throws ReleaseException if one still is when the time is over
     */
    void awaitEnd(List<RenderedObject> objects, Duration limit) throws ReleaseException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        List<RenderedObject> leaving = known(objects);
        if (!leaving.isEmpty()) {
            site.log()
                    .accept("Objects of the chart are being deleted: waiting until they are gone: " + labels(leaving)
                            + ".");
        }
        while (!leaving.isEmpty()) {
            if (System.nanoTime() > end) {
                throw new ReleaseException("Objects of the chart are still being deleted when the step's time is over: "
                        + labels(leaving) + "; see what holds them (metadata.finalizers).");
            }
            site.run().pause().forAbout(site.run().atMost(GLANCE));
            leaving = leaving(leaving);
        }
    }

    /** Whether one of these objects is being deleted. */
    boolean isAny(List<RenderedObject> objects) throws InterruptedException {
        return !known(objects).isEmpty();
    }

    private List<RenderedObject> known(List<RenderedObject> objects) throws InterruptedException {
        return leaving(objects.stream()
                .filter(object -> served.serves(object.apiVersion(), object.kind()))
                .toList());
    }

    private static String labels(List<RenderedObject> objects) {
        return Listing.and(objects.stream().map(RenderedObject::label).toList());
    }

    private List<RenderedObject> leaving(List<RenderedObject> objects) throws InterruptedException {
        List<Boolean> leaving = AtOnce.each(objects, this::isLeaving);
        return IntStream.range(0, objects.size())
                .filter(leaving::get)
                .mapToObj(objects::get)
                .toList();
    }

    /** False where the user may not look. */
    private boolean isLeaving(RenderedObject object) {
        try {
            GenericKubernetesResource there = served.resource(object.apiVersion(), object.kind())
                    .in(site.client(), object.apiVersion(), object.kind(), namespaceOf(object))
                    .withName(object.name())
                    .get();
            return there != null && there.getMetadata().getDeletionTimestamp() != null;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                LOGGER.log(Level.FINE, e, () -> "Whether " + object.label() + " is leaving may not be read.");
                return false;
            }
            throw e;
        }
    }
}
