package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.LoadGenerator;
import io.jenkins.plugins.seldon.load.LoadPlan;
import io.jenkins.plugins.seldon.load.LoadProfile;
import io.jenkins.plugins.seldon.load.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Somebody else's predictions at a constant rate, from now until closed. */
final class Traffic implements AutoCloseable {

    /** Longer than a test, with whatever attempts it has. */
    private static final double LONGEST_SECONDS = 600;

    private final ModelDeployment model;
    private final Thread thread;
    private final long before;

    private Traffic(ModelDeployment model, double rate) {
        this.model = model;
        this.before = model.predictions();
        LoadPlan plan = new LoadPlan(
                model.url() + "api/v1.0/predictions",
                Protocol.SELDON,
                List.of(Protocol.SELDON.samplePayload()),
                List.of(),
                HttpAccess.NONE,
                LoadProfile.of(0, rate, LONGEST_SECONDS, 0, 0, Duration.ZERO),
                Duration.ofSeconds(5),
                100_000);
        thread = new Thread(() -> send(plan), "other traffic");
        thread.setDaemon(true);
        thread.start();
    }

    static Traffic to(ModelDeployment model, double rate) {
        Traffic traffic = new Traffic(model, rate);
        while (traffic.sent() == 0) {
            pause(Duration.ofMillis(20));
        }
        return traffic;
    }

    private static void send(LoadPlan plan) {
        try {
            new LoadGenerator(plan).run(progress -> {});
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    long sent() {
        return model.predictions() - before;
    }

    static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
