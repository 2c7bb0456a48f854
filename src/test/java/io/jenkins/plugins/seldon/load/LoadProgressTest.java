package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadProgressTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | 120 | 119 | 0 | 1200 | 120 of 200 sent, 119 accepted, 0 failed, 100/s, 1 s left | sending 120 of 200, 100/s",
                "200 | 4 | 3 | 1 | 2000 | 4 of 200 sent, 3 accepted, 1 failed, 2/s, 98 s left | sending 4 of 200, 2/s",
                "10 | 2 | 2 | 0 | 60000 | 2 of 10 sent, 2 accepted, 0 failed, 0.0333/s, 240 s left | sending 2 of 10, 0.0333/s",
                "0 | 77 | 70 | 7 | 10000 | 77 sent, 70 accepted, 7 failed, 7.7/s | sending 77, 7.7/s",
                "200 | 200 | 199 | 0 | 2000 | 200 of 200 sent, 199 accepted, 0 failed, 100/s | sending 200 of 200, 100/s",
                "200 | 0 | 0 | 0 | 0 | 0 of 200 sent, 0 accepted, 0 failed | sending 0 of 200"
            })
    void tellsHowFarItIsHowFastAndHowLongItTakes(
            long planned, long sent, long accepted, long failed, long millis, String line, String status) {
        LoadProgress progress = new LoadProgress(planned, sent, accepted, failed, millis);
        assertThat(progress).hasToString(line);
        assertThat(progress.status()).isEqualTo(status);
    }
}
