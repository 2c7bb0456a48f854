package io.jenkins.plugins.seldon.settings;

import hudson.util.FormValidation;
import io.jenkins.plugins.seldon.text.Language;
import io.jenkins.plugins.seldon.text.PlainLine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jvnet.localizer.LocaleProvider;

/** What a button of a form has found out: a line for each thing, and the colour of the gravest. Not thread-safe. */
public final class FormAnswer {

    private final List<String> lines = new ArrayList<>();
    private FormValidation.Kind kind = FormValidation.Kind.OK;

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
        lines.add(PlainLine.of(line));
        kind = worth.compareTo(kind) > 0 ? worth : kind;
        return this;
    }

    /** Whether a run could go on. */
    public boolean isUsable() {
        return kind != FormValidation.Kind.ERROR;
    }

    /** The same with other texts. */
    public FormAnswer with(UnaryOperator<String> change) {
        FormAnswer changed = new FormAnswer();
        lines.forEach(line -> changed.add(kind, change.apply(line)));
        return changed;
    }

    /** As Jenkins shows it: each line for itself, in the language of whoever asks, escaped. */
    public FormValidation toFormValidation() {
        Language language = language();
        String text = String.join("\n", lines.stream().map(language::translate).toList());
        return switch (kind) {
            case OK -> FormValidation.ok(text);
            case WARNING -> FormValidation.warning(text);
            case ERROR -> FormValidation.error(text);
        };
    }

    /** What keeps an option from being taken, in the language of whoever writes it. */
    public static FormValidation error(String sentence) {
        return FormValidation.error(language().translate(sentence));
    }

    /** As {@link #error}, of what may be right. */
    public static FormValidation warning(String sentence) {
        return FormValidation.warning(language().translate(sentence));
    }

    private static Language language() {
        return Language.of(LocaleProvider.getLocale());
    }

    /** The lines as they are, for tests and logs. */
    @Override
    public String toString() {
        return kind + ": " + String.join(" | ", lines);
    }
}
