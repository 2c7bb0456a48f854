package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ProgressPaceTest {

    @Test
    void aLineASecondAtFirstAndOneAMinuteAtLast() {
        AtomicLong now = new AtomicLong(1_700_000_000_000L);
        ProgressPace pace = new ProgressPace(new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(now.get());
            }
        });
        List<Long> told = LongStream.rangeClosed(1, 1800)
                .peek(second -> now.addAndGet(1000))
                .filter(second -> pace.isDue())
                .boxed()
                .toList();
        assertThat(told)
                .startsWith(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 12L)
                .hasSizeLessThan(75);
        assertThat(told.get(told.size() - 1) - told.get(told.size() - 2)).isEqualTo(60);
    }
}
