package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.load.LoadPlan;
import io.jenkins.plugins.seldon.load.PageRequest;
import java.time.Duration;

/** What a gate asks of whoever drives it. Persist its state before acting on a step. */
public sealed interface Next {

    /**
     * Call {@link MetricsGate#advance} after a while.
     *
     * @param time from now; may be zero
     */
    record Wait(Duration time) implements Next {}

    /**
     * Send requests from the agent, then call {@link MetricsGate#sent} or {@link MetricsGate#notSent}.
     *
     * @param plan what to send, where and how fast
     * @param purpose what the requests are for, in a word for people
     */
    record Send(LoadPlan plan, String purpose) implements Next {}

    /**
     * Read a page from the agent, then call {@link MetricsGate#read} or {@link MetricsGate#notRead}.
     *
     * @param page which one, and within what limits
     */
    record Read(PageRequest page) implements Next {}

    /**
     * The gate has its outcome.
     *
     * @param report the verdict and what it rests on
     */
    record Done(GateReport report) implements Next {}
}
