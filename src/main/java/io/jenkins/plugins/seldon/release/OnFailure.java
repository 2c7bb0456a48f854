package io.jenkins.plugins.seldon.release;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.Locale;

/** What becomes of a release whose installation or upgrade fails, is aborted or runs out of time. */
public enum OnFailure {
    /** It stays as it is, its newest revision failed; the next run goes on from there. */
    KEEP,
    /** It goes back to the last revision that was deployed; a first installation, which has none, is removed, as Helm does. */
    ROLLBACK,
    /** It is removed with its history, whatever was there before. */
    UNINSTALL;

    /**
     * Reads the option.
     *
     * @throws InvalidOptionException with a sentence if there is no such word
     */
    public static OnFailure parse(String text) {
        try {
            return valueOf(text.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InvalidOptionException("onFailure must be keep, rollback or uninstall, not " + text + ".");
        }
    }

    /** The option's word. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
