package io.jenkins.plugins.seldon.readiness.wait;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlarmTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** What was asked of the timer; nothing comes due by itself. */
    private final List<Runnable> tasks = new ArrayList<>();

    private final List<Long> delays = new ArrayList<>();
    private final List<ScheduledFuture<?>> futures = new ArrayList<>();
    private final AtomicInteger rings = new AtomicInteger();

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            tasks.add(task);
            delays.add(unit.toMillis(delay));
            ScheduledFuture<?> future = super.schedule(task, 1, TimeUnit.DAYS);
            futures.add(future);
            return future;
        }
    };

    private final Alarm alarm = new Alarm(timer, rings::incrementAndGet);

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private void set(long fromNow) {
        alarm.set(NOW, NOW.plus(Duration.ofSeconds(fromNow)));
    }

    @Test
    void oneThatIsSetForLaterAgainAndAgainAsksTheTimerOnce() {
        for (int i = 0; i < 1000; i++) {
            set(60 + i);
        }
        assertThat(delays).containsExactly(60_001L);
    }

    @Test
    void oneThatIsSetForSoonerRingsSooner() {
        set(60);
        set(5);
        assertThat(delays).containsExactly(60_001L, 5_001L);
        assertThat(futures.get(0).isCancelled()).isTrue();
        assertThat(futures.get(1).isCancelled()).isFalse();
    }

    @Test
    void oneThatHasRungIsSetAnew() {
        set(5);
        tasks.get(0).run();
        assertThat(rings).hasValue(1);
        set(60);
        assertThat(delays).hasSize(2);
    }

    @Test
    void oneThatIsClosedRingsNoMore() {
        set(5);
        alarm.close();
        set(1);
        assertThat(futures).singleElement().matches(ScheduledFuture::isCancelled);
    }
}
