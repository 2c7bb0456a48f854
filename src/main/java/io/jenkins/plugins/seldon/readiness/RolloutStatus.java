package io.jenkins.plugins.seldon.readiness;

import java.util.List;

/** What is to be said of a rollout at one time. */
public sealed interface RolloutStatus {

    /**
     * Not ready, and nothing that would not come right by itself, as far as can be told.
     *
     * @param reasons what is missing, at least one clause
     */
    record Waiting(List<String> reasons) implements RolloutStatus {
        public Waiting {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * Everything is ready, and has been for long enough.
     *
     * @param pods the pods that count, by name
     */
    record Ready(List<PodLine> pods) implements RolloutStatus {
        public Ready {
            pods = List.copyOf(pods);
        }
    }

    /**
     * It will not come right, as far as can be told.
     *
     * @param failures why, at least one, the most telling first
     * @param besides what else is wrong and would not have ended the wait by itself, such as a readiness probe that fails
     */
    record Failed(List<Failure> failures, List<Failure> besides) implements RolloutStatus {
        public Failed {
            failures = List.copyOf(failures);
            besides = List.copyOf(besides);
        }
    }
}
