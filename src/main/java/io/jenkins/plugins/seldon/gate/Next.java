package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.load.LoadPlan;
import io.jenkins.plugins.seldon.load.PageRequest;
import java.time.Duration;

/** What a gate asks of whoever drives it. Persist its state before acting on a step. */
public sealed interface Next {

    /** Call {@link MetricsGate#advance} after this time. */
    record Wait(Duration time) implements Next {}

    /** Send these requests from the agent, then call {@link MetricsGate#sent} or {@link MetricsGate#notSent}. */
    record Send(LoadPlan plan, String purpose) implements Next {}

    /** Read this page from the agent, then call {@link MetricsGate#read} or {@link MetricsGate#notRead}. */
    record Read(PageRequest page) implements Next {}

    /** The gate has its outcome. */
    record Done(GateReport report) implements Next {}
}
