package io.jenkins.plugins.seldon.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.helm.LocalChildProcesses;
import io.jenkins.plugins.seldon.helm.EmbeddedHelm;
import io.jenkins.plugins.seldon.helm.HelmRequest;
import io.jenkins.plugins.seldon.helm.chart.ChartArchive;
import io.jenkins.plugins.seldon.helm.chart.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The reader against Helm itself, whose {@code fromYaml} reads what a chart has in files. */
@Timeout(120)
class HelmYamlTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YamlReader READER = YamlReader.typed(new YamlLimits(1 << 20, 100));

    private static final String TEMPLATE =
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: x}
            data:
            {{- range $path, $content := .Files.Glob "cases/*" }}
              {{ base $path }}: {{ $content | toString | fromYaml | toJson | quote }}
            {{- end }}
            """;

    private static final List<String> CASES = List.of(
            "{\n\t\"a\": 1,\n\t\"b\": [\n\t\t1,\t2\n\t]\n}\n",
            "a:\t1\nb: \t'x'\n",
            "a: {\n\tb: 1\n}\n",
            "a: 1\t# comment\nb: 2 \t\n",
            "a: |\n  x\ty\n  \ttabbed\nb: >\n  x\n  \tfolded\n",
            "a: \"x\ty\"\nb: 'x\ty'\nc: x\ty\n",
            "a:\n\tb: 1\n",
            "\ta: 1\n",
            "a: 1\n\t\nb: 2\n",
            "a: 1\nb: 2\na: 3\n",
            "a: {b: 1, b: 2}\nc:\n  d: 1\n  d: 2\n",
            "a: True\nb: yes\nc: NO\nd: on\ne: Off\nf: y\ng: N\nh: tRUE\n",
            "y: 1\nno: 2\n1: 3\n1.5: 4\n2.0: 5\ntrue: 6\n0x10: 7\n",
            "a: 0644\nb: 0o17\nc: 0x1F\nd: 0b11\ne: 1_000\nf: -3\ng: +4\nh: 0899\ni: 00\n",
            "a: 1e3\nb: 1.5\nc: .5\nd: 1.\ne: 1E-2\nf: 1.e2\ng: 12e03\nh: 1e\n",
            "a: 1:30\nb: 2001-12-14\nc: 2001-12-14T21:59:43Z\nd: 10.0.0.1\ne: 1.12.0\n",
            "a: ~\nb: null\nc:\nd: Null\ne: ''\nf: nULL\n",
            "a: 9223372036854775807\nb: 18446744073709551615\nc: 18446744073709551616\nd: -9223372036854775808\n",
            "a: !!str 1\nb: !!int \"2\"\nc: !own x\nd: !!binary aGVsbG8=\ne: !!float 1\n",
            "p: &p {a: 1, b: 2}\nq:\n  <<: *p\n  b: 3\n",
            "p: &p {a: 1, b: 2}\nq:\n  b: 3\n  <<: *p\n",
            "p: &p {a: 1, b: 2}\nr: &r {a: 5, c: 6}\nq:\n  b: 3\n  <<: [*p, *r]\n  c: 4\n",
            "p: &p {a: 1, b: 2}\nr: &r {a: 5, c: 6}\nq: {<<: *p, <<: *r, c: 7}\n",
            "p: &p {a: {x: 1}}\nq: {a: {y: 2}, <<: *p}\nr: {<<: *p, a: {y: 2}}\n",
            "p: &p {a: 1}\nq: &q {<<: *p, b: 2}\nr: {b: 3, <<: *q}\ns: {a: 9, <<: {<<: *p}}\n",
            "q: {a: 1, <<: {a: ~}}\nr: {a: 1, <<: []}\n",
            "q: {a: 1, <<: ~}\n",
            "q: {a: 1, <<: x}\n",
            "q: {a: 1, <<: [[{a: 2}]]}\n",
            "q: {a: 1, '<<': {a: 2}}\n",
            "q: {a: 1, \"<<\": {a: 2}}\n",
            "p: &p 1\nq: *p\nr: [*p, *p]\n",
            "\"a\":1\n",
            "{\"a\":1,\"b\":\"x\\u0041y\",\"c\":\"\\u00e9\",\"d\":[true,null]}\n",
            "{a: b, c: http://x/y, d: [e:f, g, ]}\n",
            "a: b: c\n",
            "a: 'x' 'y'\n",
            "a: @x\n",
            "a: %x\n",
            "# only\n# comments\n",
            "",
            "--- \na: 1\n",
            "--- # comment\na: 1\n",
            "%YAML 1.1\n---\na: 1\n",
            "a: 1\n...\n",
            "a: x #y\nb: x#y\nc: '#'\n",
            "a: |-\n  x\n\n  y\nb: |+\n  x\n\nc: >-\n  x\n  y\n",
            "a:\r\n  b: 1\r\n  c: |\r\n    x\r\n    y\r\n",
            "\uFEFFa: 1\n",
            "a: - b\n",
            "a:\n- b\n-   c: 1\n    d: 2\n",
            "a: [1, 2\n",
            "? a\n: b\n",
            "a: \u0007\n",
            "a: \"\\/\"",
            "a: {}\nb: []\nc: [{}]\n",
            "a: - 1\n",
            "{{ x }}: 1\n",
            "a: !!set {b, c}\n",
            "a: \"\\x41\\e\"\n",
            "<<: {a: 1}\n",
            "a: =\nb: <<\n",
            "a: .inf\n",
            "a: -.Inf\n",
            "a: .nan\n",
            "a: 1e400\nb: -1_0e999\n");

    /** Helm refuses these in its own words where it reads them itself, and what is read of them is what they say. */
    private static final List<String> READ_THOUGH_HELM_REFUSES =
            List.of("c:\n- \t1\n", "a: |\n  \ttabbed\n", "a: \"\\ud83d\\ude00\"");

    @TempDir
    Path folder;

    @Test
    void everyCaseIsReadAsHelmReadsIt() throws Exception {
        Chart chart = Chart.of("cases", "1.0.0", TEMPLATE);
        for (int i = 0; i < CASES.size(); i++) {
            chart = chart.withFile("cases/c%03d".formatted(i), CASES.get(i));
        }
        JsonNode helms =
                JSON.valueToTree(READER.document(rendered(chart)).value()).path("data");
        assertThat(helms).hasSameSizeAs(CASES);
        SoftAssertions soft = new SoftAssertions();
        for (int i = 0; i < CASES.size(); i++) {
            JsonNode expected = JSON.readTree(helms.path("c%03d".formatted(i)).asText());
            soft.assertThat(normal(JSON.readTree(ours(CASES.get(i)))))
                    .as("%d: %s", i, CASES.get(i))
                    .isEqualTo(normal(expected));
        }
        soft.assertAll();
    }

    @Test
    void ofSeveralDocumentsInAChartsValuesTheFirstIsRead() throws Exception {
        Chart chart = Chart.of(
                        "cases",
                        "1.0.0",
                        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n"
                                + "data: {all: {{ omit .Values \"global\" | toJson | quote }}}\n")
                .withFile("values.yaml", "---\na: {b: 1}\n---\na: {c: 2}\n---\n");
        JsonNode helms = JSON.valueToTree(READER.document(rendered(chart)).value());
        assertThat(ChartArchive.of(chart.archive()).defaults())
                .isEqualTo(Values.of(helms.path("data").path("all").asText(), "Helm's"));
    }

    /** Numbers by value (fromYaml makes floating ones of all), errors without their words. */
    private static Object normal(JsonNode node) {
        if (node.has("Error")) {
            return "Error";
        }
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isObject()) {
            Map<String, Object> map = new TreeMap<>();
            node.properties().forEach(entry -> map.put(entry.getKey(), normal(entry.getValue())));
            return map;
        }
        if (node.isArray()) {
            return StreamSupport.stream(node.spliterator(), false)
                    .map(HelmYamlTest::normal)
                    .toList();
        }
        return node.isNull() ? "(null)" : node.asText();
    }

    @Test
    void littleIsReadThatHelmRefuses() throws Exception {
        Chart chart = Chart.of("cases", "1.0.0", TEMPLATE);
        for (String text : READ_THOUGH_HELM_REFUSES) {
            chart = chart.withFile("cases/c" + READ_THOUGH_HELM_REFUSES.indexOf(text), text);
            assertThat(ours(text)).doesNotContain("Error");
        }
        JsonNode helms =
                JSON.valueToTree(READER.document(rendered(chart)).value()).path("data");
        assertThat(helms).hasSameSizeAs(READ_THOUGH_HELM_REFUSES).allSatisfy(helm -> assertThat(helm.asText())
                .startsWith("{\"Error\":"));
    }

    private String rendered(Chart chart) throws Exception {
        LocalChildProcesses machine = new LocalChildProcesses(folder, Map.of());
        try (EmbeddedHelm helm = EmbeddedHelm.start(machine, "", Duration.ofMinutes(2), line -> {})) {
            helm.awaitStart();
            helm.use(chart.archive());
            return helm.template(HelmRequest.of("x", "x", "{}", Duration.ofMinutes(1)));
        }
    }

    private static String ours(String text) throws Exception {
        try {
            Object value = READER.documents(text).stream()
                    .map(YamlDocument::value)
                    .findFirst()
                    .orElse(null);
            return JSON.writeValueAsString(value == null ? Map.of() : value);
        } catch (InvalidYamlException e) {
            return "{\"Error\": \"\"}";
        }
    }
}
