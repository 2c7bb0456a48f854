package io.jenkins.plugins.seldon.report;

import hudson.model.Result;
import io.jenkins.plugins.seldon.report.GateView.Condition;
import java.util.List;

/**
 * A gate as a check beside a commit: a title, what was measured against what, in Markdown, and whether it is to be had. Pure.
 *
 * @param name tells checks of a commit apart, the same in every build; of one name the last alone is shown
 * @param title the verdict
 * @param summary Markdown
 * @param conclusion what it means for the commit
 */
public record GateCheck(String name, String title, String summary, Conclusion conclusion) {

    /** More conditions than anybody reads there; the build's page has all. */
    private static final int MOST_CONDITIONS = 20;

    private static final int LONGEST = 2_000;

    /** What a verdict means for the commit. */
    public enum Conclusion {
        /** The gate passed. */
        SUCCESS,
        /** It did not, and the build goes on as if it had: a dry run, or options that say so. */
        NEUTRAL,
        /** It did not. */
        FAILURE
    }

    /**
     * The check of a gate.
     *
     * @param section what the build's report has of it
     * @param effect what becomes of the build for it
     */
    public static GateCheck of(ReportSection section, Result effect) {
        StringBuilder summary = new StringBuilder(plain(section.getTold())).append('\n');
        List<Condition> conditions = section.getGate().getConditions();
        if (!conditions.isEmpty()) {
            summary.append(Viewer.say("page.columns")).append("\n| --- | --- | --- | --- |\n");
            conditions.stream().limit(MOST_CONDITIONS).forEach(condition -> summary.append("| ")
                    .append(plain(title(condition, conditions)))
                    .append(" | ")
                    .append(plain(condition.mark().word()))
                    .append(" | ")
                    .append(plain(condition.told().value()))
                    .append(" | ")
                    .append(plain(condition.told().limit()))
                    .append(" |\n"));
        }
        return new GateCheck(usualName(section), section.getLabel(), summary.toString(), conclusion(section, effect));
    }

    /** What the check of the only gate of its kind in a build is called. */
    public static String usualName(ReportSection section) {
        return "Seldon gate " + section.getSubject();
    }

    /** As the gate's log has it: with what was measured where others have the same name. */
    private static String title(Condition condition, List<Condition> all) {
        long alike = all.stream()
                .filter(other -> other.name().equals(condition.name()))
                .count();
        return alike == 1 ? condition.name() : condition.name() + " (" + condition.query() + ")";
    }

    /** The same under another name. */
    public GateCheck called(String other) {
        return new GateCheck(other, title, summary, conclusion);
    }

    private static Conclusion conclusion(ReportSection section, Result effect) {
        if (effect != Result.SUCCESS) {
            return Conclusion.FAILURE;
        }
        return section.isGood() ? Conclusion.SUCCESS : Conclusion.NEUTRAL;
    }

    /** A text that Markdown shows as it is: every sign that could mean something to it is escaped (CommonMark, 2.4). */
    private static String plain(String text) {
        StringBuilder escaped = new StringBuilder();
        ReportSection.shown(text).chars().limit(LONGEST).forEach(c -> {
            if ("\\`*_{}[]()<>#+!|~&@$".indexOf(c) >= 0) {
                escaped.append('\\');
            }
            escaped.append((char) c);
        });
        return escaped.toString();
    }
}
