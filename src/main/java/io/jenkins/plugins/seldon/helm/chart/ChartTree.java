package io.jenkins.plugins.seldon.helm.chart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The templates of a chart and its subcharts under the paths that Helm reports for them ({@code # Source:}): made of the
 * charts' names, not of their folders, and the same for a subchart in a folder as for one in an archive of its own.
 */
final class ChartTree {

    /** An edit of all templates, one after the other. */
    @FunctionalInterface
    interface Editor {

        /**
         * The template as it is to be, maybe as it was.
         *
         * @param sources the paths that Helm reports for it: several where a subchart is used under several names
         */
        TemplateText edit(Set<String> sources, TemplateText template);
    }

    private static final Pattern TEMPLATES = Pattern.compile("/templates/");
    private static final Pattern TEMPLATES_AND_VALUES = Pattern.compile("/templates/|/values\\.yaml$");

    private final Map<String, byte[]> files;
    private final String folder;
    private final Set<String> reported;

    /**
     * @param files of an archive, edited in place
     * @param folder the chart's, without a slash at its end
     * @param reported how Helm calls this chart
     */
    private ChartTree(Map<String, byte[]> files, String folder, Set<String> reported) {
        this.files = files;
        this.folder = folder;
        this.reported = reported;
    }

    /** The chart with its templates edited; what the editor leaves alone keeps every byte, packed subcharts too. */
    static ChartArchive edit(ChartArchive chart, Editor editor) throws InvalidChartException {
        Map<String, byte[]> files = new LinkedHashMap<>(chart.files());
        ChartTree tree = new ChartTree(files, chart.root(), Set.of(chart.name()));
        return tree.edit(editor, TEMPLATES) ? ChartArchive.of(files) : chart;
    }

    /** The chart with its templates and default values edited. */
    static ChartArchive editWithValues(ChartArchive chart, UnaryOperator<TemplateText> editor)
            throws InvalidChartException {
        Map<String, byte[]> files = new LinkedHashMap<>(chart.files());
        ChartTree tree = new ChartTree(files, chart.root(), Set.of(chart.name()));
        return tree.edit((sources, text) -> editor.apply(text), TEMPLATES_AND_VALUES) ? ChartArchive.of(files) : chart;
    }

    /**
     * The plain files in the folder {@code crds} of the chart and of each subchart that is on with these values, by path:
     * Helm installs them as they are.
     *
     * @param values the user's
     */
    static Map<String, String> definitions(ChartArchive chart, Values values) throws InvalidChartException {
        Map<String, String> texts = new LinkedHashMap<>();
        new ChartTree(new LinkedHashMap<>(chart.files()), chart.root(), Set.of(chart.name()))
                .collectDefinitions("", chart.defaults().with(values), texts);
        return texts;
    }

    /** The templates of the chart and of its subcharts. */
    static List<TemplateText> templates(ChartArchive chart) throws InvalidChartException {
        List<TemplateText> templates = new ArrayList<>();
        edit(chart, (sources, template) -> {
            templates.add(template);
            return template;
        });
        return templates;
    }

    /**
     * @param place where this chart's values are among those of the whole, with a dot at its end; empty for all
     * @param values those of the whole, as far down as this chart's own defaults
     */
    private void collectDefinitions(String place, Values values, Map<String, String> texts)
            throws InvalidChartException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (file.getKey().startsWith(folder + "/crds/") && file.getKey().matches("(?i).*\\.(?:yaml|yml|json)")) {
                texts.put(
                        reported.iterator().next() + file.getKey().substring(folder.length()),
                        new String(file.getValue(), StandardCharsets.UTF_8));
            }
        }
        for (String at : subcharts()) {
            ChartTree subchart = subchart(at);
            if (subchart != null) {
                collectDefinitions(subchart, place, values, texts);
            }
        }
    }

    /** A subchart that is used under several names defines the same under each. */
    private void collectDefinitions(ChartTree subchart, String place, Values values, Map<String, String> texts)
            throws InvalidChartException {
        String name = name(subchart.files, subchart.folder);
        List<Map<?, ?>> entries = entries(name);
        if (entries.isEmpty()) {
            entries = List.of(Map.of());
        }
        for (Map<?, ?> entry : entries) {
            String its = place + (entry.get("alias") instanceof String alias ? alias : name);
            Values all = subchart.defaults(its).with(values);
            if (isOn(entry, place, all)) {
                subchart.collectDefinitions(its + ".", all, texts);
                return;
            }
        }
    }

    /**
     * Whether Helm uses a subchart: the last word has the first of the paths in its condition at which there is true or
     * false, else its tags have it, of which one that is true suffices (helm.sh/helm, pkg/chartutil/dependencies.go).
     *
     * @param entry of the chart's dependencies
     */
    private static boolean isOn(Map<?, ?> entry, String place, Values values) {
        if (entry.get("condition") instanceof String condition) {
            for (String path : condition.strip().split(",")) {
                if (at(path, place, values) instanceof Boolean on) {
                    return on;
                }
            }
        }
        List<Object> given = new ArrayList<>();
        if (entry.get("tags") instanceof List<?> tags) {
            tags.forEach(tag -> given.add(values.get("tags", String.valueOf(tag))));
        }
        return given.contains(true) || !given.contains(false);
    }

    /** What a chart has at a path; of globals what the outermost chart has that says it (pkg/chartutil/coalesce.go). */
    private static Object at(String path, String place, Values values) {
        if (path.startsWith("global.")) {
            for (int end = 0; end < place.length(); end = place.indexOf('.', end) + 1) {
                Object outer = values.get((place.substring(0, end) + path).split("\\."));
                if (outer != null) {
                    return outer;
                }
            }
        }
        return values.get((place + path).split("\\."));
    }

    /** This chart's own values, at their place among those of the whole. */
    private Values defaults(String place) throws InvalidChartException {
        Map<String, Object> own = metadata(files, folder + "/values.yaml");
        return own.isEmpty() ? Values.NONE : Values.of(List.of(place.split("\\.")), own);
    }

    /** @param edited what the paths of files that are edited are like, in their chart's folder */
    private boolean edit(Editor editor, Pattern edited) throws InvalidChartException {
        boolean changed = false;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String path = file.getKey();
            if (path.startsWith(folder)
                    && edited.matcher(path.substring(folder.length())).lookingAt()) {
                Set<String> sources = reported.stream()
                        .map(name -> name + path.substring(folder.length()))
                        .collect(Collectors.toSet());
                TemplateText before = new TemplateText(new String(file.getValue(), StandardCharsets.UTF_8));
                TemplateText after = editor.edit(sources, before);
                if (!after.equals(before)) {
                    file.setValue(after.text().getBytes(StandardCharsets.UTF_8));
                    changed = true;
                }
            }
        }
        for (String subchart : subcharts()) {
            changed |= editSubchart(subchart, editor, edited);
        }
        return changed;
    }

    /** Helm leaves out what begins with an underscore or a dot (pkg/chart/loader/load.go, LoadFiles). */
    private Set<String> subcharts() {
        String charts = folder + "/charts/";
        return files.keySet().stream()
                .filter(file -> file.startsWith(charts))
                .map(file -> file.substring(charts.length()).split("/")[0])
                .filter(name -> !name.startsWith("_") && !name.startsWith("."))
                .map(charts::concat)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private boolean editSubchart(String at, Editor editor, Pattern edited) throws InvalidChartException {
        ChartTree subchart = subchart(at);
        boolean changed = subchart != null && subchart.edit(editor, edited);
        if (changed && subchart.files != files) {
            files.put(at, Tar.write(subchart.files));
        }
        return changed;
    }

    /** The chart in a folder or an archive under {@code charts/}; null if it is none. */
    private ChartTree subchart(String at) throws InvalidChartException {
        if (!files.containsKey(at)) {
            String name = name(files, at);
            return name == null ? null : new ChartTree(files, at, reported(name));
        }
        if (!isArchive(at)) {
            return null;
        }
        Map<String, byte[]> inner = read(at, files.get(at));
        String root = inner.isEmpty() ? "" : inner.keySet().iterator().next().split("/")[0];
        String name = name(inner, root);
        return name == null ? null : new ChartTree(inner, root, reported(name));
    }

    /** The names of a subchart: its own, and those that this chart gives it. */
    private Set<String> reported(String subchart) throws InvalidChartException {
        Set<String> names = new TreeSet<>(Set.of(subchart));
        for (Map<?, ?> entry : entries(subchart)) {
            if (entry.get("alias") instanceof String alias) {
                names.add(alias);
            }
        }
        Set<String> paths = new HashSet<>();
        reported.forEach(parent -> names.forEach(name -> paths.add(parent + "/charts/" + name)));
        return paths;
    }

    /** What this chart says of a subchart: several entries where it is used under several names. */
    private List<Map<?, ?>> entries(String subchart) throws InvalidChartException {
        List<Map<?, ?>> entries = new ArrayList<>();
        for (String file : List.of("Chart.yaml", "requirements.yaml")) {
            if (metadata(files, folder + "/" + file).get("dependencies") instanceof List<?> dependencies) {
                for (Object dependency : dependencies) {
                    if (dependency instanceof Map<?, ?> map && subchart.equals(map.get("name"))) {
                        entries.add(map);
                    }
                }
            }
        }
        return entries;
    }

    private static String name(Map<String, byte[]> files, String folder) throws InvalidChartException {
        Object name = metadata(files, folder + "/Chart.yaml").get("name");
        return name == null ? null : name.toString();
    }

    private static Map<String, Object> metadata(Map<String, byte[]> files, String path) throws InvalidChartException {
        byte[] content = files.get(path);
        return content == null ? Map.of() : Values.parse(new String(content, StandardCharsets.UTF_8), path);
    }

    private static boolean isArchive(String path) {
        return path.matches(".*/charts/[^/]+\\.tgz");
    }

    private static Map<String, byte[]> read(String path, byte[] archive) throws InvalidChartException {
        try {
            return new LinkedHashMap<>(Tar.read(archive));
        } catch (IOException e) {
            throw new InvalidChartException(
                    "The chart's subchart " + path + " can't be read: " + e.getMessage() + ".", e);
        }
    }
}
