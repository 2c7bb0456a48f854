package io.jenkins.plugins.seldon.release;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was done about a failed installation or upgrade.
 *
 * @param outcome what became of the release
 * @param revision the revision that it was to go back to; 0 for none
 * @param sentence the same as a person would say it
 */
public record Undone(Outcome outcome, int revision, String sentence) {

    /** What became of the release. */
    public enum Outcome {
        KEPT("kept"),
        ROLLED_BACK("rolled back"),
        UNINSTALLED("uninstalled"),
        UNDOING_FAILED("undoing failed");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }
    }

    /** One or two words. */
    public String label() {
        return outcome.label;
    }

    /** For the build's report: texts and numbers. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("undone", label());
        map.put("rolledBackTo", (long) revision);
        return map;
    }
}
