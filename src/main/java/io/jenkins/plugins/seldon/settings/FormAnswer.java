package io.jenkins.plugins.seldon.settings;

import hudson.util.FormValidation;
import io.jenkins.plugins.seldon.text.Language;
import io.jenkins.plugins.seldon.text.PlainLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jvnet.localizer.LocaleProvider;

/** What a button of a form has found out: a line for each thing, with a colour of its own. Not thread-safe. */
public final class FormAnswer {

    private final List<Line> lines = new ArrayList<>();

    private record Line(FormValidation.Kind kind, String text) {

        FormValidation toFormValidation(Language language) {
            String said = language.translate(text);
            return switch (kind) {
                case OK -> FormValidation.ok(said);
                case WARNING -> FormValidation.warning(said);
                case ERROR -> FormValidation.error(said);
            };
        }
    }

    /** Adds something as it should be. */
    public FormAnswer good(String line) {
        return add(FormValidation.Kind.OK, line);
    }

    /** Adds something that may, or may not, be a problem. */
    public FormAnswer open(String line) {
        return add(FormValidation.Kind.WARNING, line);
    }

    /** Adds something that a run would fail because of. */
    public FormAnswer bad(String line) {
        return add(FormValidation.Kind.ERROR, line);
    }

    private FormAnswer add(FormValidation.Kind worth, String line) {
        lines.add(new Line(worth, PlainLine.of(line)));
        return this;
    }

    /** Whether a run could go on. */
    public boolean isUsable() {
        return kind() != FormValidation.Kind.ERROR;
    }

    /** The gravest line's. */
    private FormValidation.Kind kind() {
        return lines.stream().map(Line::kind).max(Comparator.naturalOrder()).orElse(FormValidation.Kind.OK);
    }

    /** The same with other texts. */
    public FormAnswer with(UnaryOperator<String> change) {
        FormAnswer changed = new FormAnswer();
        lines.forEach(line -> changed.add(line.kind(), change.apply(line.text())));
        return changed;
    }

    /** As Jenkins shows it: each line for itself, with its mark, in the language of whoever asks, escaped. */
    public FormValidation toFormValidation() {
        Language language = language();
        return FormValidation.aggregate(
                lines.stream().map(line -> line.toFormValidation(language)).toList());
    }

    /** What keeps an option from being taken, in the language of whoever writes it. */
    public static FormValidation error(String sentence) {
        return FormValidation.error(said(sentence));
    }

    /** As {@link #error}, of what may be right. */
    public static FormValidation warning(String sentence) {
        return FormValidation.warning(said(sentence));
    }

    /** A sentence in the language of whoever asks. */
    static String said(String sentence) {
        return language().translate(sentence);
    }

    private static Language language() {
        return Language.of(LocaleProvider.getLocale());
    }

    /** The lines as they are, for tests and logs. */
    @Override
    public String toString() {
        return kind() + ": " + lines.stream().map(Line::text).collect(Collectors.joining(" | "));
    }
}
