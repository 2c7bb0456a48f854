package io.jenkins.plugins.seldon.gate.diagnose;

import io.jenkins.plugins.seldon.gate.measure.Balance;
import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.CountsTold;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.prometheus.Target;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Replica;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.Listing;
import io.jenkins.plugins.seldon.text.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Why a gate does not pass: the first broken layer on the way of a prediction, and what was seen at each.
 *
 * @param layer the broken layer; {@link Layer#NONE} when none could be found
 * @param cause one clause for the end of a sentence, such as {@code Prometheus scrapes none of its pods}
 * @param views what was seen, in the order of the way
 */
public record Diagnosis(Layer layer, String cause, List<View> views) {

    /** What a proxy or a model answers that has too much to do. */
    private static final Set<Integer> OVERLOAD = Set.of(429, 502, 503, 504);

    /** Nothing to diagnose. */
    public static final Diagnosis NONE = new Diagnosis(Layer.NONE, "", List.of());

    /** Whether a layer works. */
    public enum Health {
        OK,
        BROKEN,
        UNKNOWN
    }

    /**
     * One layer.
     *
     * @param layer which
     * @param health whether it works
     * @param seen what was seen there, a clause
     */
    public record View(Layer layer, Health health, String seen) {}

    public Diagnosis {
        views = List.copyOf(views);
    }

    /**
     * Finds the layer that explains what is wrong.
     *
     * @param findings what was found; the gravest is to be explained, the first of several
     * @param changed whether replicas restarted, vanished or turned up during the measurement
     */
    public static Diagnosis of(List<CheckResult> findings, boolean changed, Observations seen) {
        CheckResult gravest = gravest(findings);
        List<View> views = List.of(ingress(seen), executor(seen), scrape(seen), query(seen));
        return switch (gravest.check()) {
            case ENDPOINT, ERRORS -> failures(seen, views);
            case COUNTED_ERRORS ->
                new Diagnosis(
                        Layer.MODEL, "the model fails, and something in front of it retries until it succeeds", views);
            case SHARE -> share(seen, views);
            case BURST ->
                new Diagnosis(
                        Layer.LOAD,
                        "the burst was not sent as planned; lower the rate or raise the concurrency",
                        views);
            case BACKGROUND_TRAFFIC -> traffic(views);
            case LATENCY ->
                new Diagnosis(
                        Layer.MODEL,
                        gravest.verdict() == Verdict.INCONCLUSIVE ? "" : "the model answers too slowly",
                        views);
            case COUNTED -> isWithinOthers(seen) ? traffic(views) : uncounted(changed, seen, views);
            case RATE ->
                wasCounted(findings)
                        ? new Diagnosis(
                                Layer.LOAD,
                                "the burst was counted, but its rate over that time is too low; send faster over"
                                        + " several scrapes, or lower the limit",
                                views)
                        : uncounted(changed, seen, views);
            case GRAFANA -> new Diagnosis(Layer.GRAFANA, "", views);
            case CONDITION -> new Diagnosis(Layer.CONDITION, "", views);
            case PAYLOAD -> new Diagnosis(Layer.LOAD, "", views);
            case PROMETHEUS -> new Diagnosis(Layer.PROMETHEUS, "", views);
        };
    }

    /** Where only Prometheus tells what a predictor got, one that is not scraped looks like one that nothing is routed to. */
    private static Diagnosis share(Observations seen, List<View> views) {
        View scrape = views.get(2);
        boolean isScrape = scrape.health() == Health.BROKEN
                && (seen.counts() == null || !seen.counts().executorsRead());
        return isScrape
                ? new Diagnosis(Layer.SCRAPE, scrape.seen(), views)
                : new Diagnosis(
                        Layer.INGRESS, "the traffic is not split by the predictors' weights; check the routes", views);
    }

    private static Diagnosis traffic(List<View> views) {
        return new Diagnosis(
                Layer.TRAFFIC,
                "others use the model at the same time; send more requests, or wait for a quiet " + "time",
                views);
    }

    /** Whether everything may have been counted, and only others' traffic keeps anybody from telling. */
    private static boolean isWithinOthers(Observations seen) {
        return seen.counts() != null
                && seen.counts().doubts().isEmpty()
                && seen.counts().lostAtLeast() <= seen.tolerated()
                && (seen.counts().balance().hasOthers()
                        || seen.counts().balance().hidden() > 0)
                && seen.counts().scrapeLost() + seen.counts().disputed() <= seen.tolerated();
    }

    private static CheckResult gravest(List<CheckResult> findings) {
        return findings.stream().max(Comparator.comparing(CheckResult::verdict)).orElseThrow();
    }

    private static boolean wasCounted(List<CheckResult> findings) {
        return findings.stream()
                .anyMatch(finding -> finding.check() == Check.COUNTED && finding.verdict() == Verdict.PASS);
    }

    /** Whether what is wrong is that predictions were answered and not counted. */
    public static boolean isAboutCounting(List<CheckResult> findings) {
        CheckResult gravest = gravest(findings);
        boolean about = gravest.check() == Check.COUNTED || (gravest.check() == Check.RATE && !wasCounted(findings));
        return about && gravest.verdict() != Verdict.PASS;
    }

    private static Diagnosis failures(Observations seen, List<View> views) {
        LoadResult load = seen.load();
        if (load == null) {
            return new Diagnosis(Layer.LOAD, "nothing could be sent", views);
        }
        double errors = seen.counts() == null ? 0 : seen.counts().errors().own();
        boolean counted = errors >= load.failed() / 2.0 && errors > 0;
        if (counted || load.badBodies() - load.pages() > load.failed() / 2.0) {
            return new Diagnosis(Layer.MODEL, "the requests reach the model and it answers with errors", views);
        }
        if (load.connectionErrors() > load.httpErrors() && load.timeouts() > 0) {
            return new Diagnosis(
                    load.accepted() > 0 ? Layer.LOAD : Layer.MODEL,
                    "answers come too late; lower the rate, or give the model more replicas or more time",
                    views);
        }
        boolean overload = load.accepted() > 0
                && load.httpErrors() > load.connectionErrors()
                && load.statuses().keySet().stream().allMatch(s -> s < 300 || OVERLOAD.contains(s));
        if (overload) {
            return new Diagnosis(
                    Layer.LOAD,
                    "the model or what is in front of it can't keep up; lower the rate or add replicas",
                    views);
        }
        boolean modelLike = load.httpErrors() - load.pages() > load.connectionErrors()
                && load.statuses().keySet().stream().allMatch(s -> s < 300 || s == 500 || s == 400 || s == 422);
        return modelLike
                ? new Diagnosis(Layer.MODEL, "the model refuses the requests or fails", views)
                : new Diagnosis(Layer.INGRESS, "the requests do not reach the model", views);
    }

    private static Diagnosis uncounted(boolean changed, Observations seen, List<View> views) {
        Diagnosis without = withoutOthers(changed, seen, views);
        String others = "; meanwhile " + String.join(", ", seen.busyOthers())
                + ": check whether the endpoint leads there";
        return seen.busyOthers().isEmpty()
                ? without
                : new Diagnosis(without.layer(), without.cause() + others, views);
    }

    private static Diagnosis withoutOthers(boolean changed, Observations seen, List<View> views) {
        if (seen.unsteady()) {
            return new Diagnosis(
                    Layer.SCRAPE,
                    "none of the pods changed, but Prometheus did not scrape all of them throughout; look at its targets",
                    views);
        }
        if (changed || !seen.changes().isEmpty()) {
            String what = seen.changes().isEmpty()
                    ? "replicas were restarted, replaced or added during the measurement"
                    : String.join(", ", seen.changes());
            return new Diagnosis(Layer.EXECUTOR, what, views);
        }
        Optional<View> broken = views.stream()
                .filter(view -> view.layer() != Layer.INGRESS && view.health() == Health.BROKEN)
                .findFirst();
        if (broken.isPresent()) {
            View view = broken.get();
            String shared = view.layer() == Layer.EXECUTOR ? sharedOut(seen) : "";
            return new Diagnosis(view.layer(), view.seen() + missing(seen) + shared, views);
        }
        boolean count = seen.counts() != null
                && seen.counts().executorsRead()
                && views.get(1).health() == Health.OK;
        if (count && seen.counts().scrapeLost() > (seen.counts().wanted().isEmpty() ? seen.tolerated() : 0)) {
            return new Diagnosis(
                    Layer.SCRAPE,
                    "the " + server(seen) + "s count, but Prometheus shows fewer: "
                            + CountsTold.breakdown(seen.counts()),
                    views);
        }
        if (!seen.targets().isEmpty() && seen.series() == 0 && views.get(1).health() == Health.OK) {
            return new Diagnosis(
                    Layer.SCRAPE,
                    "the " + server(seen)
                            + "s count and the pods are scraped, but Prometheus has none of their series yet; wait longer"
                            + " (sampleTimeoutSeconds), or check what the scrape configuration drops and, where there are"
                            + " tenants, their header in prometheusHeaders",
                    views);
        }
        if (!seen.unlabelled().isEmpty()) {
            return new Diagnosis(
                    Layer.SCRAPE,
                    "Prometheus has the counters of the " + server(seen) + "s without the label " + seen.unlabelled()
                            + ", which tells successes; check what the scrape configuration drops or renames"
                            + " (metric_relabel_configs)",
                    views);
        }
        return seen.targets().isEmpty() || count
                ? new Diagnosis(Layer.NONE, "no layer shows what is wrong" + missing(seen), views)
                : new Diagnosis(Layer.EXECUTOR, count(seen) + missing(seen) + sharedOut(seen), views);
    }

    private static String count(Observations seen) {
        double counted = seen.counts() == null ? 0 : seen.counts().counted();
        return counted > 0
                ? "the pods are scraped, but their " + server(seen) + "s count only "
                        + Numbers.measured(counted, seen.counts().balance().accepted()) + " predictions of this burst"
                : "the pods are scraped, but their " + server(seen) + "s count no predictions of this burst";
    }

    /** What nobody looks for, since one takes it for granted. */
    private static String missing(Observations seen) {
        return seen.missing().isEmpty() ? "" : "; " + seen.missing();
    }

    /**
     * Seldon Core 2: seldon-core 2.9.1, operator/apis/mlops/v1alpha1/experiment_types.go ({@code ExperimentSpec}, {@code
     * default}): the requests of a Model or Pipeline go to all candidates, and each counts by its own name.
     */
    private static String sharedOut(Observations seen) {
        return seen.server().kinds().contains(ModelKind.MODEL)
                        || seen.server().kinds().contains(ModelKind.PIPELINE)
                ? "; an Experiment whose default it is would share its requests out among other candidates"
                : "";
    }

    /** What counts in the pods. */
    private static String server(Observations seen) {
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
            return new View(Layer.EXECUTOR, Health.UNKNOWN, "the deployment has no pods to check");
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
        List<String> told = new ArrayList<>();
        told.add("the query finds " + seen.series() + " series");
        if (seen.series() == 0 && seen.elsewhere() > 0) {
            told.add(seen.elsewhere() + " without the namespace");
            if (!seen.queries().isEmpty()) {
                told.add("found by " + Listing.or(seen.queries()) + "; set namespaceLabel");
            }
        }
        if (seen.unmatched() > 0) {
            told.add(seen.unmatched() + " without the matchers; correct them");
        }
        boolean broken = seen.series() == 0 && (seen.elsewhere() > 0 || seen.unmatched() > 0);
        Health health = seen.series() > 0 ? Health.OK : broken ? Health.BROKEN : Health.UNKNOWN;
        return new View(Layer.QUERY, health, String.join(", ", told));
    }
}
