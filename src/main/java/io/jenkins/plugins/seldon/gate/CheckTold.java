package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.text.Language;
import io.jenkins.plugins.seldon.text.Phrase;
import java.util.List;

/**
 * What came of a check, for the log. The record of a check is English: of its limit the words are told apart from the number
 * here, the rest is the same in every language. Pure.
 *
 * @param finding the check
 */
record CheckTold(CheckResult finding) {

    private static final String AND = " and ";
    private static final List<String> BOUNDS = List.of("limit.atLeast", "limit.atMost", "limit.above", "limit.below");

    /** The verdict in a word. */
    Phrase verdict() {
        return Phrase.of("verdict." + finding.verdict());
    }

    /** What was measured. */
    Phrase value() {
        return finding.value().isEmpty() ? Phrase.of("noValue") : bound(finding.value());
    }

    /** What was required. */
    Phrase limit() {
        String limit = finding.limit();
        int and = limit.indexOf(AND);
        return and < 0
                ? bound(limit)
                : Phrase.of("limit.both", bound(limit.substring(0, and)), bound(limit.substring(and + AND.length())));
    }

    /** The check by its name, with the two where something is required. */
    Phrase outcome() {
        return finding.limit().isEmpty()
                ? Phrase.of("check.named", finding.name())
                : Phrase.of("check.measured", finding.name(), value(), limit());
    }

    private static Phrase bound(String text) {
        for (String bound : BOUNDS) {
            String words = Language.ENGLISH.say(Phrase.of(bound, ""));
            if (text.startsWith(words)) {
                return Phrase.of(bound, text.substring(words.length()));
            }
        }
        return Phrase.verbatim(text);
    }
}
