package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.measure.Pages;
import io.jenkins.plugins.seldon.gate.measure.Pulse;
import io.jenkins.plugins.seldon.gate.measure.Routing;
import io.jenkins.plugins.seldon.load.LoadProfile;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Replica;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.text.Numbers;
import io.jenkins.plugins.seldon.text.Sentences;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** The burst in its parts, and the executors' own pages at their edges. */
final class Pulsing {

    /** What the controller's idea of Prometheus' clock may lie off at least: half of a request to it and back. */
    private static final long CLOCK_MILLIS = 250;

    private static final Duration NOTEWORTHY_OFFSET = Duration.ofSeconds(5);

    private final GateConfig config;
    private final MetricsGate.Ports ports;
    private final GateState state;
    private final PredictionSeries scope;

    Pulsing(GateConfig config, MetricsGate.Ports ports, GateState state) {
        this.config = config;
        this.ports = ports;
        this.state = state;
        this.scope = state.scope(config);
    }

    /** Reads the pages in silence. */
    void read() {
        keep(pages());
    }

    /** Reads them once more in the same silence, in place of the last such reading. */
    void readAgain() {
        state.pages.subList(state.pagesKept, state.pages.size()).clear();
        state.pages.add(pages());
    }

    private void keep(Pages page) {
        state.pages.add(page);
        state.pagesKept = state.pages.size();
    }

    private Pages pages() {
        List<Replica> replicas = List.of();
        String problem = "";
        try {
            replicas = ports.cluster().replicas(scope);
        } catch (IOException e) {
            problem = e.getMessage();
        }
        return Pages.inSilence(ports.clock().millis(), replicas, problem);
    }

    /** Why the pages can't be read now, a clause; empty when those of all that count were. */
    Optional<String> problem() {
        Pages now = state.pages.get(state.pages.size() - 1);
        if (!now.problem().isEmpty()) {
            return Optional.of(now.problem());
        }
        return now.replicas().isEmpty()
                ? Optional.of("none of its pods was found")
                : now.replicas().stream()
                        .filter(replica -> replica.pod().served() && !replica.isReadable())
                        .filter(replica -> state.routing.counts(replica.pod()))
                        .map(replica -> replica.pod().name() + ": " + replica.problem())
                        .findFirst();
    }

    /** For the log, where the pages can't be read: a sentence with the clause on why. */
    String withoutPages(String clause) {
        return "The " + scope.server().process() + "s' own pages can't be read (" + Sentences.clause(clause)
                + "): two counts are compared, not three.";
    }

    /** Others' predictions a second since the warm-up, by the pages; by Prometheus where one was not read then. */
    double othersRate() {
        return othersRate(state.pages, state.routing)
                .orElseGet(() -> state.othersSeconds > 0 ? state.others / state.othersSeconds : 0);
    }

    /** Empty where the page of a pod was not read before: what it shows may be years of traffic. */
    static OptionalDouble othersRate(List<Pages> pages, Routing routing) {
        Pages now = pages.get(pages.size() - 1);
        double all = 0;
        for (Replica replica : now.replicas()) {
            if (replica.isReadable() && routing.counts(replica.pod())) {
                Optional<Double> its = pages.stream()
                        .flatMap(before -> rate(before, now, replica).stream())
                        .findFirst();
                if (its.isEmpty()) {
                    return OptionalDouble.empty();
                }
                all += its.get();
            }
        }
        return OptionalDouble.of(all);
    }

    /** How fast a pod counted since a reading; empty where that does not show it. One that is new counts from zero. */
    private static Optional<Double> rate(Pages before, Pages now, Replica replica) {
        double seconds = (now.atMillis() - before.atMillis()) / 1000.0;
        Optional<Replica> its = before.replicas().stream()
                .filter(each -> each.pod().name().equals(replica.pod().name()))
                .findFirst();
        boolean isShown =
                before.problem().isEmpty() && its.map(Replica::isReadable).orElse(true);
        return isShown && seconds > 0
                ? Optional.of(Math.max(
                                0, replica.counted() - its.map(Replica::counted).orElse(0.0))
                        / seconds)
                : Optional.empty();
    }

    /** How the burst is to be sent, after what was seen of others. */
    BurstPlan plan(Duration scrapeInterval) {
        return evenPlan(scrapeInterval).uneven(1 + ports.chance().nextInt(Integer.MAX_VALUE));
    }

    private BurstPlan evenPlan(Duration scrapeInterval) {
        GateConfig.Burst burst = config.burst();
        if (problem().isPresent()) {
            return BurstPlan.byScrapes(burst.profile(scrapeInterval), scrapeInterval);
        }
        double others = othersRate();
        if (others == 0) {
            return BurstPlan.quiet(burst.profile(scrapeInterval));
        }
        LoadProfile profile = burst.profileBeside(
                others, state.warmUpRate, config.thresholds().minCountedRatio(), scrapeInterval);
        int pods = state.pages.get(state.pages.size() - 1).replicas().size();
        return BurstPlan.live(profile, pods);
    }

    /** For the log: what the burst starts from. */
    String baseline() {
        double others = problem().isPresent() ? state.others / state.othersSeconds : othersRate();
        return "Baseline: " + state.baseline.size() + " series, background traffic " + Numbers.measured(others)
                + "/s. Burst: " + state.plan + ".";
    }

    /** A part is about to be sent. */
    LoadProfile next() {
        state.pagesKept = state.pages.size();
        state.pulseStartAt =
                state.pulses.isEmpty() ? state.burstStartAt : prometheusMillis() - slackMillis() - Pulse.SCRAPE_MILLIS;
        return state.plan.part(state.pulses.size());
    }

    /** A part was sent. */
    void sent(LoadResult part) {
        long unsure = part.unsure(scope.server().tellsFailures());
        state.load = state.pulses.isEmpty() ? part : state.load.and(part);
        state.pulses.add(new Pulse(state.pulseStartAt, prometheusMillis() + slackMillis(), part.accepted(), unsure));
        keep(pages().afterPart(part.accepted(), unsure));
    }

    boolean isOver() {
        return state.pulses.size() >= state.plan.parts();
    }

    /** What a log calls the next part. */
    String name() {
        return state.plan.parts() == 1
                ? "burst"
                : "burst, part " + (state.pulses.size() + 1) + " of " + state.plan.parts();
    }

    /**
     * What a reader has to know of the burst: no decision depends on clocks, but who compares the evidence with logs wants to
     * know where they differ; what failed counts for something where a server can't tell it; and a payload that was not sent
     * says nothing.
     */
    List<String> notes() {
        long agent = state.load.endedAtMillis() - ports.clock().millis();
        String caveat = state.load.failed() > 0 ? scope.server().caveat() : "";
        return Stream.of(
                        clockNote("Prometheus'", state.clockOffsetMillis),
                        clockNote("the node's", agent),
                        Optional.of(caveat).filter(sentence -> !sentence.isEmpty()),
                        payloadsNote())
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<String> payloadsNote() {
        int all = config.request().payloads().size();
        long sent = state.load.sent();
        return sent < all
                ? Optional.of("The burst sent " + sent + " of " + all
                        + " payloads; for all of them requests has to be at least " + all + ".")
                : Optional.empty();
    }

    private static Optional<String> clockNote(String whose, long aheadMillis) {
        return Math.abs(aheadMillis) <= NOTEWORTHY_OFFSET.toMillis()
                ? Optional.empty()
                : Optional.of("The clocks differ: " + whose + " is " + Math.abs(aheadMillis) / 1000 + " s "
                        + (aheadMillis > 0 ? "ahead of" : "behind") + " the controller's.");
    }

    private long slackMillis() {
        return Math.max(CLOCK_MILLIS, state.clockSlackMillis);
    }

    private long prometheusMillis() {
        return ports.clock().millis() + state.clockOffsetMillis;
    }
}
