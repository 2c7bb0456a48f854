package io.jenkins.plugins.seldon.release.preflight;

/**
 * Something that would go wrong.
 *
 * @param check what found it
 * @param fatal whether it is bound to; otherwise it may
 * @param sentence what, and what to do about it
 */
public record Problem(PreflightCheck check, boolean fatal, String sentence) {

    /** Something that is bound to go wrong. */
    public static Problem refusal(PreflightCheck check, String sentence) {
        return new Problem(check, true, sentence);
    }

    static Problem warning(PreflightCheck check, String sentence) {
        return new Problem(check, false, sentence);
    }
}
