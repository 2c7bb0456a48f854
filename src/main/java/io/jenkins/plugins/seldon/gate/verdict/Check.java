package io.jenkins.plugins.seldon.gate.verdict;

/** What a gate checks. Decisions go by these, never by the name that a user gave a condition. */
public enum Check {
    /** The endpoint gives predictions at all. */
    ENDPOINT("endpoint"),
    /** The payload is one that the protocol knows. */
    PAYLOAD("payload"),
    /** The burst was sent as planned. */
    BURST("burst"),
    /** The part of the requests that failed. */
    ERRORS("maxErrorRatio"),
    /** The part of the predictions that was counted with an error. */
    COUNTED_ERRORS("maxCountedErrorRatio"),
    /** The part of the accepted predictions that was counted. */
    COUNTED("minCountedRatio"),
    /** What a predictor got of the traffic. */
    SHARE("share"),
    /** Others' predictions leave room for a judgement. */
    BACKGROUND_TRAFFIC("backgroundTraffic"),
    /** Successful predictions a second. */
    RATE("minRequestRate"),
    /** A limit on a latency. */
    LATENCY("maxLatency"),
    /** A user's own condition. */
    CONDITION("condition"),
    /** Grafana and its dashboard. */
    GRAFANA("grafana"),
    /** Prometheus answers. */
    PROMETHEUS("prometheus");

    private final String label;

    Check(String label) {
        this.label = label;
    }

    /** What people call it: the step's parameter, where there is one. */
    public String label() {
        return label;
    }
}
