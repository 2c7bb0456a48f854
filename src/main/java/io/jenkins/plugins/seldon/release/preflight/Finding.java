package io.jenkins.plugins.seldon.release.preflight;

/**
 * Something that would go wrong.
 *
 * @param fatal whether it is bound to; otherwise it may
 * @param sentence what, and what to do about it
 */
public record Finding(boolean fatal, String sentence) {

    static Finding refusal(String sentence) {
        return new Finding(true, sentence);
    }

    static Finding warning(String sentence) {
        return new Finding(false, sentence);
    }
}
