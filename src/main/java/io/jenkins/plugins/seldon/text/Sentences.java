package io.jenkins.plugins.seldon.text;

/** Sentences and the clauses that they are made of. */
public final class Sentences {

    private Sentences() {}

    /** A clause as a sentence: a capital letter first, one full stop at the end. */
    public static String of(String clause) {
        String bare = clause(clause);
        return bare.isEmpty() ? "" : Character.toUpperCase(bare.charAt(0)) + bare.substring(1) + ".";
    }

    /** A sentence as a clause, to be gone on with: without the full stop at its end. */
    public static String clause(String sentence) {
        int end = sentence.length();
        while (end > 0 && (sentence.charAt(end - 1) == '.' || Character.isWhitespace(sentence.charAt(end - 1)))) {
            end--;
        }
        return sentence.substring(0, end);
    }
}
