package io.jenkins.plugins.seldon.gate;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.measure.RatePoint;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.prometheus.Series;
import java.util.ArrayList;
import java.util.List;

/**
 * What a gate has learnt so far: facts, no machinery and no secrets. Kept as one JSON text, which every way of
 * persisting handles. Times named {@code …At} are epoch milliseconds, on Prometheus' clock where that is said and else on
 * the controller's.
 */
@JsonAutoDetect(
        fieldVisibility = JsonAutoDetect.Visibility.ANY,
        getterVisibility = JsonAutoDetect.Visibility.NONE,
        isGetterVisibility = JsonAutoDetect.Visibility.NONE)
final class GateState {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    Phase phase = Phase.PREPARE;

    /** When waiting for samples ends. */
    long patienceEndsAt;

    /** Since when Prometheus does not answer; 0 while it does. */
    long outageSinceAt;

    /** Until when an agent may still be sending, should nobody hear of it again. */
    long sendingUntilAt;

    /** How far Prometheus' clock was ahead of the controller's; for people, no decision depends on it. */
    long clockOffsetMillis;

    String url = "";
    long scrapeIntervalMillis;

    /** The latest sample of each series, and Prometheus' time, when others' traffic began to be watched. */
    List<Series> origin = List.of();

    long originAt;

    /** Whether others were seen and are watched without sending anything. */
    boolean watching;

    /** Valid predictions of all requests, and 2xx answers since {@link #originAt}. */
    long accepted;

    long answered;

    /** The latest sample of each series before the burst, the others' rate, Prometheus' time at the burst's start. */
    List<Series> baseline = List.of();

    double baselineRate;
    long burstStartAt;

    LoadResult load;

    /** The moment past which samples are awaited, on Prometheus' clock: the load's end; 0 when that is not known yet. */
    long awaitedAt;

    /** What the burst measured, what was found of it, and until when conditions have to hold. */
    Measurement measured;

    List<CheckResult> findings = new ArrayList<>();
    long heldUntilAt;

    /** What one executor behind the ingress counted since its process began; null when nobody looked. */
    Double countedThroughIngress;

    /** The request rate as Prometheus saw it, for a chart. */
    List<RatePoint> rates = List.of();

    /** A link to Grafana with the burst's time; empty when there is none. */
    String dashboard = "";

    List<String> notes = new ArrayList<>();

    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a gate's state is plain data", e);
        }
    }

    /** @throws IllegalArgumentException with a sentence, when the text is not a gate's state */
    static GateState fromJson(String json) {
        try {
            return JSON.readValue(json, GateState.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("What was kept of the gate before the restart can't be read.", e);
        }
    }
}
