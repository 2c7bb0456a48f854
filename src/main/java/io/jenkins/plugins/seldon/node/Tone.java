package io.jenkins.plugins.seldon.node;

import io.jenkins.plugins.seldon.text.Language;
import java.util.Map;

/** How a line of a log is to strike who skims it, by what it tells: a verdict, a broken layer, a warning. Pure. */
enum Tone {
    PLAIN(""),
    GOOD("32"),
    DOUBTFUL("33"),
    BAD("31");

    private static final Map<String, Tone> VERDICTS =
            Map.of("PASS", GOOD, "INCONCLUSIVE", DOUBTFUL, "FAIL", BAD, "ERROR", BAD);

    /** Behind the first cell of a table's row. */
    private static final String GAP = "   ";

    /** ECMA-48, SGR: of what follows, the colour; without one, none. */
    private static final String COLOUR = "\u001b[%sm";

    private final String code;

    Tone(String code) {
        this.code = code;
    }

    /**
     * @param line as a step says it: in English, or its outcome and tables in the log's language
     * @param language the log's
     */
    static Tone of(String line, Language language) {
        if (line.startsWith("WARNING: ")) {
            return DOUBTFUL;
        }
        if (line.startsWith("> ")) {
            return BAD;
        }
        for (Map.Entry<String, Tone> verdict : VERDICTS.entrySet()) {
            String word = language.word("verdict.", verdict.getKey());
            if (line.startsWith(word + GAP) || language.says("gate." + verdict.getKey(), line)) {
                return verdict.getValue();
            }
        }
        return language.says("wait.ready.one", line) || language.says("wait.ready.many", line) ? GOOD : PLAIN;
    }

    /** A line that has nothing unprintable in it, in this tone's colour. */
    String on(String line) {
        return this == PLAIN ? line : COLOUR.formatted(code) + line + COLOUR.formatted("");
    }
}
