package io.jenkins.plugins.seldon.prometheus;

import java.util.List;

/**
 * What is scraped, as far as a server tells. Prometheus lists its targets; what others wrote to, or what reads from
 * several, knows none or lists them to administrators only, and its series {@code up} have to do.
 *
 * @param all the targets, healthy or not
 * @param unlisted why they are those of the series {@code up}, a clause; empty where the server lists them
 */
public record Targets(List<Target> all, String unlisted) {

    public Targets {
        all = List.copyOf(all);
    }

    /** Whether the list can be relied on to be whole, so that what is not on it is not scraped. */
    public boolean areListed() {
        return unlisted.isEmpty();
    }
}
