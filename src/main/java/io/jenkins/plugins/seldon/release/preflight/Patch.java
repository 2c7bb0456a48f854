package io.jenkins.plugins.seldon.release.preflight;

import java.util.LinkedHashMap;
import java.util.Map;

/** What Helm would send to bring an object from one revision of a release to the next. Pure. */
final class Patch {

    private Patch() {}

    /** The wanted object, with null for what it had before and has no longer. Lists are taken as they are wanted. */
    static Map<String, Object> of(Map<?, ?> before, Map<?, ?> wanted) {
        Map<String, Object> patch = new LinkedHashMap<>();
        wanted.forEach((key, value) -> patch.put(
                key.toString(),
                value instanceof Map<?, ?> child
                        ? of(before.get(key) instanceof Map<?, ?> old ? old : Map.of(), child)
                        : value));
        before.keySet().forEach(key -> patch.putIfAbsent(key.toString(), null));
        return patch;
    }
}
