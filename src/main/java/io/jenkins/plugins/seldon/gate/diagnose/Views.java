package io.jenkins.plugins.seldon.gate.diagnose;

import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis.Health;
import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis.View;
import io.jenkins.plugins.seldon.gate.measure.Balance;
import io.jenkins.plugins.seldon.gate.verdict.CountsTold;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.prometheus.Target;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Replica;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.Listing;
import io.jenkins.plugins.seldon.text.Numbers;
import java.util.List;
import java.util.stream.Collectors;

/** What was seen at each layer on the way of a prediction, one by one. Pure. */
final class Views {

    private Views() {}

    /** In the order of the way. */
    static List<View> of(Observations seen) {
        return List.of(ingress(seen), executor(seen), scrape(seen), query(seen));
    }

    /** What counts in the pods. */
    static String server(Observations seen) {
        return seen.server().process();
    }

    private static View ingress(Observations seen) {
        LoadResult load = seen.load();
        if (load == null) {
            return new View(Layer.INGRESS, Health.UNKNOWN, "no request was sent");
        }
        String told = load.accepted() + " of " + load.sent() + " requests were answered with a prediction"
                + (load.failures().isEmpty() ? "" : ", the rest failed: " + load.failures());
        return new View(Layer.INGRESS, load.failed() * 2 > load.sent() ? Health.BROKEN : Health.OK, told);
    }

    private static View executor(Observations seen) {
        if (seen.counts() != null && seen.counts().executorsRead()) {
            return byTheirRise(seen);
        }
        boolean readable = seen.replicas().stream().anyMatch(r -> r.problem().isEmpty());
        if (!readable && seen.throughIngress() != null) {
            return behindIngress(seen);
        }
        if (!seen.replicasProblem().isEmpty()) {
            return new View(Layer.EXECUTOR, Health.UNKNOWN, seen.replicasProblem());
        }
        if (seen.replicas().isEmpty()) {
            String none = "the deployment has no pods to check";
            String missing = seen.missing().isEmpty() ? "" : "; " + seen.missing();
            return new View(Layer.EXECUTOR, Health.UNKNOWN, none + missing);
        }
        String told = seen.replicas().stream()
                .map(r -> r.pod().name() + ": " + (r.problem().isEmpty() ? Numbers.measured(r.counted()) : r.problem()))
                .collect(Collectors.joining(", "));
        double counted = seen.replicas().stream().mapToDouble(Replica::counted).sum();
        boolean complete = seen.replicas().stream().allMatch(r -> r.problem().isEmpty());
        if (counted >= seen.accepted()) {
            return new View(Layer.EXECUTOR, Health.OK, "the " + server(seen) + "s count (" + told + ")");
        }
        return complete
                ? new View(
                        Layer.EXECUTOR,
                        Health.BROKEN,
                        "the " + server(seen) + "s counted fewer predictions than they answered (" + told + " of "
                                + seen.accepted() + ")")
                : new View(Layer.EXECUTOR, Health.UNKNOWN, told);
    }

    private static View byTheirRise(Observations seen) {
        Balance balance = seen.counts().balance();
        String told = Numbers.measured(balance.own(), balance.accepted()) + " of " + balance.accepted()
                + " predictions (" + CountsTold.breakdown(seen.counts()) + ")";
        return balance.lostAtLeast() > seen.tolerated()
                ? new View(Layer.EXECUTOR, Health.BROKEN, "the pages of the " + server(seen) + "s show " + told)
                : new View(Layer.EXECUTOR, Health.OK, "the " + server(seen) + "s count: " + told);
    }

    /** One replica of perhaps several, so that it tells something at the two ends only. */
    private static View behindIngress(Observations seen) {
        double counted = seen.throughIngress();
        long accepted = seen.accepted();
        String told = "the " + server(seen) + " that answers behind the ingress counted "
                + Numbers.measured(counted, accepted) + " of "
                + accepted + " predictions";
        return new View(
                Layer.EXECUTOR, counted >= accepted ? Health.OK : counted > 0 ? Health.UNKNOWN : Health.BROKEN, told);
    }

    private static View scrape(Observations seen) {
        if (!seen.targetsProblem().isEmpty()) {
            return new View(Layer.SCRAPE, Health.UNKNOWN, seen.targetsProblem());
        }
        if (seen.targets().isEmpty() && !seen.unlisted().isEmpty()) {
            return unknownTargets(seen);
        }
        if (seen.targets().isEmpty()) {
            return new View(
                    Layer.SCRAPE,
                    Health.BROKEN,
                    "Prometheus scrapes none of its pods (" + seen.otherTargets()
                            + " other targets); check the annotation prometheus.io/scrape and the scrape configuration");
        }
        if (!seen.unscraped().isEmpty()) {
            return new View(
                    Layer.SCRAPE,
                    Health.BROKEN,
                    "Prometheus has no target for " + Listing.and(seen.unscraped())
                            + "; check the annotation prometheus.io/scrape and the scrape configuration");
        }
        List<Target> down = seen.targets().stream().filter(Target::isDown).toList();
        if (!down.isEmpty()) {
            return new View(
                    Layer.SCRAPE,
                    Health.BROKEN,
                    "Prometheus can't scrape " + down.size() + " of its "
                            + seen.targets().size() + " pods: "
                            + Excerpt.of(down.get(0).lastError()));
        }
        long up = seen.targets().stream().filter(Target::isUp).count();
        String told = up + " of " + seen.targets().size() + " targets are up";
        return new View(
                Layer.SCRAPE,
                Health.OK,
                seen.unlisted().isEmpty()
                        ? told
                        : told + " by their series up (no list of targets: " + seen.unlisted() + ")");
    }

    /** Without a list of targets and without series {@code up} of the pods: who writes to it may leave those out. */
    private static View unknownTargets(Observations seen) {
        String told = "Prometheus has no series up of its pods, and no list of targets (" + seen.unlisted() + ")";
        return seen.series() > 0 || seen.elsewhere() > 0
                ? new View(Layer.SCRAPE, Health.UNKNOWN, told)
                : new View(
                        Layer.SCRAPE,
                        Health.BROKEN,
                        told + " nor any series of it; check that they are scraped, that they are written to this"
                                + " Prometheus, and the tenant's header in prometheusHeaders");
    }

    private static View query(Observations seen) {
        StringBuilder told = new StringBuilder("the query finds " + seen.series() + " series");
        if (seen.series() == 0 && seen.elsewhere() > 0) {
            told.append(", ").append(seen.elsewhere() + " without the namespace");
            if (!seen.queries().isEmpty()) {
                told.append("; found by " + Listing.or(seen.queries()) + "; set namespaceLabel");
            }
        }
        if (seen.unmatched() > 0) {
            told.append("; it finds " + seen.unmatched() + " without the matchers, so correct them");
        }
        boolean broken = seen.series() == 0 && (seen.elsewhere() > 0 || seen.unmatched() > 0);
        Health health = seen.series() > 0 ? Health.OK : broken ? Health.BROKEN : Health.UNKNOWN;
        return new View(Layer.QUERY, health, told.toString());
    }
}
