package io.jenkins.plugins.seldon.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Listable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Lists that come in parts, and end: fabric8's {@code list()} asks for all at once, however much that is. Blocking, one
 * request a part.
 */
public final class Pages {

    private static final int PAGE = 500;
    private static final int LARGE = 20;

    private Pages() {}

    /**
     * The objects of a list, in parts of 500.
     *
     * @param what they are, in the plural, for the sentence that says that there is no end to them
     * @param most more are none that a cluster has
     * @throws KubernetesClientException if they can't be listed, or their list does not end
     */
    public static <T extends HasMetadata> List<T> all(
            Listable<? extends KubernetesResourceList<T>> list, String what, int most) {
        return kept(list, what, most, PAGE, object -> true);
    }

    /** As {@link #all}, without those that are of no interest, which are not kept. */
    public static <T extends HasMetadata> List<T> all(
            Listable<? extends KubernetesResourceList<T>> list, String what, int most, Predicate<T> isOfInterest) {
        return kept(list, what, most, PAGE, isOfInterest);
    }

    /** As {@link #all}, of objects that may be of a MiB each: in parts of twenty. */
    public static <T extends HasMetadata> List<T> ofLarge(
            Listable<? extends KubernetesResourceList<T>> list, String what, int most) {
        return kept(list, what, most, LARGE, object -> true);
    }

    private static <T extends HasMetadata> List<T> kept(
            Listable<? extends KubernetesResourceList<T>> list,
            String what,
            int most,
            int part,
            Predicate<T> isOfInterest) {
        List<T> objects = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        int read = 0;
        String next = null;
        do {
            ListOptions options = new ListOptionsBuilder()
                    .withLimit((long) part)
                    .withContinue(next)
                    .build();
            KubernetesResourceList<T> page = list.list(options);
            read += page.getItems().size();
            page.getItems().stream().filter(isOfInterest).forEach(objects::add);
            next = page.getMetadata() == null ? null : page.getMetadata().getContinue();
            boolean goesOn = next != null && !next.isEmpty();
            if (read > most || goesOn && (!seen.add(next) || seen.size() > most / part)) {
                throw new KubernetesClientException(
                        "its list of " + what + " does not end, there are more than " + most);
            }
            next = goesOn ? next : null;
        } while (next != null);
        return objects;
    }
}
