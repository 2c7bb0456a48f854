package io.jenkins.plugins.seldon.helm.chart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A chart as its archive (.tgz) and what is in it. Immutable, the archive's bytes are not copied. */
public final class ChartArchive {

    private final byte[] bytes;
    private final Map<String, byte[]> files;
    private final String root;
    private final Map<String, Object> metadata;
    private final Values defaults;
    private final List<String> warnings = new ArrayList<>();

    private ChartArchive(byte[] bytes, Map<String, byte[]> files) throws InvalidChartException {
        this.bytes = bytes;
        this.files = files;
        this.root = files.keySet().stream()
                .filter(path -> path.matches("[^/]+/Chart\\.yaml"))
                .map(path -> path.substring(0, path.indexOf('/')))
                .findFirst()
                .orElseThrow(
                        () -> new InvalidChartException("The chart archive has no Chart.yaml, so it is not a chart."));
        this.metadata = Values.parse(text(root + "/Chart.yaml"), "the chart's Chart.yaml", warnings::add);
        this.defaults = files.containsKey(root + "/values.yaml")
                ? Values.of(Values.parse(text(root + "/values.yaml"), "the chart's values.yaml", warnings::add))
                : Values.NONE;
    }

    /**
     * The chart in an archive.
     *
     * @throws InvalidChartException if it is no chart's archive
     */
    public static ChartArchive of(byte[] tgz) throws InvalidChartException {
        try {
            return new ChartArchive(tgz, Tar.read(tgz));
        } catch (IOException e) {
            throw new InvalidChartException("The chart archive can't be read: " + e.getMessage() + ".", e);
        }
    }

    /** A new archive of these files, by path, the chart's folder first in each. */
    public static ChartArchive of(Map<String, byte[]> files) throws InvalidChartException {
        Map<String, byte[]> copy = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        return new ChartArchive(Tar.write(copy), copy);
    }

    /**
     * The same chart with another text in its own files (not its subcharts') whose paths in the chart's folder match; this
     * chart itself where none does.
     */
    public ChartArchive withFile(Pattern path, String text) throws InvalidChartException {
        Map<String, byte[]> changed = new LinkedHashMap<>(files);
        changed.replaceAll((name, content) -> name.startsWith(root + "/")
                        && path.matcher(name.substring(root.length() + 1)).matches()
                ? text.getBytes(StandardCharsets.UTF_8)
                : content);
        return changed.equals(files) ? this : of(changed);
    }

    /** The archive as it came. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The files by path, in the archive's order. */
    Map<String, byte[]> files() {
        return files;
    }

    /** The chart's folder in the archive, which may differ from its name. */
    String root() {
        return root;
    }

    /** The name in {@code Chart.yaml}. */
    public String name() {
        return String.valueOf(metadata.get("name"));
    }

    /** The version in {@code Chart.yaml}. */
    public String version() {
        Object version = metadata.get("version");
        // Without quotes 1.0 is a number, which Helm writes as short as it can (sigs.k8s.io/yaml,
        // convertToJSONableObject).
        return version instanceof Double number && number == Math.rint(number)
                ? Long.toString(number.longValue())
                : String.valueOf(version);
    }

    /** The chart's own values. */
    public Values defaults() {
        return defaults;
    }

    /** What the chart's author should know, a sentence each. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Name and version, as Helm lists them. */
    public String label() {
        return name() + "-" + version();
    }

    /** SHA-256 of the archive as it came, in hexadecimal. */
    public String sha256() {
        return HexFormat.of().formatHex(sha256Digest().digest(bytes));
    }

    /** SHA-256 of paths and contents, in hexadecimal: equal for archives that differ in packing only. */
    public String contentDigest() {
        MessageDigest digest = sha256Digest();
        new TreeMap<>(files).forEach((path, content) -> {
            digest.update((path + "\0" + content.length + "\0").getBytes(StandardCharsets.UTF_8));
            digest.update(content);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private String text(String path) {
        return new String(files.get(path), StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return label();
    }
}
