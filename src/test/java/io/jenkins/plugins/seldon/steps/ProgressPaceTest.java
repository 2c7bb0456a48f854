package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ProgressPaceTest {

    @Test
    void aLineASecondAtFirstAndOneAMinuteAtLast() {
        ProgressPace pace = new ProgressPace();
        List<Long> told = LongStream.rangeClosed(1, 1800)
                .filter(second -> pace.isDue(second * 1000))
                .boxed()
                .toList();
        assertThat(told)
                .startsWith(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 12L)
                .hasSizeLessThan(75);
        assertThat(told.get(told.size() - 1) - told.get(told.size() - 2)).isEqualTo(60);
    }
}
