package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.seldon.fixture.Mutation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** 10,000 damaged predictions of each protocol: no exception escapes, and none is taken for a prediction that is none. */
class ProtocolFuzzTest {

    private static final int BODIES = 10_000;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final Map<Protocol, String> PREDICTIONS = Map.of(
            Protocol.SELDON,
            "{\"data\":{\"names\":[\"t:0\"],\"ndarray\":[[0.1,0.9]]},\"status\":{\"code\":200,\"status\":\"SUCCESS\"},\"meta\":{}}",
            Protocol.TENSORFLOW,
            "{\"predictions\":[[0.1,0.9]]}",
            Protocol.V2,
            "{\"model_name\":\"m\",\"outputs\":[{\"name\":\"p\",\"datatype\":\"INT64\",\"shape\":[1],\"data\":[2]}]}");

    @ParameterizedTest
    @EnumSource
    void onlyPredictionsAreTakenForPredictions(Protocol protocol) {
        byte[] good = PREDICTIONS.get(protocol).getBytes(StandardCharsets.UTF_8);
        assertThat(protocol.flaw(good)).isEmpty();
        int flawed = 0;
        for (int seed = 0; seed < BODIES; seed++) {
            byte[] body = Mutation.of(new Random(seed)).apply(good);
            Optional<String> flaw = protocol.flaw(body);
            flaw.ifPresent(told -> assertThat(told).isNotBlank().doesNotContain("\n", "\u001b"));
            assertThat(flaw.isPresent() || isPrediction(protocol, body))
                    .as("seed %d: %s", seed, new String(body, StandardCharsets.UTF_8))
                    .isTrue();
            flawed += flaw.isPresent() ? 1 : 0;
        }
        assertThat(flawed).isBetween(BODIES / 4, BODIES);
    }

    @ParameterizedTest
    @EnumSource
    void whatShowsAtAGlanceShowsInACloserLookToo(Protocol protocol) {
        byte[] good = PREDICTIONS
                .get(protocol)
                .replaceFirst(",\"status\":\\{[^}]*}", "")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(protocol.isPlain(good)).isTrue();
        int plain = 0;
        for (int seed = 0; seed < BODIES; seed++) {
            byte[] body = Mutation.of(new Random(seed)).apply(good);
            if (protocol.isPlain(body)) {
                plain++;
                assertThat(protocol.closeLook(body))
                        .as("seed %d: %s", seed, new String(body, StandardCharsets.UTF_8))
                        .isEmpty();
            }
        }
        assertThat(plain).isBetween(BODIES / 100, BODIES);
    }

    private static boolean isPrediction(Protocol protocol, byte[] body) {
        JsonNode answer;
        try {
            answer = JSON.readTree(body);
        } catch (IOException e) {
            return false;
        }
        return switch (protocol) {
            case SELDON ->
                answer.at("/data").size() > 0
                        && !answer.at("/status/status").asText().equals("FAILURE");
            case TENSORFLOW -> answer.at("/predictions").size() > 0;
            case V2 -> answer.at("/outputs").size() > 0;
        };
    }
}
