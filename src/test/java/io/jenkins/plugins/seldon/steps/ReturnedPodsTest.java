package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.readiness.PodLine;
import io.jenkins.plugins.seldon.readiness.wait.Outcome;
import io.jenkins.plugins.seldon.text.Phrase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReturnedPodsTest {

    private static final Instant CREATED = Instant.parse("2024-05-01T10:00:00Z");
    private static final Instant AT = CREATED.plusSeconds(38).plusMillis(400);
    private static final Outcome READY = ended(Outcome.Kind.READY, "ready", 0, AT);

    private static Outcome ended(Outcome.Kind kind, String sentence, int restarts, Instant at) {
        PodLine pod = new PodLine("web-1", 1, 1, "Running", "Running", restarts, "worker-1", CREATED);
        return new Outcome(kind, Phrase.text(sentence), List.of(), List.of(pod), at);
    }

    @Test
    void aPipelineGetsPlainMaps() {
        assertThat(ReturnedPods.of("release demo", READY).pods().get(0).entrySet().stream()
                        .map(Object::toString))
                .containsExactly(
                        "name=web-1", "ready=true", "phase=Running", "restarts=0", "node=worker-1", "ageSeconds=38");
    }

    @Test
    void waitsThatEndAlikeInOneSecondShareWhatIsMade() {
        ReturnedPods first = ReturnedPods.of("release demo", READY);
        Outcome next = ended(Outcome.Kind.READY, "ready", 0, AT.plusMillis(500));
        assertThat(ReturnedPods.of("release demo", next)).isSameAs(first);
    }

    @Test
    void whatIsSharedCannotBeChanged() {
        List<?> pods = ReturnedPods.of("release demo", READY).pods();
        assertThatThrownBy(pods::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(((Map<?, ?>) pods.get(0))::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    static Stream<Outcome> others() {
        return Stream.of(
                ended(Outcome.Kind.FAILED, "ready", 0, AT),
                ended(Outcome.Kind.READY, "ready again", 0, AT),
                ended(Outcome.Kind.READY, "ready", 1, AT),
                ended(Outcome.Kind.READY, "ready", 0, AT.plusSeconds(1)));
    }

    @ParameterizedTest
    @MethodSource("others")
    void whatEndsOtherwiseIsToldAnew(Outcome other) {
        ReturnedPods first = ReturnedPods.of("release demo", READY);
        ReturnedPods told = ReturnedPods.of("release demo", other);
        assertThat(told).isNotSameAs(first);
        assertThat(told.section().getOutcome()).isEqualTo(other.kind().word());
        assertThat(told.section().getSentence()).isEqualTo(other.sentence());
        assertThat(told.pods().get(0).get("restarts"))
                .isEqualTo((long) other.pods().get(0).restarts());
        assertThat(told.pods().get(0).get("ageSeconds"))
                .isEqualTo(other.at().getEpochSecond() - CREATED.getEpochSecond());
        assertThat(ReturnedPods.of("release other", other).section().getSubject())
                .isEqualTo("release other");
    }
}
