package io.jenkins.plugins.seldon.readiness.wait;

import io.jenkins.plugins.seldon.readiness.PodLine;
import io.jenkins.plugins.seldon.readiness.Subject;
import io.jenkins.plugins.seldon.text.Language;
import io.jenkins.plugins.seldon.text.Phrase;
import java.time.Instant;
import java.util.List;

/**
 * How a wait ended.
 *
 * @param kind ready, failed or timed out
 * @param headline one complete sentence for the user, in any language
 * @param details lines for the log, to be printed before the sentence: diagnosis, then the table of pods
 * @param pods the pods that count, by name
 * @param at when it ended
 */
public record Outcome(Kind kind, Phrase headline, List<String> details, List<PodLine> pods, Instant at) {

    /** Ways to end. */
    public enum Kind {
        READY("ready"),
        /** The rollout has failed, or the cluster can't be asked. */
        FAILED("failed"),
        TIMED_OUT("timed out");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** As the build's report has it. */
        public String word() {
            return word;
        }
    }

    public Outcome {
        details = List.copyOf(details);
        pods = List.copyOf(pods);
    }

    /** The headline in English. */
    public String sentence() {
        return Language.ENGLISH.say(headline);
    }

    /** The end of a wait by an error of the machine: nothing is known of the cluster. */
    static Outcome ofError(Subject subject, Error error, Instant at) {
        String sentence =
                "The wait for " + subject + " ended with an error of the controller, not of the cluster: " + error
                        + ". See the controller's log for more; run the step again, after restarting Jenkins if a "
                        + "plugin was updated.";
        return new Outcome(Kind.FAILED, Phrase.text(sentence), List.of(), List.of(), at);
    }
}
