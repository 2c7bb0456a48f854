package io.jenkins.plugins.seldon.kubernetes;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewSpec;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Asks an API server what its user may do, by a SelfSubjectAccessReview for each right: every user may ask that of
 * themselves, whatever grants the right. Blocking, one request a right, some at the same time; fabric8's exceptions pass.
 */
public final class AccessReviews {

    private AccessReviews() {}

    /** Those of these rights that the client's user lacks, in their order. */
    public static List<Right> missing(KubernetesClient client, Collection<Right> needed) throws InterruptedException {
        List<Right> asked = List.copyOf(needed);
        List<Boolean> granted = AtOnce.each(asked, right -> may(client, right, null));
        List<Right> missing = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            if (!granted.get(i)) {
                missing.add(asked.get(i));
            }
        }
        return missing;
    }

    /**
     * Whether the client's user has a right.
     *
     * @param name for the object of this name; null for every object, and for a path
     */
    public static boolean may(KubernetesClient client, Right right, String name) {
        SelfSubjectAccessReview review = new SelfSubjectAccessReviewBuilder()
                .withSpec(right.isForPath() ? ofPath(right) : ofResource(right, name))
                .build();
        SelfSubjectAccessReview answer =
                client.authorization().v1().selfSubjectAccessReview().create(review);
        return answer.getStatus() != null
                && Boolean.TRUE.equals(answer.getStatus().getAllowed());
    }

    private static SelfSubjectAccessReviewSpec ofPath(Right right) {
        return new SelfSubjectAccessReviewSpecBuilder()
                .withNewNonResourceAttributes()
                .withPath(right.resource())
                .withVerb(right.verb())
                .endNonResourceAttributes()
                .build();
    }

    private static SelfSubjectAccessReviewSpec ofResource(Right right, String name) {
        String[] parts = right.resource().split("/", 2);
        return new SelfSubjectAccessReviewSpecBuilder()
                .withNewResourceAttributes()
                .withVerb(right.verb())
                .withGroup(right.group())
                .withResource(parts[0])
                .withSubresource(parts.length == 2 ? parts[1] : null)
                .withNamespace(right.namespace())
                .withName(name)
                .endResourceAttributes()
                .build();
    }
}
