package io.jenkins.plugins.seldon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "100m",
                "1.5Gi",
                "0",
                ".5",
                "2e3",
                "1E6",
                "-1",
                "5.",
                "128974848",
                "12E",
                "1Ki",
                "3n",
                "7u",
                "1e-3"
            })
    void whatKubernetesWritesIsKnown(String text) {
        assertThat(Quantities.known(text)).isNotNull();
        assertThat(Quantities.known(Quantity.parse(text)).getNumericalAmount()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e99999999",
                "1e-99999999",
                "1E999999999",
                "9e400",
                "1e100",
                "1Zi",
                "x",
                " ",
                "1 Gi",
                "0x10",
                "1.2.3",
                "111111111111111111111111111111",
                "NaN",
                "Infinity",
                "--1"
            })
    @Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anythingElseIsNotSaid(String text) {
        assertThat(Quantities.known(text)).isNull();
        assertThat(Quantities.known(new Quantity(text))).isNull();
        String amount = text.replaceAll("[eE].*", "");
        assertThat(Quantities.known(new Quantity(amount, text.substring(amount.length()))))
                .isNull();
    }
}
