package io.jenkins.plugins.seldon.prometheus;

import java.time.Duration;
import java.util.Map;

/**
 * One target that Prometheus scrapes.
 *
 * @param labels those that every series of it gets
 * @param health {@code up}, {@code down} or {@code unknown} (not scraped yet)
 * @param lastError why the last scrape failed; empty when it did not
 * @param interval between two scrapes; zero where Prometheus (before 2.28) does not tell
 */
public record Target(Map<String, String> labels, String health, String lastError, Duration interval) {

    public Target {
        labels = Map.copyOf(labels);
    }

    /** What a series {@code up} tells of the target that it is about, for a server that lists no targets. */
    static Target of(Series up) {
        boolean good = up.last().value() == 1;
        return new Target(up.labels(), good ? "up" : "down", good ? "" : "its series up is 0", Duration.ZERO);
    }

    /** The last scrape succeeded. */
    public boolean isUp() {
        return "up".equals(health);
    }

    /** The last scrape failed; a target that was not scraped yet is neither up nor down. */
    public boolean isDown() {
        return "down".equals(health);
    }

    /** A label's value, empty when the target lacks it. */
    public String label(String name) {
        return labels.getOrDefault(name, "");
    }
}
