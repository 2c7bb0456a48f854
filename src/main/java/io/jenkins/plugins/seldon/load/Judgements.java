package io.jenkins.plugins.seldon.load;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * The judgements of one burst. Many models answer a payload with the same bytes each time, and a body that is byte by byte
 * the one before has its verdict. Remembers one body. Thread-safe.
 */
final class Judgements {

    private final Function<byte[], Optional<String>> rule;

    /** Null before the first. */
    private volatile Judged last;

    private record Judged(byte[] body, Optional<String> flaw) {}

    /** @param rule what a body's flaw is, as {@link AnswerRule#flaw} tells it: always the same for the same bytes */
    Judgements(Function<byte[], Optional<String>> rule) {
        this.rule = rule;
    }

    /** The rule's verdict. The body is the caller's again afterwards. */
    Optional<String> flaw(byte[] body) {
        Judged before = last;
        if (before != null && Arrays.equals(before.body(), body)) {
            return before.flaw();
        }
        Optional<String> flaw = rule.apply(body);
        last = new Judged(body.clone(), flaw);
        return flaw;
    }
}
