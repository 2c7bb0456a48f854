package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.AbortException;
import hudson.model.Result;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.ApiUser;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.node.Secrets;
import io.jenkins.plugins.seldon.node.Workspace;
import io.jenkins.plugins.seldon.report.ReportSection;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes out of a step is masked, and a line is a line, whatever comes in. */
class StepPlatformTest {

    private static final String HOSTILE = "pod\u001b[2K\nFinished: SUCCESS\u202e";

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final WrittenFiles written = new WrittenFiles();

    private final FakePlatform jenkins = new FakePlatform() {
        @Override
        public PrintStream log() {
            return new PrintStream(log, true, StandardCharsets.UTF_8);
        }

        @Override
        public HttpAccess access(String credentialsId) {
            return HttpAccess.basic("root", "s3cret");
        }

        @Override
        public ClusterConnection connect(ClusterOptions options) {
            return Kubeconfig.connection(
                    ApiServer.at("https://cluster.example").withProxy("http://me:pr0xypass@proxy.example"),
                    ApiUser.token("t0ken-of-the-cluster"),
                    "models");
        }

        @Override
        public Workspace workspace() {
            return written;
        }
    };

    private final Secrets secrets = new Secrets();
    private final OwnWords words = new OwnWords(secrets);
    private final StepPlatform platform = new StepPlatform(jenkins, words, "", "");

    @AfterEach
    void close() {
        jenkins.close();
    }

    @Test
    void everySecretThatCameInIsMaskedInWhatGoesOut() throws Exception {
        platform.access("grafana");
        platform.connect(null);
        String telling = "s3cret czNjcmV0 cm9vdDpzM2NyZXQ= t0ken-of-the-cluster dDBrZW4tb2YtdGhlLWNsdXN0ZXI= pr0xypass";
        platform.log().println(telling);
        platform.workspace().write("evidence.json", ("[1234,\"" + telling + "\"]").getBytes(StandardCharsets.UTF_8));
        platform.workspace().write("evidence.txt", telling.getBytes(StandardCharsets.UTF_8));
        platform.report(new ReportSection(
                ReportSection.Kind.GATE, "a", "PASS", telling, Map.of("list", List.of(Map.of("x", telling)))));
        String masked = "**** **** **** **** **** ****";
        assertThat(log.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines(masked);
        assertThat(written.get("evidence.json")).asString().isEqualTo("[1234,\"" + masked + "\"]");
        assertThat(written.get("evidence.txt")).asString().isEqualTo(masked);
        ReportSection section = jenkins.reported().get(0);
        assertThat(section.getSentence()).isEqualTo(masked);
        assertThat(section.getData()).isEqualTo(Map.of("list", List.of(Map.of("x", masked))));
        assertThat(StepPlatform.shown(Map.of("a", List.of(telling, 1L)), words))
                .isEqualTo(Map.of("a", List.of(masked, 1L)));
        assertThat(StepPlatform.shown(new AbortException("It said " + telling), words))
                .isInstanceOf(AbortException.class)
                .hasMessage("It said " + masked);
        Throwable suppressing = new IllegalStateException("it broke");
        suppressing.addSuppressed(new IOException("at " + telling));
        assertThat(StepPlatform.shown(suppressing, words).getSuppressed()).isEmpty();
        assertThat(StepPlatform.shown(new StackOverflowError(telling), words))
                .hasMessage("StackOverflowError: " + masked);
        Throwable bug = new IllegalStateException("bug", new IOException("at " + telling));
        assertThat(StepPlatform.shown(bug, words))
                .hasMessage("IllegalStateException: bug")
                .hasNoCause();
    }

    /** Pipeline may change what it is given; others are given the same. */
    @Test
    void aValueInWhichNothingIsMaskedIsCopiedWithItsTextsOnOneLine() throws Exception {
        platform.access("grafana");
        List<Object> pods = Collections.unmodifiableList(List.of(Map.of("na\nme", "web\n1", "restarts", 1L)));
        Object shown = StepPlatform.shown(pods, words);
        assertThat(shown).isEqualTo(List.of(Map.of("na me", "web 1", "restarts", 1L)));
        ((List<?>) shown).clear();
        assertThat(StepPlatform.shown(List.of(Map.of("the s3cret", List.of("a", "b"))), words))
                .isEqualTo(List.of(Map.of("the ****", List.of("a", "b"))));
    }

    /** A build that goes through clusters has a deployment of the same name in each. */
    @Test
    void aConfiguredClusterIsNamedInTheLogAndTheReport() throws Exception {
        StepPlatform eu = new StepPlatform(jenkins, words, "eu", "iris");
        eu.log().println("Gate passed.");
        eu.report(new ReportSection(ReportSection.Kind.GATE, "models/iris", "PASS", "Gate passed.", Map.of()));
        new StepPlatform(jenkins, words, "us", "").log().println("Installing.");
        assertThat(log.toString(StandardCharsets.UTF_8))
                .containsSubsequence("[eu: iris] Gate passed.", "[us] Installing.");
        assertThat(jenkins.reported()).singleElement().satisfies(section -> assertThat(section.getSubject())
                .isEqualTo("eu: models/iris"));
    }

    @Test
    void whatBasicAuthenticationSendsIsASecretToo() throws Exception {
        platform.connect(null);
        String sent = Base64.getEncoder().encodeToString("me:pr0xypass".getBytes(StandardCharsets.UTF_8));
        assertThat(secrets.mask("Proxy-Authorization: Basic " + sent)).isEqualTo("Proxy-Authorization: Basic ****");
    }

    /** Pipeline's retry knows it by the cause, which is no text that could tell a secret. */
    @Test
    void anAgentThatWasLostIsToldBesideASecretToo() {
        secrets.add("s3cret");
        assertThat(StepPlatform.shown(StepFailure.ofLostAgent("Release s3cret: the connection was lost."), words))
                .hasMessage("Release ****: the connection was lost.")
                .hasRootCauseInstanceOf(EOFException.class);
    }

    @Test
    void aFailureThatTellsNothingIsToldAsItIs() {
        Throwable bug = new IllegalStateException("bug", new IOException("at 3"));
        assertThat(StepPlatform.shown(bug, words)).isSameAs(bug);
    }

    @Test
    void whatEndsWithTheControllerIsNeitherReportedNorPublished() throws Exception {
        ReportSection section = new ReportSection(ReportSection.Kind.GATE, "a", "ERROR", "It broke.", Map.of());
        List<ReportSection> published = new ArrayList<>();
        try (FakePlatform goingDown = new FakePlatform() {
            @Override
            public boolean isGoingDown() {
                return true;
            }

            @Override
            public String checkName(ReportSection section) {
                throw new AssertionError("A name that is taken now is lost.");
            }

            @Override
            public String evidencePath(String wanted) {
                throw new AssertionError("A path that is taken now is lost.");
            }

            @Override
            public boolean publishCheck(String name, ReportSection section, Result effect) {
                return published.add(section);
            }
        }) {
            StepPlatform last = new StepPlatform(goingDown, words, "", "");
            last.report(section);
            assertThat(last.publishCheck(last.checkName(section), section, Result.FAILURE))
                    .isTrue();
            assertThat(last.evidencePath("seldon-analytics/gate-models-iris")).isEmpty();
            assertThat(goingDown.reported()).isEmpty();
            assertThat(published).isEmpty();
        }
    }

    @Test
    void noNameForgesALine() throws Exception {
        platform.log().println(HOSTILE);
        platform.log().println((Object) HOSTILE);
        assertThat(log.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("pod[2K Finished: SUCCESS", "pod[2K Finished: SUCCESS");
        assertThat(StepPlatform.shown(Map.of(HOSTILE, List.of(HOSTILE)), words))
                .isEqualTo(Map.of("pod[2K Finished: SUCCESS", List.of("pod[2K Finished: SUCCESS")));
        assertThat(StepPlatform.shown(new AbortException(HOSTILE), words)).hasMessage("pod[2K Finished: SUCCESS");
        assertThat(StepPlatform.shown(new IOException("x", new IOException(HOSTILE)), words))
                .hasMessage("IOException: x")
                .hasNoCause();
    }
}
