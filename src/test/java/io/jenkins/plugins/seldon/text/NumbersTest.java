package io.jenkins.plugins.seldon.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

    @ParameterizedTest
    @CsvSource({"0.9995, 1", "66.6666, 66.667", "200, 200", "1e6, 1000000", "NaN, NaN", "-Infinity, -Infinity"})
    void whatWasMeasuredHasThreeDigits(double value, String told) {
        assertThat(Numbers.of(value)).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({
        "0.9995, 0.9995",
        "0.00001, 0.00001",
        "0.1, 0.1",
        "1, 1",
        "0, 0",
        "250, 250",
        "1e6, 1000000",
        "Infinity, Infinity"
    })
    void whatWasGivenIsToldAsItWas(double value, String told) {
        assertThat(Numbers.given(value)).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({
        "0.99948, 0.9995, 0.999",
        "0.9996,  0.9997, 0.9996",
        "0.99949999, 0.9995, 0.999",
        "0.9994,  0.9995, 0.999",
        "0.01006, 0.01,   0.0101",
        "0.9995,  0.9995, 0.9995",
        "0.5,     0.9995, 0.5",
        "1,       0.9995, 1",
        "NaN,     1,      NaN",
        "66.6666, 0,      66.667",
        "1e-9,    0,      0.000000001"
    })
    void besideALimitItHasAsManyAsTellItsSide(double value, double limit, String told) {
        assertThat(Numbers.of(value, limit)).isEqualTo(told);
    }
}
