package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.AbortException;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.node.Secrets;
import io.jenkins.plugins.seldon.node.Workspace;
import io.jenkins.plugins.seldon.report.ReportSection;
import io.jenkins.plugins.seldon.text.Language;
import io.jenkins.plugins.seldon.text.Phrase;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.w3c.dom.Document;

/**
 * Secrets that are words by which a gate, a page or a Pipeline goes: each is told where the gate says it, in all that it
 * leaves, also after a restart of the controller. In what others say, they are masked.
 */
@Timeout(120)
class OwnWordsTest {

    /** Weak passwords: verdicts, layers, checks, names of fields, names of options, words of sentences. */
    private static final List<String> WORDS = List.of(
            "PASS",
            "FAIL",
            "0",
            "100",
            "true",
            "counted",
            "verdict",
            "none",
            "query",
            "minRequestRate",
            "minCountedRatio",
            "maxErrorRatio",
            "condition",
            "seldon",
            "seldon-system",
            "words",
            "seldon-analytics",
            "predictions",
            "Gate passed",
            "Gate failed",
            "deployed",
            "fail");

    private static ModelServer models;
    private static ModelDeployment model;
    private static PrometheusProcess prometheus;

    private final WrittenFiles written = new WrittenFiles();

    private final FakePlatform platform = new FakePlatform() {
        @Override
        public ClusterConnection connect(ClusterOptions options) throws AbortException {
            throw new AbortException("No cluster is given.");
        }

        /** A credential is called as what it holds. */
        @Override
        public HttpAccess access(String credentialsId) {
            return HttpAccess.bearer(credentialsId);
        }

        @Override
        public boolean insideNode() {
            return true;
        }

        @Override
        public Workspace workspace() {
            return written;
        }
    };

    private final FakeStepContext context = new FakeStepContext(Map.of(Platform.class, platform));

    @BeforeAll
    static void start() {
        models = ModelServer.start();
        model = models.deploy(Predictor.sklearn("seldon-system", "words"), 1);
        prometheus = PrometheusProcess.with()
                .scrapeInterval(Duration.ofMillis(500))
                .targets(model.scrapeTargets())
                .start();
        prometheus.awaitTargetsUp();
    }

    @AfterAll
    static void end() {
        prometheus.close();
        models.close();
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private static AssertPredictionMetricsStep gate() {
        AssertPredictionMetricsStep gate = new AssertPredictionMetricsStep("words");
        gate.setEndpoint(model.url().toString());
        gate.setPrometheusUrl(prometheus.url().toString());
        gate.setRequests(100);
        gate.setDurationSeconds(0.3);
        gate.setAnswerTimeoutSeconds(10.0);
        gate.setHeaders(Stream.iterate(0, i -> i + 1)
                .limit(WORDS.size())
                .map(i -> {
                    RequestHeader header = new RequestHeader("X-" + i, "");
                    header.setCredentialsId(WORDS.get(i));
                    return header;
                })
                .toList());
        return gate;
    }

    @Test
    void aGateThatPassesSaysSoInAllThatItLeavesAlsoAfterARestart() throws Exception {
        StepExecution execution = gate().start(context);
        execution.start();
        Await.until("the burst was sent", Duration.ofSeconds(60), () -> platform.logged()
                .contains(", sent at "));
        StoredExecution stored = StoredExecution.of(execution);
        execution.stop(new InterruptedException("the controller goes down"));
        assertThat(context.outcome())
                .as("with the controller goes the gate's turn")
                .isInstanceOf(InterruptedException.class);
        FakeStepContext there = new FakeStepContext(Map.of(Platform.class, platform));
        stored.restored(there).onResume();

        String headline = "Gate passed for seldon-system/words: 100 of 100 accepted predictions counted, ";
        assertThat(there.outcome()).as(platform.logged()).isInstanceOfSatisfying(Map.class, gate -> {
            assertThat(gate.get("verdict")).isEqualTo("PASS");
            assertThat(gate.get("counted")).isEqualTo(100L);
            assertThat(gate.get("sentence")).asString().startsWith(headline);
            assertThat(gate.get("diagnosis").toString()).contains("layer=none");
            assertThat(gate.get("conditions").toString())
                    .contains("name=minCountedRatio, verdict=PASS", "name=maxErrorRatio", "severity=fail");
        });
        assertThat(platform.logged()).contains(headline);

        ReportSection section = platform.reported().get(platform.reported().size() - 1);
        assertThat(section.getOutcome()).isEqualTo("PASS");
        assertThat(section.getSubject()).isEqualTo("seldon-system/words");
        assertThat(section.getSentence()).startsWith(headline);
        assertThat(section.isGood()).isTrue();
        assertThat(section.getGate().getDecisive().name()).isEqualTo("minCountedRatio");
        assertThat(section.getGate().getEvidenceFiles())
                .containsExactly(
                        "seldon-analytics/gate-seldon-system-words.json",
                        "seldon-analytics/gate-seldon-system-words.xml")
                .containsExactlyInAnyOrderElementsOf(written.all().keySet());

        JsonNode json = new ObjectMapper().readTree(written.get("seldon-analytics/gate-seldon-system-words.json"));
        assertThat(json.path("verdict").asText()).isEqualTo("PASS");
        assertThat(json.path("deployment").asText()).isEqualTo("words");
        assertThat(json.path("namespace").asText()).isEqualTo("seldon-system");
        assertThat(json.path("counted").asInt()).isEqualTo(100);
        assertThat(json.at("/diagnosis/layer").asText()).isEqualTo("none");
        assertThat(json.path("conditions")).allSatisfy(condition -> {
            assertThat(condition.path("verdict").asText()).isEqualTo("PASS");
            assertThat(condition.path("name").asText()).doesNotContain(Secrets.MASK);
        });

        Document xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(written.get("seldon-analytics/gate-seldon-system-words.xml")));
        assertThat(xml.getDocumentElement().getAttribute("name")).isEqualTo("predictions of seldon-system/words");
        assertThat(new String(written.get("seldon-analytics/gate-seldon-system-words.xml")))
                .contains("name=\"minCountedRatio\"", "classname=\"gate.seldon-system.words\"");
    }

    @Test
    void aGateThatFailsSaysWhereAndWhatOthersSayIsMasked() throws Exception {
        AssertPredictionMetricsStep gate = gate();
        gate.setMinRequestRate(1e6);
        gate.setPrometheusHeaders(List.of());
        gate.start(context).start();
        assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, e -> assertThat(e.getMessage())
                .startsWith("Gate failed for seldon-system/words (layer: ")
                // What was found is told in a sentence that may quote anybody.
                .contains(Secrets.MASK));
        ReportSection section = platform.reported().get(0);
        assertThat(section.getOutcome()).isEqualTo("FAIL");
        assertThat(section.getGate().getDecisive().name()).isEqualTo("minRequestRate");
        assertThat(section.getSentence()).startsWith("Gate failed for seldon-system/words (layer: ");
        JsonNode json = new ObjectMapper().readTree(written.get("seldon-analytics/gate-seldon-system-words.json"));
        assertThat(json.path("verdict").asText()).isEqualTo("FAIL");
        assertThat(json.at("/conditions/0/name").asText()).isEqualTo("minRequestRate");
        assertThat(json.at("/conditions/0/severity").asText()).isEqualTo("fail");
        assertThat(new String(written.get("seldon-analytics/gate-seldon-system-words.xml")))
                .contains("failures=\"1\"", "type=\"FAIL\"", ">Gate failed for seldon-system/words (layer: ");
    }

    @Test
    void aFieldTellsWhoseAWordIs() {
        OwnWords words = words("PASS", "seldon-system", "minCountedRatio");
        assertThat(words.shown("verdict", "PASS")).isEqualTo("PASS");
        assertThat(words.shown("name", "minCountedRatio")).isEqualTo("minCountedRatio");
        assertThat(words.shown("namespace", "seldon-system")).isEqualTo("seldon-system");
        assertThat(words.shown("name", "PASS"))
                .as("a pod's, a user's condition")
                .isEqualTo("****");
        assertThat(words.shown("verdict", "PASS, it says")).as("no verdict").isEqualTo("****, it says");
        assertThat(words.shown("sentence", "root:PASS")).isEqualTo("root:****");
        assertThat(words.shown("", "PASS")).as("named by others").isEqualTo("****");
        assertThat(words.shown("PASS UEFTUw== PASS")).isEqualTo("**** **** ****");
        assertThat(words.shown(null)).isNull();
    }

    @Test
    void ofAnOutcomesSentenceWhatStandsInItsPlacesIsOthers() {
        OwnWords words = words("counted", "geheim", "릴리스");
        Phrase sentence = Phrase.of("gate.FAIL", 1, Phrase.of("gate.layer", "x"), "it said geheim", "counted geheim");
        Language korean = Language.of(Locale.KOREAN);
        words.learn(sentence, korean);
        assertThat(words.shown(Language.ENGLISH.say(sentence))).isEqualTo("Gate failed for 1 (layer: x): **** ****.");
        assertThat(words.shown(korean.say(sentence))).contains("게이트 실패", "****").doesNotContain("geheim");
        assertThat(words.shown(Language.ENGLISH.say(sentence) + " counted")).doesNotContain("counted", "geheim");
    }

    private static OwnWords words(String... all) {
        Secrets secrets = new Secrets();
        Arrays.stream(all).forEach(secrets::add);
        return new OwnWords(secrets);
    }
}
