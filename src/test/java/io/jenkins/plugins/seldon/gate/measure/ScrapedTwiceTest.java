package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.seldon.ModelCluster.Predictor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One replica of two is scraped by two jobs and the other one by none, so that what both jobs show is as much as was accepted.
 * A job may call a target as it likes: Prometheus' own example has a job for annotated pods and one for annotated services'
 * endpoints (documentation/examples/prometheus-kubernetes.yml), and {@code instance} may be set by {@code relabel_configs}.
 */
class ScrapedTwiceTest {

    private static final String SAME_AGAIN =
            "several jobs have targets that name no pod, so that 50 predictions may be the"
                    + " same ones again; narrow them to one job by matchers";

    @ParameterizedTest(name = "{0} and {1}: at most {2} lost, doubted {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "pod=iris-0,instance=10.0.0.1:8000,job=a | pod=iris-0,instance=node-7,job=b         | 50 | false",
                "pod=iris-0,instance=10.0.0.1:8000,job=a | instance=node-7,job=b                    | 0  | true",
                "instance=10.0.0.1:8000,job=a            | instance=node-7,job=b                    | 0  | true",
                "instance=10.0.0.1:8000,job=a            | instance=10.0.0.2:8000,job=a             | 0  | false",
                "pod=iris-0,instance=10.0.0.1:8000,job=a | pod=iris-1,instance=10.0.0.2:8000,job=b  | 0  | false",
                "pod=iris-0,instance=10.0.0.1:8000,job=a | instance=10.0.0.2:8000,job=a             | 0  | false",
            })
    void withoutThePodsWhatMayBeOnePodCountsOnce(String one, String other, double lost, boolean doubted) {
        Counts counts = new BurstSeen().target(one, 5, 55).target(other, 5, 55).counts();
        assertThat(counts.lostAtMost()).isEqualTo(lost);
        assertThat(counts.doubts()).hasSize(doubted ? 1 : 0).allMatch(SAME_AGAIN::equals);
    }

    @Test
    void whereTheSeriesNameNoPodTheirSumMayBeOnePodsTwice() {
        Counts counts = new BurstSeen()
                .page(BurstSeen.pod("iris-0", "10.0.0.1"), 5.0, 55.0, 55.0)
                .page(BurstSeen.pod("iris-1", "10.0.0.2"), 5.0, 55.0, 55.0)
                .target("instance=node-7,job=a", 5, 55)
                .target("instance=sun,job=b", 5, 55)
                .counts();
        assertThat(counts.doubts()).containsExactly(SAME_AGAIN);
    }

    /** Each of both jobs scrapes both replicas, and the larger of their counts stands for each. */
    @Test
    void jobsThatHaveAllPodsRepeatNothing() {
        Counts counts = new BurstSeen()
                .target("instance=10.0.0.1:8000,job=a", 5, 55)
                .target("instance=10.0.0.1:8000,job=b", 5, 54)
                .target("instance=10.0.0.2:8000,job=a", 5, 54)
                .target("instance=10.0.0.2:8000,job=b", 5, 55)
                .counts();
        assertThat(counts.lostAtMost()).isZero();
        assertThat(counts.doubts()).isEmpty();
        assertThat(counts.prometheus()).isEqualTo(100);
    }

    @Test
    void whatNamesAnotherPredictorIsAnotherPod() {
        Counts counts = new BurstSeen()
                .routing(new Routing(
                        List.of(new Predictor("main", 50, false), new Predictor("canary", 50, false)), "", ""))
                .series("instance=a,job=main", "code=200,predictor_name=main", 1000, 5, 9000, 55)
                .series("instance=b,job=canary", "code=200,predictor_name=canary", 1000, 5, 9000, 55)
                .counts();
        assertThat(counts.lostAtMost()).isZero();
        assertThat(counts.doubts()).isEmpty();
    }
}
