package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.measure.Counts;
import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.measure.RatePoint;
import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Effect;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.load.Latency;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.text.Language;
import io.jenkins.plugins.seldon.text.Numbers;
import io.jenkins.plugins.seldon.text.Phrase;
import io.jenkins.plugins.seldon.text.Sentences;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The outcome of a gate.
 *
 * @param scope whose predictions
 * @param verdict over all findings
 * @param query what stands for the request rate in PromQL
 * @param measurement null when none was made
 * @param load the latest requests; null when none were sent
 * @param findings every condition, gravest first
 * @param diagnosis why it does not pass; {@link Diagnosis#NONE} when it does
 * @param notes what else a reader should know
 * @param rates the request rate around the burst, for a chart; empty when there was no burst
 * @param dashboard a link to Grafana with the burst's time; empty when there is none
 * @param burstStartMillis on Prometheus' clock; 0 when there was no burst
 * @param burstEndMillis on Prometheus' clock; 0 when there was no burst
 */
public record GateReport(
        PredictionSeries scope,
        Verdict verdict,
        String query,
        Measurement measurement,
        LoadResult load,
        List<CheckResult> findings,
        Diagnosis diagnosis,
        List<String> notes,
        List<RatePoint> rates,
        String dashboard,
        long burstStartMillis,
        long burstEndMillis) {

    public GateReport {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
        rates = List.copyOf(rates);
    }

    /** What it makes of the build. */
    public Effect effect(Effect onInconclusive) {
        return Effect.of(findings, onInconclusive);
    }

    /** The outcome in one English sentence: verdict, layer, and the gravest finding with query, value and limit. */
    public String sentence() {
        return Language.ENGLISH.say(headline());
    }

    /** The outcome in one sentence, for any language. */
    public Phrase headline() {
        if (verdict == Verdict.PASS) {
            return Phrase.of(
                    "gate.PASS",
                    scope,
                    Numbers.measured(measurement.counted(), measurement.load().accepted()),
                    measurement.load().accepted(),
                    Numbers.measured(measurement.requestRate()));
        }
        CheckResult gravest = findings.get(0);
        Phrase where = diagnosis.layer() == Layer.NONE
                ? Phrase.text("")
                : Phrase.of("gate.layer", Phrase.of("layer." + diagnosis.layer()));
        String counts = gravest.check() == Check.COUNTED
                        && !gravest.query().contains(scope.server().counter().name())
                ? "; query: " + query
                : "";
        String why = diagnosis.cause().isEmpty() ? "" : "; " + diagnosis.cause();
        String reason = Sentences.clause(gravest.sentence()) + why + counts;
        return Phrase.of("gate." + verdict, scope, where, new CheckTold(gravest).outcome(), reason);
    }

    /**
     * What a reader of the log wants before the sentence: a table of the conditions, what those say that don't pass beside the
     * gravest, whose sentence is the gate's own; the layers and the pods where it does not pass.
     *
     * @param language of the tables; whole lines are told in English
     */
    public List<String> details(Language language) {
        return new GateLog(this, language).lines();
    }

    /** What a finding is called among these: its name and, where others have the same, what was measured. */
    public String title(CheckResult finding) {
        boolean isAlone = findings.stream()
                .noneMatch(other -> other != finding && other.name().equals(finding.name()));
        return isAlone ? finding.name() : finding.name() + " (" + finding.query() + ")";
    }

    /** What the step returns: maps and lists of texts, numbers and booleans only. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("verdict", verdict.name());
        map.put("sentence", sentence());
        map.put("requestRate", measurement == null ? 0.0 : measurement.requestRate());
        map.put("observedRate", measurement == null ? 0.0 : measurement.observedRate());
        map.put("baselineRate", measurement == null ? 0.0 : measurement.baselineRate());
        map.put("planned", load == null ? 0L : load.planned());
        map.put("sent", load == null ? 0L : load.sent());
        map.put("accepted", load == null ? 0L : load.accepted());
        map.put("counted", measurement == null ? 0L : Math.round(measurement.counted()));
        map.put("countedErrors", measurement == null ? 0L : Math.round(measurement.countedErrors()));
        map.put("errorRatio", load == null ? 0.0 : load.errorRatio());
        map.put("latency", load == null ? new LinkedHashMap<>() : latencies(load));
        map.put(
                "conditions",
                new ArrayList<>(findings.stream().map(GateReport::map).toList()));
        map.put("predictors", predictors());
        map.put("pods", pods());
        map.put("countedBy", measurement == null ? "" : countedBy());
        map.put("diagnosis", map(diagnosis));
        map.put("notes", new ArrayList<>(notes));
        return map;
    }

    /** What a page shows beyond {@link #toMap}: rates as pairs of epoch milliseconds and rate, the burst's two ends. */
    public Map<String, Object> toPage() {
        Map<String, Object> map = new LinkedHashMap<>(toMap());
        map.put("query", query);
        map.put("dashboard", dashboard);
        map.put(
                "rateSeries",
                rates.stream().map(p -> List.of(p.atMillis(), p.perSecond())).toList());
        map.put(
                "errorSeries",
                rates.stream().anyMatch(p -> p.failedPerSecond() > 0)
                        ? rates.stream()
                                .map(p -> List.of(p.atMillis(), p.failedPerSecond()))
                                .toList()
                        : List.of());
        map.put("burst", burstEndMillis == 0 ? List.of() : List.of(burstStartMillis, burstEndMillis));
        return map;
    }

    private List<Object> predictors() {
        List<Object> predictors = new ArrayList<>();
        for (Counts.OfPredictor predictor : measurement == null
                ? List.<Counts.OfPredictor>of()
                : measurement.counts().predictors()) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", predictor.name());
            map.put("counted", Math.round(predictor.got()));
            map.put("ofTheBurst", predictor.own());
            if (predictor.share() != null) {
                map.put("share", predictor.share());
            }
            predictors.add(map);
        }
        return predictors;
    }

    private List<Object> pods() {
        List<Object> pods = new ArrayList<>();
        for (Counts.OfPod pod : measurement == null
                ? List.<Counts.OfPod>of()
                : measurement.counts().pods()) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", pod.pod());
            map.put("predictor", pod.predictor());
            map.put("ofTheBurst", pod.own());
            map.put("executor", pod.executor() == null ? "not readable" : (Object) Math.round(pod.executor()));
            map.put("prometheus", pod.prometheus() == null ? "no series" : (Object) Math.round(pod.prometheus()));
            map.put("note", pod.note());
            pods.add(map);
        }
        return pods;
    }

    /** Who counted what was measured, a clause. */
    String countedBy() {
        Counts counts = measurement.counts();
        String server = scope.server().process();
        return counts.executorsRead()
                ? "Prometheus " + counts.basis() + ", and the " + server + "s' own pages"
                : "Prometheus " + counts.basis() + "; the " + server + "s' pages were not readable";
    }

    private static Map<String, Object> latencies(LoadResult load) {
        Latency latency = load.latency();
        return new LinkedHashMap<>(latency.toMap());
    }

    private static Map<String, Object> map(CheckResult finding) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", finding.name());
        map.put("verdict", finding.verdict().name());
        map.put("query", finding.query());
        map.put("value", finding.value());
        map.put("limit", finding.limit());
        map.put("severity", finding.severity() == Effect.FAILURE ? "fail" : "unstable");
        map.put("sentence", finding.sentence());
        return map;
    }

    private static Map<String, Object> map(Diagnosis diagnosis) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("layer", diagnosis.layer().toString());
        map.put("cause", diagnosis.cause());
        List<Object> views = new ArrayList<>();
        for (Diagnosis.View view : diagnosis.views()) {
            Map<String, Object> seen = new LinkedHashMap<>();
            seen.put("layer", view.layer().toString());
            seen.put("health", view.health().name().toLowerCase(Locale.ROOT));
            seen.put("seen", view.seen());
            views.add(seen);
        }
        map.put("layers", views);
        return map;
    }
}
