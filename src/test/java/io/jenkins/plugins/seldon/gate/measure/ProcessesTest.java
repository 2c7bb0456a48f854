package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.measure.CounterDelta.SeriesDelta;
import io.jenkins.plugins.seldon.gate.measure.CounterDelta.Span;
import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessesTest {

    /** A target is its labels, the time it was sampled in, and how far it rose; of successes where nothing else is said. */
    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                // one target                              | another                                  | rise | said
                "instance=a,job=pods,pod=x         10-90 50 | instance=a,job=endpoints        10-90 48 | 50  | a several",
                "instance=a,job=pods,pod=x         10-90 50 | instance=a,job=pods,replica=2   10-90 50 | 50  | a several",
                "instance=a,job=pods,pod=x         10-90 50 | instance=a,job=more,pod=x       80-99 9  | 50  | a several",
                "instance=a,job=pods,pod=x         10-90 50 | instance=a,job=pods,pod=y       10-90 50 | 100 | none",
                "instance=a,job=pods,pod=x         10-40 50 | instance=a,job=endpoints        50-90 30 | 80  | none",
                "instance=a,job=pods,pod=x         10-90 50 | instance=b,job=pods,pod=x       10-90 50 | 50  | either",
                "instance=a,job=pods,pod=x         10-40 50 | instance=b,job=pods,pod=x       50-90 30 | 80  | none",
                "instance=a,job=pods               10-90 50 | instance=b,job=pods             10-90 50 | 100 | none",
                "job=pods                          10-90 50 | job=endpoints                   10-90 50 | 100 | none",
                "instance=a,job=pods,pod=x         10-50 50 | instance=a,job=endpoints        50-90 30 | 50  | a several",
                "instance=a,job=pods,pod=x         50-90 50 | instance=a,job=endpoints        10-50 30 | 50  | a several",
            })
    void twoTargetsAreOneProcessWhereNothingSpeaksAgainstIt(String one, String other, double rise, String said) {
        for (List<String> order : List.of(List.of(one, other), List.of(other, one))) {
            Processes processes = processes(order);
            assertThat(CounterDeltaTest.increase(processes.delta(), series -> true))
                    .isEqualTo(rise);
            assertThat(processes.scrapedAgain().isPresent()).isEqualTo(said != null);
        }
    }

    @Test
    void allSeriesOfTheTargetThatRoseFurthestStay() {
        Processes processes = processes(List.of(
                "instance=a,job=endpoints,code=200 10-90 40",
                "instance=a,job=endpoints,code=500 10-90 9",
                "instance=a,job=pods,code=200 10-90 41",
                "instance=a,job=pods,code=500 10-90 7"));
        assertThat(processes.delta().series())
                .extracting(series -> series.label("job"))
                .containsExactly("endpoints", "endpoints");
        assertThat(processes.scrapedAgain())
                .contains("Prometheus has a several times (by endpoints and pods): each prediction is counted once.");
    }

    @Test
    void aTargetWithSeveralSeriesIsNoRepetition() {
        Processes processes =
                processes(List.of("instance=a,job=pods,code=200 10-90 40", "instance=a,job=pods,code=500 10-90 9"));
        assertThat(CounterDeltaTest.increase(processes.delta(), series -> true)).isEqualTo(49);
        assertThat(processes.scrapedAgain()).isEmpty();
    }

    /** Two pods are known; what one of them is scraped as a second time stands for nothing. */
    @ParameterizedTest(name = "{0} and {1}: {2} by {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                // one target                        | another                                   | pods   | basis
                "instance=10.0.0.1:80,pod=x 10-90 50 | instance=10.0.0.2:80,pod=y 10-90 40       | x y    | POD_NAME",
                "instance=10.0.0.1:80,pod=x 10-90 50 | instance=10.0.0.1:90,job=b 10-90 40       | x      | POD_NAME",
                "instance=10.0.0.1:80,pod=x 10-90 50 | instance=10.0.0.2:80,job=b 10-90 40       | x y    | ADDRESS",
                "instance=10.0.0.1:80,pod=x 10-90 50 | instance=svc:80,job=b 10-90 40            | x ?    | LABELS",
                "instance=10.0.0.1:80,pod=x 10-90 50 | instance=10.9.9.9:80,pod=z 10-90 90       | x      | POD_NAME",
                "instance=10.9.9.9:80,pod=z 10-90 50 | instance=10.9.9.8:80,pod=w 10-90 90       |        | POD_NAME",
                // A pod of the same name elsewhere, as in another cluster, where the known one is scraped, too.
                "instance=10.0.0.1:80,pod=x 10-90 50 | instance=10.9.9.9:80,pod=x 10-90 90       | x      | POD_NAME",
                "instance=10.9.9.9:80,pod=x 10-90 50 | instance=10.0.0.2:80,pod=y 10-90 40       | x y    | POD_NAME",
                "instance=10.9.9.9:80,pod=x 10-90 50 | instance=10.0.0.1:80,pod=y 10-90 40       | x y    | POD_NAME",
            })
    void aTargetIsThePodsThatItNamesOrWhoseAddressItHas(String one, String other, String pods, Owners.Basis basis) {
        Processes processes = processes(List.of(one, other), PODS);
        assertThat(processes.all())
                .extracting(target ->
                        target.owner().pod().isEmpty() ? "?" : target.owner().pod())
                .containsExactlyInAnyOrder(pods == null ? new String[0] : pods.split(" "));
        assertThat(processes.basis()).isEqualTo(basis);
    }

    @Test
    void ofTwoPodsOfANameTheOneAtTheKnownAddressCounts() {
        Processes processes =
                processes(List.of("instance=10.0.0.1:80,pod=x 10-90 50", "instance=10.9.9.9:80,pod=x 10-90 90"), PODS);
        assertThat(CounterDeltaTest.increase(processes.delta(), series -> true)).isEqualTo(50);
    }

    /** The target that rose furthest stands for the pod x. */
    @ParameterizedTest(name = "{0}: disputed {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "instance=10.0.0.1:80,pod=x,job=b 10-90 40              | 0",
                "instance=10.0.0.1:90,pod=x 10-90 40                    | 10",
                "instance=10.0.0.1:90,pod=x 10-90 50                    | 0",
                "instance=10.0.0.1:80,pod=x,cluster=eu 10-90 40         | 0",
                "instance=10.0.0.1:80,pod=x,cluster=us 10-90 40         | 10",
                "instance=10.0.0.1:90,pod=x,resets=1 10-90 40           | 0",
                "instance=10.0.0.1:90,pod=x,span=ENDED 10-90 40         | 0",
                "instance=10.0.0.1:90,pod=x,span=FOUND 10-90 40         | 0",
                "instance=10.0.0.1:90,pod=x,span=BEGUN 10-90 40         | 10",
                "instance=10.0.0.1:90,pod=x,code=500 10-90 40           | 50",
            })
    void whereTargetsOfOnePodRoseDifferentlyTheirDifferenceIsDisputed(String other, double disputed) {
        Processes processes = processes(List.of("instance=10.0.0.1:80,pod=x,job=a,cluster=eu 10-90 50", other), PODS);
        assertThat(processes.all()).hasSize(1);
        assertThat(processes.disputed("x")).isEqualTo(disputed);
        assertThat(processes.disputed("y")).isZero();
    }

    @Test
    void severalOwnersOfWhatIsKnownByLabelsOnlyAreTold() {
        assertThat(processes(List.of(
                                "instance=a,job=b,cluster=eu,region=1 10-90 5",
                                "instance=b,job=c,cluster=us,region=1 10-90 5",
                                "instance=b,job=d,cluster=us,region=1,team=t 10-90 5"))
                        .owners(0))
                .containsExactly(Map.entry("cluster", "eu, us"));
        assertThat(processes(
                                List.of(
                                        "instance=10.0.0.1:80,pod=x,cluster=eu 10-90 5",
                                        "instance=10.0.0.2:80,pod=y,cluster=us 10-90 5"),
                                PODS)
                        .owners(0))
                .as("known by their pods")
                .isEmpty();
    }

    /** As OpenTelemetry's collector writes them where it turns a resource's attributes into labels. */
    @Test
    void replicasThatCollectorsTellByMoreThanTheirNamesHaveOneOwner() {
        assertThat(processes(List.of(
                                "instance=10.0.0.1:80,service_instance_id=10.0.0.1:80,server_address=10.0.0.1,"
                                        + "k8s_pod_name=x,k8s_pod_uid=u,k8s_node_name=n 10-90 5",
                                "instance=10.0.0.2:80,service_instance_id=10.0.0.2:80,server_address=10.0.0.2,"
                                        + "k8s_pod_name=y,k8s_pod_uid=v,k8s_node_name=m 10-90 5"))
                        .owners(0))
                .isEmpty();
    }

    /** As Seldon's chart, which copies all of a pod's labels, shows a model and its canary behind Istio, in two zones. */
    @Test
    void podsThatKubernetesAndIstioLabelHaveOneOwner() {
        assertThat(processes(List.of(
                                "instance=10.0.0.1:8000,kubernetes_pod_name=x,topology_kubernetes_io_zone=a,"
                                        + "app=m-main-0,service_istio_io_canonical_name=m-main-0,"
                                        + "version=main,service_istio_io_canonical_revision=main,"
                                        + "apps_kubernetes_io_pod_index=0 10-90 5",
                                "instance=10.0.0.2:8000,kubernetes_pod_name=y,topology_kubernetes_io_zone=b,"
                                        + "app=m-canary-0,service_istio_io_canonical_name=m-canary-0,"
                                        + "version=canary,service_istio_io_canonical_revision=canary,"
                                        + "apps_kubernetes_io_pod_index=1 10-90 5"))
                        .owners(0))
                .isEmpty();
    }

    /** The next one has other labels, as of its chart's version. */
    @ParameterizedTest(name = "a release that was last sampled at 40 ms, since {0} ms: {1}")
    @CsvSource({"40, true", "41, false"})
    void aFormerReleaseIsNoOtherOwner(long since, boolean told) {
        Processes processes =
                processes(List.of("instance=a,chart=m-1,span=ENDED 10-40 0", "instance=b,chart=m-2 10-90 5"));
        assertThat(processes.owners(since).containsKey("chart")).isEqualTo(told);
    }

    @Test
    void whatRepeatsAnotherTargetTellsItsOwnerToo() {
        assertThat(processes(List.of("instance=a,job=b,team=t 10-90 5", "instance=a,job=c,team=u 10-90 5"))
                        .owners(0))
                .containsExactly(Map.entry("team", "t, u"));
    }

    @Test
    void manyThatAreScrapedAgainAreToldByTheirFirst() {
        assertThat(processes(List.of(
                                "instance=a,job=b 10-90 9",
                                "instance=a,job=c 10-90 8",
                                "instance=d,job=b 10-90 7",
                                "instance=d,job=c 10-90 6"))
                        .scrapedAgain())
                .contains("Prometheus has a and 1 more several times (by b and c): each prediction is counted once.");
    }

    @Test
    void aTargetTellsItsSuccessesItsPredictorAndWhetherItIsAShadows() {
        Processes.Target main = processes(List.of(
                        "instance=a,code=200 10-90 40",
                        "instance=a,code=500,predictor_name=main 10-90 9",
                        "instance=a,code=OK,seldon_io_shadow=false 10-90 2"))
                .all()
                .get(0);
        assertThat(main.successes()).isEqualTo(42);
        assertThat(main.value()).isEqualTo(42);
        assertThat(main.increase()).isEqualTo(51);
        assertThat(main.predictor()).isEqualTo("main");
        assertThat(main.isShadow()).isFalse();
        Processes.Target shadow = processes(
                        List.of("instance=a,code=200 10-90 1", "instance=a,seldon_io_shadow=true 10-90 1"))
                .all()
                .get(0);
        assertThat(shadow.isShadow()).isTrue();
        assertThat(shadow.predictor()).isEmpty();
    }

    @Test
    void aSeriesThatBeganAtZeroIsKnownByItsLabels() {
        Processes processes =
                processes(List.of("instance=a,code=200,span=BEGUN 10-90 4", "instance=a,code=500 10-90 4"));
        assertThat(processes.isFromZero(new TreeMap<>(Map.of("instance", "a", "code", "200"))))
                .isTrue();
        assertThat(processes.isFromZero(new TreeMap<>(Map.of("instance", "a", "code", "500"))))
                .isFalse();
        assertThat(processes.isFromZero(new TreeMap<>(Map.of("instance", "b")))).isFalse();
    }

    private static final Owners PODS = new Owners(List.of(pod("x", "10.0.0.1"), pod("y", "10.0.0.2")));

    private static ExecutorPod pod(String name, String ip) {
        return new ExecutorPod(name, "uid of " + name, List.of(ip), "main", false, true, true, 0, "");
    }

    private static Processes processes(List<String> series) {
        return processes(series, new Owners(List.of()));
    }

    private static Processes processes(List<String> series, Owners owners) {
        return new Processes(
                new CounterDelta(series.stream().map(ProcessesTest::series).toList()),
                labels -> {
                    SortedMap<String, String> target = new TreeMap<>(labels);
                    List.of("code", "predictor_name", "seldon_io_shadow").forEach(target::remove);
                    return target;
                },
                owners);
    }

    private static SeriesDelta series(String text) {
        String[] parts = text.strip().split("\\s+");
        SortedMap<String, String> labels = new TreeMap<>();
        Arrays.stream(parts[0].split(",")).map(l -> l.split("=")).forEach(l -> labels.put(l[0], l[1]));
        String span = labels.remove("span");
        String resets = labels.remove("resets");
        labels.putIfAbsent("code", "200");
        String[] times = parts[1].split("-");
        double rise = Double.parseDouble(parts[2]);
        return new SeriesDelta(
                labels,
                span == null ? Span.CONTINUED : Span.valueOf(span),
                rise,
                resets == null ? 0 : Integer.parseInt(resets),
                0,
                new Sample(Long.parseLong(times[0]), 0),
                new Sample(Long.parseLong(times[1]), rise),
                "BEGUN".equals(span));
    }
}
