package io.jenkins.plugins.seldon.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.seldon.gate.GateReport;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.text.Language;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A gate's outcome as files: JSON with everything, and JUnit's XML with one test case for each condition, so that
 * {@code junit} and {@code archiveArtifacts} pick them up. Pure: renders, writes nothing.
 */
public final class GateEvidence {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Raised when a key of the JSON goes or changes its meaning; new keys leave it as it is. */
    static final int SCHEMA_VERSION = 1;

    /** The folder of the workspace in which all evidence lies. */
    public static final String FOLDER = "seldon-analytics";

    /** The fields of the JSON that hold objects whose fields others named. */
    public static final Set<String> NAMED_BY_OTHERS = Set.of("flaws");

    private final GateReport report;
    private final String build;
    private final BinaryOperator<String> shown;
    private final String cluster;
    private final String deployment;

    /**
     * @param report what the gate found; the evidence is made of it at each call
     * @param build the full name of the build that it is of
     * @param shown what may be shown of a field, by its name in the JSON, and a text in it; made of each text of the XML
     *     before it is quoted, since what must not be shown may look like a tag. JSON is left as it is: its texts are
     *     found again ({@code JsonTexts})
     */
    public GateEvidence(GateReport report, String build, BinaryOperator<String> shown) {
        this(report, build, shown, "", report.scope().deployment());
    }

    private GateEvidence(
            GateReport report, String build, BinaryOperator<String> shown, String cluster, String deployment) {
        this.report = report;
        this.build = build;
        this.shown = shown;
        this.cluster = cluster;
        this.deployment = deployment;
    }

    /**
     * The same with the cluster, since a build may judge one deployment in several.
     *
     * @param name of a cluster that an administrator has configured; empty for none
     */
    public GateEvidence in(String name) {
        return new GateEvidence(report, build, shown, name, deployment);
    }

    /** The same of a deployment as the step names it, with its kind where that is said: others may have the name, too. */
    public GateEvidence of(String named) {
        return new GateEvidence(report, build, shown, cluster, named);
    }

    private String subject() {
        String predictor = report.scope().predictor();
        return report.scope().namespace() + "/" + deployment + (predictor.isEmpty() ? "" : "/" + predictor);
    }

    /** The path of both files without their extensions, relative to the workspace. */
    public String path() {
        return FOLDER + "/gate-" + report.scope().namespace() + "-"
                + report.scope().deployment();
    }

    /** Everything that the step returns, and the burst's time on Prometheus' clock. */
    public byte[] json() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("schemaVersion", SCHEMA_VERSION);
        map.put("build", build);
        map.put("cluster", cluster);
        map.put("deployment", deployment);
        map.put("namespace", report.scope().namespace());
        map.putAll(report.toPage());
        map.put("burstStart", time(report.burstStartMillis()));
        map.put("burstEnd", time(report.burstEndMillis()));
        if (report.load() != null) {
            map.put("sendingRate", report.load().sendingRate());
            map.put("httpErrors", report.load().httpErrors());
            map.put("badBodies", report.load().badBodies());
            map.put("connectionErrors", report.load().connectionErrors());
            map.put("statuses", report.load().statuses());
            map.put("flaws", report.load().flaws());
            map.put("serviceTime", report.load().serviceTime().toMap());
            map.put("histogram", report.load().histogram());
        }
        try {
            // As text first: Jackson writes names beyond the BMP as bytes that its own readers refuse.
            return JSON.writeValueAsString(map).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is plain data", e);
        }
    }

    private static String time(long millis) {
        return millis == 0 ? "" : Instant.ofEpochMilli(millis).toString();
    }

    /**
     * JUnit's XML: FAIL is a failure, INCONCLUSIVE and ERROR are errors.
     *
     * @param language of the sentences
     */
    public byte[] junit(Language language) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(bytes, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuite");
            String subject = (cluster.isEmpty() ? "" : cluster + ": ") + subject();
            xml.writeAttribute("name", printable("subject", "predictions of " + subject));
            xml.writeAttribute("tests", Integer.toString(report.findings().size()));
            xml.writeAttribute("failures", Long.toString(count(Verdict.FAIL)));
            xml.writeAttribute("errors", Long.toString(count(Verdict.ERROR) + count(Verdict.INCONCLUSIVE)));
            xml.writeCharacters("\n  ");
            xml.writeStartElement("properties");
            xml.writeEmptyElement("property");
            xml.writeAttribute("name", "build");
            xml.writeAttribute("value", printable("build", build));
            xml.writeEndElement();
            for (CheckResult finding : report.findings()) {
                testCase(xml, finding, language);
            }
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("XML is written to memory", e);
        }
        return bytes.toByteArray();
    }

    private long count(Verdict verdict) {
        return report.findings().stream().filter(f -> f.verdict() == verdict).count();
    }

    private void testCase(XMLStreamWriter xml, CheckResult finding, Language language) throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        // What is behind the last dot is taken for a class, what is before it for its package.
        String room = cluster.isEmpty() ? "" : cluster.replaceAll("[^\\p{L}\\p{M}\\p{N}_-]", "_") + ".";
        xml.writeAttribute("classname", "gate." + room + subject().replace('/', '.'));
        xml.writeAttribute("name", printable("name", report.title(finding)));
        if (finding.verdict() != Verdict.PASS) {
            xml.writeStartElement(finding.verdict() == Verdict.FAIL ? "failure" : "error");
            xml.writeAttribute("type", finding.verdict().name());
            xml.writeAttribute("message", printable("sentence", language.translate(finding.sentence())));
            xml.writeCharacters(printable("sentence", language.say(report.headline())));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    /** XML 1.0 has no place for control characters and broken surrogates. */
    private String printable(String field, String text) {
        String whole = new String(shown.apply(field, text).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return whole.replaceAll("[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "?");
    }
}
