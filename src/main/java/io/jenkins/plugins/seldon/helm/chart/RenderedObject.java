package io.jenkins.plugins.seldon.helm.chart;

import io.jenkins.plugins.seldon.yaml.InvalidYamlException;
import io.jenkins.plugins.seldon.yaml.YamlDocument;
import io.jenkins.plugins.seldon.yaml.YamlLimits;
import io.jenkins.plugins.seldon.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One object that a chart renders. Its body may hold secrets: {@link #toString()} leaves it out.
 *
 * @param source the template's path as Helm names it: the chart's name, then the path in its folder
 * @param apiVersion group and version, such as {@code apps/v1}
 * @param kind such as {@code Deployment}
 * @param name the object's name
 * @param namespace the namespace that the object itself names, or null
 * @param body the whole object
 */
public record RenderedObject(
        String source, String apiVersion, String kind, String name, String namespace, Map<?, ?> body) {

    private static final Pattern SOURCE = Pattern.compile("(?m)^# Source: (.+?)\\s*$");
    private static final Pattern SEPARATOR = Pattern.compile("(?m)^---(?=[ \\t\\r\\n]|\\z)");
    private static final YamlReader YAML = YamlReader.typed(new YamlLimits(20 << 20, 200));

    /**
     * The objects of a manifest, as Helm renders or stores it; Lists are taken apart.
     *
     * @throws InvalidChartException if a document can't be read
     */
    public static List<RenderedObject> parse(String manifest) throws InvalidChartException {
        return parse(manifest, warning -> {});
    }

    /**
     * The same.
     *
     * @param warnings gets what is read though it should not be so, a sentence each
     */
    public static List<RenderedObject> parse(String manifest, Consumer<String> warnings) throws InvalidChartException {
        List<RenderedObject> objects = new ArrayList<>();
        String source = "";
        for (String text : SEPARATOR.split(manifest)) {
            Matcher comment = SOURCE.matcher(text);
            if (comment.find()) {
                source = comment.group(1);
            }
            for (YamlDocument document : read(source, text)) {
                if (!document.duplicates().isEmpty()) {
                    warnings.accept("WARNING: " + document.warning("what " + source + " renders"));
                }
                collect(source, document.value(), objects);
            }
        }
        return objects;
    }

    private static List<YamlDocument> read(String source, String text) throws InvalidChartException {
        try {
            return YAML.documents(text);
        } catch (InvalidYamlException e) {
            throw new InvalidChartException(
                    source.isEmpty()
                            ? "The chart has objects that can't be read: the text " + e.getMessage() + "."
                            : "The chart renders objects that can't be read: the output of " + source + " "
                                    + e.getMessage() + ".");
        }
    }

    private static void collect(String source, Object document, List<RenderedObject> objects) {
        if (!(document instanceof Map<?, ?> body) || body.get("kind") == null) {
            return;
        }
        String kind = body.get("kind").toString();
        if (kind.endsWith("List") && body.get("items") instanceof List<?> items) {
            items.forEach(item -> collect(source, item, objects));
            return;
        }
        Map<?, ?> metadata = body.get("metadata") instanceof Map<?, ?> map ? map : Map.of();
        objects.add(new RenderedObject(
                source,
                String.valueOf(body.get("apiVersion")),
                kind,
                String.valueOf(metadata.get("name")),
                metadata.get("namespace") == null
                        ? null
                        : metadata.get("namespace").toString(),
                body));
    }

    /** The API group, empty for the core group. */
    public String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    /** The value at a path in the body, or null. */
    public Object get(String... path) {
        Object at = body;
        for (String key : path) {
            at = at instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return at;
    }

    /**
     * Whether Helm leaves it in the cluster when it removes the release (helm.sh/helm, pkg/action/resource_policy.go), or
     * upgrades it to a chart that does not have it (pkg/kube/client.go).
     */
    public boolean isKept() {
        return get("metadata", "annotations", "helm.sh/resource-policy") instanceof String policy
                && policy.strip().equalsIgnoreCase("keep");
    }

    /** Kind and name, for people. */
    public String label() {
        return kind + " " + name;
    }

    @Override
    public String toString() {
        return apiVersion + " " + label();
    }
}
