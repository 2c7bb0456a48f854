package io.jenkins.plugins.seldon.release;

import io.jenkins.plugins.seldon.helm.record.ReleaseRecord;
import io.jenkins.plugins.seldon.seldon.ReleaseServices;
import io.jenkins.plugins.seldon.text.Language;
import io.jenkins.plugins.seldon.text.Phrase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The release after a run.
 *
 * @param record its newest revision
 * @param namespace its namespace
 * @param changed whether the run made a new revision
 * @param repairs what was changed in the chart, empty if it was sent as it came
 */
public record ReleaseResult(ReleaseRecord record, String namespace, boolean changed, List<String> repairs) {

    public ReleaseResult {
        repairs = List.copyOf(repairs);
    }

    static ReleaseResult ofNewRevision(ReleaseRecord record, String namespace, List<String> repairs) {
        return new ReleaseResult(record, namespace, true, repairs);
    }

    /** Of a run that found nothing to do. */
    static ReleaseResult ofOldRevision(ReleaseRecord record, String namespace, List<String> repairs) {
        return new ReleaseResult(record, namespace, false, repairs);
    }

    /** The same, seen by somebody who began when another revision was the newest. */
    public ReleaseResult since(int revision) {
        return new ReleaseResult(record, namespace, changed || record.revision() != revision, repairs);
    }

    /** The outcome as a person would say it in English. */
    public String sentence() {
        return Language.ENGLISH.say(headline());
    }

    /** The outcome as a person would say it, in any language. */
    public Phrase headline() {
        return Phrase.of(
                changed ? "release.changed" : "release.unchanged",
                record.name(),
                namespace,
                record.status().label(),
                record.revision(),
                record.chartName(),
                record.chartVersion(),
                repairs.isEmpty() ? Phrase.text("") : Phrase.of("release.repaired"));
    }

    /** As a script sees it: texts, numbers, booleans and lists. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", record.name());
        map.put("namespace", namespace);
        map.put("revision", (long) record.revision());
        map.put("status", record.status().label());
        map.put("chart", record.chartName());
        map.put("chartVersion", record.chartVersion());
        map.put("appVersion", record.appVersion());
        map.put("changed", changed);
        map.put("repaired", !repairs.isEmpty());
        map.put("repairs", new ArrayList<>(repairs));
        map.put("services", ReleaseServices.of(record.objects(), namespace));
        return map;
    }
}
