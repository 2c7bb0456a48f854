package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.seldon.gate.GateReport;
import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.measure.Measurements;
import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Effect;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadResults;
import io.jenkins.plugins.seldon.node.Secrets;
import io.jenkins.plugins.seldon.node.Workspace;
import io.jenkins.plugins.seldon.report.GateEvidence;
import io.jenkins.plugins.seldon.report.ReportSection;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.text.Language;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/**
 * Evidence can be read and has the fields that programs look for, whatever the secrets are and whatever names and answers say:
 * secrets that are words of tags, numbers, names of fields, signs of XML and JSON; of those that are long enough to be masked,
 * none is in it.
 */
class EvidenceMaskTest {

    private static final int SHORTEST = 4;

    private static final int ROUNDS = 400;

    private static final List<String> SECRETS = List.of(
            "t",
            "<",
            "\"",
            "name",
            "verdict",
            "testcase",
            "failure",
            "property",
            "value",
            "flaws",
            "sent",
            "statuses",
            "1234",
            "true",
            "null",
            "&amp;",
            "&lt;",
            "]]>",
            "]]>]",
            "<!--",
            "\"/><x y=\"",
            "</testsuite>",
            "{\"a\":",
            "\\u0041",
            "\\\"\\\"",
            "a\nbc\td",
            "a\u0000bcd",
            "p\u00e4ss<w\u00f6rt>",
            "\ud83d\ude00\ud83d\ude01\ud83d\ude02\ud83d\ude03",
            "UTF-8",
            "xml version",
            "....");

    private static final String SIGNS = "<>&'\"\\/]{}[]:,\n\t\u0001\u2028\u202e\ud800=-!?aZ9 ";

    private final WrittenFiles written = new WrittenFiles();
    private final FakePlatform jenkins = new FakePlatform() {
        @Override
        public Workspace workspace() {
            return written;
        }
    };

    @AfterEach
    void close() {
        jenkins.close();
    }

    static Stream<String> secrets() {
        return SECRETS.stream();
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void oneSecretThatIsSaidEverywhere(String secret) throws Exception {
        holds(List.of(secret), List.of(secret, "it says " + secret + secret, secret + "<" + secret));
    }

    @Test
    void manySecretsAndWhatIsMadeOfThem() throws Exception {
        Random random = new Random(12);
        for (int round = 0; round < ROUNDS; round++) {
            List<String> secrets = new ArrayList<>();
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                secrets.add(SECRETS.get(random.nextInt(SECRETS.size())) + hostile(random));
                names.add(hostile(random) + secrets.get(random.nextInt(secrets.size())) + hostile(random));
            }
            holds(secrets, names);
        }
    }

    private static String hostile(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
        }
        return text.toString();
    }

    private void holds(List<String> known, List<String> names) throws Exception {
        Secrets secrets = new Secrets();
        known.forEach(secrets::add);
        OwnWords words = new OwnWords(secrets);
        StepPlatform platform = new StepPlatform(jenkins, words, "", "");
        GateReport report = report(names);
        GateEvidence evidence = new GateEvidence(report, "models #7 " + names.get(0), words::shown);
        platform.workspace().write("gate.json", evidence.json());
        platform.workspace().write("gate.xml", evidence.junit(Language.ENGLISH));
        platform.report(new ReportSection(
                ReportSection.Kind.GATE, "iris", "FAIL", report.sentence(), new LinkedHashMap<>(report.toPage())));

        JsonNode json = json(written.get("gate.json"));
        JsonNode plain = json(evidence.json());
        assertThat(json.fieldNames()).toIterable().containsExactlyElementsOf((Iterable<String>) plain::fieldNames);
        assertThat(json.at("/conditions/0").fieldNames()).toIterable().containsExactlyElementsOf((Iterable<String>)
                plain.at("/conditions/0")::fieldNames);
        assertThat(json.path("flaws")).hasSameSizeAs(plain.path("flaws"));
        assertThat(json.path("sent")).isEqualTo(plain.path("sent"));
        assertThat(json.path("statuses").size())
                .isEqualTo(plain.path("statuses").size());

        Document xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(written.get("gate.xml")));
        assertThat(xml.getElementsByTagName("testcase").getLength())
                .isEqualTo(report.findings().size());
        assertThat(xml.getDocumentElement().getAttribute("tests"))
                .isEqualTo(String.valueOf(report.findings().size()));

        ReportSection section = jenkins.reported().get(jenkins.reported().size() - 1);
        assertThat(section.getGate().getConditions()).hasSameSizeAs(report.findings());

        Map<String, String> texts = new TreeMap<>();
        texts("json", json, texts);
        texts("xml", xml.getDocumentElement(), texts);
        JsonNode kept = new ObjectMapper().valueToTree(section.getData());
        texts("section", kept, texts);
        for (String secret : known) {
            if (secret.strip().length() >= SHORTEST && !secret.contains("*")) {
                texts.forEach((where, text) -> assertThat(text)
                        .as(where + " with the secrets " + known)
                        .doesNotContain(secret));
            }
        }
    }

    /** Also refuses that one object has two fields of a name. */
    private static JsonNode json(byte[] bytes) throws Exception {
        return new ObjectMapper()
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .readTree(bytes);
    }

    /** All values, and names that are not the plugin's own. */
    private static void texts(String path, JsonNode node, Map<String, String> texts) {
        if (node.isTextual()) {
            texts.put(path, node.asText());
        }
        node.fields().forEachRemaining(field -> {
            if (path.endsWith("/flaws")) {
                texts.put(path + "/name of " + field.getKey(), field.getKey());
            }
            texts(path + "/" + field.getKey(), field.getValue(), texts);
        });
        for (int i = 0; i < (node.isArray() ? node.size() : 0); i++) {
            texts(path + "/" + i, node.get(i), texts);
        }
    }

    private static void texts(String path, Node node, Map<String, String> texts) {
        NamedNodeMap attributes = node.getAttributes();
        for (int i = 0; attributes != null && i < attributes.getLength(); i++) {
            String name = attributes.item(i).getNodeName();
            boolean isOwn = name.equals("type") || node.getNodeName().equals("property") && name.equals("name");
            if (!isOwn) {
                texts.put(path + "@" + name, attributes.item(i).getNodeValue());
            }
        }
        if (node.getNodeType() == Node.TEXT_NODE) {
            texts.put(path, node.getNodeValue());
        }
        for (int i = 0; i < node.getChildNodes().getLength(); i++) {
            Node child = node.getChildNodes().item(i);
            texts(path + "/" + child.getNodeName() + i, child, texts);
        }
    }

    private static GateReport report(List<String> names) {
        LoadResult load = LoadResults.of(190, 5, 3, 2);
        Map<String, Long> flaws = new LinkedHashMap<>();
        names.forEach(name -> flaws.merge("HTTP 500 with " + name, 1L, Long::sum));
        LoadResult told = new LoadResult(
                load.planned(),
                load.sent(),
                load.accepted(),
                load.httpErrors(),
                load.badBodies(),
                load.connectionErrors(),
                load.timeouts(),
                load.unsent(),
                load.statuses(),
                flaws,
                load.startedAtMillis(),
                load.endedAtMillis(),
                load.plannedSpanMillis(),
                load.sendingSpanMillis(),
                load.latency(),
                load.serviceTime(),
                load.histogram());
        List<CheckResult> findings = names.stream()
                .map(name -> new CheckResult(
                        Check.CONDITION, name, name, name, name, Verdict.FAIL, Effect.FAILURE, "It has " + name + "."))
                .toList();
        return new GateReport(
                new PredictionSeries("ns", "iris", "", "kubernetes_namespace"),
                Verdict.FAIL,
                names.get(0),
                Measurements.withErrors(told, 190, 5),
                told,
                findings,
                new Diagnosis(Layer.LOAD, names.get(0), List.of()),
                names,
                List.of(),
                "",
                1000,
                11_000);
    }
}
