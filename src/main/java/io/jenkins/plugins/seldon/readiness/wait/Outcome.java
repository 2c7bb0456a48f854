package io.jenkins.plugins.seldon.readiness.wait;

import io.jenkins.plugins.seldon.readiness.PodLine;
import java.time.Instant;
import java.util.List;

/**
 * How a wait ended.
 *
 * @param kind ready, failed or timed out
 * @param sentence one complete sentence for the user
 * @param details lines for the log, to be printed before the sentence: diagnosis, then the table of pods
 * @param pods the pods that count, by name
 * @param at when it ended
 */
public record Outcome(Kind kind, String sentence, List<String> details, List<PodLine> pods, Instant at) {

    /** Ways to end. */
    public enum Kind {
        READY,
        /** The rollout has failed, or the cluster can't be asked. */
        FAILED,
        TIMED_OUT
    }

    public Outcome {
        details = List.copyOf(details);
        pods = List.copyOf(pods);
    }
}
