package io.jenkins.plugins.seldon.gate.diagnose;

import java.util.Locale;

/** The way of a prediction from the sender to a verdict; where it breaks is what a diagnosis names. */
public enum Layer {
    /** Nothing is broken. */
    NONE,
    /** The burst itself: this side could not send it as planned. */
    LOAD,
    /** Requests do not reach the model: no connection, no route, an HTML page, refused. */
    INGRESS,
    /** Requests reach the model and it answers with errors, or too slowly. */
    MODEL,
    /** The executor answers and does not count, or its replicas changed while it did. */
    EXECUTOR,
    /** The executor counts and Prometheus does not scrape it. */
    SCRAPE,
    /** It is scraped and the query does not find it. */
    QUERY,
    /** Prometheus itself can't be relied on. */
    PROMETHEUS,
    /** Others' traffic hides this burst. */
    TRAFFIC,
    /** Grafana, where it is looked at. */
    GRAFANA,
    /** A user's own condition. */
    CONDITION;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
