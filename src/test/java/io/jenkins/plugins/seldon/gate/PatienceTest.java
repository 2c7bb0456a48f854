package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {

    /** A gate looks once a sample is due, so that its verdict does not wait for a look that is up to a quarter of a scrape off. */
    @ParameterizedTest(name = "scraped each {0} ms, due in {1} ms: after {2} ms")
    @CsvSource({
        "15000,   900, 1000",
        "15000,     0,  100",
        "15000,  -100,  250",
        "15000,  -700,  700",
        "15000, -9000, 3750",
        "15000, 12000, 3750",
        "60000, 40000, 5000",
        "500,     200,  250",
        "500,      20,  120",
        "500,    -400,  250",
    })
    void theNextLookIsWhenTheSampleIsDue(long scrape, long due, long after) {
        assertThat(Patience.DEFAULT.poll(Duration.ofMillis(scrape), Duration.ofMillis(due)))
                .isEqualTo(Duration.ofMillis(after));
    }
}
