package io.jenkins.plugins.seldon.gate;

/** Where a gate stands. */
enum Phase {
    /** Nothing is sent yet: endpoint, payload and Prometheus are looked at. */
    PREPARE("checking the endpoint and Prometheus"),
    /** One request asks whether the endpoint is the model's. */
    CHECK("checking the endpoint with one request"),
    /** It is not up yet, and will be asked again. */
    REACH("waiting for the endpoint to come up"),
    /** A few requests bring every series into being. */
    WARM_UP("warming up"),
    /** Prometheus has to sample the series after the warm-up. */
    BASELINE("waiting for the baseline"),
    /** The burst is being sent. */
    BURST("sending the burst"),
    /** Nothing is sent for a while in the middle of the burst. */
    PAUSE("pausing to measure what others send"),
    /** Prometheus has to sample the series after the burst. */
    SETTLE("waiting until Prometheus has sampled the burst"),
    /** Conditions are held against the measurement. */
    JUDGE("evaluating the conditions"),
    /** The pods' own counters can't be read, so one is read through the ingress. */
    LOOK("reading an executor through the ingress"),
    /** The outcome is known. */
    DONE("done");

    private final String doing;

    Phase(String doing) {
        this.doing = doing;
    }

    /** What the gate does in this phase, for a status line. */
    String doing() {
        return doing;
    }

    /** Whether another gate of the same deployment would be in the way of what is measured in this phase, or is to be sent. */
    boolean needsTurn() {
        return this == REACH || this == BASELINE || this == PAUSE || this == SETTLE;
    }

    /** Whether an agent sends requests in this phase. */
    boolean isSending() {
        return this == CHECK || this == WARM_UP || this == BURST;
    }
}
