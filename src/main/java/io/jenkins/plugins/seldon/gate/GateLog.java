package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis;
import io.jenkins.plugins.seldon.gate.measure.Counts;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.CountsTold;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.text.Columns;
import io.jenkins.plugins.seldon.text.Language;
import io.jenkins.plugins.seldon.text.Numbers;
import io.jenkins.plugins.seldon.text.Phrase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A gate's outcome for the build's log: what its one sentence does not say. Pure.
 *
 * @param report the outcome
 * @param language of the tables; whole lines are told in English
 */
record GateLog(GateReport report, Language language) {

    private static final int MOST_PODS = 8;

    /** A condition may be called by its query. */
    private static final int LONGEST_NAME = 60;

    List<String> lines() {
        List<String> lines = new ArrayList<>(conditions());
        report.findings().stream()
                .skip(1)
                .filter(finding -> finding.verdict() != Verdict.PASS)
                .map(CheckResult::sentence)
                .distinct()
                .forEach(lines::add);
        lines.addAll(layers());
        if (report.measurement() != null) {
            lines.addAll(counts(report.measurement().counts()));
        }
        lines.addAll(report.notes());
        return lines;
    }

    private List<String> conditions() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(said("table.verdict", "table.condition", "table.measured", "table.limit"));
        for (CheckResult finding : report.findings()) {
            CheckTold told = new CheckTold(finding);
            rows.add(List.of(
                    language.say(told.verdict()),
                    shortened(report.title(finding)),
                    language.say(told.value()),
                    language.say(told.limit())));
        }
        return Columns.of(rows);
    }

    private List<String> said(String... keys) {
        return Stream.of(keys).map(key -> language.say(Phrase.of(key))).toList();
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }

    private List<String> layers() {
        List<List<String>> rows = new ArrayList<>();
        for (Diagnosis.View view : report.diagnosis().views()) {
            boolean isBroken = view.layer() == report.diagnosis().layer();
            String health = language.word("health.", view.health().name().toLowerCase(Locale.ROOT));
            String layer = language.word("layer.", view.layer().toString());
            rows.add(List.of((isBroken ? "> " : "  ") + layer, health, language.translate(view.seen())));
        }
        if (!rows.isEmpty()) {
            List<String> heads = said("table.layer", "table.health", "table.seen");
            rows.add(0, List.of("  " + heads.get(0), heads.get(1), heads.get(2)));
        }
        return Columns.of(rows);
    }

    private List<String> counts(Counts counts) {
        List<String> lines = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        for (Counts.OfPod pod : counts.pods().stream().limit(MOST_PODS).toList()) {
            rows.add(List.of(
                    pod.pod().isEmpty() ? language.translate("(not known)") : pod.pod(),
                    pod.predictor(),
                    pod.executor() == null ? language.translate("not readable") : Numbers.measured(pod.executor()),
                    pod.prometheus() == null ? language.translate("no series") : Numbers.measured(pod.prometheus()),
                    language.translate(pod.note())));
        }
        if (!rows.isEmpty()) {
            String server = report.scope().server().process().toUpperCase(Locale.ROOT);
            List<String> heads = said("table.pod", "table.predictor", "table.note");
            rows.add(0, List.of(heads.get(0), heads.get(1), server, "PROMETHEUS", heads.get(2)));
        }
        lines.addAll(Columns.of(rows));
        if (counts.pods().size() > MOST_PODS) {
            lines.add("and " + (counts.pods().size() - MOST_PODS) + " more pods");
        }
        String shares = String.join(
                ", ", counts.predictors().stream().map(CountsTold::of).toList());
        lines.add("Counted by " + report.countedBy() + (shares.isEmpty() ? "" : ": " + shares) + ".");
        return lines;
    }
}
