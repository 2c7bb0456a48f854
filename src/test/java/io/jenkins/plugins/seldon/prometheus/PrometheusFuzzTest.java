package io.jenkins.plugins.seldon.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.Mutation;
import io.jenkins.plugins.seldon.http.HttpPort;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** 10,000 damaged answers: each is read, or refused with a sentence; nothing else escapes. */
class PrometheusFuzzTest {

    private static final int ANSWERS = 10_000;

    private static final List<String> GOOD = List.of(
            "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{\"job\":\"a\"},\"value\":[1700000000.123,\"12\"]}]}}",
            "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{\"job\":\"a\"},\"values\":[[1,\"2\"],[16,\"4\"]]}]}}",
            "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1700000000.5,\"1700000000.5\"]}}",
            "{\"status\":\"success\",\"data\":{\"activeTargets\":[{\"labels\":{\"job\":\"a\"},\"scrapeUrl\":\"http://a/\",\"health\":\"up\",\"lastError\":\"\",\"scrapeInterval\":\"15s\"}]}}",
            "{\"status\":\"success\",\"data\":{\"yaml\":\"global: {scrape_interval: 15s, x: !!int 7, y: 2001-12-14}\\nscrape_configs: [{job_name: a}]\"}}",
            "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"}");

    @Test
    void aDamagedAnswerIsReadOrRefusedWithASentence() {
        int refused = 0;
        for (int seed = 0; seed < ANSWERS; seed++) {
            Random random = new Random(seed);
            byte[] good = GOOD.get(random.nextInt(GOOD.size())).getBytes(StandardCharsets.UTF_8);
            byte[] body = Mutation.of(random).apply(good);
            PrometheusClient client = new PrometheusClient(new Answers(random.nextInt(8) == 0 ? 503 : 200, body));
            try {
                read(client, seed % 4);
            } catch (PrometheusException e) {
                refused++;
                assertThat(e.getMessage()).as("seed %d", seed).endsWith(".").doesNotContain("\n", "\u001b");
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ": " + new String(body, StandardCharsets.UTF_8), e);
            }
        }
        assertThat(refused).isBetween(ANSWERS / 2, ANSWERS);
    }

    private static void read(PrometheusClient client, int how) throws PrometheusException {
        switch (how) {
            case 0 -> client.query("up");
            case 1 -> assertThat(client.nowMillis()).isPositive();
            case 2 -> client.targets("up", target -> false);
            default -> client.scrapeInterval(List.of(new Target(Map.of("job", "a"), "up", "", Duration.ZERO)));
        }
    }

    private record Answers(int status, byte[] body) implements HttpPort {

        @Override
        public Response send(Request request) {
            return new Response(status, "application/json", List.of(), body);
        }

        @Override
        public boolean mayQuote() {
            return true;
        }

        @Override
        public String toString() {
            return "Prometheus in memory";
        }
    }
}
