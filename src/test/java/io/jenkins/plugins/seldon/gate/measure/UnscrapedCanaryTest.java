package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Predictor;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Replica;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Of a hundred predictions a canary with two replicas got ten, and one of the two is not scraped: five of a hundred are
 * missing, which may be lost of all, and half of the canary's. Prometheus stores {@code up} for each target that it scrapes.
 */
class UnscrapedCanaryTest {

    private static final List<Predictor> SPLIT =
            List.of(new Predictor("main", 90, false), new Predictor("canary", 10, false));

    @ParameterizedTest(
            name = "asked about ''{0}'', the pages are readable: {1}, it counted nothing: {2}, no targets: {3}")
    @CsvSource({
        "canary, false, false, false, true",
        "canary, true,  false, false, false",
        "main,   false, false, false, false",
        "'',     false, false, false, false",
        "canary, false, true,  false, false",
        "canary, false, false, true,  false",
    })
    void withoutItsPageAReplicaOfTheCanaryThatIsNotScrapedAllowsNoVerdict(
            String wanted, boolean pages, boolean idle, boolean bare, boolean doubted) {
        BurstSeen seen = new BurstSeen().routing(new Routing(SPLIT, wanted, ""));
        BurstSeen read = pages ? seen : seen.unreadable();
        read.page(pod("main-0", "10.0.0.1", "main"), 0.0, 90.0, 90.0);
        read.page(pod("canary-0", "10.0.0.2", "canary"), 0.0, 5.0, 5.0);
        read.page(pod("canary-1", "10.0.0.3", "canary"), 0.0, 5.0, 5.0);
        String label = bare ? "cell=" : "pod=";
        read.target(label + "main-0", 0, 90);
        read.target(label + "canary-0", 0, 5);
        if (idle) {
            read.up("pod=canary-1");
        }
        assertThat(read.counts().doubts().stream().filter(doubt -> doubt.startsWith("Prometheus does not scrape")))
                .hasSize(doubted ? 1 : 0)
                .allMatch(doubt -> doubt.startsWith("Prometheus does not scrape canary-1, whose"));
    }

    /** As of one whose port a policy closes: its target is there, and {@code up} is 0. */
    @ParameterizedTest(name = "it was scraped before: {0}, another port of it still is: {1}")
    @CsvSource({"false, false, true", "true, false, true", "false, true, false"})
    void neitherDoesOneWhoseScrapesFail(boolean before, boolean beside, boolean doubted) {
        BurstSeen read =
                new BurstSeen().routing(new Routing(SPLIT, "canary", "")).unreadable();
        read.page(pod("main-0", "10.0.0.1", "main"), 0.0, 90.0, 90.0);
        read.page(pod("canary-0", "10.0.0.2", "canary"), 0.0, 5.0, 5.0);
        read.page(pod("canary-1", "10.0.0.3", "canary"), 0.0, 5.0, 5.0);
        read.target("pod=main-0", 0, 90);
        read.target("pod=canary-0", 0, 5);
        read.down("pod=canary-1");
        if (before) {
            read.series("pod=canary-1", "code=200", 1000, 0, 4000, 1);
        }
        if (beside) {
            read.up("pod=canary-1,port=6000");
        }
        assertThat(read.counts().doubts().stream().filter(doubt -> doubt.startsWith("Prometheus does not scrape")))
                .hasSize(doubted ? 1 : 0);
    }

    /** A target that names no pod may be any of those that have one of their own; where none has, it stands for all. */
    @ParameterizedTest(name = "{0} has {1} of ''{2}'', the others'' targets name their pods: {3}; {4} are missing")
    @CsvSource({
        "cell=x, 5,   '',     true,  5",
        "cell=x, 5,   canary, true,  5",
        "cell=x, 5,   canary, false, 5",
        "cell=x, 10,  canary, false, 0",
        "cell=x, 10,  main,   false, 10",
        "cell=x, 100, '',     false, 0",
    })
    void whatNamesNoPodStandsForNoneThatIsNotScrapedBesideOthersThatAre(
            String labels, double counted, String predictor, boolean named, double missing) {
        BurstSeen seen = new BurstSeen().routing(new Routing(SPLIT, "canary", ""));
        seen.page(pod("main-0", "10.0.0.1", "main"), 0.0, 90.0, 90.0);
        seen.page(pod("canary-0", "10.0.0.2", "canary"), 0.0, 5.0, 5.0);
        seen.page(pod("canary-1", "10.0.0.3", "canary"), 0.0, 5.0, 5.0);
        if (named) {
            seen.target("pod=main-0", 0, 90);
            seen.target("pod=canary-0", 0, 5);
        }
        seen.target(labels + (predictor.isEmpty() ? "" : ",predictor_name=" + predictor), 0, counted);
        Counts counts = seen.counts();
        assertThat(counts.basis()).isEqualTo(Owners.Basis.LABELS);
        assertThat(counts.scrapeLostOf("canary")).isEqualTo(missing);
    }

    /** As of the revision before, whose pods are listed while they end: Prometheus scrapes them no more. */
    @Test
    void aPodThatWentBeforeTheBurstIsNoReplicaThatNobodySees() {
        Replica old = unread("canary-old");
        Replica main = unread("main-0");
        Replica late = unread("canary-late");
        Executors executors = new Executors(
                List.of(
                        Pages.inSilence(1000, List.of(old, main), ""),
                        Pages.inSilence(2000, List.of(main), ""),
                        Pages.inSilence(3000, List.of(main, late), "").afterPart(100, 0)),
                new Routing(SPLIT, "canary", ""));
        assertThat(executors.asked()).containsExactly(main.pod(), late.pod());
    }

    private static Replica unread(String name) {
        return new Replica(pod(name, "10.0.0.1", "canary"), 0, 0, "it is forbidden");
    }

    private static ExecutorPod pod(String name, String ip, String predictor) {
        return BurstSeen.pod(name, ip, predictor, false);
    }
}
