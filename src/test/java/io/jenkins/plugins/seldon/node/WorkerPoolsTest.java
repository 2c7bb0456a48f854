package io.jenkins.plugins.seldon.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkerPoolsTest {

    @Test
    void moreTasksThanThreadsAllRunOnAsManyAsThereMayBe() throws Exception {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch sixteen = new CountDownLatch(16);
        CountDownLatch done = new CountDownLatch(50);
        for (int i = 0; i < 50; i++) {
            WorkerPools.WORKERS.execute(() -> {
                threads.add(Thread.currentThread().getName());
                sixteen.countDown();
                try {
                    sixteen.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                done.countDown();
            });
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(threads).hasSize(16).allMatch(name -> name.startsWith("seldon-analytics-"));
    }
}
