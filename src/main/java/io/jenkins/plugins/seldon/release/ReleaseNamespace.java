package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.text.Sentences;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * The namespace of a release: whether it is there, and made or deleted with the release. One that is being deleted takes
 * nothing new, and is gone when all in it is.
 *
 * <p>Sources: k8s.io/apiserver, pkg/admission/plugin/namespace/lifecycle (403, {@code because it is being terminated});
 * k8s.io/kubernetes, pkg/controller/namespace/deletion/status_condition_utils.go for the conditions, which are true where
 * something holds it.
 */
final class ReleaseNamespace {

    private static final Logger LOGGER = Logger.getLogger(ReleaseNamespace.class.getName());

    private static final String CREATED_FOR = "seldon-analytics.jenkins.io/created-for";

    private static final Duration GLANCE = Duration.ofSeconds(1);

    private final ReleaseSite site;
    private final String name;

    ReleaseNamespace(ReleaseSite site, String name) {
        this.site = site;
        this.name = name;
    }

    /** How a namespace stands. */
    private enum Standing {
        ABSENT,
        /** It is, or the user may not look and is taken to know. */
        THERE,
        LEAVING
    }

    /**
     * Whether it is there, also where it is being deleted.
     *
     * @throws ReleaseException if the server can't be reached or does not accept the user
     */
    boolean exists() throws ReleaseException {
        return standing() != Standing.ABSENT;
    }

    /**
     * Whether it is there for an installation; one that is being deleted is waited for where it may be made anew.
     *
     * @param waits false to take such a one for gone at once
     * @throws ReleaseException if it is not there and may not be made, or is not gone in time
     */
    boolean require(ReleaseRequest request, boolean waits) throws ReleaseException, InterruptedException {
        Standing standing = standing();
        if (standing == Standing.ABSENT && !request.createNamespace()) {
            throw new ReleaseException("There is no namespace " + name + " at "
                    + site.connection().server() + ": create it, or set createNamespace.");
        }
        if (standing == Standing.LEAVING && !request.createNamespace()) {
            throw new ReleaseException(label() + " is being deleted, so nothing can be created in it" + held()
                    + ": create it when it is gone, or set createNamespace, which waits for that.");
        }
        if (standing == Standing.LEAVING) {
            site.log().accept("Namespace " + name + " is being deleted: the installation waits until it is gone.");
            standing = waits ? afterwards(site.run().atMost(request.timeout())) : Standing.ABSENT;
        }
        return standing == Standing.THERE;
    }

    /** How it stands when it is gone: somebody may have made it anew. */
    private Standing afterwards(Duration limit) throws ReleaseException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        Standing standing = Standing.LEAVING;
        while (standing == Standing.LEAVING) {
            if (System.nanoTime() > end) {
                throw new ReleaseException(label() + " is still being deleted when the step's time is over" + held()
                        + "; see what holds it with kubectl describe namespace " + name + ".");
            }
            site.run().pause().forAbout(site.run().atMost(GLANCE));
            standing = standing();
        }
        return standing;
    }

    private Standing standing() throws ReleaseException {
        try {
            Namespace found = site.client().namespaces().withName(name).get();
            if (found == null) {
                return Standing.ABSENT;
            }
            return found.getMetadata().getDeletionTimestamp() == null ? Standing.THERE : Standing.LEAVING;
        } catch (KubernetesClientException e) {
            if (ClusterFailure.of(e).kind() == ClusterFailure.Kind.FORBIDDEN) {
                LOGGER.log(Level.FINE, "The namespace is taken to be there, since it may not be read.", e);
                return Standing.THERE;
            }
            throw new ReleaseException(
                    ClusterFailure.sentence(
                            "look at namespace " + name, site.connection().server(), e),
                    e);
        }
    }

    private String label() {
        return "Namespace " + name + " at " + site.connection().server();
    }

    /** What holds it, in the words of its conditions; empty where nothing is said. */
    private String held() {
        Namespace found = site.client().namespaces().withName(name).get();
        List<NamespaceCondition> conditions = found == null || found.getStatus() == null
                ? List.of()
                : found.getStatus().getConditions();
        String says = conditions.stream()
                .filter(condition -> "True".equals(condition.getStatus()) && condition.getMessage() != null)
                .map(condition -> Sentences.clause(condition.getMessage()))
                .collect(Collectors.joining("; "));
        return says.isEmpty() ? "" : " (" + says + ")";
    }

    /** Makes it for a release; somebody who was faster is as good. */
    void create(String release) {
        site.log().accept("Creating namespace " + name + ".");
        try {
            site.client()
                    .namespaces()
                    .resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .addToAnnotations(CREATED_FOR, release)
                            .endMetadata()
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            LOGGER.log(Level.FINE, e, () -> "Somebody else made namespace " + name + ".");
        }
    }

    /** Deletes it where an installation of this release made it; any other stays. Whether it did. */
    boolean delete(String release) {
        Namespace namespace = site.client().namespaces().withName(name).get();
        if (namespace == null
                || namespace.getMetadata().getAnnotations() == null
                || !release.equals(namespace.getMetadata().getAnnotations().get(CREATED_FOR))) {
            return false;
        }
        site.client().namespaces().resource(namespace).delete();
        return true;
    }
}
