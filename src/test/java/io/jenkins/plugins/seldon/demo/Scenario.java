package io.jenkins.plugins.seldon.demo;

import io.jenkins.plugins.seldon.fixture.cluster.Discovery;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the demo's world is like. */
enum Scenario {
    HAPPY("an old cluster (Kubernetes 1.20) and a model that works", Discovery.KUBERNETES_1_20),
    IMAGE_PULL("Grafana's image can't be pulled", Discovery.KUBERNETES_1_20),
    MODEL_ERRORS("30 % of the predictions fail", Discovery.KUBERNETES_1_20),
    NOT_SCRAPED("the model answers, Prometheus does not scrape it", Discovery.KUBERNETES_1_20),
    OTHER_TRAFFIC("a wrong route sends the model's callers to another model", Discovery.KUBERNETES_1_20),
    MODERN_CLUSTER("Kubernetes 1.33, which no longer serves what the chart asks for", Discovery.KUBERNETES_1_33),
    KUBE_PROMETHEUS_STACK("the maintained chart, whose operator runs Prometheus", Discovery.KUBERNETES_1_33);

    private final String what;
    private final Discovery discovery;

    Scenario(String what, Discovery discovery) {
        this.what = what;
        this.discovery = discovery;
    }

    /** One line on what is special about it. */
    String what() {
        return what;
    }

    /** The stack that is installed. */
    String stack() {
        return this == KUBE_PROMETHEUS_STACK ? "kube-prometheus-stack" : "seldon-core-analytics";
    }

    /** The Kubernetes version that is imitated. */
    Discovery discovery() {
        return discovery;
    }

    /** The name on the command line, such as {@code not-scraped}. */
    String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Scenario> named(String option) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.option().equals(option))
                .findFirst();
    }
}
