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

    Duration retryAfter() {
        return retryAfter;
    }
}
