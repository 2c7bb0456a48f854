package io.jenkins.plugins.seldon.demo;

import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Callers of a model that have nothing to do with the release. */
final class Traffic implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "other-traffic");
        thread.setDaemon(true);
        return thread;
    });

    /** @param rate predictions a second */
    Traffic(ModelDeployment model, int rate) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(model.url() + "api/v1.0/predictions"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"data\":{\"ndarray\":[[39,7,1,1]]}}"))
                .build();
        clock.scheduleAtFixedRate(
                () -> http.sendAsync(request, HttpResponse.BodyHandlers.discarding()),
                0,
                TimeUnit.SECONDS.toMicros(1) / rate,
                TimeUnit.MICROSECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
