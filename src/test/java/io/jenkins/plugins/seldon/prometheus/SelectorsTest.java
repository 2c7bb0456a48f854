package io.jenkins.plugins.seldon.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorsTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            nullValues = "-",
            value = {
                "up | up",
                "up{job=\"a\"} | up{job=\"a\"}",
                "up {job=\"a\"} | up{job=\"a\"}",
                "sum(rate(errors{app=\"shop\"}[5m])) | errors{app=\"shop\"}",
                "sum by (pod, app) (rate(errors[5m] offset 1m)) / count(up) | errors;up",
                "sum(rate(errors[5m])) by (pod) | errors",
                "sum without(x)(a) > bool 5 | a",
                "a * on (x) group_left (y) b | a;b",
                "a and b or c unless d atan2 e | a;b;c;d;e",
                "{__name__=~\"job:.*\"} | {__name__=~\"job:.*\"}",
                "job:errors:rate5m > 1e3 | job:errors:rate5m",
                "histogram_quantile(0.9, sum by (le) (rate(d_bucket[5m]))) | d_bucket",
                "x{a=\"}\",b='{'} + y{c=`\\`} | x{a=\"}\",b='{'};y{c=`\\`}",
                "x{a=\"\\\"}\"} | x{a=\"\\\"}\"}",
                "absent(up{job=\"a\"}) or errors | errors",
                "absent_over_time(up[5m]) | -",
                "errors or vector(0) | errors",
                "label_replace(up, \"a\", \"$1\", \"b\", \"(.*)\") | up",
                "rate(a[5m:1m]) @ end() + a offset -5m | a",
                "rate(a[5m] smoothed) + increase(b[1m] anchored) | a;b",
                "a + on (x) fill (0) b | a;b",
                "sum(rate(a[5m])) by (x) limit 5 default 0 | a",
                "rate(a) keep_metric_names if b ifnot c | a;b;c",
                "a * on (x) group_left (*) prefix \"y_\" b | a;b",
                "time() - 5 | -",
                "quantile_over_time(.5, a[1h]) | a",
                "NaN + Inf + a | a",
                "a # b | a",
            })
    void theyAreFoundAsTheyStand(String promql, String selectors) {
        assertThat(Selectors.of(promql)).isEqualTo(selectors == null ? List.of() : List.of(selectors.split(";")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "rate(a[5m]) / rate(b[5m] offset 1m) | 5m",
                "rate(a[5m]) + increase(b[ 1h ])     | 5m;1h",
                "max_over_time(rate(a[5m])[1h:30s])  | 5m;1h",
                "rate(a{b='[3m]'}[$__range])         | $__range",
                "a{b='[3m]'}                         | -",
            })
    void soAreTheRanges(String promql, String ranges) {
        assertThat(Selectors.rangesOf(promql)).isEqualTo(ranges == null ? List.of() : List.of(ranges.split(";")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "absent(up{job=\"a)\"}) or b                    | up{job=\"a)\"}",
                "absent(sum(rate(a[5m])) / b) * absent(c) + d  | a;b;c",
                "absent_over_time(a[5m])                       | a",
                "sum(a)                                        | -",
            })
    void soAreThoseWithinAbsent(String promql, String selectors) {
        assertThat(Selectors.ofAbsence(promql))
                .isEqualTo(selectors == null ? List.of() : List.of(selectors.split(";")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "job:errors:rate5m{a=\"b\"} | true",
                "ALERTS{alertname=\"a\"}    | true",
                "errors{a=\"b:c\"}          | false",
                "{__name__=\"a:b\"}         | false",
                "ALERTSX                    | false",
            })
    void whatARuleMakesIsToldByItsName(String selector, boolean ofRule) {
        assertThat(Selectors.isOfRule(selector)).isEqualTo(ofRule);
    }
}
