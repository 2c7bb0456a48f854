package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis;
import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis.Health;
import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis.View;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.measure.Measurements;
import io.jenkins.plugins.seldon.gate.measure.RatePoint;
import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Effect;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadResults;
import io.jenkins.plugins.seldon.report.GateEvidence;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.text.Language;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class GateEvidenceTest {

    private static final PredictionSeries SCOPE = new PredictionSeries("ns", "iris", "", "kubernetes_namespace");
    private static final String NASTY = "It has <tags> & \"quotes\", a \u0000 control and half a \ud800 pair.";

    @Test
    void theJsonHoldsWhatTheStepReturnsAndEachKindOfFailure() throws Exception {
        JsonNode json = new ObjectMapper()
                .readTree(new GateEvidence(report(), "models » main #7", (field, said) -> said).json());
        assertThat(json.path("verdict").asText()).isEqualTo("FAIL");
        assertThat(json.path("httpErrors").asInt()).isEqualTo(5);
        assertThat(json.path("badBodies").asInt()).isEqualTo(3);
        assertThat(json.path("connectionErrors").asInt()).isEqualTo(2);
        assertThat(json.at("/statuses/500").asInt()).isEqualTo(5);
        assertThat(json.path("sendingRate").asDouble()).isEqualTo(20);
        assertThat(json.path("conditions")).hasSize(2);
        assertThat(json.path("burstStart").asText()).isEqualTo("1970-01-01T00:00:01Z");
    }

    /** {@code docs/evidence.md} is the schema: each key with its type, and no other. */
    @Test
    void theJsonIsAsDocumented() throws Exception {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = Pattern.compile("^\\| `(\\w+)` \\| (\\w+) \\|", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("docs/evidence.md")));
        while (row.find()) {
            documented.put(row.group(1), row.group(2));
        }
        Map<String, String> written = new TreeMap<>();
        JsonNode json = new ObjectMapper()
                .readTree(new GateEvidence(report(), "models » main #7", (field, said) -> said).json());
        json.fields().forEachRemaining(field -> written.put(field.getKey(), type(field.getValue())));
        assertThat(written).isEqualTo(documented);
        assertThat(json.path("schemaVersion").asInt()).isEqualTo(1);
    }

    /** {@code docs/evidence.schema.json}, which is for programs what the table is for people. */
    @Test
    void theJsonIsAsTheSchemaSays() throws Exception {
        String text = Files.readString(Path.of("docs/evidence.schema.json"));
        JsonSchema schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(text);
        for (GateReport report : List.of(report(), stopped())) {
            byte[] json = new GateEvidence(report, "models » main #7", (field, said) -> said).json();
            assertThat(schema.validate(new String(json, StandardCharsets.UTF_8), InputFormat.JSON))
                    .isEmpty();
        }
        Set<String> keys = new TreeSet<>();
        new ObjectMapper()
                .readTree(new GateEvidence(report(), "models #7", (field, said) -> said).json())
                .fieldNames()
                .forEachRemaining(keys::add);
        Set<String> properties = new TreeSet<>();
        new ObjectMapper().readTree(text).path("properties").fieldNames().forEachRemaining(properties::add);
        assertThat(properties).as("of the schema").isEqualTo(keys);
        assertThat(schema.validate("{\"schemaVersion\": 2}", InputFormat.JSON))
                .as("what is no evidence")
                .hasSizeGreaterThan(10);
    }

    /** One that could not send anything. */
    private static GateReport stopped() {
        CheckResult finding = CheckResult.of(Check.PAYLOAD, "", "", "", Verdict.ERROR, "The payload is not JSON.");
        return new GateReport(
                SCOPE,
                Verdict.ERROR,
                "q",
                null,
                null,
                List.of(finding),
                new Diagnosis(Layer.LOAD, "", List.of(new View(Layer.INGRESS, Health.UNKNOWN, "nothing was sent"))),
                List.of(),
                List.of(),
                "",
                0,
                0);
    }

    private static String type(JsonNode value) {
        return value.isTextual()
                ? "text"
                : value.isNumber() ? "number" : value.isArray() ? "list" : value.isObject() ? "object" : "other";
    }

    @Test
    void theXmlHasATestCaseForEachFindingWhateverTheySay() throws Exception {
        Document xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        new GateEvidence(report(), "models » main #7", (field, said) -> said).junit(Language.ENGLISH)));
        Element suite = xml.getDocumentElement();
        assertThat(((Element) suite.getElementsByTagName("property").item(0)).getAttribute("value"))
                .isEqualTo("models » main #7");
        assertThat(suite.getAttribute("tests")).isEqualTo("2");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("errors")).isEqualTo("1");
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message")).startsWith("It has <tags> & \"quotes\", a ? control");
        assertThat(suite.getElementsByTagName("testcase").getLength()).isEqualTo(2);
    }

    /** A build may gate one deployment in two clusters, and publish both files: one of two equal test cases has failed. */
    @Test
    void aConfiguredClusterIsNamed() throws Exception {
        GateEvidence evidence = new GateEvidence(report(), "models » main #7", (field, said) -> said).in("eu.prod (1)");
        assertThat(new ObjectMapper().readTree(evidence.json()).path("cluster").asText())
                .isEqualTo("eu.prod (1)");
        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(evidence.junit(Language.ENGLISH)))
                .getDocumentElement();
        assertThat(suite.getAttribute("name")).isEqualTo("predictions of eu.prod (1): ns/iris");
        assertThat(((Element) suite.getElementsByTagName("testcase").item(0)).getAttribute("classname"))
                .isEqualTo("gate.eu_prod__1_.ns.iris");
        assertThat(new String(evidence.in("운영 2").junit(Language.ENGLISH), StandardCharsets.UTF_8))
                .as("others have names of two letters, too")
                .contains("classname=\"gate.운영_2.ns.iris\"");
    }

    /** A Model and a Pipeline of Seldon Core 2 may have one name. */
    @Test
    void aKindThatTheStepNamesIsNamed() throws Exception {
        GateEvidence evidence =
                new GateEvidence(report(), "models » main #7", (field, said) -> said).of("pipeline/iris");
        assertThat(new ObjectMapper()
                        .readTree(evidence.json())
                        .path("deployment")
                        .asText())
                .isEqualTo("pipeline/iris");
        assertThat(new String(evidence.junit(Language.ENGLISH), StandardCharsets.UTF_8))
                .contains("classname=\"gate.ns.pipeline.iris\"");
        assertThat(evidence.path()).isEqualTo("seldon-analytics/gate-ns-iris");
    }

    private static GateReport report() {
        LoadResult load = LoadResults.of(190, 5, 3, 2);
        List<CheckResult> findings = List.of(
                CheckResult.of(Check.ERRORS, "q", "0.05", "at most 0.01", Verdict.FAIL, NASTY),
                new CheckResult(
                        Check.CONDITION,
                        "own",
                        "up",
                        "",
                        "above 0",
                        Verdict.INCONCLUSIVE,
                        Effect.FAILURE,
                        "It has no data."));
        return new GateReport(
                SCOPE,
                Verdict.FAIL,
                "q",
                Measurements.withErrors(load, 190, 5),
                load,
                findings,
                Diagnosis.NONE,
                List.of("A note."),
                List.of(new RatePoint(1000, 2, 0.5)),
                "",
                1000,
                11_000);
    }
}
