package io.jenkins.plugins.seldon.steps;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Walks what Jenkins would persist of an object: every field that is neither static nor transient, and what it holds.
 */
final class PersistedObjects {

    private static final Set<String> PLAIN = Set.of(
            "java.lang.String",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Double",
            "java.lang.Boolean",
            "java.time.Instant",
            "java.time.Duration",
            "java.util.ArrayList",
            "java.util.LinkedHashMap",
            "java.util.TreeMap");

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<String> strangers = new ArrayList<>();

    private PersistedObjects() {}

    /** What is of no kind that may be persisted, with the way there. */
    static List<String> strangers(Object root) throws IllegalAccessException {
        PersistedObjects walk = new PersistedObjects();
        walk.visit(root, root.getClass().getSimpleName());
        return walk.strangers;
    }

    private void visit(Object value, String path) throws IllegalAccessException {
        if (value == null || value instanceof Enum<?> || value instanceof FakeStepContext || !seen.add(value)) {
            return;
        }
        Class<?> type = value.getClass();
        if (type.getName().startsWith("java.") && !PLAIN.contains(type.getName())) {
            strangers.add(path + " is a " + type.getName());
        } else if (value instanceof Iterable<?> list) {
            for (Object entry : list) {
                visit(entry, path + "[]");
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                visit(entry.getKey(), path + "{}");
                visit(entry.getValue(), path + "{}");
            }
        } else if (!type.getName().startsWith("java.")) {
            for (Class<?> part = type; part != null && part != Object.class; part = part.getSuperclass()) {
                for (Field field : part.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                        field.setAccessible(true);
                        if (!field.getType().isPrimitive()) {
                            visit(field.get(value), path + "." + field.getName());
                        }
                    }
                }
            }
        }
    }
}
