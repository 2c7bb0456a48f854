package io.jenkins.plugins.seldon.yaml;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One document. May hold secrets: {@link #toString()} leaves them out.
 *
 * @param value maps with texts as keys, lists, texts, numbers, booleans; null for an empty document
 * @param duplicates the keys that one of its mappings has more than once, as far as they are kept; the last one holds
 */
public record YamlDocument(Object value, List<Duplicate> duplicates) {

    /**
     * A key that stands in a mapping again.
     *
     * @param path where, such as {@code spec.containers[0].image}
     * @param line the line of the text where it stands again, from 1
     */
    public record Duplicate(String path, int line) {

        @Override
        public String toString() {
            return path + " (line " + line + ")";
        }
    }

    public YamlDocument {
        duplicates = List.copyOf(duplicates);
    }

    /**
     * What the person who wrote it should know: the keys that stand there more than once. Empty if there is none.
     *
     * @param what names the text
     */
    public String warning(String what) {
        return duplicates.isEmpty()
                ? ""
                : "In " + what + " a key occurs more than once, and the last one counts: "
                        + duplicates.stream().map(Duplicate::toString).collect(Collectors.joining(", ")) + ".";
    }

    @Override
    public String toString() {
        return value instanceof Map<?, ?> map ? "mapping of " + map.keySet() : "document";
    }
}
