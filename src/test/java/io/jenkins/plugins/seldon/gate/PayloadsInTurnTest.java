package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.load.LoadPlan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A burst in parts of a model with as many payloads as requests, as where rows of a test set are in its file. */
class PayloadsInTurnTest implements HttpPort {

    private static final List<String> ROWS =
            IntStream.range(0, 100).mapToObj(i -> "{\"strData\":\"" + i + "\"}").toList();

    private long now = 1_700_000_000_000L;
    private long counted;
    private final List<String> log = new ArrayList<>();
    private final CannedPrometheus prometheus = new CannedPrometheus(() -> now);

    @ParameterizedTest(name = "{0} requests")
    @ValueSource(ints = {100, 250, 60})
    void eachPayloadIsSentInTurnThoughTheBurstIsSentInParts(int requests) {
        List<String> sent = new ArrayList<>();
        List<String> parts = new ArrayList<>();
        GateConfig config = GateByHand.config(requests, ROWS);
        MetricsGate.Ports ports = GateByHand.ports(this, () -> now, log::add, Turns.FREE);
        GateReport report = GateByHand.conclude(
                config,
                ports,
                send -> {
                    if (send.purpose().startsWith("burst")) {
                        parts.add(send.purpose());
                        sent.addAll(requests(send.plan()));
                    }
                    counted += send.plan().profile().requests();
                    now += 1000;
                },
                time -> {
                    now += Math.max(500, time.toMillis());
                    prometheus.scrape(counted);
                });
        assertThat(parts).hasSizeGreaterThan(1);
        assertThat(sent)
                .isEqualTo(IntStream.range(0, requests)
                        .mapToObj(i -> ROWS.get(i % ROWS.size()))
                        .toList());
        assertThat(report.notes().stream().filter(note -> note.contains("payloads")))
                .containsExactlyElementsOf(
                        requests < ROWS.size()
                                ? List.of("The burst sent 60 of 100 payloads; for all of them requests has to be at"
                                        + " least 100.")
                                : List.of());
        assertThat(log).as("the outcome has it").noneMatch(line -> line.contains("payloads"));
    }

    /** As a sender takes them. */
    private static List<String> requests(LoadPlan plan) {
        List<String> payloads = plan.payloads();
        return IntStream.range(0, (int) plan.profile().requests())
                .mapToObj(i -> payloads.get(i % payloads.size()))
                .toList();
    }

    @Override
    public Response send(Request request) {
        byte[] body = prometheus.answer(request.path(), request.parameters()).getBytes(StandardCharsets.UTF_8);
        return new Response(200, "application/json", List.of(), body);
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
