package io.jenkins.plugins.seldon.readiness.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The objects of one kind by name, and about how much was read of them: a list is bounded, and what a watch adds to it must
 * be too. Changed by one thread at a time, read by any.
 */
final class Held {

    /** In the order in which a snapshot has them, which is made for each change. */
    private final Map<String, HasMetadata> objects = new ConcurrentSkipListMap<>();

    private final Map<String, Integer> changed = new HashMap<>();
    private long bytes;

    Collection<HasMetadata> objects() {
        return objects.values();
    }

    /** Takes over a list; whether it holds anything new. */
    boolean replace(ObjectApi.Listing listing) {
        Map<String, HasMetadata> fresh = new HashMap<>();
        listing.objects().forEach(object -> fresh.put(key(object), object));
        boolean news = objects.keySet().retainAll(fresh.keySet());
        for (Map.Entry<String, HasMetadata> entry : fresh.entrySet()) {
            HasMetadata before = objects.put(entry.getKey(), entry.getValue());
            news |= before == null || !version(before).equals(version(entry.getValue()));
        }
        changed.clear();
        bytes = listing.bytes();
        return news;
    }

    /** Takes over a change of an object; false where all together has become more than is kept. */
    boolean change(ObjectApi.Change change) {
        String key = key(change.object());
        Integer before = changed.remove(key);
        bytes -= before == null ? 0 : before;
        if (change.type().equals("DELETED")) {
            objects.remove(key);
            return true;
        }
        objects.put(key, change.object());
        changed.put(key, change.bytes());
        bytes += change.bytes();
        return objects.size() <= ObjectApi.MOST && bytes <= ObjectApi.LARGEST;
    }

    private static String version(HasMetadata object) {
        String version = object.getMetadata().getResourceVersion();
        return version == null ? "" : version;
    }

    private static String key(HasMetadata object) {
        return object.getMetadata().getName();
    }
}
