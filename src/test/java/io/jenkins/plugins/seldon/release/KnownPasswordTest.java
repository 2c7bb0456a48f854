package io.jenkins.plugins.seldon.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.helm.chart.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownPasswordTest {

    /** As in the chart of Grafana, which both stacks have. */
    private static final String DEFAULTS =
            "grafana: {enabled: true, adminPassword: password, admin: {existingSecret: ''}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                               | true
                    grafana: {adminPassword: password}               | true
                    grafana: {adminPassword: other}                  | false
                    grafana: {adminPassword: null}                   | false
                    grafana: {admin: {existingSecret: grafana-login}} | false
                    grafana: {admin: {existingSecret: null}}         | true
                    grafana: {enabled: false}                        | false
                    """)
    void theChartsPasswordIsWarnedOfWhereGrafanaGetsIt(String values, boolean expected) throws Exception {
        assertThat(ChartPreparation.isPasswordKnown(Values.of(DEFAULTS, "defaults"), Values.of(values, "values")))
                .isEqualTo(expected);
        assertThat(ChartPreparation.isPasswordKnown(Values.NONE, Values.of(values, "values")))
                .isFalse();
    }

    @Test
    void anEmptyPasswordIsARandomOne() throws Exception {
        Values defaults = Values.of("grafana: {adminPassword: ''}", "defaults");
        assertThat(ChartPreparation.isPasswordKnown(defaults, Values.NONE)).isFalse();
    }
}
