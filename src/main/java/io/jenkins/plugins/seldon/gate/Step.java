package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.load.LoadPlan;
import java.time.Duration;

/** What a gate asks of whoever drives it. Persist its state before acting on a step. */
public sealed interface Step {

    /** Call {@link MetricsGate#advance} after this time. */
    record Wait(Duration time) implements Step {}

    /** Send these requests from the agent, then call {@link MetricsGate#sent} or {@link MetricsGate#notSent}. */
    record Send(LoadPlan plan, String purpose) implements Step {}

    /** The gate has its outcome. */
    record Done(GateReport report) implements Step {}
}
