package io.jenkins.plugins.seldon.release;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How the calling thread waits; given in, so that tests need not. */
@FunctionalInterface
public interface Pause {

    /** Waits on the caller's thread. */
    Pause REAL = time -> TimeUnit.NANOSECONDS.sleep(time.toNanos());

    /** Returns after this time, or earlier with an exception when the thread is interrupted. */
    void forAbout(Duration time) throws InterruptedException;
}
