package io.jenkins.plugins.seldon.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How definitions of the cluster stand to the chart's, one by one. */
class DefinitionStandingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            0.93.1 |                                                                          | ABSENT  |
            0.93.1 | annotations: {operator.prometheus.io/version: 0.93.1}                    | SAME    |
            0.93.1 | annotations: {operator.prometheus.io/version: 0.9.7}                     | OLDER   |
            0.93.1 | annotations: {operator.prometheus.io/version: '0.93'}                    | OLDER   |
            0.93.1 | annotations: {operator.prometheus.io/version: 1.0.0}                     | NEWER   |
            0.93.1 | annotations: {operator.prometheus.io/version: latest}                    | UNKNOWN |
            0.93.1 | labels: {a: b}                                                           | UNKNOWN |
                   | annotations: {operator.prometheus.io/version: 0.93.1}                    | UNKNOWN |
            0.93.1 | annotations: {operator.prometheus.io/version: 0.9.7, meta.helm.sh/release-name: mon, meta.helm.sh/release-namespace: models} | OLDER |
            0.93.1 | annotations: {meta.helm.sh/release-name: mon, meta.helm.sh/release-namespace: other} | FOREIGN | release mon in namespace other
            0.93.1 | labels: {olm.managed: 'true'}                                            | FOREIGN | Operator Lifecycle Manager
            0.93.1 | labels: {operators.coreos.com/prometheus.x: ''}                          | FOREIGN | Operator Lifecycle Manager
            0.93.1 | annotations: {argocd.argoproj.io/tracking-id: x}                         | FOREIGN | Argo CD
            0.93.1 | labels: {helm.toolkit.fluxcd.io/name: x}                                 | FOREIGN | Flux
            0.93.1 | labels: {app.kubernetes.io/managed-by: terraform}                        | FOREIGN | terraform
            0.93.1 | ownerReferences: [{kind: ClusterVersion, name: version}]                 | FOREIGN | ClusterVersion version
            """)
    void isToldByVersionAndByWhoKeepsThem(String wanted, String metadata, DefinitionStanding.Kind kind, String owner)
            throws Exception {
        ObjectMeta present =
                metadata == null ? null : Serialization.yamlMapper().readValue("{" + metadata + "}", ObjectMeta.class);
        DefinitionStanding standing = DefinitionStanding.of(wanted, present, "mon", "models");
        assertThat(standing.kind()).isEqualTo(kind);
        assertThat(standing.owner()).isEqualTo(owner == null ? "" : owner);
    }
}
