package io.jenkins.plugins.seldon.seldon;

/**
 * The dashboard Prediction Analytics of our own: its panels for success and errors filter on {@code code}, which is the
 * executor's label, where the published one filters on {@code status}, which is no label of it. It has that one's uid and
 * title, so that links to the one find the other.
 */
public final class PredictionDashboard {

    /** The tag by which it is told from the published one. */
    public static final String TAG = "seldon-analytics";

    private static final String RESOURCE = "prediction-analytics.json";

    private PredictionDashboard() {}

    /** Its JSON for Grafana 8 and later. */
    public static String json() {
        return AnalyticsStack.read(RESOURCE);
    }

    /**
     * The same for the Grafana 7.0 of seldon-core-analytics, which has neither the panel {@code timeseries} (since 7.4) nor
     * {@code $__rate_interval} (since 7.2): windows of a minute hold four scrapes of that chart.
     */
    public static String jsonForGrafana70() {
        return json().replace("\"timeseries\"", "\"graph\"").replace("$__rate_interval", "1m");
    }

    /** The JSON as a value that a chart expands as a template: braces that are Grafana's stay. */
    static String inTemplate() {
        return json().replace("{{", "{{`{{`}}");
    }
}
