package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.seldon.gate.measure.Measurements;
import io.jenkins.plugins.seldon.gate.measure.RatePoint;
import io.jenkins.plugins.seldon.gate.verdict.Checks;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.load.LoadResults;
import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class GateStateTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @Test
    void everyFactSurvivesItsTextForm() {
        GateState state = full();
        GateState read = GateState.fromJson(state.toJson());
        assertThat(read).usingRecursiveComparison().isEqualTo(state);
        assertThat(read.toJson()).isEqualTo(state.toJson());
    }

    /** What an earlier version kept of a gate is read by this one, fact by fact; see {@code GoldenFilesTest}. */
    @Test
    void everyFactOfAnEarlierVersionIsRead() throws IOException {
        for (Path file : golden()) {
            JsonNode kept = JSON.readTree(Files.readString(file));
            JsonNode read = JSON.readTree(GateState.fromJson(kept.toString()).toJson());
            assertHolds(read, kept, file.toString());
        }
        assertThat(golden()).isNotEmpty();
    }

    /** What is new has no place in the earlier one, at any depth. */
    private static void assertHolds(JsonNode read, JsonNode kept, String place) {
        if (kept.isObject() && read != null) {
            kept.fields()
                    .forEachRemaining(
                            fact -> assertHolds(read.get(fact.getKey()), fact.getValue(), place + " " + fact.getKey()));
        } else if (kept.isArray() && read != null) {
            assertThat(read).as(place).hasSameSizeAs(kept);
            for (int i = 0; i < kept.size(); i++) {
                assertHolds(read.get(i), kept.get(i), place + " " + i);
            }
        } else {
            assertThat(read).as(place).isEqualTo(kept);
        }
    }

    /** A weak password may be a word by which the gate goes on. */
    @Test
    void whatQuotesOthersIsChangedAndWhatTheGateGoesOnByIsNot() {
        GateState state = full();
        state.url = "http://seldon.example/secret";
        state.protocol = "secret";
        state.endpointFlaw = "it said secret";
        state.notes = new ArrayList<>(List.of("a secret"));
        GateState shown = GateState.fromJson(KeptTexts.shown(state.toJson(), text -> text.replace("secret", "****")));
        assertThat(shown.endpointFlaw).isEqualTo("it said ****");
        assertThat(shown.notes).containsExactly("a ****");
        state.endpointFlaw = shown.endpointFlaw;
        state.notes = shown.notes;
        assertThat(shown).usingRecursiveComparison().isEqualTo(state);
    }

    private static List<Path> golden() throws IOException {
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    /** Makes the file of a version; never again once that is released. */
    @Test
    @EnabledIfSystemProperty(named = "golden", matches = ".+")
    void writeGoldenFile() throws IOException {
        Path folder = Files.createDirectories(GOLDEN.resolve(System.getProperty("golden")));
        Files.writeString(
                folder.resolve("gate.json"), JSON.readTree(full().toJson()).toPrettyString() + "\n");
    }

    @Test
    void whatIsEmptyBeginsAnew() throws IOException {
        JsonNode kept = JSON.readTree(full().toJson());
        for (String fact : (Iterable<String>) kept::fieldNames) {
            GateState state = GateState.fromJson("{\"" + fact + "\":null}");
            assertThat(state).as(fact).usingRecursiveComparison().isEqualTo(new GateState());
        }
    }

    private static GateState full() {
        GateState state = new GateState();
        state.phase = Phase.JUDGE;
        state.patienceEndsAt = 5;
        state.url = "http://h/";
        state.baseline = List.of(Series.of(Map.of("code", "200"), new Sample(7, 8)));
        state.others = 0.5;
        state.load = LoadResults.of(190, 5, 3, 2);
        state.measured = Measurements.of(state.load, 95);
        state.findings.addAll(Checks.of(state.measured, Thresholds.DEFAULT));
        state.rates = List.of(new RatePoint(1, 2, 0));
        state.notes.add("A note.");
        return state;
    }

    @Test
    void whatALaterVersionAddedIsIgnored() {
        assertThat(GateState.fromJson("{\"phase\":\"SETTLE\",\"invented\":{\"a\":1}}").phase)
                .isEqualTo(Phase.SETTLE);
    }

    @Test
    void whatIsNoStateIsRefusedWithASentence() {
        for (String text : List.of("", "[]", "null", "5", "{\"phase\":\"INVENTED\"}", "{")) {
            assertThatThrownBy(() -> GateState.fromJson(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("The gate's state from before the restart can't be read.");
        }
    }
}
