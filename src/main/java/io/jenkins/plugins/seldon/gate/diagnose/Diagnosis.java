package io.jenkins.plugins.seldon.gate.diagnose;

import io.jenkins.plugins.seldon.gate.measure.Balance;
import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.CountsTold;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.text.Numbers;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
        List<View> views = Views.of(seen);
        return switch (gravest.check()) {
            case ENDPOINT, ERRORS -> failures(seen, views);
            case COUNTED_ERRORS ->
                isSeenBySender(seen)
                        ? failures(seen, views)
                        : new Diagnosis(
                                Layer.MODEL,
                                "the model fails, and something in front of it retries until it succeeds",
                                views);
            case SHARE -> share(seen, views);
            case BURST ->
                new Diagnosis(
                        Layer.LOAD,
                        "the burst was not sent as planned; lower the rate or raise the concurrency",
                        views);
            case BACKGROUND_TRAFFIC -> traffic(seen, views);
            case LATENCY ->
                new Diagnosis(
                        Layer.MODEL,
                        gravest.verdict() == Verdict.INCONCLUSIVE ? "" : "the model answers too slowly",
                        views);
            case COUNTED ->
                isWithinOthers(seen)
                        ? traffic(seen, views)
                        : isBehindFailures(seen)
                                ? failures(seen, views)
                                : !changed && isSharedOut(seen) ? unweighted(views) : uncounted(changed, seen, views);
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

    /** Whether as many requests failed as predictions were counted with an error: those of one predictor may be few of all. */
    private static boolean isSeenBySender(Observations seen) {
        double errors = seen.counts() == null ? 0 : seen.counts().errors().own();
        return errors > 0 && seen.load() != null && seen.load().failed() >= Math.rint(errors);
    }

    /** Where only Prometheus tells what a predictor got, one that is not scraped looks like one that nothing is routed to. */
    private static Diagnosis share(Observations seen, List<View> views) {
        View scrape = view(Layer.SCRAPE, views);
        boolean isScrape = scrape.health() == Health.BROKEN
                && (seen.counts() == null || !seen.counts().executorsRead());
        return isScrape
                ? new Diagnosis(Layer.SCRAPE, scrape.seen(), views)
                : new Diagnosis(
                        Layer.INGRESS,
                        "the traffic is not split by the predictors' weights; check the routes" + allToOne(seen),
                        views);
    }

    /** As of a port that is forwarded to, which does not tell whose it is. */
    private static String allToOne(Observations seen) {
        boolean isOne = seen.counts() != null
                && seen.counts().predictors().stream()
                                .filter(predictor -> predictor.own() && predictor.got() > seen.tolerated())
                                .count()
                        == 1;
        return isOne ? "; one predictor got everything, as by an endpoint that leads past the ingress" : "";
    }

    private static Diagnosis traffic(Observations seen, List<View> views) {
        if (seen.counts() != null && isSetOffByTheBurst(seen)) {
            return new Diagnosis(
                    Layer.INGRESS,
                    "more is counted than this burst sent, and hardly anything in the silence around it: something on the way"
                            + " may send requests again or copy them, as a mesh's retries and mirrors do",
                    views);
        }
        if (seen.counts() != null && seen.counts().scrapeExcess() > seen.tolerated()) {
            return new Diagnosis(
                    Layer.SCRAPE,
                    "Prometheus shows more than the " + Views.server(seen) + "s count: "
                            + CountsTold.breakdown(seen.counts())
                            + "; it may have a pod twice, or another's counters under its name",
                    views);
        }
        return new Diagnosis(
                Layer.TRAFFIC,
                "others use the model at the same time; send more requests, or wait for a quiet time",
                views);
    }

    /** Whether what is counted too much comes and goes with the burst, as others' traffic does not. */
    private static boolean isSetOffByTheBurst(Observations seen) {
        Balance balance = seen.counts().balance();
        double more = balance.rise() - balance.others() - balance.margin() - balance.accepted() - balance.unsure();
        return more > seen.tolerated() && more > balance.others();
    }

    /** Whether everything may have been counted, and only others' traffic keeps anybody from telling. */
    private static boolean isWithinOthers(Observations seen) {
        return seen.counts() != null
                && seen.counts().doubts().isEmpty()
                && seen.counts().lostAtLeast() <= seen.tolerated()
                && (seen.counts().balance().hasOthers()
                        || seen.counts().balance().hidden() > 0)
                && seen.counts().scrapeLost()
                                + seen.counts().disputed()
                                + seen.counts().failed()
                        <= seen.tolerated();
    }

    /** Whether everything may have been counted, and only requests that failed keep anybody from telling. */
    private static boolean isBehindFailures(Observations seen) {
        return seen.counts() != null
                && seen.counts().failed() > 0
                && seen.counts().doubts().isEmpty()
                && seen.counts().lostAtMost() - seen.counts().failed() <= seen.tolerated();
    }

    private static boolean isSharedOut(Observations seen) {
        return seen.counts() != null && seen.counts().mayBeSharedOut(seen.tolerated());
    }

    private static Diagnosis unweighted(List<View> views) {
        return new Diagnosis(
                Layer.INGRESS,
                "the predictor may be meant to get a part of the burst alone; connect to the cluster, which tells its"
                        + " weight, or give the endpoint that leads to it",
                views);
    }

    private static CheckResult gravest(List<CheckResult> findings) {
        return findings.stream().max(CheckResult.BY_GRAVITY).orElseThrow();
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
        boolean isLate = load.timeouts() > 0 && 2 * load.timeouts() >= load.connectionErrors();
        if (isLate && load.connectionErrors() > load.httpErrors()) {
            return new Diagnosis(
                    load.accepted() > 0 ? Layer.LOAD : Layer.MODEL,
                    "answers come too late; lower the rate, or give the model more replicas or more time",
                    views);
        }
        boolean overload = load.accepted() > 0
                && load.httpErrors() - load.unreached() > load.connectionErrors() + load.unreached()
                && load.statuses().keySet().stream().allMatch(s -> s < 300 || OVERLOAD.contains(s));
        if (overload) {
            return new Diagnosis(
                    Layer.LOAD,
                    "the model or what is in front of it can't keep up; lower the rate or add replicas",
                    views);
        }
        boolean modelLike = load.httpErrors() - load.pages() > load.connectionErrors()
                && load.statuses().keySet().stream().allMatch(s -> s < 300 || s == 500 || s == 400 || s == 422);
        if (modelLike) {
            return new Diagnosis(Layer.MODEL, "the model refuses the requests or fails", views);
        }
        String cause = load.accepted() > 0
                ? "some of the requests do not reach the model"
                : "the requests do not reach the model";
        return new Diagnosis(Layer.INGRESS, cause, views);
    }

    private static Diagnosis uncounted(boolean changed, Observations seen, List<View> views) {
        Diagnosis without = withoutOthers(changed, seen, views);
        String others =
                "; meanwhile " + String.join(", ", seen.busyOthers()) + ": check whether the endpoint leads there";
        return seen.busyOthers().isEmpty() || without.cause().isEmpty()
                ? without
                : new Diagnosis(without.layer(), without.cause() + others, views);
    }

    private static Diagnosis withoutOthers(boolean changed, Observations seen, List<View> views) {
        return unsteady(changed, seen, views)
                .or(() -> broken(seen, views))
                .or(() -> unscraped(seen, views))
                .orElseGet(() -> unexplained(seen, views));
    }

    /** Pods that changed, or that Prometheus did not scrape throughout, explain more than any layer does. */
    private static Optional<Diagnosis> unsteady(boolean changed, Observations seen, List<View> views) {
        if (seen.unsteady() && !seen.replicas().isEmpty()) {
            return Optional.of(new Diagnosis(
                    Layer.SCRAPE,
                    "none of the pods changed, but Prometheus did not scrape all of them throughout; look at its targets",
                    views));
        }
        if (!seen.unsteady() && (changed || !seen.changes().isEmpty())) {
            String what = seen.changes().isEmpty()
                    ? "replicas were restarted, replaced or added during the measurement"
                    : String.join(", ", seen.changes());
            return Optional.of(new Diagnosis(Layer.EXECUTOR, what, views));
        }
        return Optional.empty();
    }

    /** The first layer behind the ingress that is seen to be broken. */
    private static Optional<Diagnosis> broken(Observations seen, List<View> views) {
        return views.stream()
                .filter(view -> view.layer() != Layer.INGRESS && view.health() == Health.BROKEN)
                .findFirst()
                .map(view -> {
                    String why = view.layer() == Layer.EXECUTOR ? answeredElsewhere(seen) + sharedOut(seen) : "";
                    return new Diagnosis(view.layer(), view.seen() + missing(seen) + why, views);
                });
    }

    /** What Prometheus lacks although no layer is seen to be broken: samples, counts, a label, or all of the series. */
    private static Optional<Diagnosis> unscraped(Observations seen, List<View> views) {
        if (seen.unsteady()) {
            return Optional.of(new Diagnosis(
                    Layer.SCRAPE,
                    "Prometheus has not sampled all of its pods since the burst ended; wait longer (sampleTimeoutSeconds),"
                            + " or look at its targets, and at what writes to it",
                    views));
        }
        if (areCountingByTheirPages(seen, views)
                && seen.counts().scrapeLost() > (seen.counts().wanted().isEmpty() ? seen.tolerated() : 0)) {
            return Optional.of(new Diagnosis(
                    Layer.SCRAPE,
                    "the " + Views.server(seen) + "s count, but Prometheus shows fewer: "
                            + CountsTold.breakdown(seen.counts()),
                    views));
        }
        if (!seen.unlabelled().isEmpty()) {
            return Optional.of(new Diagnosis(
                    Layer.SCRAPE,
                    "Prometheus has the counters of the " + Views.server(seen) + "s without the label "
                            + seen.unlabelled()
                            + ", which tells successful predictions; check what the scrape configuration drops or renames"
                            + " (metric_relabel_configs)",
                    views));
        }
        if (!seen.targets().isEmpty()
                && seen.series() == 0
                && view(Layer.EXECUTOR, views).health() == Health.OK) {
            return Optional.of(new Diagnosis(
                    Layer.SCRAPE,
                    "the " + Views.server(seen)
                            + "s count and the pods are scraped, but Prometheus has none of their series yet; wait longer"
                            + " (sampleTimeoutSeconds), or check what the scrape configuration drops and, where there are"
                            + " tenants, their header in prometheusHeaders",
                    views));
        }
        return Optional.empty();
    }

    private static Diagnosis unexplained(Observations seen, List<View> views) {
        boolean isLost = seen.counts() == null || seen.counts().lostAtLeast() > seen.tolerated();
        if (!isLost && isForMatchers(seen)) {
            return new Diagnosis(Layer.QUERY, "", views);
        }
        return seen.targets().isEmpty() || areCountingByTheirPages(seen, views) || !isLost
                ? new Diagnosis(Layer.NONE, "no layer shows what is wrong" + missing(seen), views)
                : new Diagnosis(Layer.EXECUTOR, scrapedWithoutCounts(seen) + missing(seen) + sharedOut(seen), views);
    }

    /** Whether the executors count, as all of their own pages tell. */
    private static boolean areCountingByTheirPages(Observations seen, List<View> views) {
        return seen.counts() != null
                && seen.counts().executorsRead()
                && view(Layer.EXECUTOR, views).health() == Health.OK;
    }

    private static View view(Layer layer, List<View> views) {
        return views.stream().filter(view -> view.layer() == layer).findFirst().orElseThrow();
    }

    /** Whether the query finds series of which nobody can tell whose they are; the finding says what narrows it. */
    private static boolean isForMatchers(Observations seen) {
        return seen.counts() != null
                && seen.counts().doubts().stream().anyMatch(doubt -> doubt.endsWith("by matchers"));
    }

    private static String scrapedWithoutCounts(Observations seen) {
        double counted = seen.counts() == null ? 0 : seen.counts().counted();
        return counted > 0
                ? "the pods are scraped, but their " + Views.server(seen) + "s count only "
                        + Numbers.measured(counted, seen.counts().balance().accepted()) + " predictions of this burst"
                : "the pods are scraped, but their " + Views.server(seen) + "s count no predictions of this burst";
    }

    /** What nobody looks for, since one takes it for granted. */
    private static String missing(Observations seen) {
        return seen.missing().isEmpty() ? "" : "; " + seen.missing();
    }

    /** What answers counts; where every page was read, nothing of the model's has answered what is missing. */
    private static String answeredElsewhere(Observations seen) {
        return seen.counts() != null
                        && seen.counts().executorsRead()
                        && seen.counts().doubts().isEmpty()
                ? "; a cache in front of it, or another model behind the endpoint, may have answered the rest"
                : "";
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
}
