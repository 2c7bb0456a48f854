package io.jenkins.plugins.seldon.gate.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.gate.verdict.Thresholds.LatencyLimit;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.Source;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdsTest {

    @ParameterizedTest(name = "rate {0}, counted {1}, errors {2}, counted errors {3}: {4}")
    @CsvSource(
            nullValues = "none",
            value = {
                "0,        0.95,   0.01,   0.01,   none",
                "0,        0.0001, 0,      0,      none",
                "1000,     1,      1,      1,      none",
                "-0.1,     0.95,   0.01,   0.01,   minRequestRate",
                "Infinity, 0.95,   0.01,   0.01,   minRequestRate",
                "NaN,      0.95,   0.01,   0.01,   minRequestRate",
                "0,        0,      0.01,   0.01,   minCountedRatio",
                "0,        1.0001, 0.01,   0.01,   minCountedRatio",
                "0,        NaN,    0.01,   0.01,   minCountedRatio",
                "0,        0.95,   -0.001, 0.01,   maxErrorRatio",
                "0,        0.95,   1.0001, 0.01,   maxErrorRatio",
                "0,        0.95,   0.01,   -0.001, maxCountedErrorRatio",
                "0,        0.95,   0.01,   1.0001, maxCountedErrorRatio",
            })
    void limitsLieWhereAMeasurementCanKeepThem(
            double rate, double counted, double errors, double countedErrors, String refused) {
        refuses(() -> new Thresholds(rate, counted, errors, countedErrors, List.of()), refused);
    }

    @ParameterizedTest(name = "{0} at most {1} ms: {2}")
    @CsvSource(
            nullValues = "none",
            value = {
                "0.5,    100,      none",
                "0.0001, 0.1,      none",
                "1,      60000,    none",
                "0,      100,      a quantile above 0",
                "1.0001, 100,      a quantile above 0",
                "NaN,    100,      a quantile above 0",
                "0.5,    0,        milliseconds above 0",
                "0.5,    Infinity, milliseconds above 0",
                "0.5,    NaN,      milliseconds above 0",
            })
    void aLatencyHasAQuantileAndATime(double quantile, double millis, String refused) {
        refuses(() -> new LatencyLimit(quantile, millis, Source.CLIENT), refused);
    }

    @Test
    void aLatencyIsTheSendersOrPrometheus() {
        assertThat(Source.named("client")).isEqualTo(Source.CLIENT);
        assertThat(Source.named("prometheus")).isEqualTo(Source.PROMETHEUS);
        assertThatThrownBy(() -> Source.named("grafana"))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage("The source of a latency limit is unknown: use client or prometheus.");
    }

    @Test
    void asManyErrorsMayBeCountedAsTheSenderMaySeeUnlessSaidOtherwise() {
        assertThat(new Thresholds(0, 0.95, 0.03, List.of()).maxCountedErrorRatio())
                .isEqualTo(0.03);
    }

    private static void refuses(ThrowingCallable limits, String refused) {
        if (refused == null) {
            assertThatCode(limits).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(limits)
                    .isInstanceOf(InvalidOptionException.class)
                    .hasMessageContaining(refused);
        }
    }
}
