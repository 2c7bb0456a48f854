package io.jenkins.plugins.seldon.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "33.217,      33.2",
        "6.021,       6.02",
        "6,           6",
        "0.012345,    0.0123",
        "0.0004,      0.0004",
        "1054.5,      1055",
        "1677,        1677",
        "99.96,       100",
        "-2.3456,     -2.35",
        "0,           0",
        "1e20,        100000000000000000000",
        "NaN,         NaN",
        "Infinity,    Infinity",
    })
    void whatWasMeasuredHasThreeSignificantDigits(double value, String told) {
        assertThat(Numbers.measured(value)).isEqualTo(told);
    }

    /** Whoever reads both sees what the comparison has seen. */
    @ParameterizedTest(name = "{0} against {1}: {2}")
    @CsvSource({
        "0.9996,  1,      0.9996",
        "0.99996, 1,      0.99996",
        "1,       1,      1",
        "1.0004,  1,      1.0004",
        "0.9496,  0.95,   0.9496",
        "0.95,    0.95,   0.95",
        "0.9504,  0.95,   0.9504",
        "0.9514,  0.95,   0.951",
        "199.96,  200,    199.96",
        "190.7,   200,    191",
        "499.7,   500,    499.7",
        "0.0004,  0,      0.0004",
        "33.217,  NaN,    33.2",
        "0.30000000000000004, 0.3, 0.30000000000000004",
    })
    void aLimitIsNeverCrossedByRounding(double value, double limit, String told) {
        assertThat(Numbers.measured(value, limit)).isEqualTo(told);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"0.9995, 0.9995", "1, 1", "0.00005, 0.00005", "1500, 1500", "Infinity, Infinity"})
    void whatWasGivenIsAsItWasGiven(double value, String told) {
        assertThat(Numbers.given(value)).isEqualTo(told);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"33.2175, 33.218", "2.50, 2.5", "0.0004, 0", "NaN, NaN"})
    void anyOtherHasThreeDigitsBehindThePoint(double value, String told) {
        assertThat(Numbers.of(value)).isEqualTo(told);
    }
}
