package io.jenkins.plugins.seldon.helm.record;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.seldon.helm.chart.InvalidChartException;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.helm.chart.Tar;
import io.jenkins.plugins.seldon.helm.chart.Values;
import io.jenkins.plugins.seldon.text.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * One revision of a release as Helm records it in the cluster, a Secret of type {@code helm.sh/release.v1}: its key
 * {@code release} holds base64 of gzipped JSON. Holds values and objects that may be secret: {@link #toString()} leaves
 * them out. Immutable.
 */
public final class ReleaseRecord {

    private static final int LARGEST = 32 << 20;
    private static final ObjectMapper JSON = Json.bounded()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final ObjectNode release;

    private ReleaseRecord(ObjectNode release) {
        this.release = release;
    }

    /**
     * Reads the text under {@code release}, after the base64 of the Secret itself is undone.
     *
     * @throws IOException if it is no record of Helm 3
     */
    public static ReleaseRecord decode(String text) throws IOException {
        try {
            byte[] bytes = Base64.getDecoder().decode(text.strip());
            boolean zipped = bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
            JsonNode json = JSON.readTree(zipped ? unzip(bytes) : bytes);
            if (json instanceof ObjectNode object && object.path("info").isObject()) {
                return new ReleaseRecord(object);
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("not in base64", e);
        } catch (EOFException e) {
            throw new IOException("its packed data is cut short", e);
        }
        throw new IOException("not a release");
    }

    /** The text that {@link #decode} reads. Packed as tightly as Helm does it: a Secret holds no more than 1 MiB. */
    public String encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new TightGzip(bytes)) {
            JSON.writeValue(zip, release);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /** The same revision with another status and the reason for it in its description. */
    public ReleaseRecord with(ReleaseStatus status, String description) {
        ObjectNode copy = release.deepCopy();
        ((ObjectNode) copy.get("info")).put("status", status.label()).put("description", description);
        return new ReleaseRecord(copy);
    }

    /** The same revision with another manifest. */
    public ReleaseRecord withManifest(String manifest) {
        return new ReleaseRecord(release.deepCopy().put("manifest", manifest));
    }

    /**
     * The same revision with what it takes over from an earlier one that it was rolled back to: chart, values, objects,
     * hooks and notes (helm.sh/helm, pkg/action/rollback.go, prepareRollback).
     *
     * @param description for the history
     */
    public ReleaseRecord rolledBackTo(ReleaseRecord former, String description) {
        ObjectNode copy = release.deepCopy();
        for (String part : List.of("chart", "config", "manifest", "hooks")) {
            JsonNode value = former.release.get(part);
            if (value == null) {
                copy.remove(part);
            } else {
                copy.set(part, value.deepCopy());
            }
        }
        ObjectNode info = (ObjectNode) copy.get("info");
        info.put("description", description);
        info.put("notes", former.release.at("/info/notes").asText());
        return new ReleaseRecord(copy);
    }

    /**
     * The objects of this revision as a chart (.tgz) that renders just these: they are a file that no template engine reads.
     * The record's own chart can't be rendered anew, since Helm records none of a chart's subcharts. Without hooks.
     */
    public byte[] asChart() {
        ObjectNode metadata = JSON.createObjectNode()
                .put("apiVersion", "v2")
                .put("name", chartName())
                .put("version", chartVersion())
                .put("appVersion", appVersion());
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(chartName() + "/Chart.yaml", metadata.toString().getBytes(StandardCharsets.UTF_8));
        files.put(chartName() + "/objects.yaml", manifest().getBytes(StandardCharsets.UTF_8));
        files.put(
                chartName() + "/templates/objects.yaml",
                "{{ .Files.Get \"objects.yaml\" }}\n".getBytes(StandardCharsets.UTF_8));
        return Tar.write(files);
    }

    /** Whether the chart has hooks that Helm runs before or after a rollback to this revision. */
    public boolean hasRollbackHooks() {
        for (JsonNode hook : release.path("hooks")) {
            for (JsonNode event : hook.path("events")) {
                if (event.asText().endsWith("-rollback")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The release's name. */
    public String name() {
        return release.path("name").asText();
    }

    /** Counts from 1, up with every install, upgrade and rollback. */
    public int revision() {
        return release.path("version").asInt();
    }

    /** What Helm says became of this revision. */
    public ReleaseStatus status() {
        return ReleaseStatus.of(release.at("/info/status").asText());
    }

    /** What Helm or somebody else said of how it came to its status. */
    public String description() {
        return release.at("/info/description").asText();
    }

    /** When Helm last began to work on it; the beginning of time if the record does not say. */
    public Instant lastDeployed() {
        return time("/info/last_deployed");
    }

    /** When Helm began to remove it; the beginning of time if it did not, or the record does not say. */
    public Instant deleted() {
        return time("/info/deleted");
    }

    private Instant time(String path) {
        try {
            return OffsetDateTime.parse(release.at(path).asText()).toInstant();
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    /** The name of the chart that it was made of; empty where the record does not say. */
    public String chartName() {
        return release.at("/chart/metadata/name").asText();
    }

    /** The version of that chart; empty where the record does not say. */
    public String chartVersion() {
        return release.at("/chart/metadata/version").asText();
    }

    /** The version of what the chart installs, empty if the chart does not say. */
    public String appVersion() {
        return release.at("/chart/metadata/appVersion").asText("");
    }

    /** The values that the user gave. */
    public Values values() {
        JsonNode config = release.path("config");
        return config.isObject()
                ? Values.of(JSON.convertValue(config, new TypeReference<Map<String, Object>>() {}))
                : Values.NONE;
    }

    /** The objects that were sent to the cluster, YAML documents; hooks left out. */
    public String manifest() {
        return release.path("manifest").asText();
    }

    /** The objects of {@link #manifest}; empty if they can't be read. */
    public List<RenderedObject> objects() {
        try {
            return RenderedObject.parse(manifest());
        } catch (InvalidChartException e) {
            return List.of();
        }
    }

    private static byte[] unzip(byte[] bytes) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] json = in.readNBytes(LARGEST);
            if (json.length == LARGEST) {
                throw new IOException("too large");
            }
            return json;
        }
    }

    private static final class TightGzip extends GZIPOutputStream {

        TightGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }

    @Override
    public String toString() {
        return name() + " revision " + revision() + " " + status().label() + " " + chartName() + "-" + chartVersion();
    }
}
