package io.jenkins.plugins.seldon.seldon;

import io.jenkins.plugins.seldon.helm.chart.InvalidChartException;
import io.jenkins.plugins.seldon.helm.chart.Values;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import io.jenkins.plugins.seldon.text.Listing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The charts that monitor Seldon's models, each with where it comes from and what it is given. */
public enum AnalyticsStack {

    /** The chart that Seldon Core 1 came with, and its walkthrough uses; not maintained since 2021. */
    SELDON_CORE_ANALYTICS("https://storage.googleapis.com/seldon-charts", "seldon-core-analytics", "1.12.0", ""),

    /**
     * The Prometheus community's chart around the Prometheus Operator, which Seldon's documentation recommends since Core
     * 1.10. It has no Pushgateway. The version is one that these values were installed with.
     */
    KUBE_PROMETHEUS_STACK(
            "https://prometheus-community.github.io/helm-charts",
            "kube-prometheus-stack",
            "88.5.3",
            "kube-prometheus-stack-values.yaml");

    private final String repository;
    private final String chart;
    private final String version;
    private final String resource;

    AnalyticsStack(String repository, String chart, String version, String resource) {
        this.repository = repository;
        this.chart = chart;
        this.version = version;
        this.resource = resource;
    }

    /** The name of the option's value, which is the chart's. */
    public String label() {
        return chart;
    }

    /** The public repository that has the chart. */
    public String repository() {
        return repository;
    }

    /** The chart's name. */
    public String chart() {
        return chart;
    }

    /** The version that is known to work. */
    public String version() {
        return version;
    }

    /**
     * What the chart is given beneath the user's values, so that it watches Seldon's pods and shows what they count; none for
     * the chart that does so by itself.
     */
    public Values given() {
        if (resource.isEmpty()) {
            return Values.NONE;
        }
        try {
            Values values = Values.of(read(resource), resource);
            return values.with(Values.of(
                    List.of("extraManifests", "seldon-dashboard", "data", "prediction-analytics.json"),
                    PredictionDashboard.inTemplate()));
        } catch (InvalidChartException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The stack of a name.
     *
     * @throws InvalidOptionException with a sentence, if there is none
     */
    public static AnalyticsStack of(String label) {
        return Arrays.stream(values())
                .filter(stack -> stack.chart.equals(label))
                .findFirst()
                .orElseThrow(() -> new InvalidOptionException("stack must be "
                        + Listing.or(Arrays.stream(values())
                                .map(AnalyticsStack::label)
                                .toList())
                        + ", not " + label + "."));
    }

    /** The text of a resource beside this class. */
    static String read(String resource) {
        try (InputStream text = AnalyticsStack.class.getResourceAsStream(resource)) {
            if (text == null) {
                throw new IllegalStateException("the plugin has no " + resource);
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
