package io.jenkins.plugins.seldon.node;

import io.jenkins.plugins.seldon.text.Language;
import io.jenkins.plugins.seldon.text.PlainLine;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * A build's log as our steps write it, line by line: each is masked, said in the log's language, made a {@link PlainLine}
 * and given the colour of its {@link Tone} here, at the edge, so that nobody before has to think of it. Adds nothing to the
 * stream's own buffering and closes nothing. Thread-safe.
 */
public final class BuildLog extends PrintStream {

    private final PrintStream log;
    private final UnaryOperator<String> shown;
    private final String beginning;
    private final Language language;
    private final boolean isColoured;

    /**
     * @param log what Jenkins gives
     * @param shown what may be shown of a line
     * @param subject whom the lines are about, at the beginning of each; empty where they say so themselves
     * @param language in which whole lines are said
     * @param isColoured whether it shows ANSI's colours
     */
    public BuildLog(
            PrintStream log, UnaryOperator<String> shown, String subject, Language language, boolean isColoured) {
        super(log, true, StandardCharsets.UTF_8);
        this.log = log;
        this.shown = shown;
        this.language = language;
        this.isColoured = isColoured;
        this.beginning = subject.isEmpty() ? "" : "[" + subject + "] ";
    }

    @Override
    public void println(String line) {
        Tone tone = isColoured ? Tone.of(line, language) : Tone.PLAIN;
        log.println(tone.on(PlainLine.of(beginning + language.translate(shown.apply(line)))));
    }

    @Override
    public void println(Object line) {
        println(String.valueOf(line));
    }

    @Override
    public void print(String text) {
        log.print(PlainLine.of(shown.apply(text)));
    }

    /** The log stays open, it is the build's. */
    @Override
    public void close() {
        flush();
    }
}
