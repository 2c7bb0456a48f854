package io.jenkins.plugins.seldon.gate;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.measure.Owners;
import io.jenkins.plugins.seldon.gate.measure.Pages;
import io.jenkins.plugins.seldon.gate.measure.Pulse;
import io.jenkins.plugins.seldon.gate.measure.RatePoint;
import io.jenkins.plugins.seldon.gate.measure.Routing;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.seldon.Endpoint;
import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
            // What another version has left empty begins as it does in this one.
            .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.SKIP, Nulls.SKIP))
            .build();

    private static final String UNREADABLE = "The gate's state from before the restart can't be read.";

    Phase phase = Phase.PREPARE;

    /** When waiting for samples ends. */
    long patienceEndsAt;

    /** Since when Prometheus does not answer; 0 while it does. */
    long outageSinceAt;

    /** Until when an agent may still be sending, should nobody hear of it again. */
    long sendingUntilAt;

    /** How far Prometheus' clock was ahead of the controller's, and by how much that may be off. */
    long clockOffsetMillis;

    long clockSlackMillis;

    /** Until when another gate of the deployment is waited for; 0 while none is. */
    long turnAwaitedUntilAt;

    String url = "";

    /** Where one executor's own metrics are behind the ingress; empty where that is not known. */
    String page = "";

    /** The protocol that the URL speaks, by its name. */
    String protocol = "";

    /** The model's name in a request over gRPC; empty where none is needed. */
    String model = "";

    /** Until when an endpoint that is not up yet is asked again, since when it is, and what it answered last. */
    long endpointUntilAt;

    long endpointSinceAt;
    String endpointFlaw = "";

    long scrapeIntervalMillis;

    /** Whether samples are stamped ahead of Prometheus' clock, by {@link #scrapeIntervalMillis} at most. */
    boolean stampedAhead;

    /** The label that holds the namespace in Prometheus, as given or as found. */
    String namespaceLabel = "";

    /** By which name the ingress knows the model; empty for that of the URL. */
    String host = "";

    /** How the model's server counts and what the model's object is, by their names; empty while that is not found. */
    String server = "";

    String kind = "";

    /** Which predictors' counts are the burst's. */
    @JsonProperty("subject")
    Routing routing = Routing.UNKNOWN;

    /**
     * Why the model's object tells nothing, a clause or sentence, empty when it does; and whether that is because there is
     * none.
     */
    String deploymentProblem = "";

    boolean deploymentMissing;

    /** What the executors' own pages told since the warm-up. */
    List<Pages> pages = new ArrayList<>();

    /** How many of them stay; later ones are taken again. */
    int pagesKept;

    /** The latest sample of each series, and Prometheus' time, when others' traffic began to be watched. */
    List<Series> origin = List.of();

    long originAt;

    /** Whether others were seen and are watched without sending anything. */
    boolean watching;

    /** Valid predictions of all requests, and 2xx answers since {@link #originAt}. */
    long accepted;

    long answered;

    /** The latest sample of each series before the burst, and Prometheus' time at its start. */
    List<Series> baseline = List.of();

    long burstStartAt;

    /** How many series there were then of what conditions look at. */
    Map<String, Long> looked = new LinkedHashMap<>();

    /** Others' successful predictions before the burst, and the time in which they were watched. */
    double others;

    double othersSeconds;

    /** Answers from before the burst that Prometheus had not shown when it began, so that they may rise with the burst's. */
    double late;

    /** By how much what is scraped may be older than the stamp of its sample. */
    long lagMillis;

    /** Whether Prometheus was seen to be several that scrape at moments of their own, any of which may answer. */
    boolean copies;

    /** Whether it had nothing any more of what was there when the burst began, as one without a volume that was replaced. */
    boolean forgotten;

    LoadResult load;

    /** How many predictions a second the warm-up reached, how the burst is cut, which of its parts were sent and when. */
    double warmUpRate;

    BurstPlan plan;
    List<Pulse> pulses = new ArrayList<>();
    long pulseStartAt;

    /** The moment past which samples are awaited, on Prometheus' clock: the load's end; 0 when that is not known yet. */
    long awaitedAt;

    /** What the burst measured, what was found of it, until when conditions have to hold, and when they were seen to last. */
    Measurement measured;

    List<CheckResult> findings = new ArrayList<>();

    /** What was found of conditions while others were waited for, by their places in the list. */
    Map<Integer, CheckResult> judged = new LinkedHashMap<>();

    long heldUntilAt;
    long heldSeenAt;

    /** For how long nobody looked meanwhile. */
    long heldUnseenMillis;

    /** Where the gate could not go on, as its only finding says; null while it can. */
    Layer stoppedAt;

    /** What one executor behind the ingress counted since its process began; null when nobody looked. */
    Double countedThroughIngress;

    /** The request rate as Prometheus saw it, for a chart. */
    List<RatePoint> rates = List.of();

    /** A link to Grafana with the burst's time; empty when there is none. */
    String dashboard = "";

    List<String> notes = new ArrayList<>();

    /** Whose predictions, by the label that holds the namespace. */
    PredictionSeries scope(GateConfig config) {
        PredictionSeries scope = config.scope().namespaceLabel().isEmpty()
                ? config.scope().withNamespaceLabel(namespaceLabel)
                : config.scope();
        ServedBy wished = scope.servedBy();
        return kind.isEmpty() || wished.isFound()
                ? scope
                : scope.servedBy(wished.found(
                        ModelKind.valueOf(kind), wished.open() ? ServerProfile.named(server) : wished.profile()));
    }

    /** Where predictions are asked for, once that is found. */
    Endpoint endpoint(GateConfig config) {
        return Endpoint.restored(url, Protocol.named(protocol), host, model, scope(config));
    }

    /** How many requests of the burst were sent in the parts before the one that is to be sent. */
    long sentBefore() {
        return phase == Phase.BURST && !pulses.isEmpty() ? load.sent() : 0;
    }

    /** Every pod that was there at some time. */
    Owners owners() {
        Map<String, ExecutorPod> pods = new LinkedHashMap<>();
        pages.forEach(page -> page.replicas()
                .forEach(replica ->
                        pods.put(replica.pod().name() + "/" + replica.pod().uid(), replica.pod())));
        return new Owners(List.copyOf(pods.values()));
    }

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
            GateState state = JSON.readValue(json, GateState.class);
            if (state == null) {
                throw new IllegalArgumentException(UNREADABLE);
            }
            return state;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(UNREADABLE, e);
        }
    }
}
