package io.jenkins.plugins.seldon.load;

import java.util.Optional;

/**
 * A complete answer to one prediction.
 *
 * @param status the HTTP status
 * @param flaw what makes it something else than a valid prediction, as the end of a sentence; empty for a prediction
 */
record Answer(int status, Optional<String> flaw) {

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    boolean isPrediction() {
        return flaw.isEmpty();
    }
}
