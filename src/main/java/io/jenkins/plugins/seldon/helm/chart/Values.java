package io.jenkins.plugins.seldon.helm.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.seldon.yaml.InvalidYamlException;
import io.jenkins.plugins.seldon.yaml.YamlDocument;
import io.jenkins.plugins.seldon.yaml.YamlLimits;
import io.jenkins.plugins.seldon.yaml.YamlReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The values that a user gives to a chart, merged as Helm merges {@code --values} files: mappings are merged, anything
 * else of a later document replaces what an earlier one says, null included (it removes the chart's default).
 *
 * <p>May hold secrets: {@link #toString()} shows nothing of them. Immutable.
 */
public final class Values {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YamlReader YAML = YamlReader.typed(new YamlLimits(8 << 20, 200));

    /** What JSON may have in a text as it is, and YAML refuses or takes for the end of a line (gopkg.in/yaml.v2, readerc.go). */
    private static final Pattern NOT_AS_IT_IS = Pattern.compile("[\\x7F-\\x9F\\x{2028}\\x{2029}\\x{FFFE}\\x{FFFF}]");

    /** What stands for bytes that are no text. */
    private static final char NO_TEXT = '\uFFFD';

    /** No values: the chart's own. */
    public static final Values NONE = new Values(Map.of());

    private final Map<String, Object> tree;

    private Values(Map<String, Object> tree) {
        this.tree = tree;
    }

    /**
     * The values of a YAML document. Another one after it must be empty: Helm 3 would not say that it leaves it out.
     *
     * @param yaml may be empty
     * @param name what the document is called in messages
     * @throws InvalidChartException if it is not one mapping
     */
    public static Values of(String yaml, String name) throws InvalidChartException {
        return of(yaml, name, warning -> {});
    }

    /**
     * The same.
     *
     * @param warnings gets a sentence if the document has a key more than once
     */
    public static Values of(String yaml, String name, Consumer<String> warnings) throws InvalidChartException {
        List<YamlDocument> documents = documents(yaml, name);
        if (documents.stream().skip(1).anyMatch(document -> document.value() != null)) {
            throw refused(name, "is more than one YAML document");
        }
        return new Values(first(documents, name, warnings));
    }

    /**
     * The same of a file. What is not in its encoding may stand in comments alone: Helm takes no such file at all
     * (gopkg.in/yaml.v2, readerc.go).
     *
     * @param warnings gets a sentence if the document has a key more than once
     */
    public static Values of(byte[] file, String name, Consumer<String> warnings) throws InvalidChartException {
        Values values = of(YamlReader.text(file), name, warnings);
        if (YamlReader.isBroken(file) && values.yaml().indexOf(NO_TEXT) >= 0) {
            throw refused(name, "has values in another encoding than UTF-8, in which it has to be saved");
        }
        return values;
    }

    /** One value alone. */
    public static Values of(List<String> path, Object value) {
        Object inner = value;
        for (int i = path.size() - 1; i >= 0; i--) {
            inner = Map.of(path.get(i), inner);
        }
        return new Values(mapping(inner));
    }

    /** The values that a release was given, as Helm keeps them. */
    public static Values of(Map<String, Object> tree) {
        return new Values(tree);
    }

    /** These values, overridden by others. */
    public Values with(Values later) {
        return new Values(merge(tree, later.tree));
    }

    /** The value at a path, or null. */
    public Object get(String... path) {
        Object at = tree;
        for (String key : path) {
            at = at instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return at;
    }

    /** One YAML document that Helm reads as exactly these values. */
    public String yaml() {
        try {
            return NOT_AS_IT_IS
                    .matcher(JSON.writeValueAsString(tree))
                    .replaceAll(found ->
                            String.format("\\\\u%04x", (int) found.group().charAt(0)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists and scalars can be written as JSON", e);
        }
    }

    /** Whether both mean the same to a chart: numbers by value, mappings whatever their order. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Values values && Objects.equals(normal(tree), normal(values.tree));
    }

    @Override
    public int hashCode() {
        return normal(tree).hashCode();
    }

    @Override
    public String toString() {
        return "values of " + tree.keySet();
    }

    static Map<String, Object> parse(String yaml, String name) throws InvalidChartException {
        return parse(yaml, name, warning -> {});
    }

    /** What Helm reads of a chart's own file: its first document, whatever follows (gopkg.in/yaml.v2, Unmarshal). */
    static Map<String, Object> parse(String yaml, String name, Consumer<String> warnings) throws InvalidChartException {
        return first(documents(yaml, name), name, warnings);
    }

    private static List<YamlDocument> documents(String yaml, String name) throws InvalidChartException {
        try {
            return YAML.documents(yaml);
        } catch (InvalidYamlException e) {
            throw refused(name, e.getMessage());
        }
    }

    /** @param why a clause about it */
    private static InvalidChartException refused(String name, String why) {
        return new InvalidChartException("A YAML mapping is expected, but " + name + " " + why + ".");
    }

    private static Map<String, Object> first(List<YamlDocument> documents, String name, Consumer<String> warnings)
            throws InvalidChartException {
        if (documents.isEmpty() || documents.get(0).value() == null) {
            return Map.of();
        }
        YamlDocument document = documents.get(0);
        if (!(document.value() instanceof Map<?, ?>)) {
            throw new InvalidChartException("A YAML mapping is expected, but " + name + " is not one.");
        }
        if (!document.duplicates().isEmpty()) {
            warnings.accept(document.warning(name));
        }
        return mapping(document.value());
    }

    private static Map<String, Object> merge(Map<String, Object> earlier, Map<String, Object> later) {
        Map<String, Object> merged = new LinkedHashMap<>(earlier);
        later.forEach((key, value) -> {
            Object before = merged.get(key);
            boolean both = before instanceof Map<?, ?> && value instanceof Map<?, ?>;
            merged.put(key, both ? merge(mapping(before), mapping(value)) : value);
        });
        return merged;
    }

    private static Map<String, Object> mapping(Object map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        ((Map<?, ?>) map).forEach((key, value) -> copy.put(String.valueOf(key), value));
        return copy;
    }

    private static Object normal(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> normal = new LinkedHashMap<>();
            map.forEach((key, inner) -> normal.put(String.valueOf(key), normal(inner)));
            return normal;
        }
        if (value instanceof List<?> list) {
            List<Object> normal = new ArrayList<>();
            list.forEach(inner -> normal.add(normal(inner)));
            return normal;
        }
        return value instanceof Number number ? Double.valueOf(number.doubleValue()) : value;
    }
}
