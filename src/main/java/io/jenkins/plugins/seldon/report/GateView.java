package io.jenkins.plugins.seldon.report;

import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.text.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A gate as the build's page shows it: what decided, the counts, the way of a prediction, the request rate. Made of what
 * a build has kept, by whichever version, so that nothing is taken for given. Pure; for one request.
 */
public final class GateView {

    static final String COUNTED = "minCountedRatio";
    static final String RATE = "minRequestRate";
    private static final String ERRORS = "maxErrorRatio";
    private static final String LATENCY = "maxLatency";

    /** Layers that decide without being broken. */
    private static final Set<String> NOTHING_BROKEN = Set.of("traffic", "condition");

    private final String subject;
    private final String outcome;
    private final Map<String, Object> data;

    /**
     * One condition.
     *
     * @param name what messages call it
     * @param mark of its verdict
     * @param value as it was measured
     * @param limit as it was required
     * @param told value and limit as people read them
     * @param query as Prometheus was asked; empty where it is none
     * @param sentence what was found
     */
    public record Condition(
            String name, Mark mark, String value, String limit, Told told, String query, String sentence) {}

    /**
     * One step on the way from the sender to the query.
     *
     * @param layer its name
     * @param mark of how it was found
     * @param isDecisive whether it is the one that explains the verdict
     * @param word what is to be said of it
     * @param seen what was looked at
     */
    public record Step(String layer, Mark mark, boolean isDecisive, String word, String seen) {}

    /**
     * The three counts of the burst, a predictor or a pod.
     *
     * @param kind which of these it is
     * @param name the predictor's or the pod's
     * @param accepted by the sender; only the burst has it
     * @param executors on the executors' own pages
     * @param prometheus what it showed
     * @param note what else there is to know
     */
    public record Count(String kind, String name, String accepted, String executors, String prometheus, String note) {}

    /**
     * A line of a table with two columns.
     *
     * @param name what is told of
     * @param value what it is, as people read it
     */
    public record Row(String name, String value) {}

    GateView(ReportSection section) {
        this.subject = ReportSection.shown(section.getSubject());
        this.outcome = section.getOutcome();
        this.data = section.getData();
    }

    /** Gravest first, as the gate has them. */
    public List<Condition> getConditions() {
        return maps(data.get("conditions")).stream().map(GateView::condition).toList();
    }

    private static Condition condition(Map<?, ?> kept) {
        String name = text(kept.get("name"));
        String value = text(kept.get("value"));
        String limit = text(kept.get("limit"));
        return new Condition(
                name,
                Mark.ofVerdict(text(kept.get("verdict"))),
                value,
                limit,
                Told.of(name, value, limit),
                text(kept.get("query")),
                text(kept.get("sentence")));
    }

    /** The condition that decided: the gravest; of a gate that passed that which it stands for. Null without any. */
    public Condition getDecisive() {
        List<Condition> all = getConditions();
        return all.stream()
                .filter(condition -> outcome.equals("PASS") && condition.name().equals(COUNTED))
                .findFirst()
                .orElse(all.isEmpty() ? null : all.get(0));
    }

    /** Whether it came to a measurement; before that, what was sent was no burst and what was counted is not known. */
    static boolean isMeasured(Map<String, Object> data) {
        return data.get("countedBy") instanceof String by && !by.isEmpty();
    }

    /** What the conditions of a name were held against. */
    private double[] limits(String name) {
        return getConditions().stream()
                .filter(condition -> condition.name().equals(name))
                .mapToDouble(condition -> Told.number(condition.limit()))
                .toArray();
    }

    /** Totals of the burst, as people read them; none is told as one that a limit allows where it is beyond. */
    public List<Row> getFacts() {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(Viewer.say("page.planned"), text(data.get("planned"))));
        rows.add(new Row(Viewer.say("page.sent"), text(data.get("sent"))));
        rows.add(new Row(Viewer.say("page.accepted"), text(data.get("accepted"))));
        if (isMeasured(data)) {
            rows.add(new Row(Viewer.say("page.counted"), text(data.get("counted"))));
            rows.add(new Row(
                    Viewer.say("page.requestRate"), ReportSection.perSecond(data.get("requestRate"), limits(RATE))));
            rows.add(new Row(Viewer.say("page.observedRate"), ReportSection.perSecond(data.get("observedRate"))));
            rows.add(new Row(Viewer.say("page.backgroundTraffic"), ReportSection.perSecond(data.get("baselineRate"))));
        }
        rows.add(new Row(Viewer.say("page.failed"), ReportSection.percent(data.get("errorRatio"), limits(ERRORS))));
        rows.removeIf(row -> row.value().isEmpty());
        return rows;
    }

    /** Quantiles and what they took. None before a measurement: a refusal or a warm-up took them. */
    public List<Row> getLatencies() {
        List<Row> rows = new ArrayList<>();
        double[] limits = limits(LATENCY);
        if (isMeasured(data) && data.get("latency") instanceof Map<?, ?> latency) {
            latency.forEach((quantile, millis) -> {
                if (millis instanceof Number number) {
                    rows.add(new Row(
                            text(LatencyChart.told(String.valueOf(quantile))),
                            Numbers.measured(number.doubleValue(), limits) + " ms"));
                }
            });
        }
        return rows;
    }

    /** The same as a picture; null where they are not all known. */
    public LineChart getLatencyChart() {
        return isMeasured(data) ? LatencyChart.of(subject, data.get("latency")) : null;
    }

    /** The burst, then each predictor, then each pod. */
    public List<Count> getCounts() {
        List<Map<?, ?>> pods = maps(data.get("pods"));
        List<Count> counts = new ArrayList<>();
        if (pods.isEmpty() && maps(data.get("predictors")).isEmpty()) {
            return counts;
        }
        List<Map<?, ?>> own = pods.stream()
                .filter(pod -> !Boolean.FALSE.equals(pod.get("ofTheBurst")))
                .toList();
        counts.add(new Count(
                Viewer.say("page.burst"),
                "",
                text(data.get("accepted")),
                sum(own, "executor"),
                sum(once(own), "prometheus"),
                ""));
        for (Map<?, ?> predictor : maps(data.get("predictors"))) {
            String name = text(predictor.get("name"));
            List<Map<?, ?>> its = pods.stream()
                    .filter(pod -> name.equals(text(pod.get("predictor"))))
                    .toList();
            String share = ReportSection.percent(predictor.get("share"));
            counts.add(new Count(
                    Viewer.say("page.predictor"),
                    name,
                    "",
                    sum(its, "executor"),
                    sum(once(its), "prometheus"),
                    Boolean.FALSE.equals(predictor.get("ofTheBurst"))
                            ? Viewer.say("page.notOfTheBurst")
                            : share.isEmpty() ? "" : Viewer.say("page.expected", share)));
        }
        for (Map<?, ?> pod : pods) {
            String name = text(pod.get("name"));
            counts.add(new Count(
                    Viewer.say("page.pod"),
                    name.isEmpty() ? Viewer.say("page.notKnown") : name,
                    "",
                    whole(pod.get("executor")),
                    whole(pod.get("prometheus")),
                    ReportSection.say(pod.get("note"))));
        }
        return counts;
    }

    /**
     * Without what Prometheus has under no pod's name where it has all of those that are known by theirs: that may be theirs
     * once more, as of a target that is a Service's, and the gate leaves it out.
     */
    private static List<Map<?, ?>> once(List<Map<?, ?>> pods) {
        List<Map<?, ?>> named =
                pods.stream().filter(pod -> !text(pod.get("name")).isEmpty()).toList();
        boolean isSeen = named.stream()
                .anyMatch(pod -> pod.get("executor") instanceof Number && pod.get("prometheus") instanceof Number);
        boolean isMissing = named.stream()
                .anyMatch(pod -> pod.get("executor") instanceof Number rise
                        && rise.doubleValue() > 0
                        && !(pod.get("prometheus") instanceof Number));
        return isSeen && !isMissing ? named : pods;
    }

    /** Of what are no numbers, the first text. */
    private static String sum(List<Map<?, ?>> pods, String key) {
        double sum = 0;
        boolean isNumber = false;
        for (Map<?, ?> pod : pods) {
            if (pod.get(key) instanceof Number number) {
                sum += number.doubleValue();
                isNumber = true;
            }
        }
        return isNumber
                ? whole(sum)
                : pods.isEmpty() ? "" : ReportSection.say(pods.get(0).get(key));
    }

    private static String whole(Object count) {
        return count instanceof Number number ? Numbers.of(number.doubleValue()) : ReportSection.say(count);
    }

    /** The layers that were looked at, in the order of the way; of a gate that stopped early the one that it stopped at. */
    public List<Step> getSteps() {
        Map<?, ?> diagnosis = data.get("diagnosis") instanceof Map<?, ?> map ? map : Map.of();
        String broken = text(diagnosis.get("layer"));
        List<Step> steps = new ArrayList<>();
        boolean isMarked = false;
        for (Map<?, ?> view : maps(diagnosis.get("layers"))) {
            String layer = text(view.get("layer"));
            boolean isBroken = layer.equals(broken);
            isMarked |= isBroken;
            Mark mark = Mark.ofHealth(text(view.get("health")).toLowerCase(Locale.ROOT));
            String seen = ReportSection.say(view.get("seen"));
            steps.add(isBroken ? decisive(layer, seen) : new Step(layer, mark, false, mark.word(), seen));
        }
        if (!isMarked && !broken.isEmpty() && !broken.equals("none")) {
            int before = (int) steps.stream()
                    .filter(step -> place(step.layer()) < place(broken))
                    .count();
            steps.add(before, decisive(broken, ReportSection.say(diagnosis.get("cause"))));
        }
        return steps;
    }

    private Step decisive(String layer, String seen) {
        String word = Viewer.say(NOTHING_BROKEN.contains(layer) ? "page.decidedHere" : "page.brokenHere");
        return new Step(layer, new Mark(word, Mark.ofVerdict(outcome).kind()), true, word, seen);
    }

    /** A layer's name, as people read it. */
    public String layer(String name) {
        return Viewer.word("layer.", name);
    }

    /** Where a layer comes on the way; one that this version does not know comes last. */
    private static int place(String layer) {
        return Arrays.stream(Layer.values())
                .filter(known -> known.toString().equals(layer))
                .mapToInt(Layer::ordinal)
                .findFirst()
                .orElse(Integer.MAX_VALUE);
    }

    /** What else a reader should know. */
    public List<String> getNotes() {
        return data.get("notes") instanceof List<?> notes
                ? notes.stream().map(ReportSection::say).toList()
                : List.of();
    }

    /** Whose predictions were counted, and how that is known. */
    public String getCountedBy() {
        return ReportSection.say(data.get("countedBy"));
    }

    public String getQuery() {
        return text(data.get("query"));
    }

    /** Grafana with the burst's time; empty where there is none, and for what no browser should follow. */
    public String getDashboard() {
        String link = text(data.get("dashboard"));
        return link.startsWith("https://") || link.startsWith("http://") ? link : "";
    }

    /** The paths of the evidence in the workspace; none outside of a node. */
    public List<String> getEvidenceFiles() {
        String path = text(data.get("evidence"));
        return path.isEmpty() ? List.of() : List.of(path + ".json", path + ".xml");
    }

    /** The request rate around the burst, and that of what failed, seconds since its start; null without a burst. */
    public LineChart getChart() {
        return rates().drawn();
    }

    /** The same as a table. */
    public List<Row> getRates() {
        return rates().rows();
    }

    private RateChart rates() {
        return new RateChart(
                subject,
                data,
                getConditions().stream()
                        .filter(condition -> condition.name().equals(RATE))
                        .findFirst()
                        .orElse(null));
    }

    private static List<Map<?, ?>> maps(Object list) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (list instanceof List<?> entries) {
            for (Object entry : entries) {
                if (entry instanceof Map<?, ?> map) {
                    maps.add(map);
                }
            }
        }
        return maps;
    }

    static Double number(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static String text(Object value) {
        return ReportSection.shown(value);
    }
}
