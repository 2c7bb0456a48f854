package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.measure.Owners.Basis;
import io.jenkins.plugins.seldon.gate.measure.Owners.Owner;
import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnersTest {

    private static final Owners OWNERS =
            new Owners(List.of(pod("iris-0", "10.0.0.1", "fd00::1"), pod("iris-1", "10.0.0.2")));

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "kubernetes_pod_name=iris-0                     | iris-0 | POD_NAME | false",
                "pod=iris-1,instance=10.0.0.1:8000              | iris-1 | POD_NAME | false",
                "pod=exporter-7,exported_pod=iris-1             | iris-1 | POD_NAME | false",
                "pod_name=iris-0                                | iris-0 | POD_NAME | false",
                "instance=10.0.0.2:6000                         | iris-1 | ADDRESS  | false",
                "instance=[fd00::1]:8000                        | iris-0 | ADDRESS  | false",
                "instance=10.0.0.2                              | iris-1 | ADDRESS  | false",
                "instance=service:8000                          | ''     | LABELS   | false",
                "instance=[fd00::2]:8000                        | ''     | LABELS   | false",
                "instance=fd00::1                               | iris-0 | ADDRESS  | false",
                "instance=:8000                                 | ''     | LABELS   | false",
                "job=pods                                       | ''     | LABELS   | false",
                "pod=iris-9,instance=10.9.9.9:8000              | iris-9 | POD_NAME | true",
            })
    void aTargetIsAPodsByItsNameOrElseByItsAddress(String labels, String pod, Basis basis, boolean foreign) {
        assertThat(OWNERS.of(labels(labels))).isEqualTo(new Owner(pod, basis, foreign));
    }

    @ParameterizedTest(name = "{0} of {1}: {2}")
    @CsvSource({
        "10.0.0.1:8000, iris-0, true",
        "10.0.0.1:8000, iris-1, false",
        "10.0.0.2:8000, iris-1, true",
        "10.9.9.9:8000, iris-0, false",
        "10.9.9.9:8000, iris-9, false",
    })
    void aTargetIsAtTheAddressOfThePodThatItNamesOrNot(String instance, String pod, boolean there) {
        assertThat(OWNERS.isAtItsAddress(Map.of("instance", instance), pod)).isEqualTo(there);
    }

    @Test
    void byWhatAnOwnerIsKnownIsTold() {
        assertThat(Basis.values())
                .extracting(Basis::toString)
                .containsExactly("by the pods' names", "by the pods' addresses", "by labels only");
    }

    @Test
    void whereNoPodIsKnownLabelsAloneTell() {
        assertThat(new Owners(List.of()).of(labels("pod=iris-0"))).isEqualTo(new Owner("iris-0", Basis.LABELS, false));
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new HashMap<>();
        for (String each : text.strip().split(",")) {
            String[] pair = each.split("=");
            labels.put(pair[0], pair[1]);
        }
        return labels;
    }

    private static ExecutorPod pod(String name, String... ips) {
        return new ExecutorPod(name, "uid of " + name, List.of(ips), "main", false, true, true, 0, "");
    }
}
