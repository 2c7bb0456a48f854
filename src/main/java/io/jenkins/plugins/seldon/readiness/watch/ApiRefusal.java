package io.jenkins.plugins.seldon.readiness.watch;

import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import java.io.IOException;
import java.time.Duration;

/** An answer of the API server that is none of what was asked for. */
public final class ApiRefusal extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient ClusterFailure failure;
    private final Duration retryAfter;

    /** @param retryAfter how long the server asks to be left alone, zero where it does not */
    ApiRefusal(ClusterFailure failure, Duration retryAfter) {
        super(failure.detail());
        this.failure = failure;
        this.retryAfter = retryAfter;
    }

    /** What it means. */
    public ClusterFailure failure() {
        return failure;
    }

    /** What a request failed with means, whether the server has answered or not. */
    static ClusterFailure failureOf(Throwable thrown) {
        return thrown instanceof ApiRefusal refusal ? refusal.failure() : ClusterFailure.of(thrown);
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
