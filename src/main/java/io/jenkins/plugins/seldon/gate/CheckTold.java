package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.text.Phrase;

/**
 * What came of a check, for the log. Pure.
 *
 * @param finding the check
 */
record CheckTold(CheckResult finding) {

    /** The verdict in a word. */
    Phrase verdict() {
        return Phrase.of("verdict." + finding.verdict());
    }

    /** What was measured. */
    Phrase value() {
        return Phrase.text(finding.value().isEmpty() ? "no value" : finding.value());
    }

    /** What was required. */
    Phrase limit() {
        return Phrase.text(finding.limit());
    }

    /** The check by its name, with the two where something is required. */
    Phrase outcome() {
        return finding.limit().isEmpty()
                ? Phrase.of("check.named", finding.name())
                : Phrase.of("check.measured", finding.name(), value(), limit());
    }
}
