package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the Prometheus Operator says of what it runs, in its words (v0.93.1, pkg/prometheus/operator.go). */
class OperatedRuleTest {

    private static final String YES = "status: 'True', observedGeneration: 2";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {type: Available, %1$s}, {type: Reconciled, %1$s} |
            {type: Available, %1$s}                           |
                                                              | the Prometheus Operator has not reported on Prometheus main yet
            {type: Reconciled, %1$s}                          | the Prometheus Operator has not reported on Prometheus main yet
            {type: Available, status: 'True', observedGeneration: 1}, {type: Reconciled, %1$s} | Prometheus main: generation 2 is not observed by its operator yet
            {type: Available, status: 'False', observedGeneration: 2, reason: NoPodReady} | Prometheus main is not available (NoPodReady)
            {type: Available, status: Degraded, observedGeneration: 2, reason: SomePodsNotReady, message: 'shard 0: pod a: x'} | Prometheus main is not available (SomePodsNotReady: shard 0: pod a: x)
            {type: Available, status: Unknown, observedGeneration: 2} | Prometheus main is not available
            {type: Available, %1$s}, {type: Reconciled, status: 'False', observedGeneration: 2, reason: ReconciliationFailed, message: bad} | Prometheus main could not be reconciled (ReconciliationFailed: bad)
            """)
    void isReadyWhenItsOperatorSaysSoOfThisGeneration(String conditions, String expected) {
        String status = conditions == null ? "" : conditions.formatted(YES);
        HasMetadata prometheus = new KubernetesSerialization()
                .unmarshal(
                        """
                        apiVersion: monitoring.coreos.com/v1
                        kind: Prometheus
                        metadata: {name: main, generation: 2}
                        status: {conditions: [%s]}
                        """
                                .formatted(status),
                        HasMetadata.class);
        WatchedKind kind =
                WatchedKind.custom("monitoring.coreos.com/v1", "Prometheus").at("prometheuses", true);
        Assessment assessment = Verdicts.assess(
                new Snapshot(List.of(prometheus)),
                Verdicts.RELEASE.withMinPods(0),
                Set.of(new WorkloadName(kind, "main")));
        assertThat(assessment.failures()).isEmpty();
        assertThat(assessment.waiting()).isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    @Test
    void whatConfiguresTheOperatorIsNotWaitedFor() throws Exception {
        Set<WorkloadName> names = ReleaseManifest.parse(
                        """
                apiVersion: monitoring.coreos.com/v1
                kind: PodMonitor
                metadata: {name: models}
                ---
                apiVersion: monitoring.coreos.com/v1
                kind: PrometheusRule
                metadata: {name: rules}
                ---
                apiVersion: monitoring.coreos.com/v1
                kind: Alertmanager
                metadata: {name: main}
                """,
                        "seldon-system")
                .workloads();
        assertThat(names).extracting(WorkloadName::name).containsExactly("main");
    }
}
